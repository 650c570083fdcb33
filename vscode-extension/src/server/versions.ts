import type { Server } from './resolve';

/** The versions of stacklint that one folder meets. */
export interface Versions {
  /** What gives the findings in the editor. */
  readonly running: string;
  /** What the commit hook runs: the `rev` in `.pre-commit-config.yaml`. */
  readonly hook: string | undefined;
  /** What is installed in the folder's Python environment. */
  readonly environment: string | undefined;
}

/** The `rev` of the repository whose hooks are ours, without a leading `v`; undefined when there is none. */
export function hookVersion(configuration: string): string | undefined {
  for (const block of configuration.split(/^[ \t]*-[ \t]+(?=repo[ \t]*:)/m).slice(1)) {
    const lines = block.split('\n').filter((line) => !/^\s*#/.test(line));
    const text = lines.join('\n');
    if (/\bid[ \t]*:[ \t]*["']?stacklint(?:-fix)?["']?[ \t]*(?:[#,}]|$)/m.test(text)) {
      const revision = /^[ \t]*rev[ \t]*:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
      return revision?.replace(/^v(?=\d)/, '');
    }
  }
  return undefined;
}

/** A few words when the hook or the environment may find something else than the editor; else undefined. */
export function versionNote(versions: Versions): string | undefined {
  const others: string[] = [];
  if (versions.hook !== undefined && isVersion(versions.hook) && versions.hook !== versions.running) {
    others.push(`the commit hook uses ${versions.hook}`);
  }
  if (versions.environment !== undefined && versions.environment !== versions.running) {
    others.push(`the Python environment has ${versions.environment}`);
  }
  return others.length === 0 ? undefined : others.join(' and ');
}

export const SOURCES: Record<Server['source'], string> = {
  path: 'from stacklint.path',
  environment: 'from the Python environment',
  bundled: 'from the extension',
};

/** A branch or a commit says nothing about its version. */
function isVersion(revision: string): boolean {
  return /^\d+\.\d+/.test(revision);
}
