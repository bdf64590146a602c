/** The dominator tree against taking out each node; the greatest flow against trying every cut. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonDominator, dominatorTree } from './dominators.ts';
import type { Adjacency } from './graph.ts';
import { FlowNetwork } from './max-flow.ts';

type Edge = readonly [number, number];

function adjacency(nodes: number, edges: readonly Edge[], end: 0 | 1): Adjacency {
  const rows = Array.from({ length: nodes }, (_, n) =>
    edges.filter((e) => e[end] === n).map((e) => e[1 - end] as number),
  );
  const at = new Int32Array(nodes + 1);
  rows.forEach((row, n) => {
    at[n + 1] = (at[n] as number) + row.length;
  });
  return { at, to: Int32Array.from(rows.flat()) };
}

function reachedFrom(root: number, edges: readonly Edge[], gone?: number): Set<number> {
  const seen = new Set([root]);
  for (const node of seen) for (const [from, to] of edges) if (from === node && to !== gone) seen.add(to);
  return seen;
}

const NODES = 9;
const edgesOf = fc.array(
  fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1)).filter(([a, b]) => a !== b),
  { maxLength: 22 },
);

it('a node dominates another exactly where no path is left without it', () => {
  fc.assert(
    fc.property(edgesOf, (edges) => {
      const tree = dominatorTree(NODES, 0, adjacency(NODES, edges, 0), adjacency(NODES, edges, 1));
      const reached = reachedFrom(0, edges);
      expect([...tree.order].sort()).toEqual([...reached].sort());
      for (const target of reached)
        for (const gone of reached) {
          if (gone === 0 || gone === target) continue;
          const [at, above] = [target, gone].map((n) => tree.position[n] as number) as [number, number];
          expect(commonDominator(tree, at, above) === above).toBe(!reachedFrom(0, edges, gone).has(target));
        }
    }),
    { numRuns: 500 },
  );
});

it('a greatest flow is as large as the smallest cut that trying finds, and shows one', () => {
  const weighted = fc.array(
    fc.tuple(fc.nat(6), fc.nat(6), fc.integer({ min: 1, max: 5 })).filter(([a, b]) => a !== b),
    { maxLength: 16 },
  );
  fc.assert(
    fc.property(weighted, (edges) => {
      const network = new FlowNetwork(7);
      for (const [from, to, capacity] of edges) network.edge(from, to, capacity);
      const across = (isNear: (node: number) => boolean): number =>
        edges.reduce((sum, [from, to, capacity]) => sum + (isNear(from) && !isNear(to) ? capacity : 0), 0);
      let least = Number.POSITIVE_INFINITY;
      for (let set = 0; set < 1 << 7; set++)
        if ((set & 1) !== 0 && (set & (1 << 6)) === 0)
          least = Math.min(
            least,
            across((n) => (set & (1 << n)) !== 0),
          );
      expect(network.send(0, 6)).toBe(least);
      const near = network.reachable(0);
      expect(near[6]).toBe(0);
      expect(across((n) => near[n] === 1)).toBe(least);
    }),
    { numRuns: 500 },
  );
});
