/** *Export Report...*: the zone and conduit documentation, saved where the user says. */
import * as vscode from 'vscode';
import { REPORT_REQUEST, type ReportAnswer, type ReportParams } from '../../server/protocol/messages.ts';
import { savedFiles } from '../counts.ts';
import type { Extension } from '../extension.ts';
import { openSaved, pickFolder, saveFiles } from '../save-files.ts';

const formats = (): readonly (vscode.QuickPickItem & { readonly format: ReportParams['format'] })[] => [
  { label: 'HTML', detail: vscode.l10n.t('One file with the drawing inside, to be read and printed'), format: 'html' },
  { label: 'Markdown', detail: vscode.l10n.t('With the drawing beside it as SVG'), format: 'markdown' },
  { label: 'CSV', detail: vscode.l10n.t('A table a file, for spreadsheets'), format: 'csv' },
];

export async function exportReport(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const chosen = await vscode.window.showQuickPick(formats(), {
    title: vscode.l10n.t('Export the zone and conduit report as'),
  });
  if (chosen === undefined) return;
  const params: ReportParams = { uri: document.toString(), format: chosen.format };
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing the report') };
  const { files } = await vscode.window.withProgress(progress, () =>
    extension.request<ReportAnswer>(REPORT_REQUEST, params),
  );
  if (files.length === 0)
    throw new Error(vscode.l10n.t('The report could not be written; the output channel says why.'));
  const folder = await pickFolder(vscode.l10n.t('Save Report Here'));
  if (folder === undefined) return;
  const saved = files.map(({ name, text }) => ({ uri: vscode.Uri.joinPath(folder, name), content: text }));
  if (!(await saveFiles(saved))) return;
  const [first] = saved;
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(savedFiles(files.length), open);
  if (answer === open && first !== undefined) await openSaved(first.uri);
}
