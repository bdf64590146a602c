/**
 * What a cut must part: from which principals to which, and the part of the reach graph between them.
 *
 * An asset that stands at both ends may come back to itself, which is no reach: it asks for a question of its own.
 */
import type { AssetRef, RuleRef, ZoneRef } from '../model/policy.ts';
import type { ReachGraph } from './graph.ts';
import type { HopEnd } from './witness.ts';

/** One end of a cut: assets, and zones whose undeclared addresses count as one more asset (in a graph that has them). */
export interface CutEnds {
  readonly assets: Iterable<AssetRef>;
  readonly strangers?: Iterable<ZoneRef>;
}

/** No source may reach any target in one or more steps. */
export interface CutQuestion {
  readonly sources: ReadonlySet<number>;
  readonly targets: ReadonlySet<number>;
}

/** The questions that together say that nothing of one end reaches anything else of the other. */
export function cutQuestions(graph: ReachGraph, from: CutEnds, to: CutEnds): CutQuestion[] {
  const starts = membersByPrincipal(graph, from);
  const ends = membersByPrincipal(graph, to);
  const comesBack = [...starts.keys()].filter((p) => {
    const [here, there] = [starts.get(p), ends.get(p)];
    return there !== undefined && here?.size === 1 && there.size === 1 && there.has([...here][0] as AssetRef);
  });
  const others = new Set([...starts.keys()].filter((p) => !comesBack.includes(p)));
  const targets = new Set(ends.keys());
  return [
    { sources: others, targets },
    ...comesBack.map((p) => ({ sources: new Set([p]), targets: new Set([...targets].filter((t) => t !== p)) })),
  ].filter((q) => q.sources.size > 0 && q.targets.size > 0);
}

/** Principals of an end, each with those of its assets that are meant; undeclared addresses are -1. */
function membersByPrincipal(graph: ReachGraph, ends: CutEnds): Map<number, Set<AssetRef>> {
  const found = new Map<number, Set<AssetRef>>();
  const add = (principal: number, asset: AssetRef): void => {
    const here = found.get(principal);
    if (here === undefined) found.set(principal, new Set([asset]));
    else here.add(asset);
  };
  for (const asset of ends.assets) add(graph.universe.classOf[asset] as number, asset);
  for (const zone of ends.strangers ?? []) {
    const at = graph.strangerZones.indexOf(zone);
    if (at >= 0) add(graph.classes.length + at, -1);
  }
  return found;
}

/** The nodes that lie between the ends of a question, and the rules that do. */
export interface Between {
  readonly question: CutQuestion;
  /** Per node: 1 where it lies on a way from a source to a target. */
  readonly relevant: Uint8Array;
  /** Rules with a hub there, each with these hubs as nodes. */
  readonly rules: ReadonlyMap<RuleRef, readonly number[]>;
}

/** What lies between; undefined where no source reaches a target. */
export function between(graph: ReachGraph, question: CutQuestion): Between | undefined {
  const { next, previous, principals, nodes } = graph;
  const ahead = reached(nodes, next, question.sources);
  const ends = [...question.targets].flatMap((p) => [p, principals + p]);
  if (!ends.some((node) => ahead[node] === 1)) return undefined;
  const behind = reached(nodes, previous, ends);
  const relevant = ahead.map((seen, node) => (seen === 1 && behind[node] === 1 ? 1 : 0));
  for (const node of ends) if (ahead[node] === 1) relevant[node] = 1;
  const rules = new Map<RuleRef, number[]>();
  for (let node = 2 * principals; node < nodes; node++) {
    const reason = graph.hubs[node - 2 * principals];
    if (relevant[node] !== 1 || reason?.kind !== 'rule') continue;
    const hubs = rules.get(reason.rule);
    if (hubs === undefined) rules.set(reason.rule, [node]);
    else hubs.push(node);
  }
  return { question, relevant, rules };
}

