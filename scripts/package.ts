/** Builds and packs the extension into dist/bulkhead.vsix: `npm run package`. What goes in is listed in .vscodeignore. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildAll } from './build.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the packed extension is, absolute. */
export const VSIX = join(ROOT, 'dist', 'bulkhead.vsix');

/** Builds everything and packs it. Throws where a source does not compile or the manifest is wrong. */
export async function packageExtension(): Promise<void> {
  await buildAll();
  const log = console.log;
  // The packer lists every file; its warnings and errors go to standard error.
  console.log = () => {};
  try {
    await createVSIX({
      cwd: ROOT,
      packagePath: VSIX,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    console.log = log;
  }
  console.log(`  dist/bulkhead.vsix  ${Math.ceil(statSync(VSIX).size / 1024)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await packageExtension();
