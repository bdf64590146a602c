/**
 * Cuts (SEMANTICS.md *Blast radius*): the fewest rules whose removal makes `A cannot reach B` true. Open zones cannot be cut.
 *
 * Where each rule between the two leads from all its sources to all its targets, a smallest cut is a greatest flow, exactly. Up to
 * 20 rules of any make are tried, exactly too. Beyond that a cut is found whose size need not be the smallest; how far it can be
 * from it is said.
 */
import type { RuleRef } from '../model/policy.ts';
import {
  type Between,
  between,
  type CutEnds,
  cutQuestions,
  isFullProduct,
  meant,
  stillReaches,
} from './cut-problem.ts';
import { MOST_RULES_TRIED, smallestByTrying } from './cut-search.ts';
import type { ReachGraph } from './graph.ts';
import { FlowNetwork, UNBOUNDED } from './max-flow.ts';
import { nearestPair } from './pairs.ts';
import { stepsFrom } from './paths.ts';
import { compareIds } from './universe.ts';
import { withoutHubs } from './without-rules.ts';
import { type Hop, witnessBetween } from './witness.ts';

export type { CutEnds } from './cut-problem.ts';

export type Cut =
  | {
      readonly kind: 'rules';
      /** Rules to remove, by id; none where nothing of the one end reaches anything of the other as it is. */
      readonly rules: readonly RuleRef[];
      /** No cut has fewer rules than this: the cut is a smallest one where it has as many. */
      readonly atLeast: number;
    }
  /** No rules suffice: a way through what no rule permits, open zones or open wires. */
  | { readonly kind: 'open'; readonly path: readonly Hop[] };

/** A smallest cut between two ends, or bounds on it. Equal for equal policies, whatever the order of their files. */
export function cutBetween(graph: ReachGraph, from: CutEnds, to: CutEnds): Cut {
  const parts = cutQuestions(graph, from, to).flatMap((question) => between(graph, question) ?? []);
  if (parts.length === 0) return { kind: 'rules', rules: [], atLeast: 0 };
  const path = uncuttable(graph, parts, from, to);
  if (path !== undefined) return { kind: 'open', path };
  const flows = parts.map((part) => flowCut(graph, part));
  const [only] = flows;
  if (flows.length === 1 && only?.isExact === true) return answer(graph, only.rules, only.rules.length);
  const united = minimal(graph, parts, new Set(flows.flatMap((f) => f.rules)));
  const atLeast = Math.max(...flows.map((f) => f.atLeast));
  if (united.length === atLeast) return answer(graph, united, atLeast);
  const rules = ordered(graph, parts);
  if (rules.length > MOST_RULES_TRIED) return answer(graph, united, atLeast);
  const smallest = smallestByTrying(graph, parts, rules, atLeast, united.length) ?? united;
  return answer(graph, smallest, smallest.length);
}

/** Whether a cut is known to be a smallest one. */
export function isSmallest(cut: Cut): boolean {
  return cut.kind === 'rules' && cut.rules.length === cut.atLeast;
}

function answer(graph: ReachGraph, rules: readonly RuleRef[], atLeast: number): Cut {
  return { kind: 'rules', rules: [...rules].sort((a, b) => compareRules(graph, a, b)), atLeast };
}

function compareRules({ policy }: ReachGraph, a: RuleRef, b: RuleRef): number {
  return compareIds(policy.rules[a]?.id ?? '', policy.rules[b]?.id ?? '') || a - b;
}

/** A shortest path that no rule permits any hop of; undefined where every path needs some rule. */
function uncuttable(graph: ReachGraph, parts: readonly Between[], from: CutEnds, to: CutEnds): Hop[] | undefined {
  const open = withoutHubs(graph, (hub) => graph.hubs[hub]?.kind === 'rule');
  for (const { question } of parts) {
    const pair = nearestPair(open, question.sources, question.targets, new Set());
    if (pair === undefined) continue;
    const start = meant(graph, pair.from, from);
    return witnessBetween(open, start, meant(graph, pair.to, to, start));
  }
  return undefined;
}

