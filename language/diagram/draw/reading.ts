/** What can be read at a scale: no text is ever under 9 px on the screen. Zoom only hides and enlarges, it does not lay out anew. */

export interface Reading {
  /** Size of zone and asset names in the picture's pixels, so that they keep at least 9 on the screen; 0: none. */
  readonly names: number;
  /** A pill's rows; otherwise one line of it. */
  readonly rows: boolean;
  /** Second lines, chips, marks, counts: what is smaller than a name. */
  readonly fine: boolean;
  /** Assets have names. */
  readonly tiles: boolean;
  /** Zones are blocks; only zones that hold others have names. */
  readonly blocks: boolean;
}

export const FULL_READING: Reading = { names: 12, rows: true, fine: true, tiles: true, blocks: false };

const name = (least: number): number => Math.ceil(9 / least);

/** From the largest scale down, each with the least scale that it is for. */
const READINGS: readonly (readonly [least: number, reading: Reading])[] = [
  [0.857, FULL_READING],
  [0.79, { names: 12, rows: true, fine: false, tiles: true, blocks: false }],
  [0.6, { names: name(0.6), rows: false, fine: false, tiles: true, blocks: false }],
  [0.5, { names: name(0.5), rows: false, fine: false, tiles: true, blocks: false }],
  [0.42, { names: name(0.42), rows: false, fine: false, tiles: true, blocks: false }],
  [0.35, { names: name(0.35), rows: false, fine: false, tiles: false, blocks: false }],
  [0.22, { names: 12 / 0.28, rows: false, fine: false, tiles: false, blocks: true }],
  [0.12, { names: 12 / 0.16, rows: false, fine: false, tiles: false, blocks: true }],
  [0, { names: 0, rows: false, fine: false, tiles: false, blocks: true }],
];

/** The same object for all scales that read alike. */
export function readingAt(scale: number): Reading {
  return READINGS.find(([least]) => scale >= least)?.[1] ?? FULL_READING;
}
