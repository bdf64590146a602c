/** *Restart Language Server*: for when it hangs, or died so often that it stays away. */
import * as vscode from 'vscode';
import type { Extension } from '../extension.ts';

export async function restartServer(extension: Extension): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Restarting the language server') },
    () => extension.restart(),
  );
  void vscode.window.showInformationMessage(vscode.l10n.t('The language server runs anew.'));
}
