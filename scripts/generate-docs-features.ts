/**
 * `node scripts/run.mjs generate-docs-features`: writes docs/language-server.md - every request of the language server protocol, whether
 * the server answers it, and how - from what the server announces.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { featuresPage } from '../server/features-page.ts';

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'language-server.md');
writeFileSync(path, featuresPage());
console.log(`wrote ${path}`);
