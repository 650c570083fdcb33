import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StacklintApi } from '../../src/extension';

// Runs inside the extension host: everything that can be asked without looking at the screen.

const ID = 'stacklint.stacklint';
const PATIENCE = 20_000;
/** The budget for what every YAML file costs. */
const ACTIVATION = 300;

const TESTS: Readonly<Record<string, () => Promise<void>>> = {
  async 'activation is cheap and starts nothing'() {
    const extension = ours();
    assert.equal(extension.isActive, false, 'activated without any YAML');
    const begun = performance.now();
    const api = await extension.activate();
    const duration = performance.now() - begun;
    say(`activation: ${duration.toFixed(0)} ms`);
    assert.ok(duration <= ACTIVATION, `${duration} ms`);
    await open('ingress.yaml');
    await rest(1000);
    assert.equal(api.server, undefined);
  },

  async 'what package.json promises is there'() {
    const manifest = ours().packageJSON as Manifest;
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) {
      assert.ok(registered.includes(command), command);
    }
    // Else the YAML extension would find the same things again.
    assert.equal(manifest.contributes.yamlValidation, undefined);
  },

  async 'a stack configuration starts the server, and its findings come'() {
    const document = await open('run.yaml');
    const rules = await findings(document, (found) => found.includes('dangling-backend'));
    assert.deepEqual(rules, ['backend-family-mismatch', 'dangling-backend']);
    const { server } = ours().exports;
    assert.equal(server?.kind, 'server');
    assert.equal(server.source, 'path');
    assert.equal(server.version, (ours().packageJSON as Manifest).version);
  },

  async 'foreign YAML stays without findings beside a running server'() {
    const document = await open('ingress.yaml');
    await rest(500);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  },

  async 'a changed setting changes the findings, without a restart'() {
    const document = await open('run.yaml');
    const settings = vscode.workspace.getConfiguration('stacklint');
    await settings.update('ignore', ['dangling-backend'], vscode.ConfigurationTarget.Workspace);
    await findings(document, (found) => !found.includes('dangling-backend') && found.length === 1);
    await settings.update('ignore', undefined, vscode.ConfigurationTarget.Workspace);
    await findings(document, (found) => found.length === 2);
  },

  async 'fix all changes the text'() {
    const document = await open('run.yaml');
    await vscode.commands.executeCommand('stacklint.fixAll');
    await until('fixed text', () => !document.getText().includes('kv_defualt'));
    await findings(document, (found) => !found.includes('dangling-backend'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await findings(document, (found) => found.includes('dangling-backend'));
  },

  async 'what is typed anew is known as well'() {
    const text = 'version: 2\nproviders:\n  inference:\n  - provider_id: a\n    provider_type: remote::vlm\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: text });
    await vscode.window.showTextDocument(document);
    const symbols = await until('outline', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found !== undefined && found.length > 0 ? found : undefined;
    });
    assert.ok(symbols.some(({ name }) => name === 'providers'));
  },

  async 'a restart gives the same findings once'() {
    const document = await open('run.yaml');
    const before = await findings(document, (found) => found.length > 0);
    await vscode.commands.executeCommand('stacklint.restart');
    assert.deepEqual(await findings(document, (found) => found.length > 0), before);
  },

  async 'a wrong path is told, and a right one helps'() {
    const document = await open('run.yaml');
    const settings = vscode.workspace.getConfiguration('stacklint');
    const right = settings.get<string>('path');
    await settings.update('showNotifications', 'off', vscode.ConfigurationTarget.Workspace);
    await settings.update('path', '/nowhere/stacklint', vscode.ConfigurationTarget.Workspace);
    await until('missing server', () => ours().exports.server?.kind === 'missing');
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    await settings.update('path', right, vscode.ConfigurationTarget.Workspace);
    await findings(document, (found) => found.length > 0);
  },

  async 'a migration is shown, and nothing is written'() {
    const document = await open('legacy.yaml');
    const before = document.getText();
    await vscode.commands.executeCommand('stacklint.migrateFile');
    const shown = await until('migrated text', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'stacklint-migrated'),
    );
    assert.match(shown.getText(), /^storage:/m);
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand('stacklint.applyMigration');
    await until('applied migration', () => document.getText() === shown.getText());
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  async 'debug information is a page of JSON'() {
    await open('run.yaml');
    await vscode.commands.executeCommand('stacklint.debugInformation');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    const page = JSON.parse(document.getText()) as { server: { version: string }; extension: string };
    assert.equal(page.server.version, page.extension);
  },

  async 'a folder without stacklint has no findings'() {
    const document = await open('run.yaml');
    const settings = vscode.workspace.getConfiguration('stacklint', document.uri);
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await findings(document, (found) => found.length === 0);
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await findings(document, (found) => found.length > 0);
  },
};

interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly yamlValidation?: unknown;
  };
}

/** Called by the extension host. */
export async function run(): Promise<void> {
  const failed: string[] = [];
  for (const [name, test] of Object.entries(TESTS)) {
    try {
      await test();
      say(`ok    ${name}`);
    } catch (error) {
      say(`FAIL  ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) {
    throw new Error(`${failed.length} failed`);
  }
}

function say(line: string): void {
  // eslint-disable-next-line no-console -- the only way out of the extension host
  console.log(`HOST ${line}`);
}

function ours(): vscode.Extension<StacklintApi> {
  const extension = vscode.extensions.getExtension<StacklintApi>(ID);
  assert.ok(extension);
  return extension;
}

async function open(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The rules of a file's findings, once they are as wanted. */
function findings(document: vscode.TextDocument, wanted: (rules: string[]) => boolean): Promise<string[]> {
  return until('wanted findings', () => {
    const rules = vscode.languages
      .getDiagnostics(document.uri)
      .map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));
    return wanted(rules) ? rules.sort() : undefined;
  });
}

async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
): Promise<Exclude<Answer, undefined | false>> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer as Exclude<Answer, undefined | false>;
    }
    await rest(50);
  }
  throw new Error(`no ${what} within ${PATIENCE} ms`);
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, milliseconds));
}
