/**
 * Blast radius, exposure and consequence (SEMANTICS.md *Blast radius*): what falls with an asset, and which assets' fall takes one
 * along.
 */
import type { AssetRef, Leg, ZoneRef } from '../model/policy.ts';
import { type Adjacency, type HopReason, principalAt, type ReachGraph } from './graph.ts';
import { stepsFrom, stepsTo, UNREACHED } from './paths.ts';
import { weightOf } from './worth.ts';
import { zoneTree } from './zones.ts';

/** Assets other than `asset` that can be reached from it in one or more steps, in the order of their ids. */
export function blastOf(graph: ReachGraph, asset: AssetRef): AssetRef[] {
  return membersWithout(graph, reachedClasses(graph, [classOf(graph, asset)]), new Set([asset]));
}

/** Assets that an asset reaches in one step, in the order of their ids. */
export function directOf(graph: ReachGraph, asset: AssetRef): AssetRef[] {
  return membersWithout(graph, directClasses(graph, classOf(graph, asset)), new Set([asset]));
}

/** Numbers by what they count. By `ReachGraph.next`: a graph that a later policy takes over has them already. */
const counts = new WeakMap<Adjacency, Map<string, number>>();

function counted(graph: ReachGraph, what: string, count: () => number): number {
  const known = counts.get(graph.next) ?? new Map<string, number>();
  counts.set(graph.next, known);
  let number = known.get(what);
  if (number === undefined) {
    number = count();
    known.set(what, number);
  }
  return number;
}

/** How many assets an asset reaches in one step; asked once for all that are alike. */
export function directCount(graph: ReachGraph, asset: AssetRef): number {
  const own = classOf(graph, asset);
  return counted(graph, `direct ${own}`, () => othersIn(graph, directClasses(graph, own), own));
}

/** How many assets are in `blastOf`; asked once for all that are alike. */
export function blastSize(graph: ReachGraph, asset: AssetRef): number {
  const own = classOf(graph, asset);
  return counted(graph, `blast ${own}`, () => othersIn(graph, reachedClasses(graph, [own]), own));
}

/** How many assets are in `exposureOf`; asked once for all that are alike. */
export function exposureSize(graph: ReachGraph, asset: AssetRef): number {
  const own = classOf(graph, asset);
  return counted(graph, `exposure ${own}`, () => othersIn(graph, classesTo(graph, [own]), own));
}

/** How many assets are in `blastOfZone`. */
export function zoneBlastSize(graph: ReachGraph, zone: ZoneRef): number {
  return counted(graph, `zone ${zone}`, () => {
    const own = new Set(assetsIn(graph, zone).map((a) => classOf(graph, a)));
    // All of a class have their legs in the same zones.
    const outside = reachedClasses(graph, own).filter((c) => !own.has(c));
    return outside.reduce((sum, c) => sum + (graph.classes[c]?.members.length ?? 0), 0);
  });
}

/** Members of the classes without one of the class given. */
function othersIn(graph: ReachGraph, classes: readonly number[], own: number): number {
  const all = classes.reduce((sum, c) => sum + (graph.classes[c]?.members.length ?? 0), 0);
  return all - (classes.includes(own) ? 1 : 0);
}

/** The search ends with the first layer of principals. */
function directClasses(graph: ReachGraph, from: number): number[] {
  const steps = stepsFrom(graph, [from], undefined, (node) => principalAt(graph, node) !== -1);
  return classesWhere(graph, (node) => steps[node] === 1);
}

/** Assets whose blast holds `asset`, in the order of their ids. */
export function exposureOf(graph: ReachGraph, asset: AssetRef): AssetRef[] {
  return exposureOfAssets(graph, [asset]);
}

/** Assets, other than those given, whose blast holds one of them; in the order of their ids. */
export function exposureOfAssets(graph: ReachGraph, assets: readonly AssetRef[]): AssetRef[] {
  const sources = classesTo(graph, new Set(assets.map((a) => classOf(graph, a))));
  return membersWithout(graph, sources, new Set(assets));
}

/** The union over the assets of a zone (with a leg anywhere in its subtree), less these assets. */
export function blastOfZone(graph: ReachGraph, zone: ZoneRef): AssetRef[] {
  return blastOfAssets(graph, assetsIn(graph, zone));
}

/** The union over several assets, less these assets. */
export function blastOfAssets(graph: ReachGraph, assets: readonly AssetRef[]): AssetRef[] {
  return membersWithout(graph, reachedClasses(graph, new Set(assets.map((a) => classOf(graph, a)))), new Set(assets));
}

