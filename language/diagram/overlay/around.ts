/** The zones around marked nodes: these are not faded with the rest. */
import type { DiagramGraph } from '../graph.ts';
import type { Mark } from './overlay.ts';

/** Adds an empty mark to each zone that holds a marked node, in it or in a zone nested in it. */
export function withZonesAround(graph: DiagramGraph, marks: Record<string, Mark>): void {
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  for (const zone of graph.zones) {
    const inside = [...zone.assets, ...zone.ghosts, ...zone.inner];
    const isMarked = (id: string): boolean => marks[id] !== undefined && marks[id].faded !== true;
    if (!isMarked(zone.id) && !inside.some(({ id }) => isMarked(id))) continue;
    for (let at: string | undefined = zone.id; at !== undefined; at = parents.get(at)) marks[at] ??= {};
  }
}

/** The ids of a zone and of everything drawn in it and in zones nested in it. */
export function insideOf(graph: DiagramGraph, zone: string): string[] {
  const zones = new Set([zone]);
  // Parents come before the zones in them.
  for (const z of graph.zones) if (z.parent !== undefined && zones.has(z.parent)) zones.add(z.id);
  return graph.zones
    .filter((z) => zones.has(z.id))
    .flatMap((z) => [z.id, ...z.assets.map((a) => a.id), ...z.inner.map((e) => e.id)]);
}
