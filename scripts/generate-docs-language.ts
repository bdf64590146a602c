/** Writes docs/language.md from the grammar. Run: `node scripts/run.mjs generate-docs-language`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languagePage } from '../language/grammar/reference.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'language.md'), languagePage().text);
console.log('docs: language.md');
