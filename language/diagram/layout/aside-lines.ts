/** Conduits to a zone that stands aside: out of the other zone on any side, around what is in the way, into the zone from the left. */
import type { Detail, DiagramConduit, DiagramGate, DiagramGraph } from '../graph.ts';
import { textWidth } from '../text/metrics.ts';
import { APPROACH, conduitsOf, entries } from './aside.ts';
import { boundsOf } from './assemble.ts';
import { type Hierarchy, isWithin } from './hierarchy.ts';
import { GATE_HEIGHT, gateWidth, measurePill, PADDING, zoneTitleText } from './measures.ts';
import { MARGIN, orthogonalRoute, type Start, type Terrain } from './orthogonal-route.ts';
import type { Box, DiagramLayout, Point } from './placed.ts';

/** How far a line goes straight on before it may turn. */
export const STUB = MARGIN + 3;

/** The layout with the conduits of the zones aside; undefined where one finds no way. */
export function withAsideLines(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  layout: DiagramLayout,
  aside: readonly string[],
): DiagramLayout | undefined {
  let drawn: DiagramLayout | undefined = layout;
  for (const zone of aside) {
    const box = layout.zones[zone];
    if (box === undefined) return undefined;
    const otherEnd = (c: DiagramConduit): Box | undefined => layout.zones[c.upper === zone ? c.lower : c.upper];
    const height = (c: DiagramConduit): number => otherEnd(c)?.y ?? 0;
    const conduits = [...conduitsOf(graph, zone)].sort((a, b) => height(a) - height(b));
    const ys = entries(conduits, box, layout.detail);
    for (const [i, conduit] of conduits.entries())
      drawn = drawn && withLine(graph, hierarchy, drawn, { conduit, zone, y: ys[i] as number });
  }
  return drawn && { ...drawn, bounds: boundsOf(drawn) };
}

interface Wanted {
  readonly conduit: DiagramConduit;
  readonly zone: string;
  /** Where it comes in. */
  readonly y: number;
}

function withLine(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  layout: DiagramLayout,
  { conduit, zone, y }: Wanted,
): DiagramLayout | undefined {
  const { detail } = layout;
  const other = conduit.upper === zone ? conduit.lower : conduit.upper;
  const from = layout.zones[other];
  const to = layout.zones[zone];
  if (from === undefined || to === undefined) return undefined;
  const gateOf = (id: string): DiagramGate | undefined => conduit.gates.find((g) => conduit[g.end] === id);
  const arriving = gateOf(zone);
  const leaving = gateOf(other);
  const end = { x: to.x - (arriving ? gateWidth(arriving, detail) - overlapOf(detail) : 0), y };
  const pill = measurePill(conduit, detail);
  const label = { x: end.x - APPROACH - pill.width, y: y - pill.height / 2, width: pill.width, height: pill.height };
  const exits = exitsOf(from, leaving ? gateWidth(leaving, detail) : 0, overlapOf(detail));
  const terrain = terrainOf(graph, hierarchy, layout, [other, zone]);
  const goal = { at: { x: label.x - STUB, y }, cost: 0 };
  const way = orthogonalRoute(
    exits.map((e) => e.start),
    [goal],
    terrain,
  );
  const exit = exits.find((e) => e.start.at.x === way?.[0]?.x && e.start.at.y === way?.[0]?.y);
  if (way === undefined || exit === undefined) return undefined;
  const points = [exit.border, ...way, end];
  const gates: Record<string, Box> = {};
  if (leaving) gates[leaving.id] = exit.gate;
  if (arriving)
    gates[arriving.id] = { x: end.x, y: y - GATE_HEIGHT / 2, width: gateWidth(arriving, detail), height: GATE_HEIGHT };
  return {
    ...layout,
    conduits: {
      ...layout.conduits,
      [conduit.id]: { points: conduit.upper === zone ? points.reverse() : points, label },
    },
    gates: { ...layout.gates, ...gates },
  };
}

/** A gate straddles the border of a zone, and stands outside a card. */
export function overlapOf(detail: Detail): number {
  return detail === 'assets' ? 8 : 0;
}