/** Assets with a leg in a zone or in one nested in it, in the order of their ids. */
export function assetsIn(graph: ReachGraph, zone: ZoneRef): AssetRef[] {
  const { policy, universe } = graph;
  const { order, start, end } = zoneTree(policy);
  const found = new Set<AssetRef>();
  for (const inner of order.slice(start[zone], end[zone]))
    for (const leg of policy.zones[inner]?.legs ?? []) found.add((policy.legs[leg] as Leg).asset);
  return byId(universe.rank, [...found]);
}

/** Steps from an asset to each asset of its blast; the asset itself is not in it. */
export function distancesFrom(graph: ReachGraph, asset: AssetRef): Map<AssetRef, number> {
  return spreadFrom(graph, [asset]).steps;
}

/** How far each asset is from some assets, and which rules and open zones carry a step of any way there. */
export interface Spread {
  /** Without the assets themselves. */
  readonly steps: Map<AssetRef, number>;
  readonly by: readonly HopReason[];
}

/** What can be reached from the nearest of several assets. */
export function spreadFrom(graph: ReachGraph, assets: readonly AssetRef[]): Spread {
  const steps = stepsFrom(graph, new Set(assets.map((a) => classOf(graph, a))));
  return spread(graph, assets, steps, (c) => [steps[c] as number, steps[graph.principals + c] as number]);
}

/** What can reach the nearest of several assets. */
export function spreadTo(graph: ReachGraph, assets: readonly AssetRef[]): Spread {
  const steps = stepsTo(graph, new Set(assets.map((a) => classOf(graph, a))));
  return spread(graph, assets, steps, (c) => [steps[c] as number]);
}

function spread(
  graph: ReachGraph,
  assets: readonly AssetRef[],
  steps: Int32Array,
  stepsOfClass: (assetClass: number) => readonly number[],
): Spread {
  const own = new Set(assets);
  const out = new Map<AssetRef, number>();
  for (const c of graph.classes) {
    const near = stepsOfClass(c.index).filter((s) => s !== UNREACHED);
    if (near.length === 0) continue;
    for (const member of c.members) if (!own.has(member)) out.set(member, Math.min(...near));
  }
  const by = graph.hubs.filter((_, i) => steps[2 * graph.principals + i] !== UNREACHED);
  return { steps: out, by };
}

/** The worst of an asset's blast: by weight, then by nearness, then by id; at most `count`. */
export function worstReached(graph: ReachGraph, asset: AssetRef, count: number): AssetRef[] {
  const { policy, universe } = graph;
  const distances = distancesFrom(graph, asset);
  const weight = (a: AssetRef) => weightOf(policy, a);
  const near = (a: AssetRef) => distances.get(a) ?? 0;
  const order = (a: AssetRef, b: AssetRef): number =>
    weight(b) - weight(a) || near(a) - near(b) || (universe.rank[a] as number) - (universe.rank[b] as number);
  return firstOf(distances.keys(), count, order);
}

/** The first `count` in an order. Most of many are compared with the last of these alone. */
function firstOf<T>(all: Iterable<T>, count: number, order: (a: T, b: T) => number): T[] {
  const first: T[] = [];
  for (const one of all) {
    const last = first[count - 1];
    if (last !== undefined && order(last, one) <= 0) continue;
    const at = first.findIndex((other) => order(one, other) < 0);
    first.splice(at < 0 ? first.length : at, 0, one);
    if (first.length > count) first.pop();
  }
  return first;
}

function classOf(graph: ReachGraph, asset: AssetRef): number {
  return graph.universe.classOf[asset] as number;
}

function classesTo(graph: ReachGraph, targets: Iterable<number>): number[] {
  const steps = stepsTo(graph, targets);
  return graph.classes.filter((c) => steps[c.index] !== UNREACHED).map((c) => c.index);
}

function reachedClasses(graph: ReachGraph, sources: Iterable<number>): number[] {
  const steps = stepsFrom(graph, sources);
  return classesWhere(graph, (node) => steps[node] !== UNREACHED);
}

function classesWhere(graph: ReachGraph, holds: (node: number) => boolean): number[] {
  const found = new Set<number>();
  for (let node = 0; node < 2 * graph.principals; node++) {
    const p = principalAt(graph, node);
    if (p < graph.classes.length && holds(node)) found.add(p);
  }
  return [...found];
}

function membersWithout(graph: ReachGraph, classes: Iterable<number>, without: ReadonlySet<AssetRef>): AssetRef[] {
  const out: AssetRef[] = [];
  for (const c of classes) for (const a of graph.classes[c]?.members ?? []) if (!without.has(a)) out.push(a);
  return byId(graph.universe.rank, out);
}

function byId(rank: Int32Array, assets: AssetRef[]): AssetRef[] {
  return assets.sort((a, b) => (rank[a] as number) - (rank[b] as number));
}
