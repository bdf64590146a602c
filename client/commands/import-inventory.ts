/** *Import Inventory...*: pick an inventory, see what it adds, changes and takes away - the generated file as a difference beside it - and apply it. */
import * as vscode from 'vscode';
import { INVENTORY_REQUEST, type InventoryAnswer, type InventoryParams } from '../../server/protocol/inventory.ts';
import { base64 } from '../base64.ts';
import { assetCount } from '../counts.ts';
import type { Extension } from '../extension.ts';
import { GeneratedText } from '../generated-text.ts';

/** As the server takes it. */
const MOST_BYTES = 64 * 1024 * 1024;
const MB = 1024 * 1024;
const SKIPPED_SHOWN = 5;
const RULES_SHOWN = 5;

type Plan = Exclude<InventoryAnswer, { problem: string }>;

export async function importInventory(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const picked = await vscode.window.showOpenDialog({
    openLabel: vscode.l10n.t('Read Inventory'),
    title: vscode.l10n.t('CSV, JSON or the XML of an Nmap scan'),
    filters: { [vscode.l10n.t('Inventories')]: ['csv', 'txt', 'json', 'xml'], [vscode.l10n.t('All files')]: ['*'] },
  });
  const file = picked?.[0];
  if (file === undefined) return;
  const plan = await ask(extension, document, file);
  if (plan === undefined) return;
  if ('problem' in plan) {
    await vscode.window.showWarningMessage(vscode.l10n.t('The inventory cannot be imported.'), {
      modal: true,
      detail: plan.problem,
    });
    return;
  }
  for (const line of plan.told) extension.log.info(line);
  if (plan.text === plan.before) {
    await tellNothing(extension, plan);
    return;
  }
  await decide(extension, plan);
}

async function ask(extension: Extension, document: vscode.Uri, file: vscode.Uri): Promise<InventoryAnswer | undefined> {
  const name = file.path.split('/').at(-1) ?? file.path;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MOST_BYTES)
    throw new Error(
      vscode.l10n.t('{0} has {1} MB; an inventory has at most {2} MB.', name, Math.ceil(size / MB), MOST_BYTES / MB),
    );
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading the inventory'),
    cancellable: true,
  };
  return vscode.window.withProgress(progress, async (_, token) => {
    const bytes = base64(await vscode.workspace.fs.readFile(file));
    const params: InventoryParams = { uri: document.toString(), name, bytes };
    const client = await extension.client();
    const answer = await client.sendRequest<InventoryAnswer | null>(INVENTORY_REQUEST, params, token);
    return token.isCancellationRequested ? undefined : (answer ?? undefined);
  });
}

async function tellNothing(extension: Extension, plan: Plan): Promise<void> {
  const show = vscode.l10n.t('Show Output');
  const rows =
    plan.skipped.length === 0
      ? vscode.l10n.t('The policy has all of the inventory already.')
      : vscode.l10n.t(
          'Nothing changes; {0} rows have no place or type. The first: {1}',
          plan.skipped.length,
          plan.skipped[0] ?? '',
        );
  if ((await vscode.window.showInformationMessage(rows, show)) === show) extension.log.show();
}

/** Shows the difference, asks, and writes. */
async function decide(extension: Extension, plan: Plan): Promise<void> {
  const file = vscode.Uri.parse(plan.uri);
  const shown = new GeneratedText(`${plan.file} (${vscode.l10n.t('planned')})`, plan.text);
  try {
    const left = plan.before === undefined ? GeneratedText.empty(plan.file) : file;
    await vscode.commands.executeCommand(
      'vscode.diff',
      left,
      shown.uri,
      vscode.l10n.t('{0}: as it is and as planned', plan.file),
    );
    const apply = vscode.l10n.t('Apply');
    const question = vscode.l10n.t(
      '{0}: {1} added, {2} changed, {3} gone',
      plan.file,
      assetCount(plan.added),
      plan.changed,
      plan.gone,
    );
    const options = { modal: true, detail: detailOf(plan) };
    const chosen =
      plan.broken.length > 0
        ? await vscode.window.showWarningMessage(question, options)
        : await vscode.window.showInformationMessage(question, options, apply);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    if (chosen !== apply) return;
  } finally {
    shown.dispose();
  }
  await write(file, plan);
  if (plan.skipped.length > 0) extension.log.show(true);
}

function detailOf({ skipped, byHand, rules, broken }: Plan): string {
  const lines: string[] = [];
  if (broken.length > 0)
    lines.push(vscode.l10n.t('It cannot be applied: a name would lose its meaning.'), ...broken, '');
  lines.push(...part(vscode.l10n.t('Rules that change:'), rules, RULES_SHOWN));
  lines.push(
    ...part(vscode.l10n.t('Rows without a place or type, all in the output channel:'), skipped, SKIPPED_SHOWN),
  );
  lines.push(...part(vscode.l10n.t('Declared by hand, which stays:'), byHand, SKIPPED_SHOWN));
  return lines.join('\n').trim();
}

function part(title: string, lines: readonly string[], most: number): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [vscode.l10n.t('and {0} more', lines.length - most)] : [];
  return [title, ...lines.slice(0, most), ...more, ''];
}

/** The file is made or replaced as an edit that is undone like any other, and saved. */
async function write(file: vscode.Uri, { before, text }: Plan): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (before === undefined) edit.createFile(file, { contents: new TextEncoder().encode(text) });
  else {
    const document = await vscode.workspace.openTextDocument(file);
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), text);
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The edit could not be made.'));
  const document = await vscode.workspace.openTextDocument(file);
  await document.save();
  await vscode.window.showTextDocument(document);
}
