/** Writes docs/services.md and docs/types.md from the standard library. Run: `node scripts/generate-docs-library.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryPages } from '../language/library/documentation.ts';

const pages = await libraryPages();
for (const [name, text] of pages) writeFileSync(join(import.meta.dirname, '..', 'docs', name), text);
console.log(`docs: ${[...pages.keys()].join(', ')}`);
