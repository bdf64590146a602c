/** SVG path data for lines with rounded bends, arrowheads and diodes. */
import type { Point } from '../layout/placed.ts';

/** Coordinates with one decimal: finer than any screen, and a third of the bytes. */
export function round(n: number): number {
  return Math.round(n * 10) / 10;
}

const BEND = 8;

/** An orthogonal line with bends rounded at 8. */
export function roundedPath(points: readonly Point[]): string {
  const corners = withoutStraight(points);
  const [start] = corners;
  if (start === undefined) return '';
  let path = `M${round(start.x)} ${round(start.y)}`;
  for (let i = 1; i + 1 < corners.length; i++) {
    const [a, b, c] = [corners[i - 1], corners[i], corners[i + 1]] as [Point, Point, Point];
    const radius = Math.min(BEND, distance(a, b) / 2, distance(b, c) / 2);
    const into = towards(b, a, radius);
    const out = towards(b, c, radius);
    path += `L${round(into.x)} ${round(into.y)}Q${round(b.x)} ${round(b.y)} ${round(out.x)} ${round(out.y)}`;
  }
  const end = corners[corners.length - 1] as Point;
  return `${path}L${round(end.x)} ${round(end.y)}`;
}

/** Without repeated points and those in the middle of a straight stretch. */
function withoutStraight(points: readonly Point[]): Point[] {
  const distinct = points.filter((p, i) => i === 0 || distance(p, points[i - 1] as Point) > 0.2);
  return distinct.filter((p, i) => {
    const before = distinct[i - 1];
    const after = distinct[i + 1];
    if (before === undefined || after === undefined) return true;
    const upright = Math.abs(before.x - p.x) < 0.2 && Math.abs(after.x - p.x) < 0.2;
    const level = Math.abs(before.y - p.y) < 0.2 && Math.abs(after.y - p.y) < 0.2;
    return !upright && !level;
  });
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The point `step` away from `from` in the direction of `to`. */
export function towards(from: Point, to: Point, step: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * step, y: from.y + ((to.y - from.y) / length) * step };
}

/** A triangle whose tip is at `to`, coming from `from`. */
export function arrowhead(from: Point, to: Point, size = 10): string {
  const base = towards(to, from, size);
  const length = distance(from, to) || 1;
  const across = { x: ((to.y - from.y) / length) * size * 0.5, y: (-(to.x - from.x) / length) * size * 0.5 };
  return `M${round(to.x)} ${round(to.y)}L${round(base.x + across.x)} ${round(base.y + across.y)}L${round(base.x - across.x)} ${round(base.y - across.y)}z`;
}

/** The point halfway along a line, and the direction in which it runs there. */
export function midway(
  points: readonly Point[],
  from: number,
  to: number,
): { point: Point; before: Point } | undefined {
  const stretch = points.slice(from, to + 1);
  const total = stretch.slice(1).reduce((sum, p, i) => sum + distance(stretch[i] as Point, p), 0);
  let left = total / 2;
  for (let i = 1; i < stretch.length; i++) {
    const a = stretch[i - 1] as Point;
    const b = stretch[i] as Point;
    const length = distance(a, b);
    if (left <= length) return { point: towards(a, b, left), before: a };
    left -= length;
  }
  return undefined;
}
