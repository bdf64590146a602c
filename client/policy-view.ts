/** The view *Policy*: zones as they nest, conduits, findings by check, and vendor access by state; follows the text. */
import * as vscode from 'vscode';
import { POLICIES_REQUEST, type PolicySummary, REVEAL_COMMAND } from '../server/protocol/messages.ts';
import {
  OVERVIEW_REQUEST,
  type OverviewAccess,
  type OverviewConduit,
  type OverviewFindings,
  type OverviewZone,
  type PolicyOverview,
} from '../server/protocol/overview.ts';
import { assetCount, ruleCount } from './counts.ts';
import type { Extension } from './extension.ts';
import type { PolicyLine } from './policy-lines.ts';

const VIEW = 'bulkhead.policy';
/** Edits within this time become one update, in milliseconds. */
const UPDATE_MS = 300;
const SEVERITY_ICONS = { error: 'error', warning: 'warning', info: 'info', hint: 'lightbulb' } as const;
const ACCESS_ICONS = {
  open: 'unlock',
  waiting: 'watch',
  'to come': 'calendar',
  expired: 'lock',
  'permits nothing': 'circle-slash',
} as const;

export class PolicyView implements vscode.TreeDataProvider<PolicyLine>, vscode.Disposable {
  readonly #extension: Extension;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #parts: readonly vscode.Disposable[];
  readonly #tree: vscode.TreeView<PolicyLine>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(extension: Extension) {
    this.#extension = extension;
    this.#tree = vscode.window.createTreeView<PolicyLine>(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#parts = [this.#tree, this.#changed, extension.onPolicyChanged(() => this.#schedule())];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const part of this.#parts) part.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), UPDATE_MS);
  }

  async getChildren(line?: PolicyLine): Promise<readonly PolicyLine[] & PolicyLine[]> {
    return [...(line === undefined ? await this.#roots() : line.children)];
  }

  /** None where there is no policy: the view then shows what can be done about it. */
  async #roots(): Promise<readonly PolicyLine[]> {
    const policies = await this.#extension.request<readonly PolicySummary[]>(POLICIES_REQUEST, undefined);
    const answers = await Promise.all(
      policies.map(({ file }) => this.#extension.request<PolicyOverview | null>(OVERVIEW_REQUEST, { uri: file })),
    );
    const overviews = answers.filter((o) => o !== null);
    const [first] = overviews;
    this.#tree.description = overviews.length === 1 ? first?.title : undefined;
    if (overviews.length === 1 && first !== undefined) return sections(first);
    return overviews.map((o) => ({ id: o.folder, label: o.title, icon: 'shield', children: sections(o), open: true }));
  }

  getTreeItem(line: PolicyLine): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    const state = line.children.length === 0 ? None : line.open ? Expanded : Collapsed;
    const item = new vscode.TreeItem(line.label, state);
    item.id = line.id;
    if (line.description !== undefined) item.description = line.description;
    if (line.context !== undefined) item.contextValue = line.context;
    if (line.icon !== undefined) item.iconPath = new vscode.ThemeIcon(line.icon);
    item.tooltip = line.tooltip ?? [line.label, line.description].filter(Boolean).join(' - ');
    if (line.place !== undefined)
      item.command = { title: vscode.l10n.t('Show Place'), command: REVEAL_COMMAND, arguments: [line.place] };
    return item;
  }
}

function sections(overview: PolicyOverview): PolicyLine[] {
  const { folder, zones, conduits, findings, accesses } = overview;
  const section = (label: string, icon: string, children: readonly PolicyLine[], open = false): PolicyLine => ({
    ...{ id: `${folder} ${label}`, label, icon, children, open, description: `${children.length}` },
  });
  const total = findings.reduce((n, f) => n + f.count, 0);
  return [
    section(
      vscode.l10n.t('Zones'),
      'layers',
      zones.map((z) => zoneLine(folder, z)),
      true,
    ),
    section(
      vscode.l10n.t('Conduits'),
      'arrow-swap',
      conduits.map((c, i) => conduitLine(folder, c, i)),
    ),
    {
      ...section(
        vscode.l10n.t('Findings'),
        'checklist',
        findings.map((f) => findingsLine(folder, f)),
      ),
      description: `${total}`,
    },
    section(
      vscode.l10n.t('Access'),
      'key',
      accesses.map((a, i) => accessLine(folder, a, i)),
    ),
  ];
}

function zoneLine(folder: string, { id, name, detail, assets, place, children }: OverviewZone): PolicyLine {
  const count = assetCount(assets);
  return {
    ...{ id: `${folder} zone ${id}`, label: name, icon: 'symbol-namespace', place },
    ...{ kind: 'zone', context: 'zone', path: id },
    description: detail === '' ? count : `${detail}, ${count}`,
    children: children.map((z) => zoneLine(folder, z)),
  };
}

function conduitLine(
  folder: string,
  { name, zones, oneWay, rules, place }: OverviewConduit,
  index: number,
): PolicyLine {
  return {
    ...{ id: `${folder} conduit ${index} ${name}`, label: name, icon: 'arrow-both', place, children: [] },
    ...{ kind: 'conduit', context: 'conduit' },
    description: `${zones.join(oneWay ? ' → ' : ' ↔ ')}, ${ruleCount(rules)}`,
  };
}

function findingsLine(folder: string, { check, severity, shown, count }: OverviewFindings): PolicyLine {
  const id = `${folder} finding ${check}`;
  return {
    ...{ id, label: check, description: `${count}`, icon: SEVERITY_ICONS[severity] },
    children: shown.map(({ message, place }, i) => ({
      ...{ id: `${id} ${i}`, label: message, tooltip: message, place, children: [] },
      description: `${decodeURIComponent(place.uri.slice(place.uri.lastIndexOf('/') + 1))}:${place.line + 1}`,
    })),
  };
}

function stateOf(state: OverviewAccess['state']): string {
  switch (state) {
    case 'open':
      return vscode.l10n.t('open');
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'to come':
      return vscode.l10n.t('to come');
    case 'expired':
      return vscode.l10n.t('expired');
    case 'permits nothing':
      return vscode.l10n.t('permits nothing');
  }
}

function accessLine(folder: string, access: OverviewAccess, index: number): PolicyLine {
  const { name, vendor, state, unapproved, times, place } = access;
  const notes = [
    stateOf(state),
    ...(vendor === undefined ? [] : [vendor]),
    ...(unapproved ? [vscode.l10n.t('not approved')] : []),
  ];
  return {
    ...{ id: `${folder} access ${index} ${name}`, label: name, icon: ACCESS_ICONS[state], place, children: [] },
    ...{ kind: 'access', context: accessContext(access) },
    description: notes.join(', '),
    tooltip: [`${name}: ${notes.join(', ')}`, times].filter(Boolean).join('\n'),
  };
}

/** What may be done with it: approve what waits for that, revoke what is not over. */
function accessContext({ state, unapproved }: OverviewAccess): string {
  if (state === 'expired' || state === 'permits nothing') return 'access';
  return unapproved ? 'access-revocable-approvable' : 'access-revocable';
}
