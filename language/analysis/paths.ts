/** Breadth-first search over the reach graph: how many steps away, forwards and backwards; a hub costs nothing, an arrival one step. */
import { type Adjacency, principalAt, type ReachGraph } from './graph.ts';

/** What a search needs of a graph. */
export type Searched = Pick<ReachGraph, 'principals' | 'nodes' | 'next' | 'previous'>;

export const UNREACHED = -1;

/** Which principals are taken out of the graph. */
export type Blocked = ReadonlySet<number>;

const NOBODY: Blocked = new Set();

/**
 * Steps from any of the sources to each node. A source's own node has a number only where it is reached again. Blocked principals
 * are neither source nor on the way. With `until` the search ends with the first layer that has such a node.
 */
export function stepsFrom(
  graph: Searched,
  sources: Iterable<number>,
  blocked: Blocked = NOBODY,
  until?: (node: number) => boolean,
): Int32Array {
  return search(graph, sources, graph.next, blocked, (_, reached) => isPrincipal(graph, reached), until);
}

/**
 * Steps that remain from each node to any of the targets, at least one. A target's own node has a number only where it can come to
 * a target in turn.
 */
export function stepsTo(graph: Searched, targets: Iterable<number>, blocked: Blocked = NOBODY): Int32Array {
  const ends = [...targets].flatMap((p) => [p, graph.principals + p]);
  return search(graph, ends, graph.previous, blocked, (left) => isPrincipal(graph, left));
}

function isPrincipal(graph: Searched, node: number): boolean {
  return node < 2 * graph.principals;
}

/** Layers of equal distance; `counts` says whether going from one node to another along the edges given is a step. */
function search(
  graph: Searched,
  starts: Iterable<number>,
  edges: Adjacency,
  blocked: Blocked,
  counts: (left: number, entered: number) => boolean,
  until?: (node: number) => boolean,
): Int32Array {
  const steps = new Int32Array(graph.nodes).fill(UNREACHED);
  let done = false;
  const layers: number[][] = [];
  const expand = (node: number, at: number): void => {
    for (let e = edges.at[node] as number; e < (edges.at[node + 1] as number); e++) {
      const other = edges.to[e] as number;
      const distance = counts(node, other) ? at + 1 : at;
      const before = steps[other] as number;
      if (before !== UNREACHED && before <= distance) continue;
      const principal = principalAt(graph, other);
      if (principal !== -1 && blocked.has(principal)) continue;
      steps[other] = distance;
      done ||= until?.(other) === true;
      const layer = layers[distance];
      if (layer === undefined) layers[distance] = [other];
      else layer.push(other);
    }
  };
  for (const s of new Set(starts)) if (!blocked.has(principalAt(graph, s))) expand(s, 0);
  for (let at = 0; at < layers.length && !done; at++) {
    const layer = layers[at] ?? [];
    // The layer grows while hubs, which cost nothing, are walked through.
    for (let i = 0; i < layer.length; i++) if (steps[layer[i] as number] === at) expand(layer[i] as number, at);
  }
  return steps;
}
