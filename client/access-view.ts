/** What vendor access looks like to those who decide on it: its line in a list, its preview before anything is written. */
import * as vscode from 'vscode';
import type { AccessChangeAnswer, ChoosableAccess } from '../server/protocol/access.ts';

const SENTENCES_SHOWN = 8;
const BLAST_SHOWN = 4;
const FINDINGS_SHOWN = 6;

export type AccessChange = Exclude<AccessChangeAnswer, { problem: string }>;

export function stateWords(state: ChoosableAccess['state']): string {
  switch (state) {
    case 'pending':
      return vscode.l10n.t('pending');
    case 'active':
      return vscode.l10n.t('active');
    case 'ending soon':
      return vscode.l10n.t('ending soon');
    case 'ended':
      return vscode.l10n.t('ended');
  }
}

/** What a change opens or closes, whose blast radius it changes, what the checks say: the body of the question before it is applied. */
export function previewText({ opens, blast, findings }: AccessChange): string {
  const lines = opens.length === 0 ? [vscode.l10n.t('It changes nothing that is permitted.')] : [];
  lines.push(...shown(opens, SENTENCES_SHOWN));
  const grown = [...blast].sort((a, b) => b.after - b.before - (a.after - a.before));
  const shifts = grown.map(({ assets, before, after }) =>
    vscode.l10n.t('Blast radius of {0}: {1} before, {2} after', assets.join(', '), before, after),
  );
  if (shifts.length > 0) lines.push('', ...shown(shifts, BLAST_SHOWN));
  if (findings.length > 0) lines.push('', vscode.l10n.t('The checks say:'), ...shown(findings, FINDINGS_SHOWN));
  return lines.join('\n');
}

function shown(lines: readonly string[], most: number): string[] {
  const rest = lines.length - most;
  return rest <= 0 ? [...lines] : [...lines.slice(0, most), vscode.l10n.t('and {0} more', rest)];
}

/** Makes the edits of a change - undone like any other edit - and shows where. */
export async function applyChange({ edits }: AccessChange): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, line, column, endLine, endColumn, newText } of edits)
    edit.replace(vscode.Uri.parse(uri), new vscode.Range(line, column, endLine, endColumn), newText);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The edit could not be made.'));
  const [first] = edits;
  if (first === undefined) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(first.uri));
  const last = first.line + first.newText.split('\n').length - 1;
  const at = new vscode.Range(first.line, 0, Math.min(last, document.lineCount - 1), 0);
  const editor = await vscode.window.showTextDocument(document);
  editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
