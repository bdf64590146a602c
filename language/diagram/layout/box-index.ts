/** Finds what lies near a place without asking everything: boxes by the squares of a grid that they reach into. */
import type { Box } from './placed.ts';

/** Side of a square in pixels: about a zone. */
const SQUARE = 256;

export class BoxIndex<T> {
  readonly #squares = new Map<string, { readonly box: Box; readonly thing: T }[]>();

  constructor(things: Iterable<readonly [Box, T]> = []) {
    for (const [box, thing] of things) this.add(box, thing);
  }

  add(box: Box, thing: T): void {
    const entry = { box, thing };
    for (const square of squaresOf(box)) {
      const others = this.#squares.get(square);
      if (others === undefined) this.#squares.set(square, [entry]);
      else others.push(entry);
    }
  }

  /** Everything whose box touches this one or lies nearer to it than the margin, once each. */
  near(box: Box, margin = 0): T[] {
    const around = {
      x: box.x - margin,
      y: box.y - margin,
      width: box.width + 2 * margin,
      height: box.height + 2 * margin,
    };
    const found = new Set<T>();
    for (const square of squaresOf(around))
      for (const { box: other, thing } of this.#squares.get(square) ?? []) if (touch(around, other)) found.add(thing);
    return [...found];
  }
}

function squaresOf({ x, y, width, height }: Box): string[] {
  const squares: string[] = [];
  for (let column = Math.floor(x / SQUARE); column <= Math.floor((x + width) / SQUARE); column++)
    for (let row = Math.floor(y / SQUARE); row <= Math.floor((y + height) / SQUARE); row++)
      squares.push(`${column} ${row}`);
  return squares;
}

function touch(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
