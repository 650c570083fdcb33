import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { RELEASE, type Release, type ReleaseDetails } from '../protocol';
import type { Missing, Server } from '../server/resolve';
import { SOURCES } from '../server/versions';

const NOWHERE: vscode.DocumentSelector = { language: 'yaml', scheme: 'stacklint-nowhere' };
const CONTEXT = 'stacklint.activeIsOurs';

/** The entries behind `{}` in the status bar: which release a file is checked against, and by which stacklint. */
export class StatusItems implements vscode.Disposable {
  private readonly releaseItem = vscode.languages.createLanguageStatusItem('stacklint.release', NOWHERE);
  private readonly serverItem = vscode.languages.createLanguageStatusItem('stacklint.server', NOWHERE);
  private readonly releases = new Map<string, Release>();
  private readonly reasons = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    this.releaseItem.name = 'stacklint: release';
    this.releaseItem.command = { command: 'stacklint.chooseTarget', title: 'Choose' };
    this.serverItem.name = 'stacklint: server';
    this.serverItem.command = { command: 'stacklint.showLogs', title: 'Show Logs' };
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.show();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.releases.delete(uri.toString());
        this.reasons.delete(uri.toString());
      }),
    );
  }

  starting(): void {
    this.server('stacklint', 'starting', vscode.LanguageStatusSeverity.Information);
    this.serverItem.busy = true;
  }

  running(server: Server, note: string | undefined): void {
    const severity =
      note === undefined ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning;
    this.server(`stacklint ${server.version}`, note ?? SOURCES[server.source], severity);
  }

  missing(missing: Missing): void {
    this.server('stacklint', missing.message, vscode.LanguageStatusSeverity.Error);
  }

  failed(server: Server): void {
    this.server('stacklint', `${server.program} did not start`, vscode.LanguageStatusSeverity.Error);
  }

  /** Takes what the server says after a check, and asks it why. */
  release(client: LanguageClient, release: Release): void {
    // The server may write an address in another way than VS Code does.
    const name = vscode.Uri.parse(release.uri).toString();
    const before = this.releases.get(name);
    this.releases.set(name, release);
    if (before?.label !== release.label) {
      this.reasons.delete(name);
    }
    this.show();
    if (release.ours && !this.reasons.has(name)) {
      this.reasons.set(name, '');
      void client.sendRequest<ReleaseDetails | null>(RELEASE, { uri: release.uri }).then(
        (details) => {
          this.reasons.set(name, inShort(details?.reasons.map((reason) => reason.text) ?? []));
          this.show();
        },
        () => undefined,
      );
    }
  }

  dispose(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT, false);
    vscode.Disposable.from(this.releaseItem, this.serverItem, this.subscriptions).dispose();
  }

  private server(text: string, detail: string, severity: vscode.LanguageStatusSeverity): void {
    this.serverItem.busy = false;
    this.serverItem.text = text;
    this.serverItem.detail = detail;
    this.serverItem.severity = severity;
    this.serverItem.selector = [
      { language: 'yaml', scheme: 'file' },
      { language: 'yaml', scheme: 'untitled' },
    ];
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const name = document?.uri.toString();
    const release = name === undefined ? undefined : this.releases.get(name);
    const ours = release?.ours === true;
    void vscode.commands.executeCommand('setContext', CONTEXT, ours);
    if (document === undefined || name === undefined || !ours) {
      this.releaseItem.selector = NOWHERE;
      return;
    }
    const reason = this.reasons.get(name);
    this.releaseItem.text = release.label;
    this.releaseItem.detail =
      reason === undefined || reason === '' ? (release.pinned ? 'pinned' : 'inferred') : reason;
    this.releaseItem.selector = {
      language: 'yaml',
      scheme: document.uri.scheme,
      pattern: patternOf(document.uri),
    };
  }
}

/** There is room for one. */
function inShort(reasons: readonly string[]): string {
  const [first = '', ...others] = reasons;
  return others.length === 0 ? first : `${first}, and ${others.length} more`;
}

/** A pattern that only one file matches. */
function patternOf(uri: vscode.Uri): string {
  return uri.path.replace(/[[\]{}*?]/g, (sign) => `[${sign}]`);
}
