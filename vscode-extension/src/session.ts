import { basename } from 'node:path';
import * as vscode from 'vscode';
import {
  type Executable,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { DebugInformation } from './features/debugInformation';
import { GraphPanel } from './features/graph';
import { MigrationPreview } from './features/migration';
import { showReferences } from './features/references';
import { StatusItems } from './features/status';
import { chooseTarget } from './features/target';
import { readBundle } from './server/bundle';
import { thisMachine } from './server/machine';
import { type Missing, resolveServer, type Server } from './server/resolve';
import { hookVersion, SOURCES, versionNote } from './server/versions';
import { TraceChannel } from './traceChannel';
import { activeInterpreter } from './pythonExtension';
import { expandPath, serverSettings, type Settings } from './settings';
import { RELEASE, type Release } from './protocol';

/** Everything that exists while a server is wanted. */
export class Session {
  constructor(
    readonly server: Server | Missing,
    private readonly client: LanguageClient | undefined,
    private readonly parts: Parts,
  ) {}

  async stop(): Promise<void> {
    if (this.client?.state === State.Running) {
      await this.client.stop().catch(() => undefined);
    }
    await this.client?.dispose().catch(() => undefined);
    const { status, migration, graph, trace } = this.parts;
    vscode.Disposable.from(status, migration, graph, trace).dispose();
  }

  async fixAll(): Promise<void> {
    this.running();
    await vscode.commands.executeCommand('editor.action.codeAction', {
      kind: 'source.fixAll.stacklint',
      apply: 'first',
    });
  }

  migrateFile(uri: unknown): Promise<void> {
    return this.parts.migration.show(this.running(), asUri(uri) ?? activeUri());
  }

  applyMigration(): Promise<void> {
    return this.parts.migration.apply();
  }

  showMigrationPlan(): Promise<void> {
    return this.parts.migration.showPlan();
  }

  showGraph(): Promise<void> {
    return this.parts.graph.show(this.running());
  }

  chooseTarget(): Promise<void> {
    return chooseTarget(this.running());
  }

  showReferences(places: readonly unknown[]): Promise<void> {
    return showReferences(this.running(), places);
  }

  debugInformation(): Promise<void> {
    return this.parts.debugInformation.show(this.server, this.client);
  }

  private running(): LanguageClient {
    if (this.client?.state !== State.Running) {
      throw new Error(
        this.server.kind === 'missing' ? this.server.message : 'the server does not run; see the log',
      );
    }
    return this.client;
  }
}

interface Parts {
  readonly status: StatusItems;
  readonly migration: MigrationPreview;
  readonly graph: GraphPanel;
  readonly debugInformation: DebugInformation;
  readonly trace: TraceChannel;
}

/** Finds a server and starts it. Never fails for want of one: the session then tells why there is none. */
export async function startSession(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  uri: vscode.Uri,
  settings: Settings,
): Promise<Session> {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  const parts: Parts = {
    status: new StatusItems(),
    migration: new MigrationPreview(),
    graph: new GraphPanel(),
    debugInformation: new DebugInformation(context),
    trace: new TraceChannel(),
  };
  parts.status.starting();
  const server = await findServer(context, log, folder, settings);
  if (server.kind === 'missing') {
    log.error(server.message);
    parts.status.missing(server);
    if (settings.showNotifications !== 'off') {
      void tellMissing(server);
    }
    return new Session(server, undefined, parts);
  }
  log.info(`stacklint ${server.version} (${server.source}): ${[server.program, ...server.args].join(' ')}`);
  const client = new LanguageClient(
    'stacklint',
    'stacklint',
    executable(server),
    options(log, parts.trace, settings),
  );
  client.onNotification(RELEASE, (release: Release) => {
    parts.status.release(client, release);
    parts.graph.refresh(client, release.uri);
  });
  try {
    await client.start();
    parts.status.running(server, await noteOf(server, folder, settings, context));
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    parts.status.failed(server);
    if (settings.showNotifications !== 'off') {
      void tellFailed(server);
    }
  }
  return new Session(server, client, parts);
}

async function findServer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  folder: vscode.WorkspaceFolder | undefined,
  settings: Settings,
): Promise<Server | Missing> {
  const places = { home: thisMachine.home, folder: folder?.uri.fsPath, env: thisMachine.env };
  const trusted = vscode.workspace.isTrusted;
  return resolveServer(
    thisMachine,
    {
      ...settings,
      path: expandPath(settings.path, places),
      interpreter: expandPath(settings.interpreter, places),
      trusted,
      folder: folder?.uri.fsPath,
      active: trusted ? await activeInterpreter(folder?.uri, log) : undefined,
      bundle: readBundle(thisMachine, context.extensionPath),
    },
    (line) => {
      log.info(line);
    },
  );
}

