import * as vscode from 'vscode';
import type { Replacement } from './edits';

/** Makes a change in a document, as one step to undo; nothing when there is none. */
export async function replace(document: vscode.TextDocument, change: Replacement | undefined): Promise<void> {
  if (change !== undefined) {
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
    edit.replace(document.uri, range, change.content);
    await vscode.workspace.applyEdit(edit);
  }
}
