/**
 * What a policy takes over from the one before it. Someone who types makes a policy after every pause, and most of them say the same
 * about reach as the last: its graphs, and all that was computed from them, are answers about the new one too. Where they differ,
 * the former graph is at hand, so that only what an edit touched is computed anew (totals.ts).
 */
import type { Policy } from '../model/policy.ts';
import { FULL_WEEK } from '../model/times.ts';
import type { Adjacency, ReachGraph } from './graph.ts';
import type { When } from './permission.ts';
import { nextPolicyChange } from './rules.ts';
import { hasSameMeaning } from './same-meaning.ts';
import { universeOf } from './universe.ts';

/** A reach graph without its policy. */
export type GraphShape = Pick<ReachGraph, 'classes' | 'principals' | 'nodes' | 'next' | 'previous'>;

/** Graphs about all instants from one on, by question. */
type Estate = ReadonlyMap<string, ReachGraph>;

const estates = new WeakMap<Policy, Map<string, ReachGraph>>();
const predecessors = new WeakMap<Policy, Policy>();
/** By policy that has not the meaning of the one before: that one's graphs. */
const formers = new WeakMap<Policy, ReadonlyMap<string, GraphShape>>();
/** By `ReachGraph.next`, which tells graphs apart whatever policy they are looked at with. */
const formerShapes = new WeakMap<Adjacency, GraphShape>();

/** Says that a policy comes after another of the same files. Holds on to the former until the first question about the new one. */
export function succeed(policy: Policy, former: Policy): void {
  if (policy === former) return;
  const source = estates.has(former) ? former : predecessors.get(former);
  predecessors.delete(former);
  if (source !== undefined && source !== policy) predecessors.set(policy, source);
}

/** A graph that answers the question about the policy, though it was drawn for the one before or for an earlier instant. */
export function inheritedGraph(policy: Policy, question: string, when: When): ReachGraph | undefined {
  inherit(policy);
  const graph = estates.get(policy)?.get(question);
  if (graph === undefined || !isSameFromThen(policy, graph.options.when, when)) return undefined;
  return { ...graph, options: { ...graph.options, when } };
}

/** Keeps a graph for the policies that come after. */
export function leaveToHeirs(question: string, graph: ReachGraph): void {
  const { policy, options, next } = graph;
  if (startOf(options.when) === undefined) return;
  const former = formers.get(policy)?.get(question);
  if (former !== undefined && former.next !== next) formerShapes.set(next, former);
  const estate = estates.get(policy) ?? new Map<string, ReachGraph>();
  estates.set(policy, estate.set(question, graph));
}

/** The graph of the same question about the policy before; each is given out once, as nothing else needs it. */
export function takeFormer({ next }: GraphShape): GraphShape | undefined {
  const former = formerShapes.get(next);
  formerShapes.delete(next);
  return former;
}

function inherit(policy: Policy): void {
  const former = predecessors.get(policy);
  const estate: Estate | undefined = former && estates.get(former);
  predecessors.delete(policy);
  if (former === undefined || estate === undefined) return;
  if (!hasSameMeaning(former, policy)) {
    formers.set(policy, new Map([...estate].map(([question, graph]) => [question, shapeOf(graph)])));
    return;
  }
  universeOf.adopt(policy, { ...universeOf(former), policy });
  const universe = universeOf(policy);
  const own = estates.get(policy) ?? new Map<string, ReachGraph>();
  for (const [question, graph] of estate) if (!own.has(question)) own.set(question, { ...graph, policy, universe });
  estates.set(policy, own);
}

function shapeOf({ classes, principals, nodes, next, previous }: ReachGraph): GraphShape {
  return { classes, principals, nodes, next, previous };
}

/** Whether what holds at some time from the one instant on holds at some time from the other on: no window opens or ends between. */
function isSameFromThen(policy: Policy, a: When, b: When): boolean {
  const [from, other] = [startOf(a), startOf(b)];
  if (from === undefined || other === undefined) return false;
  const next = from === other ? undefined : nextPolicyChange(policy, Math.min(from, other));
  return next === undefined || next > Math.max(from, other);
}

/** The instant from which on is asked; undefined where the question is another. */
function startOf(when: When): number | undefined {
  const [only, another] = when;
  if (only === undefined || another !== undefined || only.until !== Number.POSITIVE_INFINITY) return undefined;
  return only.week.length === 1 && only.week[0]?.from === 0 && only.week[0].to === FULL_WEEK[0]?.to
    ? only.from
    : undefined;
}
