import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookVersion, versionNote } from '../../src/server/versions';

const HOOKS = `
repos:
- repo: https://example.org/ruff
  rev: v0.9.0
  hooks:
  - id: ruff
- repo: https://example.org/stacklint
  # rev: v0.0.1
  rev: v0.2.0  # pinned
  hooks:
  - id: stacklint-fix
`;

test('the hook is found among others', () => {
  assert.equal(hookVersion(HOOKS), '0.2.0');
  assert.equal(hookVersion(HOOKS.replaceAll('\n', '\r\n')), '0.2.0');
});

test('quotes and flow style are read', () => {
  assert.equal(hookVersion('repos:\n  - repo: x\n    rev: "0.3.1"\n    hooks: [{id: stacklint}]\n'), '0.3.1');
});

test('no hook of ours, no version', () => {
  assert.equal(hookVersion(''), undefined);
  assert.equal(
    hookVersion('repos:\n- repo: x\n  rev: v1.0.0\n  hooks:\n  - id: stacklint-other\n'),
    undefined,
  );
});

test('the note names all that differ, once', () => {
  const same = { running: '0.1.0', hook: '0.1.0', environment: '0.1.0' } as const;
  assert.equal(versionNote(same), undefined);
  assert.equal(versionNote({ ...same, hook: '0.2.0' }), 'the commit hook uses 0.2.0');
  assert.equal(
    versionNote({ running: '0.1.0', hook: '0.2.0', environment: '0.3.0' }),
    'the commit hook uses 0.2.0 and the Python environment has 0.3.0',
  );
});

test('a branch says nothing about its version', () => {
  assert.equal(versionNote({ running: '0.1.0', hook: 'main', environment: undefined }), undefined);
});
