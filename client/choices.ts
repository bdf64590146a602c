/** What commands let the user choose: an asset of the policy, and which of an answer's steps to go to. */
import * as vscode from 'vscode';
import { CONTENTS_REQUEST, type PolicyContents, type WitnessPlace } from '../server/protocol/messages.ts';
import type { Extension } from './extension.ts';
import { showPlace } from './places.ts';

/** What a policy holds; undefined, with a message, where it holds no asset. `cursor` says which asset is meant. */
export async function contentsOf(
  extension: Extension,
  document: vscode.Uri,
  cursor?: vscode.Position,
): Promise<PolicyContents | undefined> {
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, {
    uri: document.toString(),
    ...(cursor === undefined ? {} : { line: cursor.line, column: cursor.character }),
  });
  if (contents !== null && contents.assets.length > 0) return contents;
  await vscode.window.showInformationMessage(vscode.l10n.t('This policy has no assets.'));
  return undefined;
}

/** The id of the asset at the cursor, else of the one that the user picks; undefined where there is none. */
export async function chooseAsset(
  extension: Extension,
  document: vscode.Uri,
  title: string,
): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document.uri.toString() === document.toString() ? editor.selection.active : undefined;
  const contents = await contentsOf(extension, document, cursor);
  return contents && (contents.assetAtCursor ?? pickAsset(contents, title));
}

/** The id of an asset that the user picks. */
export async function pickAsset(contents: PolicyContents, title: string): Promise<string | undefined> {
  const items = contents.assets.map((a) => ({ label: a.id, description: a.type, detail: a.zone }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.label;
}

/** One of several, or what the user types instead of picking: names and addresses that stand in no list. */
export async function pickOrType(
  items: readonly vscode.QuickPickItem[],
  title: string,
  placeholder: string,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  Object.assign(pick, { title, placeholder, items, matchOnDescription: true });
  const known = new Set(items.map((item) => item.label));
  pick.onDidChangeValue((value) => {
    const typed = value.trim();
    pick.items =
      typed === '' || known.has(typed)
        ? items
        : [...items, { label: typed, description: vscode.l10n.t('as typed'), alwaysShow: true }];
  });
  try {
    return await new Promise<string | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.activeItems[0]?.label ?? (pick.value.trim() || undefined)));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Lists steps; the picked one is shown in the source. */
export async function pickStep(steps: readonly WitnessPlace[], title: string, placeHolder: string): Promise<void> {
  const items = steps.map(({ message, place }) => ({
    label: message,
    detail: `${vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri))}:${place.line + 1}`,
    place,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (chosen !== undefined) await showPlace(chosen.place, { focus: true });
}
