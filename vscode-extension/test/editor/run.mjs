// Uses the packaged extension as a person would, and takes the pictures of the README.
//   npm run test:editor -- [--vsix FILE] [--out DIR] [--readme] [--only STEP]
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Editor, findTools, Machine, until } from './editor.mjs';

const { values } = parseArgs({
  options: {
    vsix: { type: 'string' },
    out: { type: 'string', default: 'dist/test/pictures' },
    readme: { type: 'boolean', default: false },
    only: { type: 'string' },
    settings: { type: 'string', default: '{}' },
  },
});
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const vsix = values.vsix ?? join('packages', `stacklint-${process.platform}-${process.arch}-${version}.vsix`);

/** By name; each begins with the workspace as it is in the repository. */
const STEPS = {
  async 'foreign yaml starts nothing'(editor) {
    await editor.openFile('ingress.yaml');
    await new Promise((wake) => setTimeout(wake, 2500));
    assert.doesNotMatch(editor.machine.logText('stacklint'), /looks like a stack configuration/);
    assert.deepEqual(await servers(editor), []);
  },

  async 'a finding: squiggle, problem, quick fix by keyboard'(editor) {
    await editor.openFile('run.yaml');
    await editor.waitProblem("no backend is called 'kv_defualt'");
    await until('squiggle', () => editor.squiggles('error'));
    assert.equal((await servers(editor)).length, 1);
    await editor.picture('findings');
    await editor.gotoText('run.yaml', 'kv_defualt', 3);
    const titles = await editor.quickFixes();
    await editor.picture('quick-fix');
    assert.match(titles[0], /Change to 'kv_default'/);
    await editor.chooseFix(titles, "Change to 'kv_default'");
    await editor.waitNoProblem('kv_defualt');
    const text = await editor.saved('run.yaml', 'backend: kv_default\n  files:');
    assert.doesNotMatch(text, /kv_defualt/);
  },

  async 'completion of a backend'(editor) {
    await editor.gotoText('run.yaml', 'backend: sql_default\n    prompts', 'backend: '.length);
    await editor.page.keyboard.press('Control+Shift+ArrowRight');
    await editor.page.keyboard.press('Delete');
    const labels = await editor.completions();
    await editor.picture('completion');
    assert.equal(labels[0], 'sql_default');
    await editor.page.keyboard.press('Enter');
    await editor.saved('run.yaml', 'backend: sql_default\n    prompts');
  },

  async 'rename a backend everywhere'(editor) {
    await editor.gotoText('run.yaml', '    sql_default:\n', 6);
    await editor.rename('sql_main');
    const text = await editor.saved('run.yaml', 'sql_main:\n');
    assert.doesNotMatch(text, /sql_default/);
    // Four places, and a slot that was left out: it must be written now to stay where it is.
    assert.equal(text.split('sql_main').length, 6);
    assert.match(text, /connectors:/);
    await editor.waitNoProblem('no backend is called');
    await editor.picture('rename');
  },

  async 'hover tells what a reference leads to'(editor) {
    await editor.gotoText('run.yaml', 'kv_default\n    inference', 3);
    const text = await editor.hover();
    await editor.picture('hover');
    assert.match(text, /kv_sqlite/);
    await editor.page.keyboard.press('Escape');
  },

  async 'fix all'(editor) {
    await editor.gotoText('run.yaml', 'db_path: /var/lib/stack/kv.db', 3);
    await editor.page.keyboard.press('End');
    await editor.page.keyboard.press('Enter');
    await editor.page.keyboard.type('# a note');
    await editor.gotoText('run.yaml', 'backend: kv_default\n  files', 14);
    await editor.page.keyboard.press('x');
    await editor.waitProblem('no backend is called');
    await editor.command('stacklint: Fix All Safe Findings');
    await editor.waitNoProblem('no backend is called');
    await editor.saved('run.yaml', 'backend: kv_default\n  files');
  },

  async 'the graph follows edits and leads to lines'(editor) {
    await editor.closePanel();
    await editor.command('View: Toggle Primary Side Bar Visibility');
    await editor.command('stacklint: Show Storage Graph');
    const frame = editor.page.frameLocator('iframe.webview').first().frameLocator('iframe#active-frame');
    await frame.locator('svg.stacklint-graph').waitFor();
    await frame.locator('svg text', { hasText: 'kv_default' }).first().waitFor();
    await editor.gotoText('run.yaml', '    kv_default:\n', 6);
    await editor.rename('kv_shared');
    await frame.locator('svg text', { hasText: 'kv_shared' }).first().waitFor();
    await editor.picture('graph');
    await frame.locator('[data-line]', { hasText: 'sql_main' }).last().click();
    const lines = (await editor.saved('run.yaml', 'kv_shared')).split('\n');
    await until('jump to the line of the box', async () => {
      const [, line] = /Ln (\d+)/.exec(await editor.page.locator('.statusbar').innerText());
      return lines[Number(line) - 1].includes('sql_main');
    });
  },

  async 'migration is shown beside the file, and applied when the user says so'(editor) {
    await editor.command('View: Close All Editors');
    await editor.openFile('legacy.yaml');
    await editor.waitProblem('inline stores');
    await editor.closePanel();
    const before = readFileSync(join(editor.machine.workspace, 'legacy.yaml'), 'utf8');
    await editor.command('stacklint: Migrate This File');
    await editor.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await until('question', async () =>
      (await editor.notifications()).some((text) => text.includes('Migrate the file')),
    );
    // The question fades in.
    await new Promise((wake) => setTimeout(wake, 800));
    await editor.picture('migration');
    assert.equal(readFileSync(join(editor.machine.workspace, 'legacy.yaml'), 'utf8'), before);
    await editor.command('stacklint: Show Migration Plan');
    const plan = editor.page.frameLocator('iframe.webview').first().frameLocator('iframe#active-frame');
    await plan.locator('li, p', { hasText: 'not visible' }).first().waitFor();
    await editor.picture('plan');
    await editor.page.locator('.tab', { hasText: 'legacy.yaml (migrated)' }).click();
    await editor.command('stacklint: Apply Migration');
    await editor.page.locator('.tab', { hasText: '(migrated)' }).waitFor({ state: 'hidden' });
    const text = await editor.saved('legacy.yaml', 'storage:');
    assert.match(text, /backends:/);
  },

  async 'the status says which release and which stacklint'(editor) {
    const words = await status(editor, 'status');
    assert.match(words, /inferred/);
    assert.match(words, new RegExp(`stacklint ${version}.*from the extension`, 's'));
  },

  async 'the target release is chosen from a list'(editor) {
    await editor.command('stacklint: Choose Target Release');
    await editor.row('ogx-1.4.0').waitFor();
    await editor.picture('target');
    await editor.choose('ogx-1.4.0');
    await editor.choose('In this file');
    await editor.saved('legacy.yaml', '# stacklint: target=ogx-1.4.0');
  },
};

