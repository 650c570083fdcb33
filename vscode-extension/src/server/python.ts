import type { Machine } from './machine';

/** What a Python says about itself. */
export interface Python {
  /** The interpreter itself, behind all launchers and shims. */
  readonly program: string;
  /** `3.12` */
  readonly version: string;
  /** `3.12.4` */
  readonly fullVersion: string;
  readonly implementation: string;
  /** Whether it is built without the global lock; compiled packages are of another kind there. */
  readonly freeThreaded: boolean;
  /** As Node.js would name it; empty when it is none of those. */
  readonly arch: string;
  /** The version of stacklint that is installed there; undefined when there is none. */
  readonly stacklint: string | undefined;
}

// Runs on any Python, however old, so that it can say how old it is. Nothing of stacklint is imported.
const QUESTION = `
import sys
if sys.path[:1] == [""]:
    del sys.path[0]
import json, platform, struct, sysconfig
found = None
try:
    from importlib.metadata import version
    found = version("stacklint")
except Exception:
    pass
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "implementation": platform.python_implementation(),
    "freeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "machine": platform.machine(),
    "bits": struct.calcsize("P") * 8,
    "executable": sys.executable,
    "stacklint": found,
}))
`;

const ARCHITECTURES: Record<string, string> = {
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** Asks a Python about itself; undefined when it is none. */
export async function describe(machine: Machine, program: string): Promise<Python | undefined> {
  const finished = await machine.run(program, ['-c', QUESTION]);
  const line = finished?.code === 0 ? finished.stdout.trim().split('\n').at(-1) : undefined;
  if (line === undefined) {
    return undefined;
  }
  try {
    return understood(program, JSON.parse(line));
  } catch {
    return undefined;
  }
}

function understood(program: string, answer: unknown): Python | undefined {
  if (typeof answer !== 'object' || answer === null) {
    return undefined;
  }
  const said = answer as Record<string, unknown>;
  const numbers = said['version'];
  if (!Array.isArray(numbers) || numbers.length !== 3) {
    return undefined;
  }
  const bits = said['bits'] === 64;
  const machine = typeof said['machine'] === 'string' ? said['machine'].toLowerCase() : '';
  return {
    program:
      typeof said['executable'] === 'string' && said['executable'] !== '' ? said['executable'] : program,
    version: numbers.slice(0, 2).join('.'),
    fullVersion: numbers.join('.'),
    implementation: String(said['implementation']),
    freeThreaded: said['freeThreaded'] === true,
    arch: bits ? (ARCHITECTURES[machine] ?? '') : '',
    stacklint: typeof said['stacklint'] === 'string' ? said['stacklint'] : undefined,
  };
}
