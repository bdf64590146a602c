/** *Who Can Reach...*: the assets whose fall takes one along; each opens to its way there, whose steps lead to their rules. */
import * as vscode from 'vscode';
import { REACHING_REQUEST, type ReachingResult } from '../../server/protocol/messages.ts';
import { chooseAsset, pickStep } from '../choices.ts';
import { stepCount } from '../counts.ts';
import type { Extension } from '../extension.ts';

export async function whoCanReach(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const id = await chooseAsset(extension, document, vscode.l10n.t('Who can reach which asset?'));
  if (id === undefined) return;
  const params = { uri: document.toString(), asset: id };
  const result = await extension.request<ReachingResult | null>(REACHING_REQUEST, params);
  if (result === null || result.assets.length === 0) {
    const why =
      result === null
        ? vscode.l10n.t('There is no {0} in this policy any more.', id)
        : vscode.l10n.t('No other asset can reach {0} ({1}).', id, result.question);
    await vscode.window.showInformationMessage(why);
    return;
  }
  const items = result.assets.map((asset) => ({
    label: asset.id,
    description: stepCount(asset.steps),
    asset,
  }));
  const title = vscode.l10n.t(
    '{0} of {1} assets can reach {2} ({3})',
    ...[result.assets.length, result.others, id, result.question],
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Pick one to see the way'),
  });
  if (chosen !== undefined)
    await pickStep(
      chosen.asset.path,
      vscode.l10n.t('{0} reaches {1}', chosen.label, id),
      vscode.l10n.t('Pick a step to go to its rule'),
    );
}