const UNTRUSTED = {
  async 'nothing of an untrusted folder is run, and its files are checked'(editor) {
    await editor.openFile('run.yaml');
    await editor.waitProblem("no backend is called 'kv_defualt'");
    await editor.picture('untrusted');
    assert.equal(existsSync(join(editor.machine.workspace, 'sprung')), false);
    assert.equal(existsSync(join(editor.machine.workspace, '.venv', 'bin', 'sprung')), false);
  },
};

const BROKEN = {
  async 'a server that cannot be started is told in one message with a button'(editor) {
    await editor.openFile('run.yaml');
    const told = await until('message', async () => {
      const texts = await editor.notifications();
      return texts.length > 0 ? texts : undefined;
    });
    assert.deepEqual(told, [
      'The setting stacklint.path is "/nowhere/stacklint", which does not run as stacklint.',
    ]);
    await editor.picture('no-server');
    await editor.openFile('legacy.yaml');
    await new Promise((wake) => setTimeout(wake, 1500));
    assert.equal((await editor.notifications()).length, 1);
    await editor.clickNotification('Open Setting');
    await editor.page.locator('.settings-editor .setting-item-label', { hasText: 'Path' }).first().waitFor();
    await editor.picture('setting');
  },
};

const TRUSTED = {
  async 'the same folder, trusted, is asked for its Python'(editor) {
    await editor.openFile('run.yaml');
    await editor.waitProblem("no backend is called 'kv_defualt'");
    assert.equal(existsSync(join(editor.machine.workspace, 'sprung')), true);
    assert.equal(existsSync(join(editor.machine.workspace, '.venv', 'bin', 'sprung')), true);
  },

  async 'a hook of another version is noted in the status, and nowhere else'(editor) {
    assert.match(await status(editor, 'versions'), /the commit hook uses 0\.0\.9/);
    assert.deepEqual(await editor.notifications(), []);
  },
};

