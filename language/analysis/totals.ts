/**
 * Blast radius, exposure and consequence of every asset together: over classes, by the closure of the reach graph - or, where a graph
 * came before that differs in little, by what its totals lose and gain.
 */
import type { AssetRef, Policy } from '../model/policy.ts';
import { forEachBit, forEachRow } from './closure.ts';
import type { Adjacency, ReachGraph } from './graph.ts';
import { takeFormer } from './heritage.ts';
import { changedReach } from './reach-changes.ts';
import type { AssetClass } from './universe.ts';
import { weightOf } from './worth.ts';

/** Per asset, by its index: how many assets its blast and its exposure hold, and the consequence of its blast. */
export interface BlastTotals {
  readonly sizes: Uint32Array;
  readonly exposures: Uint32Array;
  readonly consequences: Float64Array;
}

/** Per class, by its index. What is reached counts the asset itself where its class comes back to itself. */
interface ClassTotals {
  readonly counts: Float64Array;
  readonly weights: Float64Array;
  readonly reached: Float64Array;
  readonly lost: Float64Array;
  readonly exposed: Float64Array;
  readonly reachesItself: Uint8Array;
}

interface Known {
  readonly classes: readonly AssetClass[];
  readonly own: ClassTotals;
  readonly totals: BlastTotals;
}

/** By `ReachGraph.next`: a graph that a later policy takes over has its totals already. */
const known = new WeakMap<Adjacency, Known>();

/** The totals of every asset, computed together. */
export function blastTotals(graph: ReachGraph): BlastTotals {
  const before = known.get(graph.next);
  if (before !== undefined) return before.totals;
  const made = fromFormer(graph) ?? fromScratch(graph);
  known.set(graph.next, made);
  return made.totals;
}

/** The totals where they are known already. */
export function knownTotals({ next }: ReachGraph): BlastTotals | undefined {
  return known.get(next)?.totals;
}

function fromScratch(graph: ReachGraph): Known {
  const { policy, classes } = graph;
  const own: ClassTotals = {
    counts: Float64Array.from(classes, (c) => c.members.length),
    weights: weightsOf(policy, classes),
    reached: new Float64Array(classes.length),
    lost: new Float64Array(classes.length),
    exposed: new Float64Array(classes.length),
    reachesItself: new Uint8Array(classes.length),
  };
  forEachRow(graph, (principals, words, first) => addRow(own, classes.length, principals, words, first));
  return { classes, own, totals: byAsset(policy, classes, own) };
}

function weightsOf(policy: Policy, classes: readonly AssetClass[]): Float64Array {
  return Float64Array.from(classes, (c) => c.members.reduce((sum, a) => sum + weightOf(policy, a), 0));
}

function addRow(
  { counts, weights, reached, lost, exposed, reachesItself }: ClassTotals,
  classes: number,
  principals: readonly number[],
  words: Uint32Array,
  first: number,
): void {
  const sources = principals.filter((p) => p < classes);
  if (sources.length === 0) return;
  const from = sources.reduce((sum, p) => sum + (counts[p] as number), 0);
  let size = 0;
  let weight = 0;
  forEachBit(words, first, (c) => {
    if (c >= classes) return;
    size += counts[c] as number;
    weight += weights[c] as number;
    exposed[c] = (exposed[c] as number) + from;
  });
  for (const p of sources) {
    reached[p] = (reached[p] as number) + size;
    lost[p] = (lost[p] as number) + weight;
    const bit = p - first;
    if (bit >= 0 && bit < words.length * 32 && ((words[bit >>> 5] as number) >>> (bit & 31)) & 1) reachesItself[p] = 1;
  }
}

/** A class that comes back to itself holds each of its assets among those that the asset reaches: itself does not count. */
function byAsset(policy: Policy, classes: readonly AssetClass[], own: ClassTotals): BlastTotals {
  const sizes = new Uint32Array(policy.assets.length);
  const exposures = new Uint32Array(policy.assets.length);
  const consequences = new Float64Array(policy.assets.length);
  for (const c of classes)
    for (const asset of c.members) {
      const self = own.reachesItself[c.index] as number;
      sizes[asset] = (own.reached[c.index] as number) - self;
      exposures[asset] = (own.exposed[c.index] as number) - self;
      consequences[asset] = (own.lost[c.index] as number) - self * weightOf(policy, asset);
    }
  return { sizes, exposures, consequences };
}

/** The totals from those of the graph before: undefined where its classes are others, or too much differs to be worth it. */
function fromFormer(graph: ReachGraph): Known | undefined {
  const former = takeFormer(graph);
  const before = former && known.get(former.next);
  if (former === undefined || before === undefined) return undefined;
  const { policy, classes } = graph;
  if (!hasSameClasses(policy, before, classes)) return undefined;
  const changed = changedReach(former, graph);
  if (changed === undefined) return undefined;
  if (changed.length === 0) return { classes, own: before.own, totals: byAsset(policy, classes, before.own) };
  const own: ClassTotals = {
    ...before.own,
    reached: before.own.reached.slice(),
    lost: before.own.lost.slice(),
    exposed: before.own.exposed.slice(),
    reachesItself: before.own.reachesItself.slice(),
  };
  for (const { source, lost, won } of changed) exchange(own, source, lost, won);
  return { classes, own, totals: byAsset(policy, classes, own) };
}

/** The same assets in the same classes, of the same weight. */
function hasSameClasses(policy: Policy, before: Known, classes: readonly AssetClass[]): boolean {
  const isSame = (a: readonly AssetRef[], b: readonly AssetRef[]): boolean =>
    a === b || (a.length === b.length && a.every((asset, i) => asset === b[i]));
  if (before.classes.length !== classes.length || before.totals.sizes.length !== policy.assets.length) return false;
  if (!classes.every((c, i) => isSame(c.members, before.classes[i]?.members ?? []))) return false;
  const weights = weightsOf(policy, classes);
  return weights.every((w, i) => w === before.own.weights[i]);
}

/** Takes away what a class reached, and adds what it reaches. */
function exchange(own: ClassTotals, source: number, lost: readonly number[], won: readonly number[]): void {
  const count = own.counts[source] as number;
  for (const [classes, sign] of [[lost, -1] as const, [won, 1] as const])
    for (const c of classes) {
      own.reached[source] = (own.reached[source] as number) + sign * (own.counts[c] as number);
      own.lost[source] = (own.lost[source] as number) + sign * (own.weights[c] as number);
      own.exposed[c] = (own.exposed[c] as number) + sign * count;
      if (c === source) own.reachesItself[c] = sign === 1 ? 1 : 0;
    }
}
