/** The way of a path through the picture: out of the tile through the zone's gutters, along the conduit, and to the next tile. */
import { type DiagramGraph, detailOf } from '../../graph.ts';
import { CHIP_GAP, chipsWidth, PADDING, zoneChips, zoneTitleText } from '../../layout/measures.ts';
import { orthogonalRoute, type Start } from '../../layout/orthogonal-route.ts';
import type { Box, DiagramLayout, Point } from '../../layout/placed.ts';
import type { PathHop } from '../../overlay/overlay.ts';
import { textWidth } from '../../text/metrics.ts';
import { midway } from '../path.ts';

export interface HopWay {
  readonly points: readonly Point[];
  /** Where the number of the hop stands, where no row and no edge bears it. */
  readonly middle: Point;
}

/** How near a way comes to boxes, and how far it goes straight on from a tile before it turns. */
interface Gait {
  readonly clearance: number;
  readonly stubs: readonly number[];
}

/** Gutters are 14 wide. Stubs: in a gutter, under a name, and where there is room for a whole arrowhead. */
const EASY: Gait = { clearance: 5.5, stubs: [7, 12, 14] };
/** Between legs there are 8. */
const TIGHT: Gait = { clearance: 3.5, stubs: [4] };

interface Scene {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly parents: ReadonlyMap<string, string | undefined>;
  /** Zones that a node has a tile or leg in. */
  readonly homes: ReadonlyMap<string, readonly string[]>;
}

/** A way for each hop, in their order; undefined for one of which nothing is drawn. */
export function waysOf(path: readonly PathHop[], graph: DiagramGraph, layout: DiagramLayout): (HopWay | undefined)[] {
  if (path.length === 0) return [];
  const scene = sceneOf(graph, layout);
  const taken: Point[] = [];
  return path.map((hop) => {
    const points = pointsOf(hop, scene, taken);
    if (points === undefined || points.length < 2) return undefined;
    taken.push(points[0] as Point, points[points.length - 1] as Point);
    return { points, middle: midway(points, 0, points.length - 1)?.point ?? (points[0] as Point) };
  });
}

function sceneOf(graph: DiagramGraph, layout: DiagramLayout): Scene {
  const homes = new Map<string, string[]>();
  for (const zone of graph.zones) {
    homes.set(zone.id, [zone.id]);
    for (const asset of zone.assets) homes.set(asset.id, [zone.id, ...(homes.get(asset.id) ?? [])]);
    for (const ghost of zone.ghosts) homes.set(ghost.asset, [...(homes.get(ghost.asset) ?? []), zone.id]);
  }
  return { graph, layout, parents: new Map(graph.zones.map((z) => [z.id, z.parent])), homes };
}

function pointsOf(hop: PathHop, scene: Scene, taken: readonly Point[]): Point[] | undefined {
  const { layout, graph } = scene;
  if (hop.inner !== undefined) {
    const edge = graph.zones.flatMap((z) => z.inner).find((e) => e.id === hop.inner);
    const points = layout.inner[hop.inner]?.points;
    if (edge !== undefined && points !== undefined && points.length > 1)
      return edge.from === hop.from ? [...points] : [...points].reverse();
  }
  const conduit = hop.conduit === undefined ? undefined : graph.conduits.find((c) => c.id === hop.conduit);
  const line = conduit === undefined ? undefined : layout.conduits[conduit.id]?.points;
  if (conduit === undefined || line === undefined || line.length < 2) return betweenTiles(hop, scene, taken);
  const isDown = isInside(scene, hop.from, conduit.upper) && !isInside(scene, hop.from, conduit.lower);
  const [near, far] = isDown ? [conduit.upper, conduit.lower] : [conduit.lower, conduit.upper];
  const along = isDown ? [...line] : [...line].reverse();
  const out = leader(scene, hop.from, near, along[0] as Point, taken);
  const into = leader(scene, hop.to, far, along[along.length - 1] as Point, taken).reverse();
  return [...out, ...along, ...into];
}

