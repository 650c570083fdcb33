import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { MIGRATE, type Migration, type MigrateParams } from '../protocol';
import { difference } from './edits';

const SCHEME = 'stacklint-migrated';
const CONTEXT = 'stacklint.migrationShown';
const APPLY = 'Apply';
const PLAN = 'Show Plan';

/** What a file would become, beside the file; written only when the user says so. */
export class MigrationPreview implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable;
  private readonly texts = new Map<string, string>();
  private shown:
    | { readonly document: vscode.TextDocument; readonly version: number; readonly migration: Migration }
    | undefined;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) {
          this.texts.delete(uri.toString());
          void this.forget();
        }
      }),
    );
  }

  async show(client: LanguageClient, uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const version = document.version;
    const parameters: MigrateParams = { uri: client.code2ProtocolConverter.asUri(uri) };
    const migration = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'stacklint: migrating' },
      () => client.sendRequest<Migration | null>(MIGRATE, parameters),
    );
    if (migration === null) {
      void vscode.window.showInformationMessage('This file holds no stack configuration.');
      return;
    }
    this.shown = { document, version, migration };
    if (!migration.changed) {
      const chosen = await vscode.window.showInformationMessage('No text has to change.', PLAN);
      await (chosen === PLAN ? this.showPlan() : undefined);
      return;
    }
    const preview = uri.with({ scheme: SCHEME, query: '', fragment: '' });
    this.provide(preview, migration.text);
    await vscode.commands.executeCommand('setContext', CONTEXT, true);
    const title = `${posix.basename(uri.path)} (migrated)`;
    await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: true });
    void this.ask();
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
    const change = difference(
      document.getText(),
      migration.text.replace(/^\uFEFF/, '').replace(/\r?\n/g, ending),
    );
    if (change !== undefined) {
      const edit = new vscode.WorkspaceEdit();
      const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
      edit.replace(document.uri, range, change.content);
      await vscode.workspace.applyEdit(edit);
    }
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

  private async ask(): Promise<void> {
    const chosen = await vscode.window.showInformationMessage('Migrate the file as shown?', APPLY, PLAN);
    if (chosen === APPLY) {
      await this.apply();
    } else if (chosen === PLAN) {
      await this.showPlan();
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
