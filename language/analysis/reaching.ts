/** Who can reach some assets, and which undeclared addresses take part: the questions that begin at the other end of a blast. */
import type { ZoneRef } from '../model/policy.ts';
import { type CutEnds, meant } from './cut-problem.ts';
import type { ReachGraph } from './graph.ts';
import { nearestPair, type PrincipalSet } from './pairs.ts';
import { stepsFrom, stepsTo, UNREACHED } from './paths.ts';
import { type Hop, type HopEnd, principalOf, witnessBetween } from './witness.ts';

const NOBODY: ReadonlySet<number> = new Set();

/** One that reaches the target. */
export interface Reaching {
  readonly from: HopEnd;
  /** Hops of a shortest path. */
  readonly steps: number;
  /** A shortest path; computed when asked for. */
  readonly path: () => readonly Hop[];
}

/**
 * Every asset - and, in a graph that has them, the undeclared addresses of every zone - outside the target that reaches some of it;
 * the nearest first, then by id, undeclared addresses last.
 */
export function reachingOf(graph: ReachGraph, target: CutEnds): Reaching[] {
  const targets = principalsOf(graph, target);
  const own = new Set(target.assets);
  const back = stepsTo(graph, targets);
  const found: Reaching[] = [];
  for (let p = 0; p < graph.principals; p++) {
    const steps = back[p] as number;
    if (steps === UNREACHED) continue;
    const nearest = once(() => nearestPair(graph, new Set([p]), targets, NOBODY)?.to);
    for (const from of membersOf(graph, p)) {
      if (from.kind === 'asset' ? own.has(from.asset) : targets.has(p)) continue;
      const path = (): readonly Hop[] => {
        const to = nearest();
        return to === undefined ? [] : (witnessBetween(graph, from, meant(graph, to, target, from)) ?? []);
      };
      found.push({ from, steps, path });
    }
  }
  const rank = ({ from }: Reaching): number =>
    from.kind === 'asset' ? (graph.universe.rank[from.asset] as number) : graph.universe.rank.length + from.zone;
  const far = ({ from, steps }: Reaching): number => (from.kind === 'asset' ? steps : Number.POSITIVE_INFINITY);
  return found.sort((a, b) => (far(a) === far(b) ? rank(a) - rank(b) : far(a) - far(b)));
}

/** Zones of whose undeclared addresses some fall with the assets; of a graph that has them. */
export function strangersReached(graph: ReachGraph, from: CutEnds): ZoneRef[] {
  const steps = stepsFrom(graph, principalsOf(graph, from));
  return graph.strangerZones.filter((_, i) => {
    const p = graph.classes.length + i;
    return steps[p] !== UNREACHED || steps[graph.principals + p] !== UNREACHED;
  });
}

function principalsOf(graph: ReachGraph, ends: CutEnds): PrincipalSet {
  const found = [...ends.assets].map((asset): HopEnd => ({ kind: 'asset', asset }));
  const zones = [...(ends.strangers ?? [])].filter((zone) => graph.strangerZones.includes(zone));
  return new Set(
    [...found, ...zones.map((zone): HopEnd => ({ kind: 'strangers', zone }))].map((e) => principalOf(graph, e)),
  );
}

function membersOf(graph: ReachGraph, principal: number): HopEnd[] {
  const members = graph.classes[principal]?.members;
  if (members === undefined)
    return [{ kind: 'strangers', zone: graph.strangerZones[principal - graph.classes.length] as ZoneRef }];
  return members.map((asset) => ({ kind: 'asset', asset }));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
