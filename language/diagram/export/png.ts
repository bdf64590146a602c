/** The picture as PNG, drawn from the SVG by resvg: no browser, the same on every machine, with the picture's own font. */
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Files that ship beside the program: whoever can read files gives them. */
export interface RasterParts {
  /** resvg itself, WebAssembly. */
  readonly wasm: Uint8Array;
  /** Inter, regular and semi-bold, TrueType. */
  readonly fonts: readonly Uint8Array[];
}

export interface PngOptions {
  /** Pixels of the file per pixel of the picture. Default 2. */
  readonly scale?: number;
}

export type PngResult =
  | { readonly ok: true; readonly png: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** A side longer than this is refused: the picture would need gigabytes. */
const MOST_PIXELS = 32_000;
const MOST_AREA = 400_000_000;

let ready: Promise<void> | undefined;

/** An SVG of this tool's as PNG. Never throws. */
export async function renderPng(svg: string, parts: RasterParts, { scale = 2 }: PngOptions = {}): Promise<PngResult> {
  try {
    ready ??= initWasm(parts.wasm.slice().buffer as ArrayBuffer);
    await ready;
    const font = { fontBuffers: [...parts.fonts], defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' };
    const picture = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: scale } });
    const [width, height] = [picture.width * scale, picture.height * scale];
    if (width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_AREA)
      return {
        ok: false,
        message: `the picture would be ${Math.round(width)} x ${Math.round(height)} pixels: choose less detail, or SVG`,
      };
    const rendered = picture.render();
    const png = rendered.asPng();
    rendered.free();
    picture.free();
    return { ok: true, png };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
