import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';

/** What a program left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the search for a server needs from outside; tests bring their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** As Node.js names it: `x64`, `arm64`. */
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  isProgram(path: string): boolean;
  read(path: string): string | undefined;
  /** Runs a program outside the workspace; undefined when it does not start or does not end. */
  run(program: string, args: readonly string[]): Promise<Finished | undefined>;
}

/** A Python that compiles its own library on the first call is slow; one that hangs is of no use. */
const PATIENCE = 20_000;

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  home: homedir(),
  isProgram,
  read,
  run,
};

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function run(program: string, args: readonly string[]): Promise<Finished | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: tmpdir(), timeout: PATIENCE, windowsHide: true, encoding: 'utf8' as const };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve(typeof code === 'number' ? { code, stdout, stderr } : undefined);
    });
  });
}
