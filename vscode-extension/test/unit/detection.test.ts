import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeStackConfiguration } from '../../src/detection';

const PROVIDERS =
  'version: 2\nproviders:\n  inference:\n  - provider_id: vllm\n    provider_type: remote::vllm\n';

test('a stack configuration is known by its content', () => {
  assert.ok(looksLikeStackConfiguration(PROVIDERS));
});

test('line ends and a byte order mark make no difference', () => {
  assert.ok(looksLikeStackConfiguration(`\uFEFF${PROVIDERS.replaceAll('\n', '\r\n')}`));
  assert.ok(looksLikeStackConfiguration(PROVIDERS.replaceAll('\n', '\r')));
});

test('other YAML is not ours', () => {
  assert.ok(!looksLikeStackConfiguration(''));
  assert.ok(
    !looksLikeStackConfiguration('spec:\n  rules:\n  - http: {paths: [{backend: {service: {name: a}}}]}\n'),
  );
  assert.ok(!looksLikeStackConfiguration('providers:\n  file: {directory: /etc}\n'));
});

test('what the server would not read is not read here', () => {
  assert.ok(!looksLikeStackConfiguration(PROVIDERS + '# filler\n'.repeat(1_300_000)));
});
