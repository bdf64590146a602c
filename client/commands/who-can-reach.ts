/** *Who Can Reach...*: the assets whose fall takes one along; each opens to its way there, whose steps lead to their rules. */
import * as vscode from 'vscode';
import { REACHING_REQUEST, type ReachingResult } from '../../server/protocol/messages.ts';
import { chooseAsset, pickStep } from '../choices.ts';
import type { Extension } from '../extension.ts';

export async function whoCanReach(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const id = await chooseAsset(extension, document, 'Who can reach which asset?');
  if (id === undefined) return;
  const params = { uri: document.toString(), asset: id };
  const result = await extension.request<ReachingResult | null>(REACHING_REQUEST, params);
  if (result === null || result.assets.length === 0) {
    const why =
      result === null
        ? `There is no ${id} in this policy any more.`
        : `No other asset can reach ${id} (${result.question}).`;
    await vscode.window.showInformationMessage(why);
    return;
  }
  const items = result.assets.map((asset) => ({
    label: asset.id,
    description: `${asset.steps} ${asset.steps === 1 ? 'step' : 'steps'}`,
    asset,
  }));
  const title = `${result.assets.length} of ${result.others} assets can reach ${id} (${result.question})`;
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Pick one to see the way' });
  if (chosen !== undefined)
    await pickStep(chosen.asset.path, `${chosen.label} reaches ${id}`, 'Pick a step to go to its rule');
}
