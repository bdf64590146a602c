/** One step in either direction: whom assets may open connections to, who may open them here, and by which rules and open zones. */
import type { AssetRef } from '../model/policy.ts';
import { type HopReason, principalAt, type ReachGraph } from './graph.ts';

/** An asset one step away. */
export interface Neighbour {
  readonly asset: AssetRef;
  /** Each rule and open zone that permits the step, in the order of the policy. */
  readonly by: readonly HopReason[];
}

/** Assets, other than those given, to which one of them may open connections; in the order of their ids. */
export function openedBy(graph: ReachGraph, assets: Iterable<AssetRef>): Neighbour[] {
  const own = new Set(assets);
  const found = new Map<number, Set<number>>();
  for (const p of principalsOf(graph, own)) walk(graph, p, 'next', found);
  return neighbours(graph, own, found);
}

/** Assets, other than those given, that may open connections to one of them; in the order of their ids. */
export function openersOf(graph: ReachGraph, assets: Iterable<AssetRef>): Neighbour[] {
  const own = new Set(assets);
  const found = new Map<number, Set<number>>();
  for (const p of principalsOf(graph, own))
    for (const node of [p, graph.principals + p]) walk(graph, node, 'previous', found);
  return neighbours(graph, own, found);
}

function principalsOf(graph: ReachGraph, assets: ReadonlySet<AssetRef>): Set<number> {
  return new Set([...assets].map((a) => graph.universe.classOf[a] as number));
}

/** Collects the principals one step from a node, each with the hubs that stand next to whoever answers: they are the reasons. */
function walk(graph: ReachGraph, from: number, way: 'next' | 'previous', found: Map<number, Set<number>>): void {
  const adjacency = graph[way];
  const first = 2 * graph.principals;
  // Backwards the hub next to the target is met first and remembered; forwards it is the last.
  const stack: [node: number, reason: number][] = [[from, -1]];
  const seen = new Set<string>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, reason] = top;
    for (let e = adjacency.at[node] as number; e < (adjacency.at[node + 1] as number); e++) {
      const reached = adjacency.to[e] as number;
      if (reached < first) {
        const p = principalAt(graph, reached);
        const reasons = found.get(p) ?? new Set<number>();
        found.set(p, reasons.add(way === 'next' ? node - first : reason));
        continue;
      }
      const why = way === 'next' || reason >= 0 ? reason : reached - first;
      const key = `${reached} ${why}`;
      if (seen.has(key)) continue;
      seen.add(key);
      stack.push([reached, why]);
    }
  }
}

function neighbours(
  graph: ReachGraph,
  own: ReadonlySet<AssetRef>,
  found: ReadonlyMap<number, ReadonlySet<number>>,
): Neighbour[] {
  const out: Neighbour[] = [];
  for (const [p, hubs] of found) {
    const by = distinctReasons([...hubs].sort((a, b) => a - b).map((h) => graph.hubs[h] as HopReason));
    for (const asset of graph.classes[p]?.members ?? []) if (!own.has(asset)) out.push({ asset, by });
  }
  const rank = ({ asset }: Neighbour): number => graph.universe.rank[asset] as number;
  return out.sort((a, b) => rank(a) - rank(b));
}

/** Reasons without repetition: one rule is several hubs where it works both ways or in parts. */
export function distinctReasons(reasons: readonly HopReason[]): HopReason[] {
  return [...new Map(reasons.map((r) => [r.kind === 'rule' ? `rule ${r.rule}` : `${r.kind} ${r.zone}`, r])).values()];
}