function executable(server: Server): Executable {
  return { command: server.program, args: [...server.args], transport: TransportKind.stdio };
}

function options(
  log: vscode.LogOutputChannel,
  trace: TraceChannel,
  settings: Settings,
): LanguageClientOptions {
  return {
    documentSelector: [
      { scheme: 'file', language: 'yaml' },
      { scheme: 'untitled', language: 'yaml' },
    ],
    outputChannel: log,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'stacklint',
    diagnosticPullOptions: { onChange: settings.run === 'onType', onSave: settings.run === 'onSave' },
    initializationOptions: {
      settings: serverSettings(settings),
      commands: ['stacklint.showReferences', 'stacklint.migrateFile'],
      status: true,
    },
    markdown: { isTrusted: false, supportHtml: false },
    connectionOptions: { maxRestartCount: 3 },
    initializationFailedHandler: () => false,
  };
}

/** What the hook, the environment and the extension disagree about; told aloud only to those who asked for it. */
async function noteOf(
  server: Server,
  folder: vscode.WorkspaceFolder | undefined,
  settings: Settings,
  context: vscode.ExtensionContext,
): Promise<string | undefined> {
  let hook: string | undefined;
  if (folder !== undefined) {
    try {
      const bytes = await vscode.workspace.fs.readFile(
        vscode.Uri.joinPath(folder.uri, '.pre-commit-config.yaml'),
      );
      hook = hookVersion(new TextDecoder().decode(bytes));
    } catch {
      // Most folders have no hooks.
    }
  }
  const note = versionNote({
    running: server.version,
    hook,
    environment: server.environmentVersion,
  });
  // Once for each set of versions, not at each start.
  if (
    note !== undefined &&
    settings.showNotifications === 'always' &&
    context.workspaceState.get('note') !== note
  ) {
    await context.workspaceState.update('note', note);
    const here = `stacklint ${server.version} (${SOURCES[server.source]}) checks here`;
    void vscode.window.showWarningMessage(`${here}; ${note}`);
  }
  return note;
}

async function tellMissing(missing: Missing): Promise<void> {
  const [button, setting] = BUTTONS[missing.reason];
  const chosen = await vscode.window.showErrorMessage(missing.message, button);
  if (chosen !== undefined) {
    // What names a program belongs to the machine where the files are.
    const remote = vscode.env.remoteName !== undefined;
    const command = remote ? 'workbench.action.openRemoteSettings' : 'workbench.action.openSettings';
    await vscode.commands.executeCommand(command, { query: `@id:${setting}` });
  }
}

const BUTTONS: Record<Missing['reason'], readonly [button: string, setting: string]> = {
  path: ['Open Setting', 'stacklint.path'],
  python: ['Choose a Python', 'stacklint.interpreter'],
  stacklint: ['Choose a stacklint', 'stacklint.path'],
};

async function tellFailed(server: Server): Promise<void> {
  const what = `stacklint (${basename(server.program)}) did not start.`;
  if ((await vscode.window.showErrorMessage(what, 'Show Logs')) !== undefined) {
    await vscode.commands.executeCommand('stacklint.showLogs');
  }
}

function asUri(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) {
    return value;
  }
  return typeof value === 'string' ? vscode.Uri.parse(value) : undefined;
}

function activeUri(): vscode.Uri {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'yaml') {
    throw new Error('open the stack configuration first');
  }
  return document.uri;
}
