/** Asks why a finding is to be ignored and writes that above its line. */
import * as vscode from 'vscode';
import type { IgnoreRequest } from '../../server/protocol/messages.ts';
import type { Extension } from '../extension.ts';

export async function ignoreFinding(_: Extension, request: unknown): Promise<void> {
  const { uri, line, check } = request as IgnoreRequest;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Ignore {0}', check),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Why may it stay? The reason is written into the policy.'),
    validateInput: (text) =>
      text.trim() === '' ? vscode.l10n.t('An ignore without a reason is a warning itself.') : undefined,
  });
  if (reason === undefined || reason.trim() === '') return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const indent = /^[ \t]*/.exec(document.lineAt(line).text)?.[0] ?? '';
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  const comment = `${indent}// bulkhead-ignore ${check}: ${reason.trim()}${eol}`;
  edit.insert(document.uri, new vscode.Position(line, 0), comment);
  await vscode.workspace.applyEdit(edit);
}
