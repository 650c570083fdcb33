// Bundles the extension: a small part that is loaded with VS Code, and the language client, loaded when it is needed.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';

const tests = process.argv.includes('--tests');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['src/extension.ts', 'src/session.ts'],
  outdir: 'dist',
  minify: !tests,
  // `extension` requires `session` at run time, so that it is not read before it is used.
  plugins: [
    {
      name: 'session-later',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/session$/ }, () => ({ path: './session.js', external: true }));
      },
    },
  ],
});
if (tests) {
  const unit = readdirSync('test/unit').filter((name) => name.endsWith('.test.ts'));
  await build({
    ...common,
    entryPoints: unit.map((name) => `test/unit/${name}`),
    outdir: 'dist/test/unit',
    sourcemap: 'inline',
  });
  await build({
    ...common,
    entryPoints: ['test/host/index.ts'],
    outdir: 'dist/test/host',
    sourcemap: 'inline',
  });
}
