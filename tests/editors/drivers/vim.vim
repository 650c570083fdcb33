" Does in a real Vim, through ALE, what the steps of a job say, with the person's own vimrc in force.
" $EDITOR_JOB names the job, $EDITOR_RESULT the file for the answers; both are described in tests/editors/driving.py.

let s:job = json_decode(join(readfile($EDITOR_JOB), "\n"))
let s:result = {'editor': 'Vim ' . v:versionlong, 'answers': []}

function! s:Wait(what, Found) abort
  let l:started = reltime()
  while !a:Found()
    if reltimefloat(reltime(l:started)) > s:job.patience
      throw 'waited in vain for ' . a:what
    endif
    sleep 20m
  endwhile
endfunction

function! s:Text() abort
  return join(getline(1, '$'), "\n") . "\n"
endfunction

" Columns of a job count code points, Vim's count bytes.
function! s:Go(at) abort
  call cursor(a:at[0], byteidx(getline(a:at[0]), a:at[1] - 1) + 1)
endfunction

function! s:Place(line, column) abort
  return [a:line, strchars(strpart(getline(a:line), 0, a:column - 1)) + 1]
endfunction

function! s:Findings() abort
  let l:names = {'E': 'error', 'W': 'warning', 'I': 'info'}
  return map(copy(ale#engine#GetLoclist(bufnr(''))), {_, one -> {
  \ 'start': s:Place(one.lnum, one.col),
  \ 'severity': l:names[one.type],
  \ 'code': get(one, 'code', ''),
  \ 'message': one.text,
  \}})
endfunction

function! s:HasFinding(part) abort
  return !empty(filter(s:Findings(), {_, one -> stridx(one.message, a:part) >= 0}))
endfunction

function! s:Changed(what, Change) abort
  let l:before = s:Text()
  call a:Change()
  call s:Wait(a:what . ' to change the text', {-> s:Text() isnot# l:before})
  " Sent when Vim is idle.
  call ale#Queue(0)
endfunction

let s:steps = {}

function! s:steps.see(step) abort
  call s:Wait('a finding with ' . a:step.text, {-> s:HasFinding(a:step.text)})
  return s:Findings()
endfunction

function! s:steps.gone(step) abort
  call s:Wait('the findings to go with ' . a:step.text, {-> !s:HasFinding(a:step.text)})
  return s:Findings()
endfunction

function! s:steps.hover(step) abort
  call s:Go(a:step.at)
  let g:ale_hover_to_preview = 1
  ALEHover
  call s:Wait('the hover', {-> bufnr('ALEPreviewWindow') > 0})
  let l:shown = join(getbufline(bufnr('ALEPreviewWindow'), 1, '$'), "\n")
  pclose
  return l:shown
endfunction

function! s:steps.define(step) abort
  call s:Go(a:step.at)
  let l:before = getpos('.')
  ALEGoToDefinition
  call s:Wait('the cursor to jump', {-> getpos('.') != l:before})
  return s:Place(line('.'), col('.'))
endfunction

function! s:Offered(data, actions) abort
  let s:data = a:data
  let s:actions = a:actions
endfunction

function! s:Apply(title) abort
  let s:actions = v:null
  call ale#codefix#Execute(0, function('s:Offered'))
  call s:Wait('the quick fixes', {-> s:actions isnot v:null})
  let l:titles = map(copy(s:actions), {_, one -> one[1].title})
  let l:number = match(l:titles, '\V' . escape(a:title, '\'))
  if l:number < 0
    throw 'no quick fix says ' . a:title . ': ' . string(l:titles)
  endif
  call s:Changed('the quick fix', {-> ale#codefix#ApplyLSPCodeAction(s:data, s:actions[l:number][1])})
  return l:titles
endfunction

function! s:steps.fix(step) abort
  call s:Go(a:step.at)
  return s:Apply(a:step.title)
endfunction

function! s:steps.rename(step) abort
  call s:Go(a:step.at)
  let s:name = a:step.name
  " Instead of the prompt.
  function! ale#util#Input(message, value, ...) abort
    return s:name
  endfunction
  call s:Changed('the rename', {-> execute('ALERename')})
  return v:null
endfunction

function! s:steps.text(step) abort
  return s:Text()
endfunction

try
  for s:step in s:job.steps
    call add(s:result.answers, s:steps[s:step.do](s:step))
  endfor
catch
  let s:result.error = v:exception . ' at ' . v:throwpoint
  let s:result.messages = split(execute('messages'), "\n")
endtry
call writefile([json_encode(s:result)], $EDITOR_RESULT)
qall!
