/** The status bar's item: the policy of the active editor, its assets, its worst blast radius and its tier; a click opens the diagram. */
import * as vscode from 'vscode';
import {
  FIGURES_REQUEST,
  LIBRARY_SCHEME,
  type PolicyFigures,
  TIER_REQUEST,
  type TierAnswer,
} from '../server/protocol/messages.ts';
import { assetCount } from './counts.ts';
import type { Extension } from './extension.ts';

/** Edits within this time become one question, in milliseconds: it is about the whole policy. */
const UPDATE_MS = 500;

export class StatusBar implements vscode.Disposable {
  readonly #extension: Extension;
  readonly #item = vscode.window.createStatusBarItem('bulkhead.policy', vscode.StatusBarAlignment.Left, 10);
  readonly #events: readonly vscode.Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(extension: Extension) {
    this.#extension = extension;
    this.#item.name = vscode.l10n.t('Segmentation Policy');
    this.#item.command = 'bulkhead.openDiagram';
    this.#events = [
      extension.onPolicyChanged(() => this.#schedule(UPDATE_MS)),
      vscode.window.onDidChangeActiveTextEditor(() => this.#schedule(0)),
    ];
    this.#schedule(0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const event of this.#events) event.dispose();
    this.#item.dispose();
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update().catch((error) => this.#fail(error)), milliseconds);
  }

  /** Nobody asked for the item: a failure goes to the output channel only. */
  #fail(error: unknown): void {
    this.#extension.log.error(error instanceof Error ? error : String(error));
    this.#item.hide();
  }

  async #update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'seg' || document.uri.scheme === LIBRARY_SCHEME) {
      this.#item.hide();
      return;
    }
    const figures = await this.#extension.request<PolicyFigures | null>(FIGURES_REQUEST, {
      uri: document.uri.toString(),
    });
    if (figures === null) {
      this.#item.hide();
      return;
    }
    const { title, assets, worst } = figures;
    const blast = worst === undefined ? '' : `, ${vscode.l10n.t('worst blast radius {0}', worst.size)}`;
    // A title is the policy's own text: `$(` in it is not to become an icon.
    this.#item.text = `$(shield) ${title.replaceAll('$(', '$ (')}: ${assetCount(assets)}${blast}`;
    this.#item.tooltip =
      worst === undefined
        ? vscode.l10n.t('Open Zone Diagram')
        : vscode.l10n.t(
            'From {0} {1} assets can be reached in the worst case. Open Zone Diagram',
            worst.asset,
            worst.size,
          );
    this.#item.show();
    await this.#tell(document.uri.toString(), this.#item.text);
  }

  /** Adds the tier once it is known; `text` is what the item said when it was asked for. */
  async #tell(uri: string, text: string): Promise<void> {
    const answer = await this.#extension.request<TierAnswer | null>(TIER_REQUEST, { uri });
    if (answer === null || this.#item.text !== text) return;
    const { tier, name, next, blockers, first } = answer;
    this.#item.text = `${text}, ${vscode.l10n.t('tier {0}', tier)}`;
    const reached = vscode.l10n.t('Tier {0} of 4: {1}.', tier, tierName(tier, name));
    const missing =
      next === undefined
        ? ''
        : vscode.l10n.t('{0} things keep it from the next, the first: {1}', blockers, first ?? '');
    this.#item.tooltip = [this.#item.tooltip, reached, missing].filter(Boolean).join('\n');
  }
}

/** The tier's name in the editor's language. */
function tierName(tier: number, name: string): string {
  const names = [
    vscode.l10n.t('flat'),
    vscode.l10n.t('IT/OT boundary'),
    vscode.l10n.t('zones by process area'),
    vscode.l10n.t('selected assets isolated'),
    vscode.l10n.t('micro-segmented'),
  ];
  return names[tier] ?? name;
}
