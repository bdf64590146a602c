/** A conduit more in a picture that stays as it is: a way around everything, and a place on it for its pill. */
import type { DiagramConduit, DiagramGraph } from '../graph.ts';
import { type Exit, exitsOf, overlapOf, terrainOf } from './aside-lines.ts';
import type { Hierarchy } from './hierarchy.ts';
import { gateWidth, measurePill } from './measures.ts';
import { orthogonalRoute, type Terrain } from './orthogonal-route.ts';
import { type Box, type DiagramLayout, hull, overlap, type PlacedLine, type Point } from './placed.ts';

/** What lies farther than this outside both ends is no part of a way between them. */
const DETOUR = 260;
/** Between a pill and anything else, and between two lines at one border. */
const CLEAR = 5;
const APART = 16;
/** A pill on a level stretch leaves this much of it to be seen. */
const LEVEL_ROOM = 24;

/** The layout with the conduit; undefined where there is no way, or no place for its pill. */
export function withAddedLine(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  layout: DiagramLayout,
  conduit: DiagramConduit,
): DiagramLayout | undefined {
  const [upper, lower] = [layout.zones[conduit.upper], layout.zones[conduit.lower]];
  if (upper === undefined || lower === undefined) return undefined;
  const terrain = nearby(terrainOf(graph, hierarchy, layout, [conduit.upper, conduit.lower]), upper, lower);
  const exits = (end: 'upper' | 'lower'): Exit[] => exitsFor(conduit, end, end === 'upper' ? upper : lower, layout);
  const size = measurePill(conduit, layout.detail);
  const [starts, goals] = [exits('upper'), exits('lower')];
  for (const [from, to] of choices(starts, goals, size)) {
    const way = orthogonalRoute(
      from.map((e) => e.start),
      to.map((e) => e.start),
      terrain,
    );
    const start = from.find((e) => isAt(way?.[0], e));
    const goal = to.find((e) => isAt(way?.at(-1), e));
    if (way === undefined || start === undefined || goal === undefined) continue;
    const points = straightened([start.border, ...way, goal.border]);
    if (!isClear(points.slice(0, 2), terrain) || !isClear(points.slice(-2), terrain)) continue;
    const gates = conduit.gates.map((g) => (g.end === 'upper' ? start.gate : goal.gate));
    const label = pillPlace(points, size, [...gates, upper, lower, ...terrain.solid, ...terrain.lines]);
    if (label !== undefined) return placed(layout, conduit, { points, label }, start, goal);
  }
  return undefined;
}

/** The first and the last stretch were laid without looking. */
function isClear(stretch: readonly Point[], { solid }: Terrain): boolean {
  const box = hull(stretch.map((p) => ({ ...p, width: 0, height: 0 })));
  return box !== undefined && solid.every((s) => !overlap(box, s, 1));
}

function isAt(p: Point | undefined, { start: { at } }: Exit): boolean {
  return p?.x === at.x && p.y === at.y;
}

/** The exit with its line going straight on as far as a height, or a distance. */
function further(exit: Exit, to: Partial<Point>): Exit {
  return { ...exit, start: { ...exit.start, at: { ...exit.start.at, ...to } } };
}

type Choice = readonly [starts: readonly Exit[], goals: readonly Exit[]];

/**
 * Where a line may begin and end: anywhere; then on given sides; then on one side of both, far enough apart for its pill to lie between;
 * then far enough from the right side of one for its pill to lie beside it.
 */
function choices(
  starts: readonly Exit[],
  goals: readonly Exit[],
  { width, height }: { readonly width: number; readonly height: number },
): Choice[] {
  const of = (exits: readonly Exit[], side: Exit['side']): Exit[] => exits.filter((e) => e.side === side);
  const wide = (side: 'foot' | 'top'): Choice[] =>
    of(starts, side)
      .flatMap((s) => of(goals, side).map((g) => ({ s, g, dx: Math.abs(s.border.x - g.border.x) })))
      .filter(({ dx }) => dx >= width + LEVEL_ROOM)
      .sort((a, b) => a.dx - b.dx)
      .slice(0, 2)
      .map(({ s, g }): Choice => {
        const depth = height / 2 + 2 * CLEAR;
        const y = side === 'foot' ? Math.max(s.border.y, g.border.y) + depth : Math.min(s.border.y, g.border.y) - depth;
        return [[further(s, { y })], [further(g, { y })]];
      });
  const right = of(starts, 'right')
    .flatMap((s) => of(goals, 'right').map((g) => ({ s, g, dy: Math.abs(s.border.y - g.border.y) })))
    .filter(({ dy }) => dy >= height + LEVEL_ROOM)
    .slice(0, 1)
    .map(({ s, g }): Choice => {
      const x = Math.max(s.border.x, g.border.x) + width / 2 + 2 * CLEAR;
      return [[further(s, { x })], [further(g, { x })]];
    });
  // With the pill on the way up or down beside one end.
  const aside = (exits: readonly Exit[]): Exit[] =>
    of(exits, 'right').map((e) => further(e, { x: e.border.x + width / 2 + 2 * CLEAR }));
  const beside: Choice[] = [
    [aside(starts), goals],
    [starts, aside(goals)],
  ];
  const sided: Choice[] = [
    [of(starts, 'foot'), of(goals, 'top')],
    ...wide('foot'),
    ...wide('top'),
    ...right,
    ...beside,
  ];
  return [[starts, goals] as Choice, ...sided].filter(([a, b]) => a.length > 0 && b.length > 0);
}

