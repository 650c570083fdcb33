import type { Finished, Machine } from '../../src/server/machine';

/** How a pretended Python answers. */
export interface Pretended {
  readonly version?: readonly [number, number, number];
  readonly implementation?: string;
  readonly freeThreaded?: boolean;
  readonly machine?: string;
  readonly bits?: number;
  readonly stacklint?: string;
  readonly executable?: string;
}

/** A machine with these programs and nothing else; it remembers which of them ran. */
export class PretendedMachine implements Machine {
  readonly platform: NodeJS.Platform;
  readonly arch = 'x64';
  readonly home = '/home/ada';
  readonly env: NodeJS.ProcessEnv;
  readonly ran: string[] = [];

  constructor(
    private readonly programs: Readonly<Record<string, Pretended | Finished | undefined>>,
    options: { platform?: NodeJS.Platform; path?: string } = {},
  ) {
    this.platform = options.platform ?? 'linux';
    this.env = { PATH: options.path ?? '/usr/bin' };
  }

  isProgram(path: string): boolean {
    return path in this.programs;
  }

  read(): string | undefined {
    return undefined;
  }

  run(program: string): Promise<Finished | undefined> {
    this.ran.push(program);
    const answer = this.programs[program];
    if (answer === undefined || 'code' in answer) {
      return Promise.resolve(answer);
    }
    const { version = [3, 12, 4], implementation = 'CPython', machine = 'x86_64', bits = 64 } = answer;
    const { freeThreaded = false, stacklint = null, executable = program } = answer;
    const said = { version, implementation, freeThreaded, machine, bits, stacklint, executable };
    return Promise.resolve({ code: 0, stdout: `a greeting\n${JSON.stringify(said)}\n`, stderr: '' });
  }
}