export interface Exit {
  readonly side: 'right' | 'foot' | 'top';
  /** Where the line begins: at the border, or at the gate's outer side. */
  readonly border: Point;
  readonly start: Start;
  readonly gate: Box;
}

/** Out of the right side first, else out of foot or top; from the middle of the side outwards. */
export function exitsOf(from: Box, gate: number, overlap: number): Exit[] {
  const exits: Exit[] = [];
  const right = from.x + from.width;
  for (const y of spread(from.y, from.height, GATE_HEIGHT)) {
    const border = { x: gate > 0 ? right - overlap + gate : right, y };
    const box = { x: right - overlap, y: y - GATE_HEIGHT / 2, width: gate, height: GATE_HEIGHT };
    exits.push({
      side: 'right',
      border,
      start: { at: { x: border.x + STUB, y }, cost: Math.abs(y - from.y - from.height / 2) / 4 },
      gate: box,
    });
  }
  for (const [side, edge] of [
    [1, from.y + from.height],
    [-1, from.y],
  ] as const)
    for (const x of spread(from.x, from.width, Math.max(gate, 24))) {
      const border = { x, y: edge + (gate > 0 ? side * 11 : 0) };
      const box = { x: x - gate / 2, y: edge - GATE_HEIGHT / 2, width: gate, height: GATE_HEIGHT };
      const start = { at: { x, y: border.y + side * STUB }, cost: 20 };
      exits.push({ side: side > 0 ? 'foot' : 'top', border, start, gate: box });
    }
  return exits;
}

/** Up to seven places along a side, none nearer to a corner than half of what stands there. */
function spread(start: number, length: number, taken: number): number[] {
  const room = length - taken - 2 * PADDING;
  if (room <= 0) return [start + length / 2];
  return [0.5, 0.7, 0.3, 0.85, 0.15, 1, 0].map((share) => start + PADDING + taken / 2 + room * share);
}

/** Zones are solid, but for those around the two ends; so are pills, gates, and the names of containers. */
export function terrainOf(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  layout: DiagramLayout,
  ends: readonly [string, string],
): Terrain {
  const solid: Box[] = [];
  for (const z of graph.zones) {
    const box = layout.zones[z.id];
    if (box === undefined) continue;
    const around = ends.some((end) => isWithin(hierarchy.zones, end, z.id) && z.id !== end);
    if (!around) solid.push(shrunk(box, ends.includes(z.id) ? MARGIN : 0));
    else
      solid.push({ x: box.x + PADDING, y: box.y + 14, width: 22 + textWidth(zoneTitleText(z), 13, 600), height: 18 });
  }
  const lines = Object.values(layout.conduits);
  solid.push(...lines.map((l) => l.label), ...Object.values(layout.gates));
  for (const id of hierarchy.floors)
    if (ends.some((end) => isWithin(hierarchy.zones, end, id) && id !== end)) solid.push(...tilesOf(graph, layout, id));
  return { solid, lines: lines.flatMap((l) => stretches(l.points)) };
}

/** The ends themselves stand in nobody's way at the distance at which their lines begin. */
function shrunk({ x, y, width, height }: Box, by: number): Box {
  return { x: x + by, y: y + by, width: Math.max(0, width - 2 * by), height: Math.max(0, height - 2 * by) };
}

function tilesOf(graph: DiagramGraph, layout: DiagramLayout, zone: string): Box[] {
  const { assets = [], ghosts = [] } = graph.zones.find((z) => z.id === zone) ?? {};
  return [
    ...assets.flatMap((a) => layout.assets[a.id] ?? []),
    ...ghosts.flatMap((g) => layout.ghosts[g.id] ?? []),
    ...[layout.floors[zone]].filter((f) => f !== undefined),
  ];
}

function stretches(points: readonly Point[]): Box[] {
  return points.slice(1).map((p, i) => {
    const before = points[i] as Point;
    return {
      x: Math.min(before.x, p.x),
      y: Math.min(before.y, p.y),
      width: Math.abs(before.x - p.x),
      height: Math.abs(before.y - p.y),
    };
  });
}
