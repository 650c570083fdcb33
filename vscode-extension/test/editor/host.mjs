// Runs the tests of test/host inside the extension host of a real VS Code, with the extension as it was built.
//   npm run test:host -- [--server PATH]
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import { findTools, Machine } from './editor.mjs';

const PATIENCE = 180_000;

const { values } = parseArgs({
  options: { server: { type: 'string', default: join('..', '.venv', 'bin', 'stacklint') } },
});
const tools = findTools();
const missing = tools.missing ?? (existsSync(values.server) ? undefined : values.server);
if (missing !== undefined) {
  console.log(`left out, this is missing: ${missing}`);
  process.exit(77);
}
const machine = await Machine.start(tools, {
  workspace: 'test/editor/workspace',
  settings: { 'stacklint.path': resolve(values.server) },
  // Newer releases of code-server take the tests' address only with this.
  arguments: ['--vscode-option', 'enable-smoke-test-driver'],
});
let code;
try {
  const { page } = machine;
  const ended = new Promise((resolve) => {
    // The workbench calls these two where the page has them.
    void page.exposeFunction('codeAutomationExit', resolve);
    void page.exposeFunction('codeAutomationLog', (_, words) => {
      const line = format(...words);
      if (line.includes('HOST ')) {
        console.log(line.slice(line.indexOf('HOST ') + 'HOST '.length));
      }
    });
  });
  const remote = (path) => `vscode-remote://127.0.0.1:${machine.port}${resolve(path)}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote('.')],
    ['extensionTestsPath', remote('dist/test/host/index.js')],
  ]);
  const query = new URLSearchParams({ folder: machine.workspace, payload });
  await page.goto(`${machine.address}/?${query}`);
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error('the tests do not end')), PATIENCE).unref(),
  );
  code = await Promise.race([ended, late]);
} finally {
  machine.keepLogs('dist/test/logs');
  await machine.stop();
}
process.exit(code === 0 ? 0 : 1);
