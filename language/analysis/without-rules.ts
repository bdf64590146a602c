/** A reach graph as it would be without some of its rules: the same nodes, fewer edges. Far cheaper than the graph of a changed policy. */
import type { RuleRef } from '../model/policy.ts';
import type { Adjacency, ReachGraph } from './graph.ts';

/** The graph without the hubs of some rules. Allows permit each by itself, so that taking one away leaves the others as they are. */
export function withoutRules(graph: ReachGraph, rules: ReadonlySet<RuleRef>): ReachGraph {
  return withoutHubs(graph, (hub) => {
    const reason = graph.hubs[hub];
    return reason?.kind === 'rule' && rules.has(reason.rule);
  });
}

/** The graph in which nothing leads into some of its hubs; `gone` is asked by position in `graph.hubs`. */
export function withoutHubs(graph: ReachGraph, gone: (hub: number) => boolean): ReachGraph {
  const first = 2 * graph.principals;
  const isGone = Uint8Array.from({ length: graph.nodes }, (_, node) => (node >= first && gone(node - first) ? 1 : 0));
  return { ...graph, next: without(graph.next, isGone), previous: without(graph.previous, isGone) };
}

function without({ at, to }: Adjacency, gone: Uint8Array): Adjacency {
  const kept = new Int32Array(to.length);
  const starts = new Int32Array(at.length);
  let fill = 0;
  for (let node = 0; node + 1 < at.length; node++) {
    starts[node] = fill;
    if (gone[node] === 1) continue;
    for (let e = at[node] as number; e < (at[node + 1] as number); e++)
      if (gone[to[e] as number] !== 1) kept[fill++] = to[e] as number;
  }
  starts[at.length - 1] = fill;
  return { at: starts, to: kept.slice(0, fill) };
}
