/**
 * Choke points (SEMANTICS.md *Blast radius*): the assets and rules whose removal takes most from the consequence of an asset's blast.
 *
 * Assets by the dominator tree from the source, exactly and all at once. Rules, which may lead through several hubs, by asking again
 * without them: exactly for the ten that dominate most.
 */
import type { AssetRef, RuleRef } from '../model/policy.ts';
import { commonDominator, type DominatorTree, dominatorTree } from './dominators.ts';
import type { Adjacency, ReachGraph } from './graph.ts';
import { compareIds } from './universe.ts';
import { weightOf } from './worth.ts';

export type ChokePoint = (
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  | { readonly kind: 'rule'; readonly rule: RuleRef }
) & {
  /** By how much the consequence is less without it. */
  readonly saved: number;
};

const RULE_CANDIDATES = 10;

/** The best choke points of an asset's blast, the most worth first; none that saves nothing. */
export function chokePoints(graph: ReachGraph, source: AssetRef, atMost = 10): ChokePoint[] {
  const search = new BlastSearch(graph, source);
  const found = [...assetPoints(search), ...rulePoints(search)].filter(({ saved }) => saved > 0);
  const id = (point: ChokePoint): string =>
    (point.kind === 'asset' ? graph.policy.assets[point.asset]?.id : graph.policy.rules[point.rule]?.id) ?? '';
  return found
    .sort((a, b) => b.saved - a.saved || compareIds(a.kind, b.kind) || compareIds(id(a), id(b)))
    .slice(0, atMost);
}

/** The graph as one asset sees it: coming back to its own class means the others of that class, and leads no further. */
class BlastSearch {
  readonly graph: ReachGraph;
  readonly source: AssetRef;
  readonly root: number;
  /** Node at which the others of the source's class are reached. */
  readonly again: number;
  readonly next: Adjacency;
  readonly previous: Adjacency;
  readonly tree: DominatorTree;
  /** By position in the tree's order: the weight of everything that is lost with that node. */
  readonly dominated: Float64Array;

  constructor(graph: ReachGraph, source: AssetRef) {
    this.graph = graph;
    this.source = source;
    this.root = graph.universe.classOf[source] as number;
    this.again = graph.nodes;
    this.next = {
      at: withEmptyRow(graph.next.at),
      to: graph.next.to.map((node) => (node === this.root ? this.again : node)),
    };
    this.previous = moveRow(graph.previous, this.root);
    this.tree = dominatorTree(graph.nodes + 1, this.root, this.next, this.previous);
    this.dominated = new Float64Array(this.tree.order.length);
    for (let c = 0; c < graph.classes.length; c++) {
      const at = this.arrivalOf(c);
      if (at !== -1) this.dominated[at] = (this.dominated[at] as number) + this.weightOfClass(c);
    }
    for (let i = this.tree.order.length - 1; i > 0; i--) {
      const above = this.tree.parent[i] as number;
      this.dominated[above] = (this.dominated[above] as number) + (this.dominated[i] as number);
    }
  }

  /** Nodes at which a class is reached. */
  arrivals(assetClass: number): readonly number[] {
    return [assetClass === this.root ? this.again : assetClass, this.graph.principals + assetClass];
  }

  /** The last node that lies on every path to a class, as a position; -1 where it is not reached. */
  private arrivalOf(assetClass: number): number {
    const reached = this.arrivals(assetClass)
      .map((node) => this.tree.position[node] as number)
      .filter((position) => position !== -1);
    const [first = -1, second = first] = reached;
    return first === -1 ? -1 : commonDominator(this.tree, first, second);
  }

  /** Weight of the members of a class, without the source. */
  weightOfClass(assetClass: number): number {
    const members = this.graph.classes[assetClass]?.members ?? [];
    return members.reduce((sum, asset) => sum + (asset === this.source ? 0 : weightOf(this.graph.policy, asset)), 0);
  }

  isReached(assetClass: number): boolean {
    return this.arrivals(assetClass).some((node) => this.tree.position[node] !== -1);
  }

  /** Weight lost with a node, and with it alone. */
  lostWith(node: number): number {
    const at = this.tree.position[node] as number;
    return at === -1 ? 0 : (this.dominated[at] as number);
  }
}

function withEmptyRow(at: Int32Array): Int32Array {
  const out = new Int32Array(at.length + 1);
  out.set(at);
  out[at.length] = at[at.length - 1] as number;
  return out;
}

