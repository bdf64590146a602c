/** How a graph's zones nest, which of them hold assets beside nested zones, and in which row of the Purdue model each block belongs. */
import type { DiagramConduit, DiagramGraph, DiagramZone } from '../graph.ts';

/** A block is what gets a place of its own: a zone without nested ones, or the floor of a zone with nested ones. */
export interface Hierarchy {
  readonly roots: readonly DiagramZone[];
  readonly zones: ReadonlyMap<string, DiagramZone>;
  readonly children: ReadonlyMap<string, readonly DiagramZone[]>;
  /** Zones with nested ones that also need a floor: for assets of their own, or for a conduit to a zone nested in them. */
  readonly floors: ReadonlySet<string>;
  /** Rows from the top; the last is for blocks without level. */
  readonly levels: readonly number[];
  /** Row of each block, by zone id (for a floor, its zone's). */
  readonly rows: ReadonlyMap<string, number>;
  /** Last row of a block that stands for several. */
  readonly reach?: ReadonlyMap<string, number>;
}

export function hierarchyOf(graph: DiagramGraph): Hierarchy {
  const zones = new Map(graph.zones.map((z) => [z.id, z]));
  const children = new Map<string, DiagramZone[]>();
  const roots: DiagramZone[] = [];
  for (const zone of graph.zones) {
    if (zone.parent === undefined || !zones.has(zone.parent)) roots.push(zone);
    else {
      const siblings = children.get(zone.parent);
      if (siblings === undefined) children.set(zone.parent, [zone]);
      else siblings.push(zone);
    }
  }
  const floors = new Set<string>();
  for (const zone of graph.zones)
    if (children.has(zone.id) && zone.assets.length + zone.ghosts.length > 0) floors.add(zone.id);
  for (const conduit of graph.conduits)
    for (const [outer, inner] of [
      [conduit.upper, conduit.lower],
      [conduit.lower, conduit.upper],
    ] as const)
      if (outer !== inner && isWithin(zones, inner, outer)) floors.add(outer);
  const blocks = graph.zones.filter((z) => !children.has(z.id) || floors.has(z.id));
  const levels = [...new Set(blocks.flatMap((z) => (z.level === undefined ? [] : [z.level])))].sort((a, b) => b - a);
  const rows = new Map(blocks.map((z) => [z.id, z.level === undefined ? levels.length : levels.indexOf(z.level)]));
  return { roots, zones, children, floors, levels, rows };
}

/** Whether a zone is another or nested in it. */
export function isWithin(zones: ReadonlyMap<string, DiagramZone>, zone: string, outer: string): boolean {
  return withOuter(zones, zone).has(outer);
}

/** A zone and those around it. */
export function withOuter(zones: ReadonlyMap<string, DiagramZone>, zone: string): ReadonlySet<string> {
  const seen = new Set<string>();
  for (let at: string | undefined = zone; at !== undefined && !seen.has(at); at = zones.get(at)?.parent) seen.add(at);
  return seen;
}

/** The node that a conduit's end is tied to: the zone, or its floor where the other end lies inside it. */
export function endNode(hierarchy: Hierarchy, conduit: DiagramConduit, end: 'upper' | 'lower'): string {
  const zone = conduit[end];
  const other = conduit[end === 'upper' ? 'lower' : 'upper'];
  return hierarchy.floors.has(zone) && isWithin(hierarchy.zones, other, zone) ? floorNode(zone) : zone;
}

export function floorNode(zone: string): string {
  return `floor ${zone}`;
}

/** First and last row that a zone and what is nested in it take part in. */
export function rowSpan(hierarchy: Hierarchy, zone: string): { first: number; last: number } {
  const own = hierarchy.rows.get(zone);
  let first = own ?? Infinity;
  let last = hierarchy.reach?.get(zone) ?? own ?? -Infinity;
  for (const child of hierarchy.children.get(zone) ?? []) {
    const span = rowSpan(hierarchy, child.id);
    first = Math.min(first, span.first);
    last = Math.max(last, span.last);
  }
  return { first, last };
}

/** The partition of each sibling: those whose rows overlap share one, so that sites stand side by side. */
export function partitions(hierarchy: Hierarchy, siblings: readonly string[]): Map<string, number> {
  const spans = siblings
    .map((id) => ({ id, ...spanOf(hierarchy, id) }))
    .sort((a, b) => a.first - b.first || a.last - b.last);
  const out = new Map<string, number>();
  let partition = -1;
  let reach = -Infinity;
  for (const { id, first, last } of spans) {
    if (first > reach) partition++;
    reach = Math.max(reach, last);
    out.set(id, partition);
  }
  return out;
}

function spanOf(hierarchy: Hierarchy, node: string): { first: number; last: number } {
  if (!node.startsWith('floor ')) return rowSpan(hierarchy, node);
  const row = hierarchy.rows.get(node.slice('floor '.length)) ?? hierarchy.levels.length;
  return { first: row, last: row };
}