/** What stands behind `{}` in the status bar. */
async function status(editor, picture) {
  await editor.page.locator('.statusbar-item[id="status.languageStatus"]').first().click();
  const rows = editor.page.locator('.hover-language-status');
  await rows.first().waitFor();
  const words = (await rows.allInnerTexts()).join(' ');
  await editor.page.screenshot({ path: join(values.out, `${picture}.png`) });
  await editor.page.keyboard.press('Escape');
  await editor.focus();
  return words;
}

async function servers(editor) {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(editor.machine.folder) && /server --stdio/.test(line));
}

const tools = findTools();
if (tools.missing !== undefined) {
  console.log(`left out, this is missing: ${tools.missing}`);
  process.exit(77);
}
if (!existsSync(vsix)) {
  console.log(`left out, there is no ${vsix}: npm run package`);
  process.exit(77);
}
let failed = false;
await session('', STEPS, { workspace: 'test/editor/workspace', settings: JSON.parse(values.settings) });
const broken = { 'stacklint.path': '/nowhere/stacklint' };
await session('broken-', BROKEN, { workspace: 'test/editor/workspace', settings: broken });
const trap = setTrap();
try {
  const chosen = {
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  };
  await session('untrusted-', UNTRUSTED, { workspace: trap, settings: chosen, trust: true });
  await session('trusted-', TRUSTED, { workspace: trap });
} finally {
  rmSync(trap, { recursive: true });
}
if (values.readme && !failed) {
  for (const name of ['findings', 'quick-fix', 'completion', 'hover', 'migration', 'graph']) {
    copyFileSync(join(values.out, `${name}.png`), join('images', `${name}.png`));
  }
}
process.exitCode = failed ? 1 : 0;

/** Takes steps in a VS Code of their own. */
async function session(prefix, steps, options) {
  const wanted = Object.entries(steps).filter(
    ([name]) => values.only === undefined || name.includes(values.only),
  );
  if (wanted.length === 0) {
    return;
  }
  const machine = await Machine.start(tools, { vsix: [vsix], ...options });
  try {
    const editor = await Editor.open(machine, values.out);
    for (const [name, step] of wanted) {
      const begun = Date.now();
      try {
        await step(editor);
        console.log(`ok    ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed = true;
        console.log(`FAIL  ${name}: ${error.message}`);
        await editor.picture(`failed ${name.replace(/\W+/g, '-')}`);
        await editor.page.keyboard.press('Escape');
        await editor.page.keyboard.press('Escape');
      }
    }
    console.log(`lost key presses: ${editor.retries}`);
  } finally {
    machine.keepLogs(join(values.out, `${prefix}logs`));
    await machine.stop();
  }
}

/** A folder that would like to have its own programs run, in the two ways that it could try. */
function setTrap() {
  const folder = mkdtempSync(join(tmpdir(), 'stacklint-trap-'));
  cpSync('test/editor/workspace', folder, { recursive: true });
  const program = '#!/bin/sh\ntouch "$(dirname "$0")/sprung"\nexit 1\n';
  mkdirSync(join(folder, '.venv', 'bin'), { recursive: true });
  mkdirSync(join(folder, '.vscode'));
  for (const name of ['.venv/bin/python', 'tool']) {
    writeFileSync(join(folder, name), program);
    chmodSync(join(folder, name), 0o755);
  }
  const hooks = 'repos:\n- repo: https://example.org/stacklint\n  rev: v0.0.9\n  hooks: [{id: stacklint}]\n';
  writeFileSync(join(folder, '.pre-commit-config.yaml'), hooks);
  const settings = { 'stacklint.interpreter': '${workspaceFolder}/tool' };
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  return folder;
}
