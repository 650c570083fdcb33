import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { DEBUG_INFORMATION } from '../protocol';
import type { Missing, Server } from '../server/resolve';

/** Shows what runs where, ready to be put into a report. */
export class DebugInformation {
  constructor(private readonly context: vscode.ExtensionContext) {}

  async show(found: Server | Missing, client: LanguageClient | undefined): Promise<void> {
    const manifest = this.context.extension.packageJSON as { readonly version: string };
    const settings = vscode.workspace.getConfiguration('stacklint');
    const information = {
      extension: manifest.version,
      editor: `${vscode.env.appName} ${vscode.version}`,
      platform: `${process.platform}-${process.arch}`,
      trusted: vscode.workspace.isTrusted,
      found,
      settings,
      server:
        client?.state === State.Running
          ? await client.sendRequest<unknown>(DEBUG_INFORMATION, {})
          : 'does not run',
    };
    const document = await vscode.workspace.openTextDocument({
      language: 'json',
      content: `${JSON.stringify(information, undefined, 2)}\n`,
    });
    await vscode.window.showTextDocument(document);
  }
}
