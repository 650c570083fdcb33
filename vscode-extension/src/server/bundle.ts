import { join } from 'node:path';
import type { Machine } from './machine';
import type { Python } from './python';

/** The stacklint inside the extension, with everything it imports. */
export interface Bundle {
  /** What Python runs. */
  readonly start: string;
  readonly version: string;
  /** For which platform its compiled parts are: `linux-x64`. */
  readonly target: string;
  /** The versions of CPython it has compiled parts for: `3.11`. */
  readonly pythons: readonly string[];
}

/** Reads what the packaging wrote beside the bundle; undefined in an extension without one. */
export function readBundle(machine: Machine, extension: string): Bundle | undefined {
  const text = machine.read(join(extension, 'bundled', 'libs', 'bundle.json'));
  if (text === undefined) {
    return undefined;
  }
  try {
    const said = JSON.parse(text) as Omit<Bundle, 'start'>;
    return { ...said, start: join(extension, 'bundled', 'start.py') };
  } catch {
    return undefined;
  }
}

/** Whether the compiled parts of a bundle can be loaded by a Python. */
export function fits(bundle: Bundle, python: Python, machine: Machine): boolean {
  return (
    bundle.pythons.includes(python.version) &&
    python.implementation === 'CPython' &&
    !python.freeThreaded &&
    bundle.target === `${machine.platform}-${python.arch}`
  );
}
