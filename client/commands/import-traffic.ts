/** *Import Observed Traffic...*: captures and logs become a flow file in the policy's folder, which `bulkhead.json` then names. */
import * as vscode from 'vscode';
import { CONTENTS_REQUEST, type PolicyContents } from '../../server/protocol/messages.ts';
import {
  IMPORT_BEGIN_REQUEST,
  IMPORT_END_REQUEST,
  IMPORT_FILE_REQUEST,
  IMPORT_PIECE_REQUEST,
  IMPORT_PROGRESS,
  type ImportBegun,
  type ImportEnd,
  type ImportedFile,
  type ImportProgress,
} from '../../server/protocol/observe.ts';
import { base64 } from '../base64.ts';
import type { Extension } from '../extension.ts';
import { saveFiles } from '../save-files.ts';
import { writeSettings } from '../settings-file.ts';

/** Where the editor hands the bytes over, a file is in memory as a whole; in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
const PIECE = 1 << 20;
const MB = 1024 * 1024;

export async function importTraffic(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, { uri: document.toString() });
  if (contents === null) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('This file is in no policy, so there is nothing to compare traffic with.'),
    );
    return;
  }
  const files = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Read Traffic'),
    title: vscode.l10n.t('Captures, Zeek logs and flow files'),
    filters: {
      [vscode.l10n.t('Captures and logs')]: ['pcap', 'pcapng', 'cap', 'log', 'json', 'csv', 'gz'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  if (files === undefined || files.length === 0) return;
  const path = await askPath(files);
  if (path === undefined) return;
  const end = await read(extension, document, files, path);
  if (end === undefined) return;
  const folder = vscode.Uri.parse(contents.folder);
  const flows = vscode.Uri.joinPath(folder, ...path.split('/'));
  if (!(await saveFiles([{ uri: flows, content: end.text }]))) return;
  if (end.settings !== undefined) await writeSettings(folder, end.settings);
  await tell(end, flows);
}

async function askPath(files: readonly vscode.Uri[]): Promise<string | undefined> {
  const name = files[0]?.path.split('/').at(-1) ?? 'traffic';
  const stem =
    name
      .replace(/\.gz$/, '')
      .replace(/\.[^.]*$/, '')
      .replace(/[^\p{L}\p{N}_-]+/gu, '-') || 'traffic';
  const path = await vscode.window.showInputBox({
    title: vscode.l10n.t('Import observed traffic'),
    prompt: vscode.l10n.t("Where is the flow file to lie, in the policy's folder?"),
    value: `observed/${stem}.csv`,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^(?!\.)[^/\\:]+(\/(?!\.)[^/\\:]+)*\.csv$/.test(text.trim())
        ? undefined
        : vscode.l10n.t("A path inside the policy's folder that ends with .csv, such as observed/monday.csv"),
  });
  return path?.trim();
}

/** Reads the files; undefined, with a message, where nothing came of it. */
async function read(
  extension: Extension,
  document: vscode.Uri,
  files: readonly vscode.Uri[],
  path: string,
): Promise<ImportEnd | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading observed traffic'),
    cancellable: true,
  };
  return vscode.window.withProgress(progress, async (report, token) => {
    const begun = await extension.request<ImportBegun | null>(IMPORT_BEGIN_REQUEST, { uri: document.toString() });
    if (begun === null) return undefined;
    const { id } = begun;
    const client = await extension.client();
    const watch = client.onNotification(IMPORT_PROGRESS, (p: ImportProgress) => {
      if (p.id === id) report.report({ message: vscode.l10n.t('{0} MB read', Math.round(p.bytes / MB)) });
    });
    const warnings: string[] = [];
    try {
      for (const uri of files) {
        const name = uri.path.split('/').at(-1) ?? uri.path;
        report.report({ message: name });
        const file =
          begun.readsFiles && uri.scheme === 'file'
            ? await client.sendRequest<ImportedFile | null>(
                IMPORT_FILE_REQUEST,
                { id, name, uri: uri.toString() },
                token,
              )
            : await sendPieces(extension, { id, name, uri, token });
        if (token.isCancellationRequested) return undefined;
        if (file?.failed === true)
          throw new Error(vscode.l10n.t('{0} cannot be read: {1}.', name, file.warnings.join(' ')));
        warnings.push(...(file?.warnings ?? []).map((w) => `${name}: ${w}`));
      }
    } finally {
      watch.dispose();
      if (token.isCancellationRequested) await extension.request(IMPORT_END_REQUEST, { id });
    }
    await tellWarnings(extension, warnings);
    return (await extension.request<ImportEnd | null>(IMPORT_END_REQUEST, { id, path })) ?? undefined;
  });
}

interface Sent {
  readonly id: number;
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly token: vscode.CancellationToken;
}

/** Hands a file's bytes to a server that has no disk. Throws, with a sentence, where the file is too large for that. */
async function sendPieces(extension: Extension, { id, name, uri, token }: Sent): Promise<ImportedFile | null> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES)
    throw new Error(
      vscode.l10n.t(
        '{0} has {1} MB; here files of at most {2} MB can be read. Where the file lies, `bulkhead observe {0} -o flows.csv` reads it whatever its size, and the flow file can be imported here.',
        name,
        Math.ceil(size / MB),
        MOST_BYTES / MB,
      ),
    );
  const bytes = await vscode.workspace.fs.readFile(uri);
  for (let at = 0; ; at += PIECE) {
    const isLast = at + PIECE >= bytes.length;
    const piece = { id, name, bytes: base64(bytes.subarray(at, at + PIECE)), isLast };
    const answer = await extension.request<ImportedFile | null>(IMPORT_PIECE_REQUEST, piece);
    if (isLast || token.isCancellationRequested) return answer;
  }
}

async function tellWarnings({ log }: Extension, warnings: readonly string[]): Promise<void> {
  for (const warning of warnings) log.warn(warning);
  const [first] = warnings;
  if (first === undefined) return;
  const more =
    warnings.length === 1 ? '' : vscode.l10n.t(' (and {0} more, in the output channel)', warnings.length - 1);
  void vscode.window.showWarningMessage(`${first}${more}`);
}

async function tell({ conversations, problem }: ImportEnd, flows: vscode.Uri): Promise<void> {
  if (problem !== undefined) await vscode.window.showWarningMessage(problem);
  if (conversations === 0) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('There is no conversation in these files, so nothing can be compared.'),
    );
    return;
  }
  const open = vscode.l10n.t('Show Problems');
  const show = vscode.l10n.t('Open Flow File');
  const told =
    conversations === 1
      ? vscode.l10n.t('1 conversation is compared with the policy now; what differs is among the problems.')
      : vscode.l10n.t(
          '{0} conversations are compared with the policy now; what differs is among the problems.',
          conversations,
        );
  const chosen = await vscode.window.showInformationMessage(told, open, show);
  if (chosen === open) await vscode.commands.executeCommand('workbench.actions.view.problems');
  else if (chosen === show) await vscode.window.showTextDocument(flows);
}
