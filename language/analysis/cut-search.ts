/** The smallest cut by trying: exact for few rules, however they are made. Of equally small ones the first in the order of the rules. */
import type { RuleRef } from '../model/policy.ts';
import type { Between } from './cut-problem.ts';
import type { ReachGraph } from './graph.ts';

/** More rules than bits of a number can be tried by no one. */
export const MOST_RULES_TRIED = 20;

/** The hubs of rules between two ends, and how they lead to each other through what no rule can cut. */
interface Steps {
  /** Per vertex the bit of its rule; vertex 0 is the source, without a rule. */
  readonly bits: readonly number[];
  readonly next: readonly (readonly number[])[];
  /** Vertices from which a target is reached through what no rule can cut. */
  readonly arrives: readonly boolean[];
}

/**
 * A smallest set of rules, out of `rules` (at most 20, all that lie between), that parts all questions: between `atLeast` and
 * `atMost` rules. Undefined where there is none of so few.
 */
export function smallestByTrying(
  graph: ReachGraph,
  parts: readonly Between[],
  rules: readonly RuleRef[],
  atLeast: number,
  atMost: number,
): RuleRef[] | undefined {
  const all = parts.map((part) => stepsBetween(graph, part, rules));
  for (let size = atLeast; size <= atMost; size++) {
    if (!canPart(all, 0, 0, size)) continue;
    let chosen = 0;
    let left = size;
    rules.forEach((_, i) => {
      if (left === 0 || !canPart(all, chosen | (1 << i), 0, left - 1)) return;
      chosen |= 1 << i;
      left--;
    });
    return rules.filter((_, i) => (chosen & (1 << i)) !== 0);
  }
  return undefined;
}

/** Whether up to `left` more rules, none of them kept, part what is still joined. */
function canPart(all: readonly Steps[], gone: number, kept: number, left: number): boolean {
  const path = firstPath(all, gone);
  if (path === undefined) return true;
  if (left === 0 || disjointPaths(all, gone, left) > left) return false;
  let tried = kept;
  for (const bit of path) {
    if ((kept & bit) !== 0) continue;
    if (canPart(all, gone | bit, tried, left - 1)) return true;
    tried |= bit;
  }
  return false;
}

/** How many ways there are that share no rule, as far as taking the shortest each time finds them; at most one more than asked. */
function disjointPaths(all: readonly Steps[], gone: number, enough: number): number {
  let most = 0;
  for (const steps of all) {
    let used = gone;
    let count = 0;
    for (let path = shortest(steps, used); path !== undefined && count <= enough; path = shortest(steps, used)) {
      count++;
      for (const bit of path) used |= bit;
    }
    most = Math.max(most, count);
  }
  return most;
}

function firstPath(all: readonly Steps[], gone: number): number[] | undefined {
  for (const steps of all) {
    const path = shortest(steps, gone);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** The bits of the rules of a way of fewest hubs, from the source on. */
function shortest({ bits, next, arrives }: Steps, gone: number): number[] | undefined {
  const before = new Int32Array(bits.length).fill(-1);
  before[0] = 0;
  const queue = [0];
  for (let i = 0; i < queue.length; i++) {
    const vertex = queue[i] as number;
    if (arrives[vertex]) {
      const path: number[] = [];
      for (let v = vertex; v !== 0; v = before[v] as number) path.push(bits[v] as number);
      return [...new Set(path.reverse())];
    }
    for (const other of next[vertex] ?? []) {
      if (before[other] !== -1 || ((bits[other] as number) & gone) !== 0) continue;
      before[other] = vertex;
      queue.push(other);
    }
  }
  return undefined;
}

function stepsBetween(graph: ReachGraph, part: Between, rules: readonly RuleRef[]): Steps {
  const hubs = rules.flatMap((rule, i) => (part.rules.get(rule) ?? []).map((node) => ({ node, bit: 1 << i })));
  const vertexOf = new Map(hubs.map(({ node }, i) => [node, i + 1]));
  const ways = [[...part.question.sources], ...hubs.map(({ node }) => [node])].map((starts) =>
    onward(graph, part, vertexOf, starts),
  );
  return {
    bits: [0, ...hubs.map(({ bit }) => bit)],
    next: ways.map((w) => w.hubs),
    arrives: ways.map((w) => w.arrives),
  };
}

/** The rule hubs that some nodes lead to without passing another, and whether they lead to a target so. */
function onward(
  graph: ReachGraph,
  part: Between,
  vertexOf: ReadonlyMap<number, number>,
  starts: readonly number[],
): { readonly hubs: number[]; readonly arrives: boolean } {
  const { next, principals } = graph;
  const seen = new Set<number>();
  const hubs: number[] = [];
  const stack = [...starts];
  let arrives = false;
  while (stack.length > 0) {
    const node = stack.pop() as number;
    for (let e = next.at[node] as number; e < (next.at[node + 1] as number); e++) {
      const other = next.to[e] as number;
      if (part.relevant[other] !== 1 || seen.has(other)) continue;
      seen.add(other);
      const vertex = vertexOf.get(other);
      if (vertex !== undefined) hubs.push(vertex);
      else if (other < 2 * principals && part.question.targets.has(other % principals)) arrives = true;
      else stack.push(other);
    }
  }
  return { hubs, arrives };
}
