/** What PNG files are drawn with, as the build puts it beside the program. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RasterParts } from '../language/diagram/index.ts';
import { InputError } from './errors.ts';

/** Reads dist/raster. Throws InputError where a file is missing. */
export function readRasterParts(): RasterParts {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'raster');
  const read = (name: string): Uint8Array => {
    try {
      return readFileSync(join(folder, name));
    } catch {
      throw new InputError(`PNG files cannot be drawn: ${name} is missing beside the program. Build it again.`);
    }
  };
  return { wasm: read('resvg.wasm'), fonts: [read('Inter-400Regular.ttf'), read('Inter-600SemiBold.ttf')] };
}
