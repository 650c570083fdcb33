import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle } from '../../src/server/bundle';
import { type Missing, resolveServer, type Server, type Wishes } from '../../src/server/resolve';
import { PretendedMachine } from './machine';

const BUNDLE: Bundle = {
  start: '/ext/bundled/start.py',
  version: '0.1.0',
  target: 'linux-x64',
  pythons: ['3.11', '3.12', '3.13', '3.14'],
};
const WISHES: Wishes = {
  path: '',
  interpreter: '',
  importStrategy: 'fromEnvironment',
  args: [],
  trusted: true,
  folder: '/work',
  active: undefined,
  bundle: BUNDLE,
};

async function resolved(machine: PretendedMachine, wishes: Partial<Wishes> = {}): Promise<Server | Missing> {
  return resolveServer(machine, { ...WISHES, ...wishes }, () => undefined);
}

async function found(machine: PretendedMachine, wishes: Partial<Wishes> = {}): Promise<Server> {
  const answer = await resolved(machine, wishes);
  assert.equal(answer.kind, 'server', 'message' in answer ? answer.message : '');
  return answer;
}

async function missing(machine: PretendedMachine, wishes: Partial<Wishes> = {}): Promise<Missing> {
  const answer = await resolved(machine, wishes);
  assert.equal(answer.kind, 'missing');
  return answer;
}

test('a named program comes first, and nothing else is asked', async () => {
  const machine = new PretendedMachine({
    '/opt/stacklint': { code: 0, stdout: 'stacklint 0.3.0\n', stderr: '' },
    '/work/.venv/bin/python': { stacklint: '0.2.0' },
  });
  const server = await found(machine, { path: '/opt/stacklint', args: ['--verbose'] });
  assert.deepEqual([server.source, server.version], ['path', '0.3.0']);
  assert.deepEqual([server.program, ...server.args], ['/opt/stacklint', 'server', '--verbose']);
  assert.deepEqual(machine.ran, ['/opt/stacklint']);
});

test('a named program that does not run is told, not passed over', async () => {
  const machine = new PretendedMachine({ '/usr/bin/python3': {} });
  const answer = await missing(machine, { path: '/opt/stacklint' });
  assert.equal(answer.reason, 'path');
  assert.match(answer.message, /\/opt\/stacklint/);
});

test('the environment comes before the bundle', async () => {
  const machine = new PretendedMachine({
    '/work/.venv/bin/python': { stacklint: '0.2.0' },
    '/usr/bin/python3': {},
  });
  const server = await found(machine);
  assert.deepEqual([server.source, server.version], ['environment', '0.2.0']);
  assert.deepEqual(
    [server.program, ...server.args],
    ['/work/.venv/bin/python', '-P', '-m', 'stacklint', 'server'],
  );
});

test('in the environment: the setting, then the Python extension, then the folder', async () => {
  const all = {
    '/a/python': { stacklint: '1.0' },
    '/b/python': { stacklint: '2.0' },
    '/work/.venv/bin/python': { stacklint: '3.0' },
  };
  const wishes = { interpreter: '/a/python', active: '/b/python' };
  assert.equal((await found(new PretendedMachine(all), wishes)).version, '1.0');
  assert.equal((await found(new PretendedMachine(all), { ...wishes, interpreter: '' })).version, '2.0');
  assert.equal((await found(new PretendedMachine(all))).version, '3.0');
});

test('an environment without stacklint lends its Python to the bundle', async () => {
  const machine = new PretendedMachine({
    '/work/.venv/bin/python': { version: [3, 13, 0] },
    '/usr/bin/python3': {},
  });
  const server = await found(machine);
  assert.deepEqual([server.source, server.program], ['bundled', '/work/.venv/bin/python']);
  assert.deepEqual(server.args, ['-I', '/ext/bundled/start.py', 'server']);
});