interface FlowCut {
  readonly rules: readonly RuleRef[];
  readonly atLeast: number;
  /** Every rule is one full product. */
  readonly isExact: boolean;
}

/** What one rule holds back in a flow, divided among the products that it is made of. */
const RULE_CAPACITY = 27_720;

/**
 * The cut nearest to the sources that a greatest flow shows. A rule of several products is several vertices that share its capacity:
 * the flow bounds from below what any cut needs.
 */
function flowCut(graph: ReachGraph, part: Between): FlowCut {
  const vertices: { readonly rule: RuleRef; readonly capacity: number }[] = [];
  const vertexOf = new Map<number, number>();
  let isExact = true;
  for (const [rule, hubs] of part.rules) {
    const isFull = isFullProduct(graph, part, rule);
    isExact &&= isFull;
    const capacity = isFull ? RULE_CAPACITY : Math.floor(RULE_CAPACITY / hubs.length);
    hubs.forEach((hub, i) => {
      if (!isFull || i === 0) vertices.push({ rule, capacity });
      vertexOf.set(hub, vertices.length - 1);
    });
  }
  const source = graph.nodes + 2 * vertices.length;
  const network = new FlowNetwork(source + 2);
  vertices.forEach(({ capacity }, v) => void network.edge(graph.nodes + 2 * v, graph.nodes + 2 * v + 1, capacity));
  connect(graph, part, vertexOf, network, source);
  const flow = network.send(source, source + 1);
  const near = network.reachable(source);
  const cut = vertices.filter((_, v) => near[graph.nodes + 2 * v] === 1 && near[graph.nodes + 2 * v + 1] !== 1);
  const atLeast = Math.max(1, Math.ceil(flow / RULE_CAPACITY));
  return { rules: [...new Set(cut.map(({ rule }) => rule))], atLeast, isExact };
}

/** Adds the ways between the ends to a network: from its source, through vertices of rules, to the node after it. */
function connect(
  graph: ReachGraph,
  { question, relevant }: Between,
  vertexOf: ReadonlyMap<number, number>,
  network: FlowNetwork,
  source: number,
): void {
  const { next, nodes, principals } = graph;
  const enter = (node: number): number => {
    if (node < 2 * principals && question.targets.has(node % principals)) return source + 1;
    const vertex = vertexOf.get(node);
    return vertex === undefined ? node : nodes + 2 * vertex;
  };
  const leave = (node: number): number => {
    const vertex = vertexOf.get(node);
    return vertex === undefined ? node : nodes + 2 * vertex + 1;
  };
  const lead = (node: number, from: number): void => {
    for (let e = next.at[node] as number; e < (next.at[node + 1] as number); e++) {
      const other = next.to[e] as number;
      const within = vertexOf.get(node) !== undefined && vertexOf.get(node) === vertexOf.get(other);
      if (relevant[other] === 1 && !within) network.edge(from, enter(other), UNBOUNDED);
    }
  };
  for (const p of question.sources) lead(p, source);
  for (let node = 0; node < nodes; node++) if (relevant[node] === 1) lead(node, leave(node));
}

/** A cut less every rule that it can do without, those last by id first. */
function minimal(graph: ReachGraph, parts: readonly Between[], cut: Set<RuleRef>): RuleRef[] {
  for (const rule of [...cut].sort((a, b) => compareRules(graph, b, a))) {
    cut.delete(rule);
    if (parts.some((part) => stillReaches(graph, part, cut))) cut.add(rule);
  }
  return [...cut];
}

/** All rules between the ends: those nearest to the sources first, then by id. */
function ordered(graph: ReachGraph, parts: readonly Between[]): RuleRef[] {
  const steps = stepsFrom(graph, new Set(parts.flatMap(({ question }) => [...question.sources])));
  const nearest = new Map<RuleRef, number>();
  for (const { rules } of parts)
    for (const [rule, hubs] of rules)
      nearest.set(rule, Math.min(nearest.get(rule) ?? Infinity, ...hubs.map((hub) => steps[hub] as number)));
  return [...nearest.keys()].sort(
    (a, b) => (nearest.get(a) as number) - (nearest.get(b) as number) || compareRules(graph, a, b),
  );
}
