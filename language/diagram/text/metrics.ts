/** How wide a text is in Inter, and how it is cut to fit: the same answer in a webview, in Node and without a browser. */
import { INTER } from './inter.ts';

export type Weight = 400 | 600;

interface FontTable {
  readonly widths: ReadonlyMap<number, number>;
  readonly kerns: ReadonlyMap<string, number>;
}

function readTable({ points, widths, kerns }: (typeof INTER)[Weight]): FontTable {
  const values = widths.split(' ');
  const byPoint = points
    .split(' ')
    .map((p, i): [number, number] => [parseInt(p, 36), parseInt(values[i] as string, 36)]);
  const byPair = kerns.flatMap((entry) => {
    const space = entry.indexOf(' ');
    const amount = Number(entry.slice(0, space));
    return (entry.slice(space + 1).match(/../g) ?? []).map((pair): [string, number] => [pair, amount]);
  });
  return { widths: new Map(byPoint), kerns: new Map(byPair) };
}

const TABLES: Readonly<Record<Weight, FontTable>> = { 400: readTable(INTER[400]), 600: readTable(INTER[600]) };

const FALLBACK_LETTER = 680;

/** A guess, on the wide side, for a character that Inter's Latin files lack and a fallback font will draw. Thousandths of an em. */
function fallbackWidth(point: number): number {
  if (isCombining(point)) return 0;
  return isWide(point) ? 1040 : FALLBACK_LETTER;
}

function isCombining(point: number): boolean {
  return isAccent(point) || point === 0x200d || point === RIGHT_TO_LEFT_MARK || (point >= 0xfe00 && point <= 0xfe0f);
}

/** Drawn on the letter before it: one makes a letter that Inter has, of two or more a fallback font draws the whole. */
function isAccent(point: number): boolean {
  return point >= 0x300 && point <= 0x36f;
}

const RIGHT_TO_LEFT_MARK = 0x200f;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

function isWide(point: number): boolean {
  return (
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    point >= 0x1f300
  );
}

/** The advance width of a text, in the unit of `size`. */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  const { widths, kerns } = TABLES[weight];
  let sum = 0;
  let previous = '';
  let letter = 0;
  let accents = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const width = widths.get(point) ?? fallbackWidth(point);
    accents = isAccent(point) ? accents + 1 : 0;
    if (accents === 0) letter = width;
    sum += accents === 2 ? Math.max(0, FALLBACK_LETTER - letter) : width;
    if (previous !== '') sum += kerns.get(previous + character) ?? 0;
    previous = character;
  }
  return (sum * size) / 1000;
}

/** The text, cut at its end with an ellipsis where it is wider than `most`. */
export function fitText(text: string, most: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= most) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (textWidth(`${characters.slice(0, middle).join('')}…`, size, weight) <= most) low = middle;
    else high = middle - 1;
  }
  const kept = characters.slice(0, low).join('').trimEnd();
  // After words that run to the left the ellipsis stands at their left, too.
  return RIGHT_TO_LEFT.test(kept.slice(-1)) ? `${kept}…${String.fromCharCode(RIGHT_TO_LEFT_MARK)}` : `${kept}…`;
}
