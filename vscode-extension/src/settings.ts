/** What `package.json` declares, with its defaults. */
export interface Settings {
  readonly enable: boolean;
  readonly path: string;
  readonly interpreter: string;
  readonly importStrategy: 'fromEnvironment' | 'useBundled';
  readonly args: readonly string[];
  readonly target: string;
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly run: 'onType' | 'onSave';
  readonly workspaceDiagnostics: boolean;
  readonly showNotifications: 'off' | 'onError' | 'always';
}

/** The part that the server is told; it asks for the rest of the life of a folder by itself. */
export type ServerSettings = Pick<
  Settings,
  'enable' | 'target' | 'select' | 'ignore' | 'run' | 'workspaceDiagnostics'
>;

/** A change of one of these needs another process. */
export const RESTARTING = ['path', 'interpreter', 'importStrategy', 'args', 'run'] as const;

/** Reads all settings; a value of the wrong kind, which VS Code has underlined already, counts as not given. */
export function readSettings(value: (name: string) => unknown): Settings {
  return {
    enable: value('enable') !== false,
    path: text(value('path')),
    interpreter: text(value('interpreter')),
    importStrategy: value('importStrategy') === 'useBundled' ? 'useBundled' : 'fromEnvironment',
    args: texts(value('args')),
    target: text(value('target')),
    select: texts(value('select')),
    ignore: texts(value('ignore')),
    run: value('run') === 'onSave' ? 'onSave' : 'onType',
    workspaceDiagnostics: value('workspaceDiagnostics') === true,
    showNotifications: notifications(value('showNotifications')),
  };
}

export function serverSettings(settings: Settings): ServerSettings {
  const { enable, target, select, ignore, run, workspaceDiagnostics } = settings;
  return { enable, target, select, ignore, run, workspaceDiagnostics };
}

/** Replaces `~`, `${workspaceFolder}` and `${env:NAME}` in a path that a person wrote. */
export function expandPath(
  written: string,
  places: { readonly home: string; readonly folder: string | undefined; readonly env: NodeJS.ProcessEnv },
): string {
  return written
    .trim()
    .replace(/^~(?=$|[\\/])/, () => places.home)
    .replace(/\$\{workspaceFolder\}/g, () => places.folder ?? '')
    .replace(/\$\{userHome\}/g, () => places.home)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => places.env[name] ?? '');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function notifications(value: unknown): Settings['showNotifications'] {
  return value === 'off' || value === 'always' ? value : 'onError';
}
