/**
 * Keeps rows apart inside containers, where elk 0.12 does not heed partitions: lines that are laid out and never drawn lead from
 * each row to those blocks of the next that no conduit already ties below it.
 */
import type { ElkExtendedEdge } from 'elkjs/lib/elk-api.js';
import type { DiagramGraph } from '../graph.ts';
import { floorNode, type Hierarchy, isWithin, partitions } from './hierarchy.ts';

export function rowOrderEdges(graph: DiagramGraph, hierarchy: Hierarchy): ElkExtendedEdge[] {
  return [...hierarchy.children].flatMap(([zone, children]) => {
    const nodes = [...(hierarchy.floors.has(zone) ? [floorNode(zone)] : []), ...children.map((c) => c.id)];
    const order = partitions(hierarchy, nodes);
    const last = Math.max(...order.values());
    const rows = Array.from({ length: last + 1 }, (_, row) => nodes.filter((n) => order.get(n) === row));
    return rows.flatMap((row, i) => (i === 0 ? [] : tie(rows[i - 1] as string[], row, graph, hierarchy)));
  });
}

function tie(
  upper: readonly string[],
  lower: readonly string[],
  graph: DiagramGraph,
  hierarchy: Hierarchy,
): ElkExtendedEdge[] {
  return lower.flatMap((node, i) => {
    if (upper.some((above) => isTied(above, node, graph, hierarchy))) return [];
    const above = upper[Math.min(i, upper.length - 1)];
    return above === undefined ? [] : [{ id: `order ${above} ${node}`, sources: [above], targets: [node] }];
  });
}

function isTied(upper: string, lower: string, graph: DiagramGraph, { zones }: Hierarchy): boolean {
  return graph.conduits.some((c) => isWithin(zones, c.upper, upper) && isWithin(zones, c.lower, lower));
}
