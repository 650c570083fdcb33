import * as vscode from 'vscode';
import type { LanguageClient, Location, Position } from 'vscode-languageclient/node';

/** Opens the list of uses that a code lens counted: `[uri, position, [locations]]`, as the server sends them. */
export async function showReferences(client: LanguageClient, places: readonly unknown[]): Promise<void> {
  const [uri, position, locations] = places as [string, Position, Location[]];
  const convert = client.protocol2CodeConverter;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri),
    convert.asPosition(position),
    locations.map((location) => convert.asLocation(location)),
  );
}
