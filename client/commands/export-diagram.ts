/** *Export Diagram...*: the picture as the panel shows it - its part, detail and overlay - as a file. */
import * as vscode from 'vscode';
import type { ExportFormat, ExportTheme } from '../../server/protocol/diagram.ts';
import { openDiagramPanel } from '../diagram-panels.ts';
import type { Extension } from '../extension.ts';
import { openSaved, saveFiles } from '../save-files.ts';

interface Format extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  /** Of the file's name. */
  readonly ending: string;
  /** It has colours and a legend. */
  readonly drawn: boolean;
}

const formats = (): readonly Format[] => [
  {
    label: 'SVG',
    detail: vscode.l10n.t('Sharp at every size, with its font inside'),
    format: 'svg',
    ending: 'svg',
    drawn: true,
  },
  {
    label: 'PNG',
    detail: vscode.l10n.t('Pixels, twice the size, for documents'),
    format: 'png',
    ending: 'png',
    drawn: true,
  },
  { label: 'draw.io', detail: vscode.l10n.t('To be edited by hand'), format: 'drawio', ending: 'drawio', drawn: false },
  {
    label: 'Mermaid',
    detail: vscode.l10n.t('Text for pages that draw it themselves'),
    format: 'mermaid',
    ending: 'mmd',
    drawn: false,
  },
];

const themes = (): readonly (vscode.QuickPickItem & { readonly theme?: ExportTheme })[] => [
  { label: vscode.l10n.t('As the editor') },
  { label: vscode.l10n.t('Light'), theme: 'light' },
  { label: vscode.l10n.t('Dark'), theme: 'dark' },
  { label: vscode.l10n.t('High contrast, dark'), theme: 'hc' },
  { label: vscode.l10n.t('High contrast, light'), theme: 'hc-light' },
];

const legends = (): readonly (vscode.QuickPickItem & { readonly legend: boolean })[] => [
  { label: vscode.l10n.t('With legend'), legend: true },
  { label: vscode.l10n.t('Without legend'), legend: false },
];

/** `given`: the document whose diagram is meant; without it the user's choice. */
export async function exportDiagram(extension: Extension, given?: unknown): Promise<void> {
  const document = given instanceof vscode.Uri ? given : await extension.choosePolicy();
  if (document === undefined) return;
  const panel = await openDiagramPanel(extension, document, vscode.ViewColumn.Active);
  const title = vscode.l10n.t('Export the diagram');
  // The panel may take the focus only after the first question stands, which must not end it.
  const asked: vscode.QuickPickOptions = { title, ignoreFocusOut: true };
  const format = await vscode.window.showQuickPick(formats(), asked);
  if (format === undefined) return;
  const theme = format.drawn ? await vscode.window.showQuickPick(themes(), asked) : themes()[0];
  if (theme === undefined) return;
  const legend = format.drawn ? await vscode.window.showQuickPick(legends(), asked) : { legend: true };
  if (legend === undefined) return;
  const uri = await vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Save Diagram'),
    defaultUri: vscode.Uri.joinPath(document, '..', `${fileName(panel.policyTitle)}.${format.ending}`),
    filters: { [format.label]: [format.ending] },
  });
  if (uri === undefined) return;
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Drawing the diagram') };
  const content = await vscode.window.withProgress(progress, () =>
    panel.exports.make({ format: format.format, legend: legend.legend, ...(theme.theme && { theme: theme.theme }) }),
  );
  if (!(await saveFiles([{ uri, content }], { replace: true }))) return;
  const open = vscode.l10n.t('Open');
  const saved = vscode.l10n.t('Saved {0}.', uri.path.slice(uri.path.lastIndexOf('/') + 1));
  if ((await vscode.window.showInformationMessage(saved, open)) === open) await openSaved(uri);
}

/** A policy's title as a file's name. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return plain.toLowerCase() || 'diagram';
}
