import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type Graph, GRAPH, type GraphParams } from '../protocol';

/** How long typing must rest before the picture is drawn again. */
const REST = 250;

/** The picture of where the data lands, beside the text; a click leads to the line. */
export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private document: vscode.TextDocument | undefined;
  private client: LanguageClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.document) {
          this.drawLater();
        }
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // The panel follows the user from one configuration to the next, and stays where there is none.
        if (
          this.panel !== undefined &&
          editor?.document.languageId === 'yaml' &&
          editor.document !== this.document
        ) {
          this.document = editor.document;
          this.drawLater();
        }
      }),
    );
  }

  async show(client: LanguageClient): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'yaml') {
      throw new Error('open the stack configuration first');
    }
    this.client = client;
    this.document = document;
    this.panel ??= this.open();
    this.panel.reveal(vscode.ViewColumn.Beside, true);
    await this.draw();
  }

  /** After a check; the findings that are drawn may be others. */
  refresh(client: LanguageClient, uri: string): void {
    this.client = client;
    if (vscode.Uri.parse(uri).toString() === this.document?.uri.toString()) {
      this.drawLater();
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    this.subscriptions.dispose();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      'stacklint.graph',
      'Storage',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true },
    );
    panel.webview.html = page();
    panel.webview.onDidReceiveMessage((message: unknown) => {
      void this.received(message);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.document = undefined;
    });
    return panel;
  }

  private drawLater(): void {
    if (this.panel !== undefined) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        void this.draw();
      }, REST);
    }
  }

  private async draw(): Promise<void> {
    const { client, document, panel } = this;
    if (client?.state !== State.Running || document === undefined || panel === undefined) {
      return;
    }
    const parameters: GraphParams = {
      uri: client.code2ProtocolConverter.asUri(document.uri),
      ...this.cursor(client),
    };
    const version = document.version;
    const graph = await client.sendRequest<Graph | null>(GRAPH, parameters).catch(() => null);
    if (document === this.document && document.version === version) {
      panel.title = `Storage of ${posix.basename(document.uri.path)}`;
      await panel.webview.postMessage({ svg: graph?.svg ?? '' });
    }
  }

  private cursor(client: LanguageClient): Pick<GraphParams, 'position'> {
    const editor = vscode.window.visibleTextEditors.find((each) => each.document === this.document);
    return editor === undefined
      ? {}
      : { position: client.code2ProtocolConverter.asPosition(editor.selection.active) };
  }

  private async received(message: unknown): Promise<void> {
    const { document } = this;
    const said = typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {};
    if (said['ready'] === true) {
      await this.draw();
    } else if (document !== undefined && typeof said['line'] === 'number') {
      const editors = vscode.window.visibleTextEditors;
      const column = editors.find((each) => each.document === document)?.viewColumn ?? vscode.ViewColumn.One;
      const start = document.lineAt(Math.min(Math.max(said['line'], 0), document.lineCount - 1));
      const place = new vscode.Position(start.lineNumber, start.firstNonWhitespaceCharacterIndex);
      const selection = new vscode.Range(place, place);
      await vscode.window.showTextDocument(document, { viewColumn: column, selection });
    }
  }
}

/** Only our own script runs and nothing is loaded; a picture may bring its own style, which cannot reach out either. */
function page(): string {
  const nonce = randomBytes(16).toString('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'">
<style>
  body { margin: 0; padding: 8px; }
  svg { max-width: 100%; height: auto; }
  [data-line] { cursor: pointer; }
  p { color: var(--vscode-descriptionForeground); }
</style>
</head>
<body>
<main></main>
<script nonce="${nonce}">
  const host = acquireVsCodeApi();
  const main = document.querySelector('main');
  addEventListener('message', ({ data }) => {
    const picture = data.svg === '' ? null : new DOMParser().parseFromString(data.svg, 'image/svg+xml').documentElement;
    const left = scrollX, top = scrollY;
    if (picture === null || picture.nodeName !== 'svg') {
      const words = document.createElement('p');
      words.textContent = 'There is no storage to draw in this file.';
      main.replaceChildren(words);
    } else {
      main.replaceChildren(document.importNode(picture, true));
      scrollTo(left, top);
    }
  });
  addEventListener('click', (event) => {
    const part = event.target.closest('[data-line]');
    if (part !== null) {
      event.preventDefault();
      host.postMessage({ line: Number(part.dataset.line) });
    }
  });
  host.postMessage({ ready: true });
</script>
</body>
</html>`;
}
