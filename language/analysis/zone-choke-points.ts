/** Choke points of a zone: single assets that much of what can be reached from the zone hangs on. By the dominator tree, exactly. */
import type { AssetRef, ZoneRef } from '../model/policy.ts';
import { commonDominator, type DominatorTree, dominatorTree } from './dominators.ts';
import type { Adjacency, ReachGraph } from './graph.ts';

export interface ZoneChokePoint {
  readonly asset: AssetRef;
  /** Assets of the zone's blast without it. */
  readonly after: number;
}

export interface ZoneReach {
  /** Assets that can be reached from the zone's assets, without these. */
  readonly before: number;
  /** Assets that anything beside themselves hangs on, the most worth first, then by id. None where the zone has one asset only. */
  readonly points: readonly ZoneChokePoint[];
}

/** What can be reached from a zone, and what of it is lost with single assets. */
export function zoneChokePoints(graph: ReachGraph, zone: ZoneRef): ZoneReach {
  const sources = classesIn(graph, zone);
  let own = 0;
  for (const c of sources) own += graph.classes[c]?.members.length ?? 0;
  const root = graph.nodes;
  const tree = dominatorTree(root + 1, root, withRoot(graph.next, sources), fromRoot(graph.previous, sources));
  const lost = lostByPosition(graph, tree, sources);
  const before = lost[0] as number;
  if (own < 2) return { before, points: [] };
  const points = graph.classes.flatMap(({ index, members }): ZoneChokePoint[] => {
    const [asset, another] = members;
    if (asset === undefined || another !== undefined) return [];
    const saved = lostWithClass(graph, tree, lost, index, sources.has(index));
    return saved > (sources.has(index) ? 0 : 1) ? [{ asset, after: before - saved }] : [];
  });
  const { rank } = graph.universe;
  points.sort((a, b) => a.after - b.after || (rank[a.asset] as number) - (rank[b.asset] as number));
  return { before, points };
}

/** The classes of the assets with a leg in the zone or one nested in it. */
function classesIn({ universe }: ReachGraph, zone: ZoneRef): Set<number> {
  const found = new Set<number>();
  for (let u = universe.start[zone] ?? 0; u < (universe.end[zone] ?? 0); u++) {
    const unit = universe.units[u];
    if (unit?.kind === 'legs') found.add(unit.assetClass);
  }
  return found;
}

/** The graph with a last node that leads to the sources. */
function withRoot({ at, to }: Adjacency, sources: ReadonlySet<number>): Adjacency {
  const starts = new Int32Array(at.length + 1);
  starts.set(at);
  starts[at.length] = to.length + sources.size;
  const ends = new Int32Array(to.length + sources.size);
  ends.set(to);
  ends.set([...sources], to.length);
  return { at: starts, to: ends };
}

/** The same backwards: whatever else leads to a source, the last node does so first. */
function fromRoot({ at, to }: Adjacency, sources: ReadonlySet<number>): Adjacency {
  const root = at.length - 1;
  const starts = new Int32Array(at.length + 1);
  const ends = new Int32Array(to.length + sources.size);
  let fill = 0;
  for (let node = 0; node < root; node++) {
    starts[node] = fill;
    if (sources.has(node)) ends[fill++] = root;
    else for (let e = at[node] as number; e < (at[node + 1] as number); e++) ends[fill++] = to[e] as number;
  }
  starts[root] = fill;
  starts[root + 1] = fill;
  return { at: starts, to: ends.slice(0, fill) };
}

/** By position in the tree: how many assets outside the zone are reached through that node only. */
function lostByPosition(graph: ReachGraph, tree: DominatorTree, sources: ReadonlySet<number>): Float64Array {
  const lost = new Float64Array(tree.order.length);
  for (const { index, members } of graph.classes) {
    const at = sources.has(index) ? -1 : arrival(graph, tree, index);
    if (at !== -1) lost[at] = (lost[at] as number) + members.length;
  }
  for (let i = tree.order.length - 1; i > 0; i--) {
    const above = tree.parent[i] as number;
    lost[above] = (lost[above] as number) + (lost[i] as number);
  }
  return lost;
}

/** The last node that lies on every path to a class, as a position; -1 where it is not reached. */
function arrival(graph: ReachGraph, tree: DominatorTree, assetClass: number): number {
  const [go = -1, stop = -1] = [assetClass, graph.principals + assetClass].map((n) => tree.position[n] as number);
  if (go === -1 || stop === -1) return Math.max(go, stop);
  return commonDominator(tree, go, stop);
}

/** What is lost with the only asset of a class, itself included where it lies outside the zone. */
function lostWithClass(
  graph: ReachGraph,
  tree: DominatorTree,
  lost: Float64Array,
  assetClass: number,
  isOwn: boolean,
): number {
  const go = tree.position[assetClass] as number;
  const below = go === -1 ? 0 : (lost[go] as number);
  if (isOwn) return below;
  const at = arrival(graph, tree, assetClass);
  if (at === -1) return 0;
  return at === go ? below : below + 1;
}
