/**
 * Zones beside a site. elk draws a zone below a site that it has a conduit with; where the site also holds levels below the zone's,
 * that turns the Purdue order round. Such a zone - a management network behind every level, say - is laid out without elk: to the
 * right of everything, in its own level's row, its conduits coming in from the left.
 */
import type { Detail, DiagramConduit, DiagramGraph, DiagramZone } from '../graph.ts';
import { type Hierarchy, isWithin, rowSpan } from './hierarchy.ts';
import { gateWidth, measurePill } from './measures.ts';
import { type Box, type ById, type DiagramLayout, hull, moved, type Point } from './placed.ts';
import type { Inside } from './zone-inside.ts';

const CHANNEL = 14;
const BEFORE_CHANNELS = 34;
const FAR = 10_000;
/** Distance above and below at which something still counts as beside. */
const CLEAR = 24;
const BETWEEN_PILLS = 14;
/** For an arrowhead and a stretch of line. */
export const APPROACH = 30;

/** Zones at the top of the hierarchy whose level lies inside a site that they have a conduit with, but not at its foot. */
export function asideZones(graph: DiagramGraph, hierarchy: Hierarchy): string[] {
  const sites = hierarchy.roots.filter((z) => hierarchy.children.has(z.id));
  return hierarchy.roots
    .filter((z) => !hierarchy.children.has(z.id))
    .filter((zone) => {
      const row = hierarchy.rows.get(zone.id) ?? 0;
      return sites.some((site) => {
        const { first, last } = rowSpan(hierarchy, site.id);
        return (
          first <= row &&
          row < last &&
          graph.conduits.some((c) => c.lower === zone.id && isWithin(hierarchy.zones, c.upper, site.id))
        );
      });
    })
    .map((z) => z.id);
}

export function conduitsOf(graph: DiagramGraph, zone: string): DiagramConduit[] {
  return graph.conduits.filter((c) => c.upper === zone || c.lower === zone);
}

/** The graph that elk gets: without the zones aside and without their conduits. */
export function withoutAside(graph: DiagramGraph, aside: readonly string[]): DiagramGraph {
  const gone = new Set(aside);
  return {
    ...graph,
    zones: graph.zones.filter((z) => !gone.has(z.id)),
    conduits: graph.conduits.filter((c) => !gone.has(c.upper) && !gone.has(c.lower)),
  };
}

/** High enough for all its conduits to come in from the left, one pill below the other. */
export function heightAside(graph: DiagramGraph, zone: string, inside: Inside, detail: Detail): number {
  const pills = conduitsOf(graph, zone).map((c) => measurePill(c, detail).height);
  const needed = pills.reduce((sum, h) => sum + Math.max(h, 22) + BETWEEN_PILLS, BETWEEN_PILLS);
  return Math.max(inside.height, needed);
}

/** Boxes for the zones aside, right of all others; how far left they can go is known when the rows are aligned. */
export function boxesAside(
  aside: readonly string[],
  insides: ReadonlyMap<string, Inside>,
  others: readonly Box[],
): Map<string, Box> {
  const around = hull(others) ?? { x: 0, y: 0, width: 0, height: 0 };
  const boxes = new Map<string, Box>();
  let x = around.x + around.width + FAR;
  for (const zone of aside) {
    const inside = insides.get(zone);
    if (inside === undefined) continue;
    boxes.set(zone, { x, y: around.y, width: inside.width, height: inside.height });
    x += inside.width + FAR;
  }
  return boxes;
}

/** The zones aside, one after the other, as near to the rest as what lies in the same height allows. */
export function broughtNear(graph: DiagramGraph, far: DiagramLayout, aside: readonly string[]): DiagramLayout {
  const placed = graph.zones.map((z) => z.id).filter((id) => !aside.includes(id));
  let layout = far;
  for (const zone of graph.zones.filter((z) => aside.includes(z.id))) {
    const box = layout.zones[zone.id];
    if (box === undefined) continue;
    layout = zoneMoved(layout, zone, xAside(graph, box, zone.id, layout, placed) - box.x);
    placed.push(zone.id);
  }
  return layout;
}

/** The layout with a zone and what stands in it moved sideways. */
function zoneMoved(layout: DiagramLayout, zone: DiagramZone, dx: number): DiagramLayout {
  const move = <T extends Point>(things: ById<T>, ids: readonly string[]): ById<T> => ({
    ...things,
    ...Object.fromEntries(ids.flatMap((id) => (things[id] ? [[id, moved(things[id], dx, 0)]] : []))),
  });
  const inner = zone.inner.flatMap((e) => {
    const line = layout.inner[e.id];
    return line ? [[e.id, { points: line.points.map((p) => moved(p, dx, 0)), label: moved(line.label, dx, 0) }]] : [];
  });
  return {
    ...layout,
    zones: move(layout.zones, [zone.id]),
    floors: move(layout.floors, [zone.id]),
    assets: move(
      layout.assets,
      zone.assets.map((a) => a.id),
    ),
    ghosts: move(
      layout.ghosts,
      zone.ghosts.map((g) => g.id),
    ),
    innerWordsAt: move(layout.innerWordsAt, [zone.id]),
    inner: { ...layout.inner, ...Object.fromEntries(inner) },
  };
}

/** Right of everything in the same height, with room for the conduits' pills and gates. */
function xAside(graph: DiagramGraph, own: Box, zone: string, layout: DiagramLayout, placed: readonly string[]): number {
  const lines = Object.values(layout.conduits);
  const things = [
    ...placed.flatMap((id) => layout.zones[id] ?? []),
    ...lines.map((l) => l.label),
    ...Object.values(layout.gates),
    ...lines.flatMap((l) => l.points.slice(1).flatMap((p, i) => hull([spot(p), spot(l.points[i] as Point)]) ?? [])),
  ].filter((b) => b.y < own.y + own.height + CLEAR && b.y + b.height > own.y - CLEAR);
  const right = Math.max(...things.map((b) => b.x + b.width), ...(things.length === 0 ? [0] : []));
  return right + roomBefore(graph, zone, layout.detail);
}

function spot({ x, y }: Point): Box {
  return { x, y, width: 0, height: 0 };
}

function roomBefore(graph: DiagramGraph, zone: string, detail: Detail): number {
  const conduits = conduitsOf(graph, zone);
  const pill = Math.max(0, ...conduits.map((c) => measurePill(c, detail).width));
  const gate = Math.max(
    0,
    ...conduits.flatMap((c) => c.gates.filter((g) => c[g.end] === zone).map((g) => gateWidth(g, detail))),
  );
  return BEFORE_CHANNELS + conduits.length * CHANNEL + pill + APPROACH + gate;
}

/** Where the conduits come in, from top to bottom: the middle of each pill. */
export function entries(conduits: readonly DiagramConduit[], zone: Box, detail: Detail): number[] {
  const heights = conduits.map((c) => Math.max(22, measurePill(c, detail).height));
  const total = heights.reduce((sum, h) => sum + h + BETWEEN_PILLS, -BETWEEN_PILLS);
  let y = zone.y + (zone.height - total) / 2;
  return heights.map((height) => {
    const middle = y + height / 2;
    y += height + BETWEEN_PILLS;
    return middle;
  });
}
