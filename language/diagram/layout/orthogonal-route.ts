/** Shortest orthogonal way between points, around boxes: for the few lines that elk does not lay. */
import type { Box, Point } from './placed.ts';

/** A place to start from, and what it costs to start there. */
export interface Start {
  readonly at: Point;
  readonly cost: number;
}

export interface Terrain {
  /** No way leads nearer than the margin to one of these. */
  readonly solid: readonly Box[];
  /** Default: {@link MARGIN}. */
  readonly margin?: number;
  /** Existing lines, as flat boxes: crossing one costs little, running along it much. */
  readonly lines: readonly Box[];
}

export const MARGIN = 9;
const BEND = 40;
const CROSSING = 6;
const ALONG = 400;

interface Step {
  readonly cost: number;
  /** Its cost, and what the rest of the way costs at least. */
  readonly rank: number;
  readonly x: number;
  readonly y: number;
  /** Direction in which the point was reached. */
  readonly level: boolean | undefined;
  readonly from: Step | undefined;
  /** A goal was reached here, and what it costs to end there is paid. */
  readonly ended?: boolean;
}

/** The corners of the cheapest way from one of the starts to one of the goals; undefined where there is none. */
export function orthogonalRoute(
  starts: readonly Start[],
  goals: readonly Start[],
  terrain: Terrain,
): Point[] | undefined {
  const ground = new Ground(terrain, [...starts, ...goals]);
  const { xs, ys } = ground;
  const left = (at: Point): number => Math.min(...goals.map((g) => distance(at, g.at) + g.cost));
  const queue = new Queue();
  for (const { at, cost } of starts) {
    const [x, y] = [xs.indexOf(at.x), ys.indexOf(at.y)];
    queue.push({ cost, rank: cost + left(at), x, y, level: undefined, from: undefined });
  }
  const best = new Map<number, number>();
  for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
    if (step.ended) return cornersOf(step, xs, ys);
    const key = (step.x * ys.length + step.y) * 2 + (step.level ? 1 : 0);
    if ((best.get(key) ?? Infinity) <= step.cost) continue;
    best.set(key, step.cost);
    const here = { x: xs[step.x] as number, y: ys[step.y] as number };
    for (const { at, cost } of goals)
      if (here.x === at.x && here.y === at.y)
        queue.push({ ...step, cost: step.cost + cost, rank: step.cost + cost, ended: true });
    for (const [dx, dy] of WAYS) {
      const [x, y] = [xs[step.x + dx], ys[step.y + dy]];
      if (x === undefined || y === undefined) continue;
      const cost = ground.cost(step.x, step.y, dx, dy);
      if (cost === Infinity) continue;
      const level = dx !== 0;
      const bend = step.level !== undefined && step.level !== level ? BEND : 0;
      const total = step.cost + cost + bend;
      queue.push({ cost: total, rank: total + left({ x, y }), x: step.x + dx, y: step.y + dy, level, from: step });
    }
  }
  return undefined;
}

const WAYS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** The terrain as a grid of the places where a way may turn; what a row or a column of it can meet is looked up once. */
class Ground {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly #terrain: Terrain;
  readonly #near = new Map<string, Terrain>();

  constructor(terrain: Terrain, own: readonly Start[]) {
    this.#terrain = terrain;
    this.xs = ticks(
      own.map((s) => s.at.x),
      terrain,
      'x',
      'width',
    );
    this.ys = ticks(
      own.map((s) => s.at.y),
      terrain,
      'y',
      'height',
    );
  }

  /** From one place of the grid to the next. */
  cost(x: number, y: number, dx: number, dy: number): number {
    const a = { x: this.xs[x] as number, y: this.ys[y] as number };
    const b = { x: this.xs[x + dx] as number, y: this.ys[y + dy] as number };
    return stretchCost(a, b, dx !== 0 ? this.#along('y', a.y) : this.#along('x', a.x));
  }

  #along(axis: 'x' | 'y', at: number): Terrain {
    const key = `${axis}${at}`;
    const known = this.#near.get(key);
    if (known !== undefined) return known;
    const { solid, lines, margin = MARGIN } = this.#terrain;
    const size = axis === 'x' ? 'width' : 'height';
    const meetsIt = (b: Box): boolean => b[axis] - margin <= at && at <= b[axis] + b[size] + margin;
    const near = { solid: solid.filter(meetsIt), lines: lines.filter(meetsIt), margin };
    this.#near.set(key, near);
    return near;
  }
}

/** Coordinates at which a way may turn: beside every box and every line. */
function ticks(
  own: readonly number[],
  { solid, lines, margin = MARGIN }: Terrain,
  axis: 'x' | 'y',
  side: 'width' | 'height',
): number[] {
  const out = new Set(own);
  for (const b of solid) out.add(b[axis] - margin).add(b[axis] + b[side] + margin);
  for (const b of lines) out.add(b[axis] - margin - 3).add(b[axis] + b[side] + margin + 3);
  return [...out].sort((a, b) => a - b);
}

function stretchCost(a: Point, b: Point, { solid, lines, margin = MARGIN }: Terrain): number {
  const stretch: Box = {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
  if (solid.some((box) => meets(stretch, box, margin - 0.5))) return Infinity;
  let cost = stretch.width + stretch.height;
  for (const line of lines) {
    const parallel = stretch.width > 0 === line.width > 0;
    if (meets(stretch, line, parallel ? margin : 0)) cost += parallel ? ALONG : CROSSING;
  }
  return cost;
}

function meets(a: Box, b: Box, margin: number): boolean {
  return (
    a.x <= b.x + b.width + margin &&
    b.x <= a.x + a.width + margin &&
    a.y <= b.y + b.height + margin &&
    b.y <= a.y + a.height + margin
  );
}

function cornersOf(end: Step, xs: readonly number[], ys: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let step: Step | undefined = end; step !== undefined; step = step.from)
    points.unshift({ x: xs[step.x] as number, y: ys[step.y] as number });
  return points.filter((p, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    if (before === undefined || after === undefined) return true;
    return !((before.x === p.x && after.x === p.x) || (before.y === p.y && after.y === p.y));
  });
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** Cheapest first: a binary heap. */
class Queue {
  readonly #steps: Step[] = [];

  push(step: Step): void {
    const steps = this.#steps;
    let i = steps.push(step) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((steps[parent] as Step).rank <= step.rank) break;
      steps[i] = steps[parent] as Step;
      i = parent;
    }
    steps[i] = step;
  }

  pop(): Step | undefined {
    const steps = this.#steps;
    const top = steps[0];
    const last = steps.pop();
    if (top === undefined || last === undefined || steps.length === 0) return top;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= steps.length) break;
      const child =
        left + 1 < steps.length && (steps[left + 1] as Step).rank < (steps[left] as Step).rank ? left + 1 : left;
      if ((steps[child] as Step).rank >= last.rank) break;
      steps[i] = steps[child] as Step;
      i = child;
    }
    steps[i] = last;
    return top;
  }
}
