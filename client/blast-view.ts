/** The view *Blast Radius*: what falls with an asset, by number of steps; each reached asset opens to the way there. */
import * as vscode from 'vscode';
import {
  type BlastChokePoint,
  type BlastResult,
  type BlastStep,
  type BlastTarget,
  REVEAL_COMMAND,
  type SourceRange,
} from '../server/protocol/messages.ts';
import { stepCount } from './counts.ts';
import type { Extension } from './extension.ts';

const VIEW = 'bulkhead.blastRadius';

type Node =
  | { readonly kind: 'summary'; readonly result: BlastResult }
  | { readonly kind: 'chokes'; readonly result: BlastResult }
  | { readonly kind: 'choke'; readonly point: BlastChokePoint; readonly of: number }
  | { readonly kind: 'steps'; readonly steps: number; readonly targets: readonly BlastTarget[] }
  | { readonly kind: 'target'; readonly target: BlastTarget }
  | { readonly kind: 'hop'; readonly hop: BlastStep };

class BlastView implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: vscode.TreeView<Node>;
  #result: BlastResult | undefined;
  #roots: Node[] = [];

  constructor(extension: Extension) {
    this.#tree = vscode.window.createTreeView<Node>(VIEW, { treeDataProvider: this, showCollapseAll: true });
    extension.context.subscriptions.push(this.#tree, this.#changed);
  }

  async show(result: BlastResult): Promise<void> {
    this.#result = result;
    this.#roots = rootsOf(result);
    this.#tree.title = vscode.l10n.t('Blast Radius: {0}', result.asset);
    this.#tree.description = vscode.l10n.t('{0} of {1}', result.targets.length, result.others);
    this.#changed.fire();
    await vscode.commands.executeCommand('setContext', 'bulkhead.hasBlastRadius', true);
    const [first] = this.#roots;
    if (first !== undefined) await this.#tree.reveal(first, { focus: true, select: true });
  }

  getParent(): undefined {
    return undefined;
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.#result === undefined ? [] : this.#roots;
    if (node.kind === 'steps') return node.targets.map((target) => ({ kind: 'target', target }));
    if (node.kind === 'chokes')
      return node.result.chokePoints.map((point) => ({ kind: 'choke', point, of: node.result.consequence }));
    return node.kind === 'target' ? node.target.path.map((hop) => ({ kind: 'hop', hop })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'summary':
        return summaryItem(node.result);
      case 'steps': {
        const label = node.steps === 0 ? vscode.l10n.t('Further assets') : stepCount(node.steps);
        const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
        item.description = `${node.targets.length}`;
        return item;
      }
      case 'chokes': {
        const item = new vscode.TreeItem(vscode.l10n.t('Choke points'), vscode.TreeItemCollapsibleState.Collapsed);
        item.description = `${node.result.chokePoints.length}`;
        item.tooltip = vscode.l10n.t('Assets and rules without which least is left of the blast.');
        return item;
      }
      case 'choke':
        return chokeItem(node.point, node.of);
      case 'target':
        return targetItem(node.target);
      case 'hop':
        return hopItem(node.hop);
    }
  }
}

function rootsOf(result: BlastResult): Node[] {
  const bySteps = new Map<number, BlastTarget[]>();
  for (const target of result.targets)
    bySteps.set(target.path.length, [...(bySteps.get(target.path.length) ?? []), target]);
  const groups = [...bySteps].map(([steps, targets]): Node => ({ kind: 'steps', steps, targets }));
  const chokes: Node[] = result.chokePoints.length === 0 ? [] : [{ kind: 'chokes', result }];
  return [{ kind: 'summary', result }, ...chokes, ...groups];
}

function goTo(place: SourceRange, title: string): vscode.Command {
  return { title, command: REVEAL_COMMAND, arguments: [place] };
}

function summaryItem(result: BlastResult): vscode.TreeItem {
  const { targets, direct, exposure, consequence, limit } = result;
  const exceeded = limit !== undefined && targets.length > limit;
  const item = new vscode.TreeItem(
    vscode.l10n.t(
      '{0} of {1} fall with {2} ({3})',
      ...[targets.length, result.others, nameOf(result.asset), result.question],
    ),
  );
  const figures = vscode.l10n.t('{0} in one step, consequence {1}, {2} can reach it', direct, consequence, exposure);
  item.description = limit === undefined ? figures : vscode.l10n.t('{0}, limit {1}', figures, limit);
  item.iconPath = new vscode.ThemeIcon(exceeded ? 'warning' : 'target');
  const meaning = vscode.l10n.t(
    'Worst case: whatever can be reached falls. As built: over what no firewall parts, too.',
  );
  item.tooltip = `${meaning}\n${item.description}`;
  item.command = goTo(result.place, vscode.l10n.t('Show Asset'));
  return item;
}

function chokeItem({ text, place, saved }: BlastChokePoint, of: number): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.description = vscode.l10n.t('saves {0} of {1}', saved, of);
  item.tooltip = `${text}\n${vscode.l10n.t('Without it the consequence is {0} instead of {1}.', of - saved, of)}`;
  item.iconPath = new vscode.ThemeIcon('git-merge');
  item.command = goTo(place, vscode.l10n.t('Show Choke Point'));
  return item;
}

function targetItem(target: BlastTarget): vscode.TreeItem {
  const state =
    target.path.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(target.id, state);
  item.description = vscode.l10n.t('{0}, criticality {1}', target.type, target.criticality);
  const grave = target.criticality === 'safety' || target.criticality === 'high';
  item.iconPath = new vscode.ThemeIcon(grave ? 'flame' : 'circle-outline');
  item.command = goTo(target.place, vscode.l10n.t('Show Asset'));
  return item;
}

/** The last part of an asset's path: a side bar is narrow, and the tooltip has the whole. */
function nameOf(id: string): string {
  return /(?:'[^']*'|[^.']+)$/.exec(id)?.[0] ?? id;
}

function hopItem(hop: BlastStep): vscode.TreeItem {
  const item = new vscode.TreeItem(`${nameOf(hop.from)} → ${nameOf(hop.to)}`);
  item.description = hop.by;
  item.tooltip = `${hop.from} → ${hop.to}\n${hop.by}`;
  item.iconPath = new vscode.ThemeIcon('arrow-small-right');
  if (hop.place !== undefined) item.command = goTo(hop.place, vscode.l10n.t('Show Rule'));
  return item;
}

let view: BlastView | undefined;

/** The one view; made when first asked for. */
export function blastView(extension: Extension): BlastView {
  view ??= new BlastView(extension);
  return view;
}
