import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { MIGRATE, type Migration, type MigrateParams, RELEASE, type ReleaseDetails } from '../protocol';
import { difference } from './edits';
import { replace } from './replacing';

const SCHEME = 'stacklint-migrated';
const CONTEXT = 'stacklint.migrationShown';
const APPLY = 'Apply';
const PLAN = 'Show Plan';
const OTHER = 'Other Release';

/** What is on the screen. */
interface Shown {
  readonly client: LanguageClient;
  readonly document: vscode.TextDocument;
  /** Of the document when the server was asked. */
  readonly version: number;
  readonly migration: Migration;
  readonly preview: vscode.Uri;
}

/** What a file would become, beside the file; written only when the user says so. */
export class MigrationPreview implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable;
  private readonly texts = new Map<string, string>();
  private shown: Shown | undefined;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
        if (uri.toString() === this.shown?.preview.toString()) {
          void this.forget();
        }
      }),
    );
  }

  /** For a release; without one the server takes the file's pin, else the newest that it knows. */
  async show(client: LanguageClient, uri: vscode.Uri, target?: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const version = document.version;
    const address = client.code2ProtocolConverter.asUri(uri);
    const parameters: MigrateParams = { uri: address, ...(target === undefined ? {} : { target }) };
    const migration = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'stacklint: migrating' },
      () => client.sendRequest<Migration | null>(MIGRATE, parameters),
    );
    if (migration === null || (migration.plan === '' && !migration.changed)) {
      void vscode.window.showInformationMessage('This file holds no stack configuration.');
      return;
    }
    const preview = uri.with({ scheme: SCHEME, query: '', fragment: '' });
    const shown: Shown = { client, document, version, migration, preview };
    this.shown = shown;
    if (!migration.changed) {
      void this.ask(shown, 'No text has to change.', [PLAN, OTHER]);
      return;
    }
    this.provide(preview, migration.text);
    await vscode.commands.executeCommand('setContext', CONTEXT, true);
    const title = `${posix.basename(uri.path)} (migrated)`;
    await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: true });
    void this.ask(shown, 'Migrate the file as shown?', [APPLY, PLAN, OTHER]);
  }

  async apply(): Promise<void> {
    const { shown } = this;
    if (shown === undefined) {
      return;
    }
    const { document, version, migration } = shown;
    if (document.version !== version) {
      void vscode.window.showWarningMessage('The file has changed since; migrate it again.');
      return;
    }
    const ending = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const text = migration.text.replace(/^\uFEFF/, '').replace(/\r?\n/g, ending);
    await replace(document, difference(document.getText(), text));
    await this.close();
    await vscode.window.showTextDocument(document);
  }

  async showPlan(): Promise<void> {
    if (this.shown !== undefined) {
      const uri = vscode.Uri.from({ scheme: SCHEME, path: '/Migration plan.md' });
      this.provide(uri, this.shown.migration.plan);
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    void this.forget();
    this.subscriptions.dispose();
  }

  private provide(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  private async ask(shown: Shown, question: string, answers: readonly string[]): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(question, ...answers);
    // The question may have stood there for long.
    if (this.shown !== shown) {
      return;
    }
    if (chosen === APPLY) {
      await this.apply();
    } else if (chosen === PLAN) {
      await this.showPlan();
    } else if (chosen === OTHER) {
      await this.showOther(shown);
    }
  }

  private async showOther({ client, document }: Shown): Promise<void> {
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const details = await client.sendRequest<ReleaseDetails>(RELEASE, { uri });
    const target = await vscode.window.showQuickPick(details.releases, {
      title: 'Migrate to which release?',
    });
    if (target !== undefined) {
      await this.show(client, document.uri, target);
    }
  }

  private async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME);
    await vscode.window.tabGroups.close(tabs);
    await this.forget();
  }

  private async forget(): Promise<void> {
    this.shown = undefined;
    await vscode.commands.executeCommand('setContext', CONTEXT, false);
  }
}
