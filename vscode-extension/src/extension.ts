import * as vscode from 'vscode';
import { looksLikeStackConfiguration } from './detection';
import type { Session } from './session';
import { readSettings, RESTARTING, type Settings } from './settings';

/** What other extensions, and the tests, may ask. */
export interface StacklintApi {
  /** Undefined until an open document has looked like a stack configuration. */
  readonly server: Session['server'] | undefined;
  /** Resolves when what was begun has ended: the server runs, or cannot. */
  readonly settled: () => Promise<void>;
}

/** How long typing must rest before a document that is not ours yet is looked at again. */
const REST = 300;

/** Only watches; everything that costs time is loaded when an open document looks like a stack configuration. */
export function activate(context: vscode.ExtensionContext): StacklintApi {
  const log = vscode.window.createOutputChannel('stacklint', { log: true });
  const extension = new Extension(context, log);
  context.subscriptions.push(log, extension);
  extension.lookAround();
  return {
    get server() {
      return extension.session?.server;
    },
    settled: () => extension.settled(),
  };
}

class Extension implements vscode.Disposable {
  session: Session | undefined;
  private change: Promise<void> = Promise.resolve();
  /** Set with the first document of ours. */
  private wanted: vscode.TextDocument | undefined;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const command = vscode.commands.registerCommand.bind(vscode.commands);
    const workspace = vscode.workspace;
    this.subscriptions = [
      workspace.onDidOpenTextDocument((document) => {
        this.look(document);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        this.lookLater(document);
      }),
      workspace.onDidCloseTextDocument((document) => {
        clearTimeout(this.timers.get(document.uri.toString()));
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.restartIfWanted();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (RESTARTING.some((name) => event.affectsConfiguration(`stacklint.${name}`))) {
          this.restartIfWanted();
        } else if (event.affectsConfiguration('stacklint.enable')) {
          this.lookAround();
        }
      }),
      command('stacklint.restart', () => this.restart()),
      command('stacklint.showLogs', () => {
        this.log.show();
      }),
      command('stacklint.debugInformation', () => this.withSession((session) => session.debugInformation())),
      command('stacklint.fixAll', () => this.withSession((session) => session.fixAll())),
      command('stacklint.migrateFile', (uri?: unknown) =>
        this.withSession((session) => session.migrateFile(uri)),
      ),
      command('stacklint.applyMigration', () => this.session?.applyMigration()),
      command('stacklint.showMigrationPlan', () => this.session?.showMigrationPlan()),
      command('stacklint.showGraph', () => this.withSession((session) => session.showGraph())),
      command('stacklint.chooseTarget', () => this.withSession((session) => session.chooseTarget())),
      command('stacklint.showReferences', (...places: unknown[]) => this.session?.showReferences(places)),
    ];
  }

  lookAround(): void {
    for (const document of vscode.workspace.textDocuments) {
      this.look(document);
    }
  }

  async settled(): Promise<void> {
    await this.change;
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    vscode.Disposable.from(...this.subscriptions).dispose();
    void this.session?.stop();
  }

  private look(document: vscode.TextDocument): void {
    if (this.wanted !== undefined || !mayBeChecked(document) || !settingsFor(document.uri).enable) {
      return;
    }
    if (looksLikeStackConfiguration(document.getText())) {
      this.wanted = document;
      this.log.info(`${document.uri.toString(true)} looks like a stack configuration`);
      void this.start(document);
    }
  }

  private lookLater(document: vscode.TextDocument): void {
    if (this.wanted !== undefined || !mayBeChecked(document)) {
      return;
    }
    const name = document.uri.toString();
    clearTimeout(this.timers.get(name));
    this.timers.set(
      name,
      setTimeout(() => {
        this.timers.delete(name);
        this.look(document);
      }, REST),
    );
  }

  /** One change at a time: a restart waits for the start before it. */
  private start(document: vscode.TextDocument): Promise<void> {
    this.change = this.change.then(async () => {
      await this.session?.stop();
      this.session = undefined;
      try {
        const { startSession } = await import('./session');
        this.session = await startSession(this.context, this.log, document.uri, settingsFor(document.uri));
      } catch (error) {
        this.log.error(error instanceof Error ? error : String(error));
      }
    });
    return this.change;
  }

  private restartIfWanted(): void {
    if (this.wanted !== undefined) {
      void this.start(this.wanted);
    }
  }

  private async restart(): Promise<void> {
    const document = this.wanted ?? vscode.window.activeTextEditor?.document;
    if (document !== undefined && mayBeChecked(document)) {
      this.wanted = document;
      await this.start(document);
    }
  }

  /** A command that the user chose starts the server, whatever the file looks like. */
  private async withSession(use: (session: Session) => unknown): Promise<void> {
    await this.change;
    if (this.session === undefined) {
      await this.restart();
    }
    if (this.session === undefined) {
      void vscode.window.showInformationMessage('Open a stack configuration (run.yaml) first.');
      return;
    }
    try {
      await use(this.session);
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(
        `stacklint: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function mayBeChecked(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && ['file', 'untitled'].includes(document.uri.scheme);
}

function settingsFor(uri: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration('stacklint', uri);
  return readSettings((name) => configuration.get(name));
}
