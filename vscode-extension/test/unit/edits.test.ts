import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, pinning, type Replacement, unpinning } from '../../src/features/edits';

function applied(text: string, change: Replacement | undefined): string {
  return change === undefined ? text : text.slice(0, change.start) + change.content + text.slice(change.end);
}

test('a difference leads from one text to the other', () => {
  const texts = [
    '',
    'a\n',
    'a\nb\nc\n',
    'a\nB\nc\n',
    'a\nb\nb\nc',
    'x\r\ny\r\n',
    'x\r\nz\r\ny\r\n',
    'aaa',
    'aa\naa\n',
  ];
  for (const before of texts) {
    for (const after of texts) {
      assert.equal(applied(before, difference(before, after)), after, JSON.stringify([before, after]));
    }
  }
});

test('a difference leaves equal lines alone', () => {
  assert.equal(difference('a\nb\n', 'a\nb\n'), undefined);
  assert.deepEqual(difference('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 5\nc: 3\n'), {
    start: 5,
    end: 10,
    content: 'b: 5\n',
  });
});

test('a pin is written on the first line', () => {
  assert.equal(
    applied('version: 2\n', pinning('version: 2\n', 'ogx-1.5.0')),
    '# stacklint: target=ogx-1.5.0\nversion: 2\n',
  );
  assert.match(
    applied('a: 1\r\n', pinning('a: 1\r\n', 'ogx-1.5.0')),
    /^# stacklint: target=ogx-1\.5\.0\r\na/,
  );
});

test('a pin that is there is changed in place', () => {
  const text = 'a: 1\n  # stacklint: target=ogx-1.0.0 # why\nb: 2\n';
  assert.equal(applied(text, pinning(text, 'ogx-1.5.0')), text.replace('1.0.0', '1.5.0'));
  assert.equal(pinning(text, 'ogx-1.0.0'), undefined);
});

test('a pin is taken away with its line', () => {
  assert.equal(
    applied('a: 1\n# stacklint: target=0.3.0\nb: 2\n', unpinning('a: 1\n# stacklint: target=0.3.0\nb: 2\n')),
    'a: 1\nb: 2\n',
  );
  assert.equal(unpinning('a: 1\n'), undefined);
});
