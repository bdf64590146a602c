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
  readonly x: number;
  readonly y: number;
  /** Direction in which the point was reached. */
  readonly level: boolean | undefined;
  readonly from: Step | undefined;
}

/** The corners of the cheapest way from one of the starts to the goal; undefined where there is none. */
export function orthogonalRoute(starts: readonly Start[], goal: Point, terrain: Terrain): Point[] | undefined {
  const xs = ticks([goal.x, ...starts.map((s) => s.at.x)], terrain, 'x', 'width');
  const ys = ticks([goal.y, ...starts.map((s) => s.at.y)], terrain, 'y', 'height');
  const column = new Map(xs.map((x, i) => [x, i]));
  const line = new Map(ys.map((y, i) => [y, i]));
  const queue = new Queue();
  for (const { at, cost } of starts)
    queue.push({ cost, x: column.get(at.x) as number, y: line.get(at.y) as number, level: undefined, from: undefined });
  const best = new Map<number, number>();
  for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
    const key = (step.x * ys.length + step.y) * 2 + (step.level ? 1 : 0);
    if ((best.get(key) ?? Infinity) <= step.cost) continue;
    best.set(key, step.cost);
    const here = { x: xs[step.x] as number, y: ys[step.y] as number };
    if (here.x === goal.x && here.y === goal.y) return cornersOf(step, xs, ys);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const x = xs[step.x + dx];
      const y = ys[step.y + dy];
      if (x === undefined || y === undefined) continue;
      const cost = stretchCost(here, { x, y }, terrain);
      if (cost === Infinity) continue;
      const level = dx !== 0;
      const bend = step.level !== undefined && step.level !== level ? BEND : 0;
      queue.push({ cost: step.cost + cost + bend, x: step.x + dx, y: step.y + dy, level, from: step });
    }
  }
  return undefined;
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

/** Cheapest first: a binary heap. */
class Queue {
  readonly #steps: Step[] = [];

  push(step: Step): void {
    const steps = this.#steps;
    let i = steps.push(step) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((steps[parent] as Step).cost <= step.cost) break;
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
        left + 1 < steps.length && (steps[left + 1] as Step).cost < (steps[left] as Step).cost ? left + 1 : left;
      if ((steps[child] as Step).cost >= last.cost) break;
      steps[i] = steps[child] as Step;
      i = child;
    }
    steps[i] = last;
    return top;
  }
}
