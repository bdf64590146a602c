/** What can be done with a compiled output: save it to a folder, and hold it against what was saved last. */
import * as vscode from 'vscode';
import type { CompiledFile } from '../../server/protocol/messages.ts';
import { savedFiles } from '../counts.ts';
import type { Extension } from '../extension.ts';
import { pickFolder, saveFiles } from '../save-files.ts';

/** *Save Compiled Rules...*: the output of the lens, or of the active editor. */
export async function saveOutput(extension: Extension, uri?: unknown): Promise<void> {
  const shown = outputAt(extension, uri);
  if (shown === undefined) return tellNone();
  await saveOutputs(extension, shown.output.folder, [shown.output.file]);
}

/** Asks for a folder and saves outputs there. `folder`: of the policy, under which the place is remembered. */
export async function saveOutputs(extension: Extension, folder: string, files: readonly CompiledFile[]): Promise<void> {
  const chosen = await pickFolder(vscode.l10n.t('Save Rules Here'));
  if (chosen === undefined) return;
  const saved = files.map((f) => ({ uri: vscode.Uri.joinPath(chosen, f.file), content: contentOf(f) }));
  if (!(await saveFiles(saved))) return;
  for (const { uri } of saved) await extension.context.workspaceState.update(keyOf(folder, uri), uri.toString());
  void vscode.window.showInformationMessage(savedFiles(files.length));
}

function contentOf({ text, bytes }: CompiledFile): string | Uint8Array {
  return bytes === undefined ? text : Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
}

/** *Show Rollback*: what takes an output back off its device, as a document of its own. */
export async function showRollback(extension: Extension, uri?: unknown): Promise<void> {
  const shown = outputAt(extension, uri);
  if (shown === undefined) return tellNone();
  const { file } = shown.output;
  if (file.rollback === undefined) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no rollback: load the last export again.', file.target),
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: 'firewall-rules', content: file.rollback });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** *Compare with Last Export*: what was saved last, else a file that the user picks, beside what the policy says now. */
export async function compareOutput(extension: Extension, uri?: unknown): Promise<void> {
  const shown = outputAt(extension, uri);
  if (shown === undefined) return tellNone();
  const { file, folder } = shown.output;
  const known = extension.context.workspaceState.get<string>(keyOf(folder, shown.uri));
  const last = known === undefined ? await pickExport(file.file) : vscode.Uri.parse(known);
  if (last === undefined) return;
  await vscode.commands.executeCommand(
    'vscode.diff',
    last,
    shown.uri,
    vscode.l10n.t('{0}: last export and now', file.file),
  );
}

async function pickExport(name: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    openLabel: vscode.l10n.t('Compare'),
    title: vscode.l10n.t('Which file is the last {0}?', name),
  });
  return picked?.[0];
}

function outputAt(extension: Extension, given: unknown) {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  const output = uri && extension.outputs.get(uri);
  return uri === undefined || output === undefined ? undefined : { uri, output };
}

async function tellNone(): Promise<void> {
  await vscode.window.showInformationMessage(vscode.l10n.t('Compile rules first: this works on a compiled output.'));
}

function keyOf(folder: string, uri: vscode.Uri): string {
  return `export ${folder} ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`;
}
