/** *Show Blast Radius*: of the asset at the cursor, or of one that the user picks. The result is the view *Blast Radius*, and the overlay of an open diagram. */
import * as vscode from 'vscode';
import { BLAST_REQUEST, type BlastResult } from '../../server/protocol/messages.ts';
import { blastView } from '../blast-view.ts';
import { chooseAsset } from '../choices.ts';
import { showOverlay } from '../diagram-panels.ts';
import type { Extension } from '../extension.ts';
import { isPolicyLine } from '../policy-lines.ts';

/** `uri` and `asset` are given by quick-fixes and lenses, by these with `kind` for a zone; a line of the view *Policy* stands for its zone; without them the cursor or the user says. */
export async function showBlastRadius(
  extension: Extension,
  uri?: unknown,
  asset?: unknown,
  kind?: unknown,
): Promise<void> {
  if (isPolicyLine(uri)) return showBlastRadius(extension, uri.place?.uri, uri.path, 'zone');
  const given = typeof uri === 'string' && typeof asset === 'string';
  const document = given ? vscode.Uri.parse(uri) : await extension.choosePolicy();
  if (document === undefined) return;
  const id = given ? asset : await chooseAsset(extension, document, vscode.l10n.t('Blast radius of which asset?'));
  if (id === undefined) return;
  const title = vscode.l10n.t('Blast radius of {0}', id);
  const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    extension.request<BlastResult | null>(BLAST_REQUEST, {
      uri: document.toString(),
      asset: id,
      zone: kind === 'zone',
    }),
  );
  if (result === null) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There is no {0} in this policy any more.', id));
    return;
  }
  showOverlay(document, { kind: 'blast', of: result.node });
  await blastView(extension).show(result);
}
