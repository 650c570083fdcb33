import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { RELEASE, type ReleaseDetails } from '../protocol';
import { pinning, unpinning } from './edits';
import { replace } from './replacing';

const INFER = 'Infer from the content';
const IN_FILE = 'In this file';

/** Lets the user choose the release, and where the choice is kept: a comment in the file, or the folder's settings. */
export async function chooseTarget(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml') {
    throw new Error('open the stack configuration first');
  }
  const { document } = editor;
  const details = await client.sendRequest<ReleaseDetails | null>(RELEASE, {
    uri: client.code2ProtocolConverter.asUri(document.uri),
  });
  if (details === null) {
    throw new Error('the server knows nothing of this file');
  }
  const release = await chooseRelease(details);
  if (release === undefined) {
    return;
  }
  const place = await choosePlace(document);
  if (place === IN_FILE) {
    const text = document.getText();
    await replace(document, release === '' ? unpinning(text) : pinning(text, release));
  } else if (place !== undefined) {
    const settings = vscode.workspace.getConfiguration('stacklint', document.uri);
    await settings.update(
      'target',
      release === '' ? undefined : release,
      vscode.ConfigurationTarget.WorkspaceFolder,
    );
  }
}

/** A release, the empty string for none, or undefined when the user turned away. */
async function chooseRelease(details: ReleaseDetails): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(
    [
      { label: INFER, description: details.pinned ? '' : details.label },
      ...details.releases.map((label) => ({ label, description: label === details.newest ? 'newest' : '' })),
    ],
    { title: `Target release (now: ${details.label})`, placeHolder: 'The release that will load this file' },
  );
  return chosen?.label === INFER ? '' : chosen?.label;
}

async function choosePlace(document: vscode.TextDocument): Promise<string | undefined> {
  if (vscode.workspace.getWorkspaceFolder(document.uri) === undefined) {
    return IN_FILE;
  }
  const chosen = await vscode.window.showQuickPick(
    [
      { label: IN_FILE, detail: 'A comment that the command line, the hook and other editors read, too' },
      {
        label: 'In the settings of this folder',
        detail: 'stacklint.target; a comment or a settings file stands above it',
      },
    ],
    { title: 'Where to keep the choice' },
  );
  return chosen?.label;
}
