/** Where everything of a diagram stands: plain JSON, in pixels of the picture at 100 %. */
import type { Detail } from '../graph.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A line with its label, both orthogonal. */
export interface PlacedLine {
  readonly points: readonly Point[];
  readonly label: Box;
}

/** A Purdue level's stripe, or several levels' where the plant does not let them be parted. */
export interface Band {
  /** Highest first; empty for zones that state no level. */
  readonly levels: readonly number[];
  /** The stripe, without end to both sides. */
  readonly top: number;
  readonly bottom: number;
  /** Halfway down its zones. */
  readonly middle: number;
}

/** A zone drawn as a column: what is written beside its trunk, ending there. */
export interface DrawnColumn {
  readonly note: Point;
  readonly cells: number;
  readonly assets: number;
}

export type ById<T> = Readonly<Record<string, T>>;

export interface DiagramLayout {
  readonly detail: Detail;
  /** Everything that is drawn lies in it. */
  readonly bounds: Box;
  readonly zones: ById<Box>;
  /** Room for the assets of a zone that also has nested ones. */
  readonly blocks: ById<Box>;
  /** Around the assets of a zone whose assets share one floor. */
  readonly floors: ById<Box>;
  readonly assets: ById<Box>;
  readonly ghosts: ById<Box>;
  /** First line of a zone's inner rules in words. */
  readonly innerWordsAt: ById<Point>;
  readonly inner: ById<PlacedLine>;
  readonly conduits: ById<PlacedLine>;
  readonly gates: ById<Box>;
  readonly bands: readonly Band[];
  readonly columns: ById<DrawnColumn>;
  /** In a simple picture: so many conduits have no line. */
  readonly unlined?: number;
  /** In a review: ways of the arrows from where assets were, by the id of what moved. Those that find one. */
  readonly moves?: ById<readonly Point[]>;
}

export function overlap(a: Box, b: Box, margin = 0): boolean {
  return (
    a.x < b.x + b.width + margin &&
    b.x < a.x + a.width + margin &&
    a.y < b.y + b.height + margin &&
    b.y < a.y + a.height + margin
  );
}

/** The straight parts of a line, as boxes without width or height. */
export function stretchesOf(points: readonly Point[]): Box[] {
  return points.slice(1).map((to, i) => {
    const from = points[i] as Point;
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    return { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
  });
}

/** The smallest box around all of them; undefined where there are none. */
export function hull(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const b of boxes) {
    left = Math.min(left, b.x);
    top = Math.min(top, b.y);
    right = Math.max(right, b.x + b.width);
    bottom = Math.max(bottom, b.y + b.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Every value changed, under the same names. */
export function eachOf<T, U>(things: ById<T>, change: (thing: T, id: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(things).map(([id, thing]) => [id, change(thing, id)]));
}

export function moved<T extends Point>(thing: T, dx: number, dy: number): T {
  return { ...thing, x: thing.x + dx, y: thing.y + dy };
}