function placed(
  layout: DiagramLayout,
  conduit: DiagramConduit,
  line: PlacedLine,
  start: Exit,
  goal: Exit,
): DiagramLayout {
  const gates = conduit.gates.map((g) => [g.id, g.end === 'upper' ? start.gate : goal.gate] as const);
  return {
    ...layout,
    conduits: { ...layout.conduits, [conduit.id]: line },
    gates: { ...layout.gates, ...Object.fromEntries(gates) },
  };
}

/** From the foot of the upper zone into the top of the lower one, else by their right sides; apart from the lines that are there. */
function exitsFor(conduit: DiagramConduit, end: 'upper' | 'lower', box: Box, layout: DiagramLayout): Exit[] {
  const gate = conduit.gates.find((g) => g.end === end);
  const costs = end === 'upper' ? { foot: 0, right: 60, top: 200 } : { foot: 200, right: 60, top: 0 };
  const ends = Object.values(layout.conduits).flatMap((l) => [l.points[0] as Point, l.points.at(-1) as Point]);
  const gates = Object.values(layout.gates);
  return exitsOf(box, gate ? gateWidth(gate, layout.detail) : 0, overlapOf(layout.detail))
    .filter(({ border, gate: own }) => {
      const free = ends.every((p) => Math.hypot(p.x - border.x, p.y - border.y) >= APART);
      return free && (gate === undefined || gates.every((g) => !overlap(g, own, CLEAR)));
    })
    .map((e) => ({ ...e, start: { ...e.start, cost: e.start.cost + costs[e.side] } }))
    .sort((a, b) => a.start.cost - b.start.cost);
}

function nearby({ solid, lines }: Terrain, a: Box, b: Box): Terrain {
  const { x, y, width, height } = hull([a, b]) as Box;
  const region = { x: x - DETOUR, y: y - DETOUR, width: width + 2 * DETOUR, height: height + 2 * DETOUR };
  return { solid: solid.filter((s) => overlap(s, region)), lines: lines.filter((l) => overlap(l, region)) };
}

function straightened(points: readonly Point[]): Point[] {
  return points.filter((p, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined || after === undefined) return true;
    const level = Math.abs(before.y - p.y) < 0.01 && Math.abs(after.y - p.y) < 0.01;
    const upright = Math.abs(before.x - p.x) < 0.01 && Math.abs(after.x - p.x) < 0.01;
    return !level && !upright;
  });
}

function lengthOf(points: readonly Point[]): number {
  return points
    .slice(1)
    .reduce((sum, p, i) => sum + Math.abs(p.x - (points[i] as Point).x) + Math.abs(p.y - (points[i] as Point).y), 0);
}

/** On a stretch of the line where the pill touches nothing, from the middles of the longest stretches outwards. */
function pillPlace(
  points: readonly Point[],
  { width, height }: { readonly width: number; readonly height: number },
  taken: readonly Box[],
): Box | undefined {
  const stretches = points
    .slice(1)
    .map((to, i) => ({ from: points[i] as Point, to }))
    .sort((a, b) => lengthOf([b.from, b.to]) - lengthOf([a.from, a.to]));
  for (const { from, to } of stretches) {
    const level = Math.abs(from.y - to.y) < 0.01;
    if (lengthOf([from, to]) < (level ? width + LEVEL_ROOM : height + 10)) continue;
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const middle = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      const box = { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
      if (taken.every((t) => !overlap(box, t, CLEAR))) return box;
    }
  }
  return undefined;
}
