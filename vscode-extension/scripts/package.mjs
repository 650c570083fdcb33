// Makes the .vsix files: npm run package [-- --target linux-x64 ... | --all]. Without a target: this platform's, and
// the one without a bundle that serves all others.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';

const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];
const UNIVERSAL = 'universal';
const LARGEST = 30 * 1024 * 1024;

const { values } = parseArgs({
  options: { target: { type: 'string', multiple: true }, all: { type: 'boolean', default: false } },
});
const here = `${process.platform}-${process.arch}`;
const targets = values.all
  ? [...TARGETS, UNIVERSAL]
  : (values.target ?? [...(TARGETS.includes(here) ? [here] : []), UNIVERSAL]);
const wrong = targets.filter((target) => ![...TARGETS, UNIVERSAL].includes(target));
if (wrong.length > 0) {
  console.error(`no such target: ${wrong.join(', ')}; there are ${[...TARGETS, UNIVERSAL].join(', ')}`);
  process.exit(2);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync('packages', { recursive: true });
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
for (const target of targets) {
  rmSync('bundled/libs', { recursive: true, force: true });
  if (target !== UNIVERSAL) {
    execFileSync(python(), ['scripts/bundle.py', target], { stdio: 'inherit' });
  }
  const packagePath = join('packages', `stacklint-${target}-${version}.vsix`);
  await createVSIX({
    cwd: process.cwd(),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    ...(target === UNIVERSAL ? {} : { target }),
  });
  const { size } = statSync(packagePath);
  console.log(`${packagePath}: ${(size / 1024 / 1024).toFixed(1)} MB`);
  if (size > LARGEST) {
    console.error('that is too large');
    process.exitCode = 1;
  }
}

/** The repository's own environment can build the wheel; any other must bring pip and hatchling. */
function python() {
  const own = join('..', '.venv', 'bin', 'python');
  return process.env.PYTHON ?? (existsSync(own) ? own : 'python3');
}
