/** Pictures as PNG at their own size, their references in git, and the difference of the two. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import UPNG from 'upng-js';
import { renderPng } from '../../language/diagram/export/png.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const REFERENCES = join(import.meta.dirname, 'references');
/** Where a failing test leaves what it saw. */
export const SEEN = join(ROOT, '.test', 'pictures');
/** A reference has a palette, so that git holds it lightly: its colours lie beside the drawn ones, below what the eye parts. */
const COLOURS = 256;
/** How far two colours may lie apart and count as one: 1 is black against white. */
const TOLERANCE = 0.08;
/** A square of this side, in pixels, is looked at as one: smaller than the smallest sign. */
const WINDOW = 8;
/** A tint is fainter than what a palette does to single pixels, but it is everywhere: squares of this side are compared by their mean. */
const FLOOR = 16;

export interface Image {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const inModules = (path: string): Uint8Array => readFileSync(join(ROOT, 'node_modules', path));

/** Draws a picture at 100 %, with no fonts but its own. Throws where that fails. */
export async function rasterised(svg: string): Promise<Image> {
  const wasm = inModules('@resvg/resvg-wasm/index_bg.wasm');
  const fonts = ['400Regular', '600SemiBold'].map((w) => inModules(`@expo-google-fonts/inter/${w}/Inter_${w}.ttf`));
  const drawn = await renderPng(svg, { wasm, fonts }, { scale: 1 });
  if (!drawn.ok) throw new Error(drawn.message);
  return decoded(drawn.png);
}

function decoded(png: Uint8Array): Image {
  const image = UPNG.decode(Uint8Array.from(png).buffer);
  return { width: image.width, height: image.height, rgba: new Uint8Array(UPNG.toRGBA8(image)[0] as ArrayBuffer) };
}

/** As PNG: of so many colours, or of all with 0. */
function encoded({ rgba, width, height }: Image, colours: number): Uint8Array {
  return new Uint8Array(UPNG.encode([Uint8Array.from(rgba).buffer], width, height, colours));
}

/** Throws where there is none. */
export function readReference(name: string): Image {
  return decoded(readFileSync(join(REFERENCES, `${name}.png`)));
}

/** Writes it; its size in bytes. */
export function writeReference(name: string, image: Image): number {
  mkdirSync(REFERENCES, { recursive: true });
  const png = encoded(image, COLOURS);
  writeFileSync(join(REFERENCES, `${name}.png`), png);
  return png.length;
}

export interface Difference {
  /** Pixels that differ in the square where most do. */
  readonly pixels: number;
  /** How far the mean of a square lies from what it was, where it lies farthest: 255 is black against white. */
  readonly shade: number;
  /** The reference in grey, what differs in red. */
  readonly picture: Image;
}

/** Undefined where the pictures are of different sizes: then everything is elsewhere. */
export function differenceOf(reference: Image, now: Image): Difference | undefined {
  const { width, height } = reference;
  if (now.width !== width || now.height !== height) return undefined;
  const rgba = new Uint8Array(width * height * 4);
  const pixels = pixelmatch(reference.rgba, now.rgba, rgba, width, height, {
    ...{ threshold: TOLERANCE, windowSize: WINDOW },
  });
  return { pixels, shade: farthestShade(reference, now), picture: { width, height, rgba } };
}

function farthestShade({ rgba: a, width, height }: Image, { rgba: b }: Image): number {
  let farthest = 0;
  for (let top = 0; top + FLOOR <= height; top += FLOOR)
    for (let left = 0; left + FLOOR <= width; left += FLOOR)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let y = top; y < top + FLOOR; y++)
          for (let x = left; x < left + FLOOR; x++) {
            const at = 4 * (y * width + x) + channel;
            sum += (b[at] ?? 0) - (a[at] ?? 0);
          }
        farthest = Math.max(farthest, Math.abs(sum) / (FLOOR * FLOOR));
      }
  return farthest;
}

/** Leaves a picture for whoever looks after a failed test; its path. */
export function leave(name: string, image: Image): string {
  mkdirSync(SEEN, { recursive: true });
  const path = join(SEEN, `${name}.png`);
  writeFileSync(path, encoded(image, 0));
  return path;
}
