/**
 * What an edit changes in who reaches whom: the ways that two graphs over the same classes do not share, and only the classes whose
 * reach they can touch. A new rule between assets that reach each other already touches none.
 */
import { type Adjacency, principalAt } from './graph.ts';
import type { GraphShape } from './heritage.ts';
import { stepsFrom, stepsTo, UNREACHED } from './paths.ts';

/** A class whose reach differs, and the classes that it reaches no longer, and that it reaches now. */
export interface ChangedReach {
  readonly source: number;
  readonly lost: readonly number[];
  readonly won: readonly number[];
}

/** Nodes looked at, searches times the size of the graphs: what costs more is computed anew. */
const WORK = 20_000_000;
/** Differing ways: an edit makes few. */
const WAYS = 64;

/** From each of the sources to each of the targets: what a rule, or an open zone, permits. */
interface Way {
  readonly sources: readonly number[];
  readonly targets: readonly number[];
}

/** The classes whose reach differs between two graphs over the same classes; undefined where finding them is not worth it. */
export function changedReach(before: GraphShape, after: GraphShape): ChangedReach[] | undefined {
  if (before.principals !== before.classes.length || after.principals !== before.principals) return undefined;
  const lists = new Lists();
  const [old, now] = [waysOf(before, lists), waysOf(after, lists)];
  if (old === undefined || now === undefined) return undefined;
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, way]) => way);
  const come = [...now].filter(([key]) => !old.has(key)).map(([, way]) => way);
  if (gone.length + come.length > WAYS) return undefined;
  const size = before.nodes + before.next.to.length + after.nodes + after.next.to.length;
  if (isWorthwhile(gone, come, size) && isReached(after, gone) && isReached(before, come)) return [];
  const touched = new Set([...comingTo(before, gone), ...comingTo(after, come)]);
  if (touched.size * size > WORK) return undefined;
  return [...touched].flatMap((source) => difference(source, classesFrom(before, source), classesFrom(after, source)));
}

function isWorthwhile(gone: readonly Way[], come: readonly Way[], size: number): boolean {
  return [...gone, ...come].reduce((sum, way) => sum + way.sources.length, 0) * size <= WORK;
}

/** Whether a graph leads from all sources of the ways to all their targets anyhow. */
function isReached(graph: GraphShape, ways: readonly Way[]): boolean {
  return ways.every(({ sources, targets }) =>
    sources.every((source) => {
      const steps = stepsFrom(graph, [source]);
      // One that is gone on from is reached all the better than one that is an end.
      return targets.every((t) => steps[t] !== UNREACHED || steps[principalAt(graph, t)] !== UNREACHED);
    }),
  );
}

/** The sources of the ways, and all that reaches one of them. */
function comingTo(graph: GraphShape, ways: readonly Way[]): Set<number> {
  const sources = new Set(ways.flatMap((way) => way.sources));
  if (sources.size === 0) return sources;
  const steps = stepsTo(graph, sources);
  const found = new Set(sources);
  for (let p = 0; p < graph.principals; p++) if (steps[p] !== UNREACHED) found.add(p);
  return found;
}

function classesFrom(graph: GraphShape, source: number): Set<number> {
  const steps = stepsFrom(graph, [source]);
  const found = new Set<number>();
  for (let node = 0; node < 2 * graph.principals; node++)
    if (steps[node] !== UNREACHED) found.add(principalAt(graph, node));
  return found;
}

function difference(source: number, before: ReadonlySet<number>, after: ReadonlySet<number>): ChangedReach[] {
  const lost = [...before].filter((c) => !after.has(c));
  const won = [...after].filter((c) => !before.has(c));
  return lost.length + won.length === 0 ? [] : [{ source, lost, won }];
}

/** Gives each list of nodes a number, equal lists the same. */
class Lists {
  readonly #byHash = new Map<number, { readonly list: readonly number[]; readonly number: number }[]>();
  #count = 0;

  numberOf(list: readonly number[]): number {
    let hash = list.length;
    for (const node of list) hash = (Math.imul(hash, 31) + node) | 0;
    const alike = this.#byHash.get(hash) ?? [];
    const known = alike.find((one) => one.list.length === list.length && one.list.every((n, i) => n === list[i]));
    if (known !== undefined) return known.number;
    this.#byHash.set(hash, [...alike, { list, number: this.#count }]);
    return this.#count++;
  }
}

/** The ways of a graph, equal ones once; undefined where hubs lead to hubs in longer chains, as they do on the wire. */
function waysOf(graph: GraphShape, lists: Lists): Map<string, Way> | undefined {
  const first = 2 * graph.principals;
  const found = new Map<string, Way>();
  const add = (sources: readonly number[], targets: readonly number[]): void => {
    if (sources.length === 0 || targets.length === 0) return;
    const key = `${lists.numberOf(sources)} ${lists.numberOf(targets)}`;
    if (!found.has(key)) found.set(key, { sources, targets });
  };
  for (let hub = first; hub < graph.nodes; hub++) {
    const [sources, above] = parted(graph.previous, hub, first);
    const [targets, below] = parted(graph.next, hub, first);
    if (above.length > 0 && below.length > 0) return undefined;
    add(sources, targets);
    for (const entry of below) add(sources, parted(graph.next, entry, first)[0]);
  }
  return found;
}

/** The neighbours of a hub, ascending: those that are principals, and other hubs. */
function parted({ at, to }: Adjacency, hub: number, first: number): [number[], number[]] {
  const all = [...to.subarray(at[hub], at[hub + 1])].sort((a, b) => a - b);
  const split = all.findIndex((n) => n >= first);
  return split === -1 ? [all, []] : [all.slice(0, split), all.slice(split)];
}