/** The same graph with a new last node that has the row of another, which is left without one. */
function moveRow({ at, to }: Adjacency, node: number): Adjacency {
  const row = to.slice(at[node], at[node + 1]);
  const kept = new Int32Array(to.length);
  kept.set(to.subarray(0, at[node]));
  kept.set(to.subarray(at[node + 1]), at[node] as number);
  kept.set(row, to.length - row.length);
  const moved = new Int32Array(at.length + 1);
  for (let i = 0; i < at.length; i++) moved[i] = i > node ? (at[i] as number) - row.length : (at[i] as number);
  moved[at.length] = to.length;
  return { at: moved, to: kept };
}

/** One of several alike falls alone; the only one of its class takes with it what is reached through it alone. */
function assetPoints(search: BlastSearch): ChokePoint[] {
  const { graph, source } = search;
  return graph.classes.flatMap(({ index, members }): ChokePoint[] => {
    if (!search.isReached(index)) return [];
    const alone = members.length === 1 && index !== search.root;
    return members
      .filter((asset) => asset !== source)
      .map((asset) => {
        const own = weightOf(graph.policy, asset);
        return { kind: 'asset', asset, saved: alone ? Math.max(own, lostWithAsset(search, index, own)) : own };
      });
  });
}

/** What falls with the only asset of a class: what its node dominates, and itself, however it is reached. */
function lostWithAsset(search: BlastSearch, assetClass: number, own: number): number {
  const { tree, graph } = search;
  const [go, stop] = [tree.position[assetClass] as number, tree.position[graph.principals + assetClass] as number];
  const below = search.lostWith(assetClass);
  // Reached at both of its nodes, it counts above them both and is not among what the first one dominates.
  const counted = stop === -1 || (go !== -1 && commonDominator(tree, go, stop) === go);
  return counted ? below : below + own;
}

function rulePoints(search: BlastSearch): ChokePoint[] {
  const { graph } = search;
  const base = 2 * graph.principals;
  const hubs = new Map<RuleRef, number[]>();
  graph.hubs.forEach((reason, i) => {
    if (reason.kind !== 'rule' || search.tree.position[base + i] === -1) return;
    hubs.set(reason.rule, [...(hubs.get(reason.rule) ?? []), base + i]);
  });
  const promising = [...hubs]
    .map(([rule, nodes]) => ({ rule, nodes, bound: nodes.reduce((sum, node) => sum + search.lostWith(node), 0) }))
    .sort((a, b) => b.bound - a.bound || a.rule - b.rule)
    .slice(0, RULE_CANDIDATES);
  const whole = consequenceWithout(search, new Set());
  return promising.map(({ rule, nodes }) => ({
    kind: 'rule',
    rule,
    saved: whole - consequenceWithout(search, new Set(nodes)),
  }));
}

/** How many assets can still be reached from the source without a choke point, which is not counted itself. */
export function reachedWithout(graph: ReachGraph, source: AssetRef, point: ChokePoint): number {
  const search = new BlastSearch(graph, source);
  const count = (classes: readonly { readonly members: readonly AssetRef[] }[]): number =>
    classes.reduce((sum, { members }) => sum + members.filter((asset) => asset !== source).length, 0);
  if (point.kind === 'rule') {
    const base = 2 * graph.principals;
    const hubs = graph.hubs.flatMap((by, i) => (by.kind === 'rule' && by.rule === point.rule ? [base + i] : []));
    return count(reachedAround(search, new Set(hubs)));
  }
  const own = graph.universe.classOf[point.asset] as number;
  // One of several alike falls alone.
  if ((graph.classes[own]?.members.length ?? 0) > 1 || own === search.root)
    return count(reachedAround(search, new Set())) - 1;
  return count(reachedAround(search, new Set([own, graph.principals + own])));
}

/** Consequence of what is reached from the source around some nodes. */
function consequenceWithout(search: BlastSearch, without: ReadonlySet<number>): number {
  return reachedAround(search, without).reduce((sum, { index }) => sum + search.weightOfClass(index), 0);
}

/** The classes that are reached from the source around some nodes. */
function reachedAround(search: BlastSearch, without: ReadonlySet<number>): ReachGraph['classes'] {
  const { graph, next, root } = search;
  const seen = new Uint8Array(graph.nodes + 1);
  const stack = [root];
  seen[root] = 1;
  while (stack.length > 0) {
    const node = stack.pop() as number;
    for (let e = next.at[node] as number; e < (next.at[node + 1] as number); e++) {
      const to = next.to[e] as number;
      if (seen[to] === 1 || without.has(to)) continue;
      seen[to] = 1;
      stack.push(to);
    }
  }
  return graph.classes.filter(({ index }) => search.arrivals(index).some((node) => seen[node] === 1));
}
