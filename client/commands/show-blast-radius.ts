/** *Show Blast Radius*: of the asset at the cursor, or of one that the user picks. The result is the view *Blast Radius*. */
import * as vscode from 'vscode';
import {
  BLAST_REQUEST,
  type BlastResult,
  CONTENTS_REQUEST,
  type PolicyContents,
} from '../../server/protocol/messages.ts';
import { blastView } from '../blast-view.ts';
import type { Extension } from '../extension.ts';

/** `uri` and `asset` are given by quick-fixes and lenses, by these with `kind` for a zone; without them the cursor or the user says. */
export async function showBlastRadius(
  extension: Extension,
  uri?: unknown,
  asset?: unknown,
  kind?: unknown,
): Promise<void> {
  const given = typeof uri === 'string' && typeof asset === 'string';
  const document = given ? vscode.Uri.parse(uri) : await extension.choosePolicy();
  if (document === undefined) return;
  const id = given ? asset : await chooseAsset(extension, document);
  if (id === undefined) return;
  const title = `Blast radius of ${id}`;
  const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    extension.request<BlastResult | null>(BLAST_REQUEST, {
      uri: document.toString(),
      asset: id,
      zone: kind === 'zone',
    }),
  );
  if (result === null) {
    await vscode.window.showInformationMessage(`There is no ${id} in this policy any more.`);
    return;
  }
  await blastView(extension).show(result);
}

async function chooseAsset(extension: Extension, document: vscode.Uri): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document.uri.toString() === document.toString() ? editor.selection.active : undefined;
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, {
    uri: document.toString(),
    ...(cursor === undefined ? {} : { line: cursor.line, column: cursor.character }),
  });
  if (contents === null || contents.assets.length === 0) {
    await vscode.window.showInformationMessage('This policy has no assets.');
    return undefined;
  }
  if (contents.assetAtCursor !== undefined) return contents.assetAtCursor;
  const items = contents.assets.map((a) => ({ label: a.id, description: a.type, detail: a.zone }));
  const options = { title: 'Blast radius of which asset?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}
