/** The dominator tree of a graph from one node: which nodes lie on every path to another (Cooper, Harvey, Kennedy 2001). */
import type { Adjacency } from './graph.ts';

export interface DominatorTree {
  /** Reached nodes, the root first, every node after all that dominate it. */
  readonly order: readonly number[];
  /** Position of each node in `order`; -1 where it is not reached. */
  readonly position: Int32Array;
  /** By position: the position of the immediate dominator. The root's is its own. */
  readonly parent: Int32Array;
}

/** The dominator tree from a root, over a graph given in both directions. */
export function dominatorTree(nodes: number, root: number, next: Adjacency, previous: Adjacency): DominatorTree {
  const order = reversePostorder(nodes, root, next);
  const position = new Int32Array(nodes).fill(-1);
  for (let i = 0; i < order.length; i++) position[order[i] as number] = i;
  const parent = new Int32Array(order.length).fill(-1);
  parent[0] = 0;
  const tree = { order, position, parent };
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 1; i < order.length; i++) {
      const found = meetOfPredecessors(tree, previous, i);
      if (found === parent[i]) continue;
      parent[i] = found;
      changed = true;
    }
  }
  return tree;
}

/** The nearest node that dominates two others; all as positions. */
export function commonDominator({ parent }: DominatorTree, a: number, b: number): number {
  let x = a;
  let y = b;
  while (x !== y) {
    while (x > y) x = parent[x] as number;
    while (y > x) y = parent[y] as number;
  }
  return x;
}

function meetOfPredecessors(tree: DominatorTree, previous: Adjacency, at: number): number {
  const node = tree.order[at] as number;
  let found = -1;
  for (let e = previous.at[node] as number; e < (previous.at[node + 1] as number); e++) {
    const before = tree.position[previous.to[e] as number] as number;
    if (before === -1 || tree.parent[before] === -1) continue;
    found = found === -1 ? before : commonDominator(tree, found, before);
  }
  return found;
}

function reversePostorder(nodes: number, root: number, next: Adjacency): number[] {
  const seen = new Uint8Array(nodes);
  const at = next.at.slice();
  const path = [root];
  const finished: number[] = [];
  seen[root] = 1;
  while (path.length > 0) {
    const node = path[path.length - 1] as number;
    const edge = at[node] as number;
    if (edge === next.at[node + 1]) {
      finished.push(node);
      path.pop();
      continue;
    }
    at[node] = edge + 1;
    const child = next.to[edge] as number;
    if (seen[child] === 1) continue;
    seen[child] = 1;
    path.push(child);
  }
  return finished.reverse();
}
