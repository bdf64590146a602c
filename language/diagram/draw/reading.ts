/** What can be read at a scale: no text is ever under 9 px on the screen. Zoom only hides and enlarges, it does not lay out anew. */

export interface Reading {
  /** Size of zone and asset names in the picture's pixels, so that they keep at least 9 on the screen; 0: none. */
  readonly names: number;
  /** Second lines, chips, marks, counts, each row of a pill: what is smaller than a name. */
  readonly fine: boolean;
  /** Assets have names. */
  readonly tiles: boolean;
  /** Zones are blocks; zones that hold others have names, and blocks with much room. */
  readonly blocks: boolean;
}

export const FULL_READING: Reading = { names: 12, fine: true, tiles: true, blocks: false };

/** From here on everything is drawn. */
export const WHOLE_SCALE = 0.9;
/** The least that a text measures on the screen, and what the names of containers measure about from afar. Pixels. */
export const LEAST_TEXT = 9;
const FAR_NAME = 12;

const near = (least: number): Reading => ({ names: LEAST_TEXT / least, fine: false, tiles: true, blocks: false });
const far = (least: number): Reading => ({ ...near(least), names: FAR_NAME / least, tiles: false, blocks: true });

/**
 * From the largest scale down, each with the least scale that it is for: from 90 % all, to 60 % pills in one row and no second lines, to
 * 35 % names, from afar blocks.
 */
const READINGS: readonly (readonly [least: number, reading: Reading])[] = [
  [WHOLE_SCALE, FULL_READING],
  ...[0.75, 0.6, 0.5, 0.42].map((least) => [least, near(least)] as const),
  [0.35, { ...near(0.35), tiles: false }],
  ...[0.26, 0.19, 0.14, 0.1, 0.07].map((least) => [least, far(least)] as const),
  [0, far(0.05)],
];

/** The same object for all scales that read alike. */
export function readingAt(scale: number): Reading {
  return READINGS.find(([least]) => scale >= least)?.[1] ?? FULL_READING;
}
