/** Arrows of a review, from the ghost that a moved asset left behind to where it is now: around everything that can be read. */
import type { DiagramGraph } from '../graph.ts';
import { textWidth } from '../text/metrics.ts';
import { HEADER, PADDING, zoneChips, zoneTitleText } from './measures.ts';
import { orthogonalRoute, type Start, type Terrain } from './orthogonal-route.ts';
import type { Box, DiagramLayout, PlacedLine, Point } from './placed.ts';

/** Between two tiles there is room for one arrow. */
const MARGIN = 5;
/** How far an arrow goes straight on before it may turn. */
const STUB = MARGIN + 1;
/** More arrows than this would be a thicket, and long in coming: the tiles say where they are from all the same. */
const MOST = 24;

/** The layout with the ways of the moves. A move of which an end is not shown, or that finds no way, is left out. */
export function withMoves(graph: DiagramGraph, layout: DiagramLayout): DiagramLayout {
  const moves = (graph.review?.moves ?? []).flatMap(({ from, to }) => {
    const [ghost, tile] = [layout.assets[from], layout.assets[to]];
    return ghost === undefined || tile === undefined ? [] : [{ to, ghost, tile }];
  });
  if (moves.length === 0 || moves.length > MOST) return layout;
  const terrain = terrainOf(graph, layout);
  const ways: Record<string, readonly Point[]> = {};
  const lines = [...terrain.lines];
  for (const { to, ghost, tile } of moves) {
    const way = wayBetween(ghost, tile, { ...terrain, lines });
    if (way === undefined) continue;
    ways[to] = way;
    lines.push(...stretches(way));
  }
  return { ...layout, moves: ways };
}

interface Side {
  readonly border: Point;
  readonly out: Point;
}

function sides({ x, y, width, height }: Box): Side[] {
  const [cx, cy] = [x + width / 2, y + height / 2];
  return [
    { border: { x: cx, y }, out: { x: cx, y: y - STUB } },
    { border: { x: cx, y: y + height }, out: { x: cx, y: y + height + STUB } },
    { border: { x, y: cy }, out: { x: x - STUB, y: cy } },
    { border: { x: x + width, y: cy }, out: { x: x + width + STUB, y: cy } },
  ];
}

function wayBetween(ghost: Box, tile: Box, terrain: Terrain): Point[] | undefined {
  const exits = sides(ghost);
  const starts = exits.map((side): Start => ({ at: side.out, cost: 0 }));
  const found = sides(tile).flatMap(({ border, out }) => {
    const way = orthogonalRoute(starts, out, terrain);
    const exit = exits.find((e) => e.out.x === way?.[0]?.x && e.out.y === way[0].y);
    return way === undefined || exit === undefined ? [] : [[exit.border, ...way, border]];
  });
  return found.sort((a, b) => costOf(a) - costOf(b))[0]?.filter(isCorner);
}

function costOf(way: readonly Point[]): number {
  const length = way.slice(1).reduce((sum, p, i) => sum + distance(p, way[i] as Point), 0);
  return length + 40 * way.filter(isCorner).length;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** Not in the middle of a straight stretch. */
function isCorner(p: Point, i: number, way: readonly Point[]): boolean {
  const [before, after] = [way[i - 1], way[i + 1]];
  if (before === undefined || after === undefined) return true;
  return !((before.x === p.x && after.x === p.x) || (before.y === p.y && after.y === p.y));
}

function terrainOf(graph: DiagramGraph, layout: DiagramLayout): Terrain {
  const outer = new Set(graph.zones.flatMap((z) => z.parent ?? []));
  const headers = graph.zones.flatMap((zone) => {
    const box = layout.zones[zone.id];
    if (box === undefined) return [];
    const left = { x: box.x + PADDING, y: box.y + 12, width: 24 + textWidth(zoneTitleText(zone), 13, 600), height: 22 };
    const chips = zoneChips(zone, outer.has(zone.id) && zone.kind === 'plain');
    const width = chips.reduce((sum, c) => sum + c.width, 0);
    const right = { x: box.x + box.width - PADDING - width, y: box.y + 12, width, height: HEADER - 26 };
    return width > 0 ? [left, right] : [left];
  });
  const all = <T>(things: Readonly<Record<string, T>>): T[] => Object.values(things);
  const drawn: PlacedLine[] = [...all(layout.conduits), ...all(layout.inner)];
  return {
    margin: MARGIN,
    solid: [
      ...all(layout.assets),
      ...all(layout.ghosts),
      ...all(layout.gates),
      ...drawn.map((l) => l.label),
      ...headers,
    ],
    lines: drawn.flatMap((l) => stretches(l.points)),
  };
}

function stretches(points: readonly Point[]): Box[] {
  return points.slice(1).map((p, i) => {
    const from = points[i] as Point;
    return {
      x: Math.min(from.x, p.x),
      y: Math.min(from.y, p.y),
      width: Math.abs(from.x - p.x),
      height: Math.abs(from.y - p.y),
    };
  });
}