function isInside({ homes, parents }: Scene, node: string, zone: string): boolean {
  return (homes.get(node) ?? []).some((home) => chain(parents, home).includes(zone));
}

function chain(parents: Scene['parents'], zone: string): string[] {
  const out: string[] = [];
  for (let at: string | undefined = zone; at !== undefined && !out.includes(at); at = parents.get(at)) out.push(at);
  return out;
}

/** The tile or leg of a node within a zone, else the card that stands for it; undefined where the zone itself is all there is. */
function tileIn({ graph, layout, homes, parents }: Scene, node: string, zone: string): Box | undefined {
  const home = (homes.get(node) ?? []).find((h) => chain(parents, h).includes(zone));
  if (home === undefined) return undefined;
  const ghost = graph.zones.find((z) => z.id === home)?.ghosts.find((g) => g.asset === node);
  const tile = ghost === undefined ? layout.assets[node] : layout.ghosts[ghost.id];
  return tile ?? (home === zone ? undefined : layout.zones[home]);
}

/** From a tile to where a line meets its zone's border: the tile's side, the gutters, the point inside the border. */
function leader(scene: Scene, node: string, zone: string, end: Point, taken: readonly Point[]): Point[] {
  const tile = tileIn(scene, node, zone);
  const border = scene.layout.zones[zone];
  if (tile === undefined || border === undefined) return [];
  const goal = { at: insideOf(border, end), cost: 0 };
  const solid = [...solidIn(scene, node, zone, tile), tile];
  const route = (around: readonly Box[], gait: Gait): Point[] | undefined => {
    const exits = exitsOf(tile, taken, gait);
    const starts = exits.map((e) => e.start);
    const way = orthogonalRoute(starts, [goal], { solid: around, lines: [], margin: gait.clearance });
    const exit = way && exits.find((e) => same(e.start.at, way[0] as Point));
    return way && exit && [exit.side, ...way];
  };
  // A line may come in where a name stands: better over that than nowhere.
  return route([...solid, ...wordsIn(scene, node, zone)], EASY) ?? route(solid, EASY) ?? route(solid, TIGHT) ?? [];
}

/** Where a line goes on within a border: straight ahead, past the gate. */
function insideOf(zone: Box, end: Point): Point {
  if (Math.abs(end.y - zone.y) < 30) return { x: end.x, y: zone.y + 13 };
  if (Math.abs(end.y - zone.y - zone.height) < 30) return { x: end.x, y: zone.y + zone.height - 8 };
  if (Math.abs(end.x - zone.x) < 60) return { x: zone.x + 8, y: end.y };
  return { x: zone.x + zone.width - 8, y: end.y };
}

interface Exit {
  readonly side: Point;
  readonly start: Start;
}

/** Between tiles beside each other an arrow has little room. */
const SIDEWAYS = 150;
/** An arrowhead bent out of shape. */
const CRAMPED = 50;
/** A side that the path already touches. */
const TWICE = 500;

/** The middles of the four sides, and what it costs to leave or arrive there. */
function exitsOf({ x, y, width, height }: Box, taken: readonly Point[], { stubs }: Gait): Exit[] {
  const exit = (side: Point, dx: number, dy: number): Exit[] =>
    stubs.map((stub) => ({
      side,
      start: {
        at: { x: side.x + dx * stub, y: side.y + dy * stub },
        cost: (taken.some((t) => same(t, side)) ? TWICE : 0) + Math.abs(dx) * SIDEWAYS + (stub < 11 ? CRAMPED : 0),
      },
    }));
  return [
    ...exit({ x: x + width / 2, y }, 0, -1),
    ...exit({ x: x + width / 2, y: y + height }, 0, 1),
    ...exit({ x, y: y + height / 2 }, -1, 0),
    ...exit({ x: x + width, y: y + height / 2 }, 1, 0),
  ];
}

function same(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < 0.2 && Math.abs(a.y - b.y) < 0.2;
}

