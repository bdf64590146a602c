/**
 * Keeps rows apart inside containers, where elk 0.12 does not heed partitions: lines that are laid out and never drawn lead from
 * each row to those blocks of the next that no conduit already ties below it.
 */
import type { ElkExtendedEdge } from 'elkjs/lib/elk-api.js';
import type { DiagramGraph } from '../graph.ts';
import { floorNode, type Hierarchy, partitions, withOuter } from './hierarchy.ts';

export function rowOrderEdges(graph: DiagramGraph, hierarchy: Hierarchy): ElkExtendedEdge[] {
  const tied = tiedPairs(graph, hierarchy);
  return [...hierarchy.children].flatMap(([zone, children]) => {
    const nodes = [...(hierarchy.floors.has(zone) ? [floorNode(zone)] : []), ...children.map((c) => c.id)];
    const order = partitions(hierarchy, nodes);
    const last = Math.max(...order.values());
    const rows = Array.from({ length: last + 1 }, (_, row) => nodes.filter((n) => order.get(n) === row));
    return rows.flatMap((row, i) => (i === 0 ? [] : tie(rows[i - 1] as string[], row, tied)));
  });
}

/** By zone, those that a conduit leads down to from it, or from what is nested in it: the conduit's lower end and the zones around that. */
type TiedPairs = ReadonlyMap<string, ReadonlySet<string>>;

function tie(upper: readonly string[], lower: readonly string[], tied: TiedPairs): ElkExtendedEdge[] {
  return lower.flatMap((node, i) => {
    if (upper.some((above) => tied.get(above)?.has(node))) return [];
    const above = upper[Math.min(i, upper.length - 1)];
    return above === undefined ? [] : [{ id: `order ${above} ${node}`, sources: [above], targets: [node] }];
  });
}

function tiedPairs({ conduits }: DiagramGraph, { zones }: Hierarchy): TiedPairs {
  const tied = new Map<string, Set<string>>();
  for (const { upper, lower } of conduits) {
    const below = withOuter(zones, lower);
    for (const above of withOuter(zones, upper)) {
      const known = tied.get(above) ?? new Set();
      tied.set(above, known);
      for (const zone of below) known.add(zone);
    }
  }
  return tied;
}
