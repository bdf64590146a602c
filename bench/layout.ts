/**
 * Measures the layout of plants of growing size, beside elkjs alone on the same graph: the same zones in each other, of the same sizes,
 * one edge a conduit, and no wish but layers, right angles and edges across borders. `node bench/layout.ts` prints JSON: a row a plant,
 * the shortest of several times in milliseconds, both run in turns.
 */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { buildGraph } from '../language/diagram/build/build-graph.ts';
import type { DiagramGraph } from '../language/diagram/graph.ts';
import { createElk } from '../language/diagram/layout/elk.ts';
import { layoutGraph } from '../language/diagram/layout/layout-graph.ts';
import type { DiagramLayout } from '../language/diagram/layout/placed.ts';
import { initialView, viewOf } from '../language/diagram/view/diagram-view.ts';
import { loadPolicy } from '../language/pipeline.ts';
import { largeCompany, type MillSize } from '../test/generators/mill.ts';

/** Sites, areas, cells and further conduits: about 10, 30, 100, 300 and 1,000 zones, three conduits a zone from 30 on. */
const PLANTS: readonly MillSize[] = [
  { sites: 1, areas: 1, cells: 2, extra: 3 },
  { sites: 1, areas: 4, cells: 4, extra: 50 },
  { sites: 1, areas: 15, cells: 5, extra: 190 },
  { sites: 3, areas: 14, cells: 5, extra: 231 },
  { sites: 9, areas: 15, cells: 5, extra: 220 },
];
const RUNS = 4;
const NOON = Date.parse('2026-11-23T12:00:00Z');

/** What a zone takes in the picture; one with zones in it is as large as these need. */
function bareGraph(graph: DiagramGraph, { zones }: DiagramLayout): ElkNode {
  const options = { 'elk.algorithm': 'layered', 'elk.edgeRouting': 'ORTHOGONAL', 'elk.direction': 'DOWN' };
  const children = Map.groupBy(graph.zones, (z) => z.parent);
  const nodes = (parent: string | undefined): ElkNode[] =>
    (children.get(parent) ?? []).map(({ id }) =>
      children.has(id)
        ? { id, layoutOptions: options, children: nodes(id) }
        : { id, width: zones[id]?.width ?? 60, height: zones[id]?.height ?? 40 },
    );
  return {
    id: 'root',
    layoutOptions: { ...options, 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' },
    children: nodes(undefined),
    edges: graph.conduits.map(({ id, upper, lower }) => ({ id, sources: [upper], targets: [lower] })),
  };
}

async function measure(size: MillSize) {
  const { policy } = await loadPolicy([{ path: 'plant.seg', text: largeCompany(size) }]);
  const whole = buildGraph(policy, { now: NOON });
  const view = initialView(whole);
  const { graph } = viewOf(whole, view);
  const elk = createElk();
  const times: { ours: number; bare: number } = { ours: Infinity, bare: Infinity };
  const timed = async <T>(which: keyof typeof times, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    times[which] = Math.min(times[which], performance.now() - began);
    return result;
  };
  for (let run = 0; run < RUNS; run++) {
    const result = await timed('ours', () => layoutGraph(graph, elk, { detail: view.detail }));
    if (!result.ok) throw new Error(result.message);
    const bare = bareGraph(graph, result.layout);
    await timed('bare', () => elk.layout(bare));
  }
  return { zones: whole.zones.length, conduits: whole.conduits.length, lines: graph.conduits.length, ...times };
}

const rows: Awaited<ReturnType<typeof measure>>[] = [];
// The first plant would pay for what all of them need once.
await measure({ sites: 1, areas: 3, cells: 3, extra: 6 });
for (const size of PLANTS) rows.push(await measure(size));
console.log(JSON.stringify(rows));
