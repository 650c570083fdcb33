import { type Bundle, fits } from './bundle';
import { environmentPythons, machinePythons } from './candidates';
import type { Machine } from './machine';
import { describe, type Python } from './python';

/** What the user, the folder and the extension bring. */
export interface Wishes {
  /** `stacklint.path`, expanded; empty when not set. */
  readonly path: string;
  /** `stacklint.interpreter`, expanded; empty when not set. */
  readonly interpreter: string;
  readonly importStrategy: 'fromEnvironment' | 'useBundled';
  readonly args: readonly string[];
  readonly trusted: boolean;
  readonly folder: string | undefined;
  /** The Python that is chosen in the Python extension. */
  readonly active: string | undefined;
  readonly bundle: Bundle | undefined;
}

/** How to start the server. */
export interface Server {
  readonly kind: 'server';
  readonly source: 'path' | 'environment' | 'bundled';
  readonly program: string;
  readonly args: readonly string[];
  readonly version: string;
  readonly python: Python | undefined;
  /** What else was seen on the way, for the note about different versions. */
  readonly environmentVersion: string | undefined;
}

/** Why there is no server, in words for the user. */
export interface Missing {
  readonly kind: 'missing';
  readonly reason: 'path' | 'python' | 'stacklint';
  readonly message: string;
}

const OLDEST = 11;

/** Finds the server: the named program, the folder's environment, the bundle; and says what it tried. */
export async function resolveServer(
  machine: Machine,
  wishes: Wishes,
  log: (line: string) => void,
): Promise<Server | Missing> {
  if (wishes.path !== '') {
    return namedProgram(machine, wishes, log);
  }
  const seen = new Map<string, Python | undefined>();
  const ask = async (program: string): Promise<Python | undefined> => {
    if (!seen.has(program)) {
      const python = await describe(machine, program);
      seen.set(program, python);
      log(python === undefined ? `${program}: no Python` : `${program}: ${inWords(python)}`);
    }
    return seen.get(program);
  };
  // The setting itself is the user's own in a folder that is not trusted; what lies in the folder is not.
  const environment = environmentPythons(
    machine,
    wishes.trusted ? wishes : { interpreter: wishes.interpreter, active: undefined, folder: undefined },
  );
  if (wishes.trusted && wishes.importStrategy === 'fromEnvironment') {
    for (const program of environment) {
      const python = await ask(program);
      if (python?.stacklint !== undefined) {
        return server(
          'environment',
          python.program,
          ['-P', '-m', 'stacklint'],
          python.stacklint,
          python,
          wishes,
        );
      }
    }
  }
  const { bundle } = wishes;
  if (bundle === undefined) {
    return wishes.trusted && wishes.importStrategy === 'fromEnvironment'
      ? installedAnywhere(machine, wishes, ask)
      : { kind: 'missing', reason: 'stacklint', message: NO_BUNDLE };
  }
  for (const program of [...environment, ...machinePythons(machine, wishes.folder)]) {
    const python = await ask(program);
    if (python !== undefined && fits(bundle, python, machine)) {
      const installed = [...seen.values()].find((each) => each?.stacklint !== undefined)?.stacklint;
      return {
        ...server('bundled', python.program, ['-I', bundle.start], bundle.version, python, wishes),
        environmentVersion: installed,
      };
    }
  }
  return {
    kind: 'missing',
    reason: 'python',
    message: `stacklint needs Python ${bundle.pythons.join(', ')}, and none was found on this machine.`,
  };
}

const NO_BUNDLE =
  'This build of the extension has no stacklint of its own for your platform, and the Python environment of this folder has none.';

/** Without a bundle also what is installed for the whole machine serves. */
async function installedAnywhere(
  machine: Machine,
  wishes: Wishes,
  ask: (program: string) => Promise<Python | undefined>,
): Promise<Server | Missing> {
  let anyPython = false;
  for (const program of machinePythons(machine, wishes.folder)) {
    const python = await ask(program);
    anyPython ||= python !== undefined && isRecent(python);
    if (python?.stacklint !== undefined) {
      return server(
        'environment',
        python.program,
        ['-P', '-m', 'stacklint'],
        python.stacklint,
        python,
        wishes,
      );
    }
  }
  return anyPython
    ? { kind: 'missing', reason: 'stacklint', message: NO_BUNDLE }
    : {
        kind: 'missing',
        reason: 'python',
        message: 'stacklint needs Python 3.11 or newer, and none was found on this machine.',
      };
}

async function namedProgram(
  machine: Machine,
  wishes: Wishes,
  log: (line: string) => void,
): Promise<Server | Missing> {
  const finished = await machine.run(wishes.path, ['--version']);
  const version = /\d+\.\d+\S*/.exec(finished?.stdout ?? '')?.[0];
  log(`${wishes.path}: ${version === undefined ? 'does not answer --version' : `stacklint ${version}`}`);
  if (finished?.code !== 0 || version === undefined) {
    return {
      kind: 'missing',
      reason: 'path',
      message: `The setting stacklint.path is "${wishes.path}", which does not run as stacklint.`,
    };
  }
  return server('path', wishes.path, [], version, undefined, wishes);
}

function server(
  source: Server['source'],
  program: string,
  before: readonly string[],
  version: string,
  python: Python | undefined,
  wishes: Wishes,
): Server {
  return {
    kind: 'server',
    source,
    program,
    args: [...before, 'server', ...wishes.args],
    version,
    python,
    environmentVersion: source === 'environment' ? version : undefined,
  };
}

function isRecent(python: Python): boolean {
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= OLDEST);
}

function inWords(python: Python): string {
  const kind = `${python.implementation} ${python.fullVersion}${python.freeThreaded ? ' (free-threaded)' : ''}`;
  return python.stacklint === undefined ? `${kind}, no stacklint` : `${kind}, stacklint ${python.stacklint}`;
}
