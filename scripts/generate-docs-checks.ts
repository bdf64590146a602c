/** Writes docs/checks/*.md from what the checks say of themselves, and docs/tiers.md from the table of tiers; pages of checks that are gone are removed. Run: `node scripts/generate-docs-checks.ts`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saidOfExamples } from '../language/checks/fixture.ts';
import { CHECKS } from '../language/checks/index.ts';
import { checkPages } from '../language/checks/pages.ts';
import { tiersPage } from '../language/checks/tiers/page.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'checks');
const pages = checkPages(CHECKS, await saidOfExamples(CHECKS));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (name.endsWith('.md') && !pages.has(name)) rmSync(join(folder, name));
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
writeFileSync(join(folder, '..', 'tiers.md'), tiersPage());
console.log(`docs/checks: ${pages.size} pages`);
