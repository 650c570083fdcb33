// A real VS Code, as code-server serves it, in a real browser without a screen; keys and clicks as a person's.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const PATIENCE = 30_000;
/** A key that comes while the focus moves is lost; more than this is our mistake. */
export const RETRIES = 2;

const SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.fontSize': 14,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** What has to be on the machine; undefined, with the missing part named, where it is not. */
export function findTools() {
  const places = [process.env.PLAYWRIGHT_DIR, process.cwd()].filter(Boolean);
  let playwright;
  for (const place of places) {
    try {
      playwright = createRequire(join(resolve(place), 'x.js'))('playwright-core');
      break;
    } catch {
      // The next place.
    }
  }
  const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const codeServer = process.env.CODE_SERVER ?? '';
  const missing = [
    playwright === undefined && 'playwright-core (PLAYWRIGHT_DIR)',
    !existsSync(browser) && 'Chromium (CHROMIUM)',
    !existsSync(codeServer) && 'code-server (CODE_SERVER)',
  ].filter(Boolean);
  return missing.length > 0 ? { missing: missing.join(', ') } : { playwright, browser, codeServer };
}

export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let reason = '';
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) {
        return answer;
      }
    } catch (error) {
      reason = `: ${error.message}`;
    }
    await new Promise((wake) => setTimeout(wake, 120));
  }
  throw new Error(`no ${what} within ${patience} ms${reason}`);
}

/** One VS Code with folders of its own, and everything it started, ended together. */
export class Machine {
  static async start(
    tools,
    { vsix = [], workspace, settings = {}, env = {}, arguments: more = [], trust = false },
  ) {
    const machine = new Machine();
    machine.tools = tools;
    machine.folder = mkdtempSync(join(tmpdir(), 'stacklint-vscode-'));
    machine.workspace = join(machine.folder, 'workspace');
    cpSync(workspace, machine.workspace, { recursive: true });
    const data = join(machine.folder, 'data');
    machine.data = data;
    const chosen = {
      ...SETTINGS,
      ...(trust ? { 'security.workspace.trust.enabled': true } : {}),
      ...settings,
    };
    // What names a program is taken from the machine's settings only, everything else from the user's.
    for (const scope of ['User', 'Machine']) {
      mkdirSync(join(data, scope), { recursive: true });
      writeFileSync(join(data, scope, 'settings.json'), JSON.stringify(chosen));
    }
    const configuration = join(machine.folder, 'code-server.yaml');
    writeFileSync(configuration, 'auth: none\ncert: false\n');
    const common = [
      '--user-data-dir',
      data,
      '--extensions-dir',
      join(machine.folder, 'extensions'),
      '--config',
      configuration,
    ];
    // Not the variables of an editor that this may be running in.
    machine.env = Object.fromEntries(
      Object.entries({ ...process.env, ...env }).filter(([name]) => !/^(VSCODE_|PORT$|PASSWORD$)/.test(name)),
    );
    try {
      for (const file of vsix) {
        execFileSync(tools.codeServer, [...common, '--install-extension', resolve(file)], {
          env: machine.env,
          stdio: 'pipe',
        });
      }
      machine.port = await freePort();
      machine.log = openSync(join(machine.folder, 'code-server.log'), 'w');
      const quiet = [
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-getting-started-override',
        '--disable-proxy',
      ];
      const distrust = trust ? [] : ['--disable-workspace-trust'];
      machine.process = spawn(
        tools.codeServer,
        [
          ...common,
          '--bind-addr',
          `127.0.0.1:${machine.port}`,
          '--auth',
          'none',
          ...quiet,
          ...distrust,
          ...more,
        ],
        { env: machine.env, stdio: ['ignore', machine.log, machine.log], detached: true },
      );
      await until('answer of code-server', async () => (await fetch(`${machine.address}/healthz`)).ok);
      machine.browser = await tools.playwright.chromium.launch({
        executablePath: tools.browser,
        headless: true,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
        ],
      });
      const context = await machine.browser.newContext({ viewport: { width: 1280, height: 800 } });
      machine.page = await context.newPage();
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Copies what the extension host wrote into its logs. */
  keepLogs(folder) {
    const logs = join(this.data, 'logs');
    if (existsSync(logs)) {
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(logs, { recursive: true })) {
        if (/exthost.*\.log$/.test(name)) {
          cpSync(join(logs, name), join(folder, name.replace(/[/ ]/g, '_')));
        }
      }
    }
  }

  logText(part) {
    const logs = join(this.data, 'logs');
    const names = existsSync(logs)
      ? readdirSync(logs, { recursive: true }).filter((name) => name.includes(part))
      : [];
    return names
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('\n');
  }

