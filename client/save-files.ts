/** Saving what commands make: asks before it replaces a file, leaves a file whole where it cannot be written. */
import * as vscode from 'vscode';

export interface NewFile {
  readonly uri: vscode.Uri;
  /** Text is written as UTF-8. */
  readonly content: string | Uint8Array;
}

/**
 * Saves files, after a question where some exist; whether they were saved. In a workspace that is not trusted nothing is written
 * outside of it. `replace`: a dialog has asked already.
 */
export async function saveFiles(files: readonly NewFile[], { replace = false } = {}): Promise<boolean> {
  const outside = files.find(({ uri }) => vscode.workspace.getWorkspaceFolder(uri) === undefined);
  if (!vscode.workspace.isTrusted && outside !== undefined) {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('This workspace is not trusted: files can be saved inside it only. Trust it to save elsewhere.'),
    );
    return false;
  }
  const existing: string[] = [];
  for (const { uri } of replace ? [] : files)
    if (await exists(uri)) existing.push(uri.path.slice(uri.path.lastIndexOf('/') + 1));
  if (existing.length > 0 && !(await mayReplace(existing))) return false;
  for (const file of files) await replaceFile(file);
  return true;
}

/** Opens a saved file with the program that the machine has for it; what is on no disk, in the editor. */
export async function openSaved(uri: vscode.Uri): Promise<void> {
  if (uri.scheme === 'file') await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand('vscode.open', uri);
}

/** A folder that the user picks. */
export async function pickFolder(openLabel: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel });
  return picked?.[0];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

async function mayReplace(names: readonly string[]): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const question =
    names.length === 1
      ? vscode.l10n.t('{0} exists already in this folder.', names.join())
      : vscode.l10n.t('{0} exist already in this folder.', names.join(', '));
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

/** The text goes to a new file beside the old one, which takes its name when it is whole. */
async function replaceFile({ uri, content }: NewFile): Promise<void> {
  const slash = uri.path.lastIndexOf('/');
  const temporary = uri.with({ path: `${uri.path.slice(0, slash)}/.${uri.path.slice(slash + 1)}.tmp` });
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    await vscode.workspace.fs.rename(temporary, uri, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}
