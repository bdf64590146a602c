/** The view *Changes*: what the working tree opens and closes against another version, the most important first. Follows edits. */
import * as vscode from 'vscode';
import {
  REVEAL_COMMAND,
  REVIEW_REQUEST,
  type ReviewParams,
  type ReviewResult,
  type ReviewSentence,
} from '../server/protocol/messages.ts';
import type { Extension } from './extension.ts';

const VIEW = 'bulkhead.changes';

type Node =
  | {
      readonly kind: 'group';
      readonly title: string;
      readonly icon: string;
      readonly sentences: readonly ReviewSentence[];
    }
  | { readonly kind: 'sentence'; readonly sentence: ReviewSentence }
  | { readonly kind: 'detail'; readonly text: string };

const GROUPS: readonly {
  /** Asked for when it is shown: the language is known then. */
  readonly title: () => string;
  readonly icon: string;
  readonly kinds: readonly ReviewSentence['kind'][];
}[] = [
  { title: () => vscode.l10n.t('Broken expectations'), icon: 'error', kinds: ['expectation-broken'] },
  {
    title: () => vscode.l10n.t('Opened'),
    icon: 'unlock',
    kinds: ['permission-gained', 'permission-changed', 'reach-gained'],
  },
  { title: () => vscode.l10n.t('No longer expected'), icon: 'circle-slash', kinds: ['expectation-removed'] },
  { title: () => vscode.l10n.t('New findings'), icon: 'warning', kinds: ['finding-new'] },
  {
    title: () => vscode.l10n.t('Closed'),
    icon: 'lock',
    kinds: ['reach-lost', 'permission-lost', 'permission-narrowed', 'expectation-mended'],
  },
  { title: () => vscode.l10n.t('Mended findings'), icon: 'check', kinds: ['finding-mended'] },
  { title: () => vscode.l10n.t('Declared'), icon: 'symbol-class', kinds: ['declared'] },
  { title: () => vscode.l10n.t('Firewall rules'), icon: 'list-flat', kinds: ['rules'] },
];

class ReviewView implements vscode.TreeDataProvider<Node> {
  readonly #extension: Extension;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: vscode.TreeView<Node>;
  #params: ReviewParams | undefined;
  #folder = '';
  #result: ReviewResult | undefined;

  constructor(extension: Extension) {
    this.#extension = extension;
    this.#tree = vscode.window.createTreeView<Node>(VIEW, { treeDataProvider: this, showCollapseAll: true });
    extension.context.subscriptions.push(
      this.#tree,
      this.#changed,
      extension.onPolicyChanged((folder) => {
        if (folder === this.#folder && this.#tree.visible) void extension.guard(() => this.#refresh());
      }),
      this.#tree.onDidChangeVisibility(({ visible }) => {
        if (visible && this.#params !== undefined) void extension.guard(() => this.#refresh());
      }),
    );
  }

  /** `folder`: URI of the policy's folder. */
  async show(params: ReviewParams, folder: string): Promise<void> {
    this.#params = params;
    this.#folder = folder;
    this.#extension.oldVersion.show(params.before);
    await this.#refresh();
    await vscode.commands.executeCommand('setContext', 'bulkhead.hasChanges', true);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  async #refresh(): Promise<void> {
    if (this.#params === undefined) return;
    const result = await this.#extension.request<ReviewResult | null>(REVIEW_REQUEST, this.#params);
    if (result === null) return;
    this.#result = result;
    this.#tree.title = vscode.l10n.t('Changes against {0}', this.#params.name);
    this.#tree.message = messageOf(result);
    this.#changed.fire();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return groupsOf(this.#result?.sentences ?? []);
    if (node.kind === 'group') return node.sentences.map((sentence) => ({ kind: 'sentence', sentence }));
    return node.kind === 'sentence' ? node.sentence.details.map((text) => ({ kind: 'detail', text })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'group') {
      const item = new vscode.TreeItem(node.title, vscode.TreeItemCollapsibleState.Expanded);
      item.description = String(node.sentences.length);
      item.iconPath = new vscode.ThemeIcon(node.icon);
      return item;
    }
    if (node.kind === 'detail') {
      const item = new vscode.TreeItem(node.text);
      item.tooltip = node.text;
      return item;
    }
    return sentenceItem(node.sentence);
  }
}

function groupsOf(sentences: readonly ReviewSentence[]): Node[] {
  return GROUPS.flatMap(({ title, icon, kinds }): Node[] => {
    const own = sentences.filter((s) => kinds.includes(s.kind));
    return own.length === 0 ? [] : [{ kind: 'group', title: title(), icon, sentences: own }];
  });
}

function messageOf({ sentences, withoutMeaning }: ReviewResult): string | undefined {
  const parts = [
    sentences.length === 0 ? vscode.l10n.t('No change in meaning.') : '',
    withoutMeaning === undefined
      ? ''
      : vscode.l10n.t('Not compared: a part of the text has no meaning ({0}).', withoutMeaning),
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}

function sentenceItem({ text, details, place }: ReviewSentence): vscode.TreeItem {
  const state = details.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(text, state);
  item.tooltip = [text, ...details].join('\n');
  if (place !== undefined)
    item.command = { title: vscode.l10n.t('Show Place'), command: REVEAL_COMMAND, arguments: [place] };
  return item;
}

let view: ReviewView | undefined;

/** The one view; made when first asked for. */
export function reviewView(extension: Extension): ReviewView {
  view ??= new ReviewView(extension);
  return view;
}