  async stop() {
    await this.browser?.close().catch(() => undefined);
    if (this.process?.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      process.kill(-this.process.pid, 'SIGTERM');
      await Promise.race([ended, new Promise((wake) => setTimeout(wake, 5000))]);
      try {
        process.kill(-this.process.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    if (this.log !== undefined) {
      closeSync(this.log);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

/** The window of a person. */
export class Editor {
  retries = 0;

  constructor(machine, pictures) {
    this.machine = machine;
    this.page = machine.page;
    this.pictures = pictures;
    this.input = this.page.locator('.quick-input-widget input.input').first();
  }

  static async open(machine, pictures) {
    const editor = new Editor(machine, pictures);
    mkdirSync(pictures, { recursive: true });
    await editor.page.goto(`${machine.address}/?folder=${encodeURIComponent(machine.workspace)}`);
    await editor.page.locator('.explorer-viewlet .monaco-list-row').first().waitFor({ timeout: PATIENCE });
    return editor;
  }

  async picture(name, clip) {
    await this.page.mouse.move(5, 795);
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`), ...(clip ? { clip } : {}) });
  }

  /** Presses keys until something shows; a lost press is repeated at most twice. */
  async press(keys, shows, { prepare } = {}) {
    for (let attempt = 0; ; attempt += 1) {
      await prepare?.();
      for (const key of keys) {
        await this.page.keyboard.press(key);
      }
      try {
        await shows.waitFor({ state: 'visible', timeout: attempt < RETRIES ? 4000 : PATIENCE });
        return;
      } catch (error) {
        if (attempt >= RETRIES) {
          throw error;
        }
        this.retries += 1;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  async command(title) {
    await this.press(['F1'], this.input);
    await this.input.fill(`>${title}`);
    await this.row(title).waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press('Enter');
  }

  /** An entry of the quick input. */
  row(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  async choose(text) {
    await this.row(text).waitFor({ timeout: PATIENCE });
    await this.row(text).click();
  }

  async openFile(name) {
    await this.press(['Control+p'], this.input);
    await this.input.fill(name);
    await this.row(basename(name)).waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press('Enter');
    await this.page
      .locator(`.tab.active[data-resource-name="${basename(name)}"]`)
      .waitFor({ timeout: PATIENCE });
    await this.page.locator('.editor-instance .view-line').first().waitFor({ timeout: PATIENCE });
  }

  async focus() {
    await this.page.keyboard.press('Control+1');
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor({ timeout: PATIENCE });
  }

  async goto(line, column) {
    await this.press(['Control+g'], this.input, { prepare: () => this.focus() });
    await this.input.fill(`:${line},${column}`);
    await this.page.keyboard.press('Enter');
    await this.input.waitFor({ state: 'hidden', timeout: PATIENCE });
    await this.focus();
  }

  /** The line and column, from 1, of a text in the file as it is saved. */
  async gotoText(name, text, into = 1) {
    const before = readFileSync(join(this.machine.workspace, name), 'utf8').split(text);
    if (before.length < 2) {
      throw new Error(`${name} has no ${JSON.stringify(text)}`);
    }
    const lines = before[0].split('\n');
    await this.goto(lines.length, lines.at(-1).length + 1 + into);
  }

  squiggles(kind) {
    return this.page.locator(`.editor-instance .squiggly-${kind}`).count();
  }

  /** The rows of the Problems panel. */
  async problems() {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) {
      await this.press(['Control+Shift+m'], panel);
    }
    const rows = await panel.locator('.monaco-list-row').allInnerTexts();
    return rows.map((row) => row.replace(/\s+/g, ' ').trim());
  }

  async closePanel() {
    if (await this.page.locator('.markers-panel').isVisible()) {
      await this.command('View: Hide Panel');
    }
  }

  waitProblem(text) {
    return until(`problem "${text}"`, async () => (await this.problems()).some((row) => row.includes(text)));
  }

  waitNoProblem(text) {
    return until(
      `end of the problem "${text}"`,
      async () => !(await this.problems()).some((row) => row.includes(text)),
    );
  }

  /** The titles in the menu of Ctrl+. at the cursor; it stays open. */
  async quickFixes() {
    const menu = this.page.locator('.action-widget:not(.action-list-submenu-panel)');
    const rows = menu.locator('.monaco-list-row.action');
    await this.press(['Control+.'], rows.first(), { prepare: () => this.focus() });
    return (await rows.allInnerTexts()).map((title) => title.trim());
  }

  async chooseFix(titles, title) {
    const index = titles.findIndex((each) => each.includes(title));
    if (index < 0) {
      throw new Error(`no fix "${title}" in ${JSON.stringify(titles)}`);
    }
    for (let step = 0; step < index; step += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }

  /** What hovers at the cursor, by the keyboard. */
  async hover() {
    const box = this.page.locator('.monaco-editor .monaco-hover:not(.hidden)').first();
    await this.press(['Control+k', 'Control+i'], box, { prepare: () => this.focus() });
    return until('text that hovers', async () => {
      const text = (await box.innerText()).trim();
      return text !== '' && !text.startsWith('Loading') ? text : undefined;
    });
  }

  async completions() {
    const widget = this.page.locator('.suggest-widget.visible');
    const rows = widget.locator('.monaco-list-row');
    await this.press(['Control+ '], rows.first(), { prepare: () => this.focus() });
    return (await rows.locator('.label-name').allInnerTexts()).map((label) => label.trim());
  }

  async rename(name) {
    const box = this.page.locator('.rename-box input');
    await this.press(['F2'], box, { prepare: () => this.focus() });
    await box.fill(name);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  async save(name) {
    const clean = this.page.locator('.tab.active:not(.dirty)').first();
    await this.press(['Control+s'], clean, { prepare: () => this.focus() });
    return readFileSync(join(this.machine.workspace, name), 'utf8');
  }

  async saved(name, part) {
    return until(`${JSON.stringify(part)} in ${name}`, async () => {
      const text = await this.save(name);
      return text.includes(part) ? text : undefined;
    });
  }

  notifications() {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  async clickNotification(button) {
    await this.page.locator('.notification-list-item .monaco-button', { hasText: button }).first().click();
  }
}