test('a shim is not started twice: the interpreter behind it runs the server', async () => {
  const machine = new PretendedMachine(
    { '/shims/python3': { executable: '/versions/3.12/bin/python3' } },
    { path: '/shims' },
  );
  assert.equal((await found(machine)).program, '/versions/3.12/bin/python3');
});

test('useBundled leaves the environment alone', async () => {
  const machine = new PretendedMachine({
    '/work/.venv/bin/python': { stacklint: '0.2.0' },
    '/usr/bin/python3': {},
  });
  const server = await found(machine, { importStrategy: 'useBundled' });
  assert.deepEqual([server.source, server.version, server.environmentVersion], ['bundled', '0.1.0', '0.2.0']);
});

test('nothing of an untrusted folder is run', async () => {
  const machine = new PretendedMachine(
    {
      '/work/.venv/bin/python': { stacklint: '0.2.0' },
      '/work/bin/python3': {},
      'bin/python3': {},
      '/chosen/python': { stacklint: '0.2.0' },
      '/usr/bin/python3': {},
    },
    { path: '/work/bin:bin:.:/usr/bin' },
  );
  const server = await found(machine, { trusted: false, active: '/chosen/python' });
  assert.deepEqual([server.source, server.program], ['bundled', '/usr/bin/python3']);
  assert.deepEqual(machine.ran, ['/usr/bin/python3']);
});

for (const [what, python] of Object.entries({
  'too old': { version: [3, 9, 18] },
  'too new': { version: [3, 15, 0] },
  'another implementation': { implementation: 'PyPy' },
  'free-threaded': { freeThreaded: true },
  'of 32 bits': { bits: 32 },
  'of another machine': { machine: 'aarch64' },
} as const)) {
  test(`a Python that is ${what} does not run the bundle`, async () => {
    const machine = new PretendedMachine({ '/usr/bin/python3': python, '/usr/bin/python3.12': {} });
    assert.equal((await found(machine)).program, '/usr/bin/python3.12');
  });
}

test('a program that is no Python is passed over', async () => {
  const stub = { code: 9009, stdout: '', stderr: 'Python was not found' };
  const machine = new PretendedMachine({
    '/usr/bin/python3': stub,
    '/usr/bin/python': undefined,
    '/usr/bin/python3.11': { version: [3, 11, 2] },
  });
  assert.equal((await found(machine)).python?.fullVersion, '3.11.2');
});

test('without any Python there is one clear message', async () => {
  const answer = await missing(new PretendedMachine({}));
  assert.equal(answer.reason, 'python');
  assert.equal(
    answer.message,
    'stacklint needs Python 3.11, 3.12, 3.13, 3.14, and none was found on this machine.',
  );
});

test('without a bundle what is installed for the machine serves', async () => {
  const machine = new PretendedMachine({
    '/usr/bin/python3': {},
    '/usr/local/bin/python3': { stacklint: '0.4.0' },
  });
  const server = await found(machine, { bundle: undefined });
  assert.deepEqual([server.source, server.version], ['environment', '0.4.0']);
});

test('without a bundle and without stacklint the message says what is missing', async () => {
  assert.equal(
    (await missing(new PretendedMachine({ '/usr/bin/python3': {} }), { bundle: undefined })).reason,
    'stacklint',
  );
  assert.equal((await missing(new PretendedMachine({}), { bundle: undefined })).reason, 'python');
  const untrusted = { bundle: undefined, trusted: false };
  assert.equal(
    (await missing(new PretendedMachine({ '/usr/bin/python3': { stacklint: '0.1.0' } }), untrusted)).reason,
    'stacklint',
  );
});

test('Windows has other names', async () => {
  const machine = new PretendedMachine(
    { 'C:\\Windows\\py.exe': { machine: 'AMD64', executable: 'C:\\Python312\\python.exe' } },
    { platform: 'win32', path: 'C:\\Windows;.' },
  );
  const server = await found(machine, { folder: 'C:\\work', bundle: { ...BUNDLE, target: 'win32-x64' } });
  assert.equal(server.program, 'C:\\Python312\\python.exe');
});