/** What a way within a zone leads around: tiles, legs, names, chips, zones that do not hold the tile. */
function solidIn({ graph, layout, homes, parents }: Scene, node: string, zone: string, tile: Box): Box[] {
  const around = (homes.get(node) ?? []).flatMap((home) => chain(parents, home));
  const solid: (Box | undefined)[] = [];
  for (const z of graph.zones) {
    if (!chain(parents, z.id).includes(zone)) continue;
    const box = layout.zones[z.id];
    if (box === undefined) continue;
    if (!around.includes(z.id)) solid.push(box);
    solid.push(...z.assets.map((a) => layout.assets[a.id]), ...z.ghosts.map((g) => layout.ghosts[g.id]));
    solid.push(...z.inner.map((e) => layout.inner[e.id]?.label));
  }
  return solid.filter((box) => box !== undefined && box !== tile) as Box[];
}

/** Names and chips of the zones that a way leads through, less what it keeps off boxes anyway. */
function wordsIn({ graph, layout, homes, parents }: Scene, node: string, zone: string): Box[] {
  const around = (homes.get(node) ?? []).flatMap((home) => chain(parents, home));
  return graph.zones.flatMap((z): Box[] => {
    const box = layout.zones[z.id];
    const isHere = around.includes(z.id) && chain(parents, z.id).includes(zone);
    if (box === undefined || !isHere || detailOf(z, layout.detail) !== 'assets') return [];
    const chips = chipsWidth(zoneChips(z, false)) - CHIP_GAP;
    const line = { y: box.y + 20, height: 8 };
    const title = { x: box.x + PADDING, width: 22 + textWidth(zoneTitleText(z), 13, 600), ...line };
    return [title, { x: box.x + box.width - PADDING - chips + 4, width: Math.max(0, chips - 4), ...line }];
  });
}

/** Through an open zone, or over the wire: from tile to tile. */
function betweenTiles(hop: PathHop, scene: Scene, taken: readonly Point[]): Point[] | undefined {
  const both = (scene.homes.get(hop.from) ?? []).filter((home) => (scene.homes.get(hop.to) ?? []).includes(home));
  const shared = both.find((home) => home === hop.zone) ?? both[0];
  const zone = shared ?? scene.homes.get(hop.from)?.[0];
  const other = shared ?? scene.homes.get(hop.to)?.[0];
  if (zone === undefined || other === undefined) return undefined;
  const from = tileIn(scene, hop.from, zone) ?? scene.layout.zones[zone];
  const to = tileIn(scene, hop.to, other) ?? scene.layout.zones[other];
  if (from === undefined || to === undefined || from === to) return undefined;
  return routeBetween(from, to, shared === undefined ? [] : solidIn(scene, hop.from, zone, from), taken);
}

/** A way between two boxes around others; straight where there is none. */
export function routeBetween(from: Box, to: Box, solid: readonly Box[], taken: readonly Point[] = []): Point[] {
  const around = [...solid.filter((box) => box !== from && box !== to), from, to];
  const way = shortestBetween(from, to, around, taken, EASY) ?? shortestBetween(from, to, around, taken, TIGHT);
  return way ?? [centre(from), centre(to)];
}

function shortestBetween(
  from: Box,
  to: Box,
  solid: readonly Box[],
  taken: readonly Point[],
  gait: Gait,
): Point[] | undefined {
  const starts = exitsOf(from, taken, gait);
  const ends = exitsOf(to, taken, gait);
  const terrain = { solid, lines: [], margin: gait.clearance };
  let best: { points: Point[]; length: number } | undefined;
  for (const end of ends) {
    const way = orthogonalRoute(
      starts.map((s) => s.start),
      [end.start],
      terrain,
    );
    const start = way && starts.find((s) => same(s.start.at, way[0] as Point));
    if (way === undefined || start === undefined) continue;
    const points = [start.side, ...way, end.side];
    const length = lengthOf(points) + end.start.cost + start.start.cost + 40 * points.length;
    if (best === undefined || length < best.length) best = { points, length };
  }
  return best?.points;
}

function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, p, i) => {
    const before = points[i] as Point;
    return sum + Math.abs(p.x - before.x) + Math.abs(p.y - before.y);
  }, 0);
}

function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
