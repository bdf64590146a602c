/**
 * Witnesses: a shortest path from one principal to another, with what permits each hop. Of equally short ones the path whose assets
 * come first by id, then whose rules do: a witness never flickers.
 */
import type { AssetRef, ZoneRef } from '../model/policy.ts';
import { type HopReason, principalAt, type ReachGraph } from './graph.ts';
import { type Blocked, stepsTo, UNREACHED } from './paths.ts';
import { compareIds } from './universe.ts';

/** An end of a hop: an asset, or the undeclared addresses of a zone. */
export type HopEnd =
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  | { readonly kind: 'strangers'; readonly zone: ZoneRef };

export interface Hop {
  readonly from: HopEnd;
  readonly to: HopEnd;
  readonly by: HopReason;
}

/** A shortest path between two assets; undefined where there is none. */
export function witness(graph: ReachGraph, from: AssetRef, to: AssetRef): Hop[] | undefined {
  if (from === to) return undefined;
  return witnessBetween(graph, { kind: 'asset', asset: from }, { kind: 'asset', asset: to });
}

/** A shortest path between two ends, around what is blocked; undefined where there is none. */
export function witnessBetween(graph: ReachGraph, from: HopEnd, to: HopEnd, blocked?: Blocked): Hop[] | undefined {
  const target = principalOf(graph, to);
  const steps = stepsTo(graph, [target], blocked);
  const out: Hop[] = [];
  let node = principalOf(graph, from);
  let here = from;
  let left = steps[node] as number;
  if (left === UNREACHED) return undefined;
  for (; left > 0; left--) {
    const step = nextStep(graph, steps, node, here, left, target, to);
    if (step === undefined) return undefined;
    out.push({ from: here, to: step.end, by: step.by });
    node = step.node;
    here = step.end;
  }
  return out;
}

/** A shortest path to an asset from the nearest of several others; undefined where none of them reaches it. */
export function witnessFromAny(graph: ReachGraph, from: readonly AssetRef[], to: AssetRef): Hop[] | undefined {
  const target = { kind: 'asset', asset: to } as const;
  const back = stepsTo(graph, [principalOf(graph, target)]);
  const far = (a: AssetRef): number => back[graph.universe.classOf[a] as number] as number;
  const reaching = from.filter((a) => a !== to && far(a) !== UNREACHED);
  const [nearest] = reaching.sort(
    (a, b) => far(a) - far(b) || (graph.universe.rank[a] as number) - (graph.universe.rank[b] as number),
  );
  return nearest === undefined ? undefined : witnessBetween(graph, { kind: 'asset', asset: nearest }, target);
}

/** The principal node of an end. */
export function principalOf(graph: ReachGraph, end: HopEnd): number {
  if (end.kind === 'asset') return graph.universe.classOf[end.asset] as number;
  return graph.classes.length + graph.strangerZones.indexOf(end.zone);
}

interface Step {
  readonly node: number;
  readonly end: HopEnd;
  readonly by: HopReason;
}

/** The best of the hops that leave `left - 1` steps to go. */
function nextStep(
  graph: ReachGraph,
  steps: Int32Array,
  node: number,
  here: HopEnd,
  left: number,
  target: number,
  to: HopEnd,
): Step | undefined {
  let best: Step | undefined;
  walkHubs(graph, node, (reached, by) => {
    const principal = principalAt(graph, reached);
    const arrives = left === 1 ? principal === target : steps[reached] === left - 1;
    if (!arrives) return;
    const end = left === 1 ? to : firstMember(graph, principal, here, to);
    if (end === undefined) return;
    const step = { node: reached, end, by };
    if (best === undefined || compareSteps(graph, step, best) < 0) best = step;
  });
  return best;
}

/** Visits each principal node that is one hop away, with each reason that leads there. */
function walkHubs(graph: ReachGraph, node: number, visit: (reached: number, by: HopReason) => void): void {
  const { next } = graph;
  const seen = new Set<number>();
  const stack = [node];
  while (stack.length > 0) {
    const n = stack.pop() as number;
    for (let e = next.at[n] as number; e < (next.at[n + 1] as number); e++) {
      const m = next.to[e] as number;
      if (m < 2 * graph.principals) visit(m, graph.hubs[n - 2 * graph.principals] as HopReason);
      else if (!seen.has(m)) {
        seen.add(m);
        stack.push(m);
      }
    }
  }
}

/** On the way an asset stands for its class: the first by id that is neither where the path is nor where it leads. */
function firstMember(graph: ReachGraph, principal: number, here: HopEnd, to: HopEnd): HopEnd | undefined {
  const taken = [here, to].flatMap((e) => (e.kind === 'asset' ? [e.asset] : []));
  const asset = graph.classes[principal]?.members.find((a) => !taken.includes(a));
  return asset === undefined ? undefined : { kind: 'asset', asset };
}

function compareSteps(graph: ReachGraph, a: Step, b: Step): number {
  return rankOf(graph, a.end) - rankOf(graph, b.end) || compareReasons(graph, a.by, b.by) || a.node - b.node;
}

function rankOf(graph: ReachGraph, end: HopEnd): number {
  return end.kind === 'asset' ? (graph.universe.rank[end.asset] as number) : graph.universe.rank.length + end.zone;
}

/** An open zone needs no rule and comes first, then rules by id, then what is open on the wire only. */
function compareReasons(graph: ReachGraph, a: HopReason, b: HopReason): number {
  const order = { zone: 0, rule: 1, wire: 2 };
  if (a.kind !== b.kind) return order[a.kind] - order[b.kind];
  if (a.kind === 'rule' && b.kind === 'rule') {
    const ids = [a, b].map((r) => graph.policy.rules[r.rule]?.id ?? '') as [string, string];
    return compareIds(...ids) || a.rule - b.rule;
  }
  if (a.kind === 'zone' && b.kind === 'zone') return a.zone - b.zone;
  return 0;
}
