/** Writing a policy's `bulkhead.json`: as an edit that can be undone where it is open or there, as a new file where it is not. */
import * as vscode from 'vscode';

/** Replaces the text of `bulkhead.json` in a folder and saves it. Throws where that is not possible. */
export async function writeSettings(folder: vscode.Uri, text: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, 'bulkhead.json');
  const document = await vscode.workspace.openTextDocument(uri).then(
    (found) => found,
    () => undefined,
  );
  if (document === undefined) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save()))
    throw new Error(vscode.l10n.t('bulkhead.json could not be saved.'));
}
