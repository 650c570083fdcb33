-- Does in a real Neovim (0.7 and later) what the steps of a job say, with the person's own init.lua in force.
-- EDITOR_JOB names the job, EDITOR_RESULT the file for the answers; both are described in tests/editors/driving.py.
-- The steps run beside Neovim's main loop, so keys that are fed here are worked on as if they were typed.

local function read(path)
  return vim.fn.json_decode(table.concat(vim.fn.readfile(path), "\n"))
end

local job = read(vim.env.EDITOR_JOB)
local result = { editor = vim.fn.execute("version"):match("NVIM v[%w%.]+"), answers = {}, retries = 0, messages = {} }

vim.notify = function(message)
  table.insert(result.messages, tostring(message))
end

local function wait(what, found, patience)
  local ends = vim.loop.now() + (patience or job.patience) * 1000
  while true do
    local value = found()
    if value then
      return value
    end
    if vim.loop.now() > ends then
      error("waited in vain for " .. what, 0)
    end
    coroutine.yield()
  end
end

-- A key that is pressed while Neovim is still busy can get lost: pressed again, twice at most.
local function press(keys, what, effect)
  for attempt = 0, 2 do
    vim.api.nvim_input(keys)
    local ok, value = pcall(wait, what, effect, job.patience / 3)
    if ok then
      return value
    end
    result.retries = result.retries + 1
    if attempt == 2 then
      error(value, 0)
    end
    vim.api.nvim_input("<Esc>")
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function line(number)
  return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1] or ""
end

-- Columns of a job count code points from 1, Neovim's count bytes from 0.
local function go(at)
  vim.api.nvim_win_set_cursor(0, { at[1], #vim.fn.strcharpart(line(at[1]), 0, at[2] - 1) })
end

local function column(number, bytes)
  return vim.fn.strchars(line(number):sub(1, bytes)) + 1
end

local severities = { "error", "warning", "info", "hint" }

local function findings()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      start = { one.lnum + 1, column(one.lnum + 1, one.col) },
      ["end"] = { one.end_lnum + 1, column(one.end_lnum + 1, one.end_col) },
      severity = severities[one.severity],
      source = one.source,
      code = one.code,
      message = one.message,
    })
  end
  table.sort(found, function(one, other)
    return one.start[1] * 1000 + one.start[2] < other.start[1] * 1000 + other.start[2]
  end)
  return found
end

local function has_finding(part)
  for _, one in ipairs(findings()) do
    if one.message:find(part, 1, true) then
      return true
    end
  end
  return false
end

-- Chooses what says `title` in the next menu; the table that is returned gets the titles once they are shown.
local function choosing(title)
  local menu = { chosen = false }
  vim.ui.select = function(items, options, choose)
    menu.titles = {}
    for number, item in ipairs(items) do
      local shown = options.format_item and options.format_item(item) or tostring(item)
      table.insert(menu.titles, shown)
      if not menu.chosen and shown:find(title, 1, true) then
        menu.chosen = number
      end
    end
    if menu.chosen then
      choose(items[menu.chosen], menu.chosen)
    end
  end
  return menu
end

local function changed(what, change)
  local before = text()
  change()
  wait(what .. " to change the text", function()
    return text() ~= before
  end)
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

local steps = {}

function steps.see(step)
  wait("a finding with " .. step.text, function()
    return has_finding(step.text)
  end)
  return findings()
end

function steps.gone(step)
  wait("the findings with " .. step.text .. " to go", function()
    return not has_finding(step.text)
  end)
  return findings()
end

function steps.hover(step)
  go(step.at)
  vim.lsp.buf.hover()
  local window = wait("the hover", floating)
  local shown = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(shown, "\n")
end

function steps.complete(step)
  go(step.at)
  local items = press("i<C-x><C-o>", "the completion menu", function()
    local items = vim.fn.complete_info({ "items" }).items
    return #items > 0 and items or nil
  end)
  vim.api.nvim_input("<C-e><Esc>")
  wait("the menu to close", function()
    return vim.fn.mode() == "n"
  end)
  return vim.tbl_map(function(item)
    return item.abbr ~= "" and item.abbr or item.word
  end, items)
end

function steps.fix(step)
  go(step.at)
  local menu = choosing(step.title)
  changed("the quick fix", function()
    vim.lsp.buf.code_action()
    wait("the quick fixes", function()
      return menu.titles
    end)
    if not menu.chosen then
      error("no quick fix says " .. step.title .. ": " .. table.concat(menu.titles, " | "), 0)
    end
  end)
  return menu.titles
end

function steps.fix_all()
  choosing("")
  changed("fix all", function()
    vim.cmd("StacklintFixAll")
  end)
  return vim.NIL
end

function steps.rename(step)
  go(step.at)
  changed("the rename", function()
    vim.lsp.buf.rename(step.name)
  end)
  return vim.NIL
end

function steps.define(step)
  go(step.at)
  local before = vim.api.nvim_win_get_cursor(0)
  vim.lsp.buf.definition()
  local at = wait("the cursor to jump", function()
    local now = vim.api.nvim_win_get_cursor(0)
    return (now[1] ~= before[1] or now[2] ~= before[2]) and now
  end)
  return { at[1], column(at[1], at[2]) }
end

function steps.type(step)
  go(step.at)
  changed("typing", function()
    vim.api.nvim_input("i" .. step.text:gsub("<", "<lt>") .. "<Esc>")
  end)
  return vim.NIL
end

function steps.undo()
  changed("undoing", function()
    vim.api.nvim_input("u")
  end)
  return vim.NIL
end

function steps.text()
  return text()
end

local running = coroutine.create(function()
  for _, step in ipairs(job.steps) do
    table.insert(result.answers, steps[step["do"]](step))
  end
end)

local timer = vim.loop.new_timer()
timer:start(0, 20, vim.schedule_wrap(function()
  local ok, failure = coroutine.resume(running)
  if coroutine.status(running) == "dead" and timer:is_active() then
    timer:stop()
    result.error = not ok and tostring(failure) or nil
    pcall(vim.fn.writefile, { vim.fn.json_encode(result) }, vim.env.EDITOR_RESULT)
    vim.cmd("qall!")
  end
end))
