import { posix, win32 } from 'node:path';
import type { Machine } from './machine';

/** The Pythons of the folder's environment that exist, best first. */
export function environmentPythons(
  machine: Machine,
  wishes: {
    readonly interpreter: string;
    readonly active: string | undefined;
    readonly folder: string | undefined;
  },
): readonly string[] {
  const paths = pathsOf(machine);
  const own = machine.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const folder = wishes.folder;
  const environments =
    folder === undefined ? [] : ['.venv', 'venv'].map((name) => paths.join(folder, name, ...own));
  return existing(machine, [wishes.interpreter, wishes.active ?? '', ...environments]);
}

/** The Pythons of the machine, as a shell would find them; none that lies in the folder. */
export function machinePythons(machine: Machine, folder: string | undefined): readonly string[] {
  const paths = pathsOf(machine);
  const windows = machine.platform === 'win32';
  const names = windows
    ? ['python3.exe', 'python.exe', 'py.exe']
    : ['python3', 'python', 'python3.13', 'python3.14', 'python3.12', 'python3.11'];
  // A name in PATH that is relative would be looked up in the folder.
  const inPath = (machine.env['PATH'] ?? machine.env['Path'] ?? '')
    .split(paths.delimiter)
    .filter((place) => paths.isAbsolute(place) && !inside(paths, place, folder));
  const usual = windows ? [] : ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];
  const places = [...inPath, ...usual];
  return existing(
    machine,
    names.flatMap((name) => places.map((place) => paths.join(place, name))),
  );
}

function pathsOf(machine: Machine): typeof posix {
  return machine.platform === 'win32' ? win32 : posix;
}

function inside(paths: typeof posix, place: string, folder: string | undefined): boolean {
  if (folder === undefined) {
    return false;
  }
  const way = paths.relative(folder, place);
  return !way.startsWith('..') && !paths.isAbsolute(way);
}

function existing(machine: Machine, paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path) => path !== '' && machine.isProgram(path));
}
