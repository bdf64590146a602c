/** Writes docs/targets/README.md from the targets themselves. Run: `node scripts/generate-docs-targets.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetsPage } from '../language/compile/documentation.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'targets', 'README.md'), await targetsPage());
console.log('docs: targets/README.md');
