/** Arrows of a review, from the ghost that a moved asset left behind to where it is now: around everything that can be read. */
import type { DiagramGraph, DiagramZone } from '../graph.ts';
import { textWidth } from '../text/metrics.ts';
import { isWithin } from './hierarchy.ts';
import { chipsWidth, HEADER, PADDING, zoneChips, zoneTagWidth, zoneTitleText } from './measures.ts';
import { orthogonalRoute, type Start, type Terrain } from './orthogonal-route.ts';
import { type Box, type DiagramLayout, hull, overlap, type Point } from './placed.ts';

/** Between two tiles there is room for one arrow. */
const MARGIN = 5;
/** How far an arrow goes straight on before it may turn. */
const STUB = MARGIN + 1;
/** More arrows would be a thicket: then one is drawn for all that moved between the same zones. The tiles say it each. */
const MOST = 6;
/** How far around the two ends a way is looked for. */
const REACH = 140;

interface Move {
  readonly from: string;
  readonly to: string;
  readonly zones: readonly [string, string];
}

/** The layout with the ways of the moves. A move of which an end is not shown, or that finds no way, is left out. */
export function withMoves(graph: DiagramGraph, layout: DiagramLayout): DiagramLayout {
  const moves = shownMoves(graph, layout);
  if (moves.length === 0) return layout;
  const ways: Record<string, readonly Point[]> = {};
  const drawn: Box[] = [];
  for (const move of moves) {
    const [ghost, tile] = [layout.assets[move.from], layout.assets[move.to]];
    const way = ghost && tile && wayBetween(ghost, tile, terrainOf(graph, layout, move, drawn));
    if (way === undefined) continue;
    ways[move.to] = way;
    drawn.push(...stretches(way));
  }
  return { ...layout, moves: ways };
}

function shownMoves(graph: DiagramGraph, layout: DiagramLayout): Move[] {
  const homes = new Map(graph.zones.flatMap((z) => z.assets.map((a): [string, string] => [a.id, z.id])));
  const moves = (graph.review?.moves ?? []).flatMap(({ from, to }): Move[] => {
    const zones = [homes.get(from), homes.get(to)] as const;
    if (zones[0] === undefined || zones[1] === undefined || !layout.assets[from] || !layout.assets[to]) return [];
    return [{ from, to, zones: [zones[0], zones[1]] }];
  });
  if (moves.length <= MOST) return moves;
  return [...new Map([...moves].reverse().map((m) => [m.zones.join('\n'), m])).values()].reverse();
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
    const way = orthogonalRoute(starts, [{ at: out, cost: 0 }], terrain);
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

/** What lies around the two ends: in their zones the tiles, elsewhere whole zones; names, pills and gates everywhere. */
function terrainOf(graph: DiagramGraph, layout: DiagramLayout, move: Move, drawn: readonly Box[]): Terrain {
  const zones = new Map(graph.zones.map((z) => [z.id, z]));
  const open = (zone: DiagramZone): boolean => move.zones.some((end) => isWithin(zones, end, zone.id));
  const around = hull([layout.assets[move.from], layout.assets[move.to]].filter((b) => b !== undefined)) as Box;
  const solid = graph.zones.flatMap((zone): (Box | undefined)[] => {
    if (!open(zone)) return [layout.zones[zone.id]];
    return [
      ...headerBoxes(zone, layout.zones[zone.id], graph),
      ...zone.assets.map((a) => layout.assets[a.id]),
      ...zone.ghosts.map((g) => layout.ghosts[g.id]),
      ...zone.inner.map((e) => layout.inner[e.id]?.label),
    ];
  });
  const lines = Object.values(layout.conduits);
  const boxes = [...solid, ...lines.map((l) => l.label), ...Object.values(layout.gates)];
  const near = (box: Box | undefined): box is Box => box !== undefined && overlap(box, around, REACH);
  return {
    margin: MARGIN,
    solid: boxes.filter(near),
    lines: [...lines.flatMap((l) => stretches(l.points)), ...drawn].filter(near),
  };
}

/** Name and chips of a zone, and the tag that says what became of it. */
function headerBoxes(zone: DiagramZone, box: Box | undefined, graph: DiagramGraph): Box[] {
  if (box === undefined) return [];
  const outer = graph.zones.some((z) => z.parent === zone.id);
  const title = { x: box.x + PADDING, y: box.y + 12, width: 24 + textWidth(zoneTitleText(zone), 13, 600), height: 22 };
  const width = chipsWidth(zoneChips(zone, outer && zone.kind === 'plain')) + zoneTagWidth(zone);
  const chips = { x: box.x + box.width - PADDING - width, y: box.y + 12, width, height: HEADER - 26 };
  return width > 0 ? [title, chips] : [title];
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
