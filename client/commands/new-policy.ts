/** *New Policy*: writes one of three small plants as the beginning of one's own, and opens it. */
import * as vscode from 'vscode';
import { POLICIES_REQUEST, type PolicySummary } from '../../server/protocol/messages.ts';
import type { Extension } from '../extension.ts';
import { pathIn } from '../places.ts';

const templates = () => [
  {
    label: vscode.l10n.t('Small plant'),
    detail: vscode.l10n.t('Office, DMZ, control room and one cell behind one firewall'),
    file: 'small-plant.seg',
  },
  {
    label: vscode.l10n.t('Wind farm'),
    detail: vscode.l10n.t('Control centre, farm server, turbines apart from each other, substation'),
    file: 'wind-farm.seg',
  },
  {
    label: vscode.l10n.t('Water utility'),
    detail: vscode.l10n.t('Waterworks, pumping stations on a radio network, reports in a DMZ'),
    file: 'water-utility.seg',
  },
];

export async function newPolicy(extension: Extension): Promise<void> {
  const template = await vscode.window.showQuickPick(templates(), { title: vscode.l10n.t('Begin with which plant?') });
  const folder = template && (await chooseFolder());
  if (template === undefined || folder === undefined) return;
  const source = vscode.Uri.joinPath(extension.context.extensionUri, 'syntaxes', 'templates', template.file);
  const content = await vscode.workspace.fs.readFile(source);
  const file = await target(extension, folder, template.file);
  await vscode.workspace.fs.writeFile(file, content);
  await vscode.window.showTextDocument(file);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const chosen = await vscode.window.showOpenDialog({
    ...{
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('Folder of the new policy'),
      openLabel: vscode.l10n.t('Create Here'),
    },
  });
  return chosen?.[0];
}

/**
 * Where the file is written; nothing that is there is ever written over. In a folder that has a policy already the new one gets a
 * folder with a `bulkhead.json` of its own: that is what parts two policies.
 */
async function target(extension: Extension, folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const policies = await extension.request<readonly PolicySummary[]>(POLICIES_REQUEST, undefined);
  const taken = policies
    .map((p) => vscode.Uri.parse(p.folder))
    .some((p) => p.toString() === folder.toString() || isIn(folder, p) || isIn(p, folder));
  if (!taken) return free(folder, name);
  const own = await free(folder, name.replace(/\.seg$/, ''));
  await vscode.workspace.fs.createDirectory(own);
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(own, 'bulkhead.json'), new TextEncoder().encode('{}\n'));
  return vscode.Uri.joinPath(own, name);
}

function isIn(outer: vscode.Uri, inner: vscode.Uri): boolean {
  return pathIn(outer, inner) !== undefined;
}

/** The name in the folder, with a number where something has it. */
async function free(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const [stem = name, extension = ''] = name.split(/(?=\.[^.]*$)/);
  for (let n = 1; ; n++) {
    const uri = vscode.Uri.joinPath(folder, n === 1 ? name : `${stem}-${n}${extension}`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri;
    }
  }
}
