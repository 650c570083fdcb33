import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expandPath, readSettings, RESTARTING, serverSettings } from '../../src/settings';

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly commands: readonly { readonly command: string }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const DECLARED = MANIFEST.contributes.configuration.properties;

test('without any value the settings are the declared defaults', () => {
  const defaults = Object.fromEntries(
    Object.entries(DECLARED).map(([name, setting]) => [name.replace('stacklint.', ''), setting.default]),
  );
  // The client reads this one by itself.
  delete defaults['trace.server'];
  assert.deepEqual({ ...readSettings(() => undefined) }, defaults);
});

test('values of the wrong kind count as not given', () => {
  assert.deepEqual(
    readSettings(() => 17),
    readSettings(() => undefined),
  );
  assert.deepEqual(readSettings((name) => (name === 'select' ? ['a', 1] : undefined)).select, ['a']);
});

test('the server is told what it needs', () => {
  assert.deepEqual(
    serverSettings(readSettings((name) => ({ target: ' ogx-1.5.0 ', ignore: ['unused-backend'] })[name])),
    {
      enable: true,
      target: 'ogx-1.5.0',
      select: [],
      ignore: ['unused-backend'],
      run: 'onType',
      workspaceDiagnostics: false,
    },
  );
});

test('what chooses a program needs trust', () => {
  const restricted = MANIFEST.capabilities.untrustedWorkspaces.restrictedConfigurations;
  const programs = RESTARTING.filter((name) => name !== 'run').map((name) => `stacklint.${name}`);
  assert.deepEqual([...restricted].sort(), [...programs].sort());
});

test('paths are expanded', () => {
  const places = { home: '/home/ada', folder: '/work', env: { VENV: '/venv' } };
  assert.equal(expandPath('~/bin/stacklint', places), '/home/ada/bin/stacklint');
  assert.equal(expandPath('${workspaceFolder}/.venv/bin/python', places), '/work/.venv/bin/python');
  assert.equal(expandPath('${env:VENV}/bin/python', places), '/venv/bin/python');
  assert.equal(expandPath('${env:NONE}/~', places), '/~');
});