/** Nodes reached in one or more edges. */
function reached(nodes: number, edges: ReachGraph['next'], starts: Iterable<number>): Uint8Array<ArrayBuffer> {
  const seen = new Uint8Array(nodes);
  const stack = [...starts];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    for (let e = edges.at[node] as number; e < (edges.at[node + 1] as number); e++) {
      const other = edges.to[e] as number;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      stack.push(other);
    }
  }
  return seen;
}

/** Whether some source still reaches some target once rules are gone. */
export function stillReaches(graph: ReachGraph, part: Between, gone: ReadonlySet<RuleRef>): boolean {
  const { next, principals } = graph;
  const { question, relevant, rules } = part;
  const seen = relevant.map((r) => 1 - r);
  for (const rule of gone) for (const hub of rules.get(rule) ?? []) seen[hub] = 1;
  const stack: number[] = [...question.sources];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    for (let e = next.at[node] as number; e < (next.at[node + 1] as number); e++) {
      const other = next.to[e] as number;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      if (other < 2 * principals && question.targets.has(other % principals)) return true;
      stack.push(other);
    }
  }
  return false;
}

/**
 * Whether a rule leads, between these ends, from each of its sources to each of its targets: then its hubs are as good as one. An
 * asset is never its own target, and nothing is lost if it were.
 */
export function isFullProduct(graph: ReachGraph, part: Between, rule: RuleRef): boolean {
  const hubs = part.rules.get(rule) ?? [];
  if (hubs.length < 2) return true;
  const own = new Set(hubs);
  const groups = Map.groupBy(sourcesOf(graph, part, hubs), ([, entered]) => [...entered].sort((a, b) => a - b).join());
  const ways = [...groups.values()].map((members) => ({
    sources: members.map(([node]) => node),
    targets: targetsOf(graph, part, own, members[0]?.[1] ?? []),
  }));
  const all = new Set(ways.flatMap(({ targets }) => [...targets]));
  return ways.every(({ sources, targets }) =>
    sources.every((s) => [...all].every((t) => targets.has(t) || t % graph.principals === s)),
  );
}

/** The principals that lead into some hubs, each with the hubs. */
function sourcesOf(graph: ReachGraph, part: Between, hubs: readonly number[]): Map<number, number[]> {
  const { previous, principals } = graph;
  const found = new Map<number, number[]>();
  for (const hub of hubs)
    for (let e = previous.at[hub] as number; e < (previous.at[hub + 1] as number); e++) {
      const node = previous.to[e] as number;
      if (node >= principals || (part.relevant[node] !== 1 && !part.question.sources.has(node))) continue;
      const entered = found.get(node);
      if (entered === undefined) found.set(node, [hub]);
      else entered.push(hub);
    }
  return found;
}

/** The principal nodes that some hubs lead to, through hubs of their own rule only. */
function targetsOf(
  graph: ReachGraph,
  part: Between,
  own: ReadonlySet<number>,
  entered: readonly number[],
): Set<number> {
  const { next, principals } = graph;
  const targets = new Set<number>();
  const seen = new Set(entered);
  const stack = [...entered];
  while (stack.length > 0) {
    const hub = stack.pop() as number;
    for (let e = next.at[hub] as number; e < (next.at[hub + 1] as number); e++) {
      const node = next.to[e] as number;
      if (part.relevant[node] !== 1) continue;
      if (node < 2 * principals) targets.add(node);
      else if (own.has(node) && !seen.has(node)) {
        seen.add(node);
        stack.push(node);
      }
    }
  }
  return targets;
}

/** The first asset by id that is meant and like another one; not the other end of the path. */
export function meant(graph: ReachGraph, like: HopEnd, ends: CutEnds, other?: HopEnd): HopEnd {
  if (like.kind !== 'asset') return like;
  const { classOf, classes } = graph.universe;
  const wanted = new Set(ends.assets);
  const taken = other?.kind === 'asset' ? other.asset : -1;
  const asset = classes[classOf[like.asset] as number]?.members.find((a) => wanted.has(a) && a !== taken);
  return asset === undefined ? like : { kind: 'asset', asset };
}
