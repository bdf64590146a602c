/**
 * Draws the reference pictures of the diagram anew, `npm run pictures [-- NAME]`: after a change of its looks, to be looked at before
 * they are committed. Every test run compares with them (`test/pictures/`).
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [name] = process.argv.slice(2);
const only = name === undefined ? [] : ['--testNamePattern', `picture of ${name} `];
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'unit', 'test/pictures', ...only], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, BULKHEAD_PICTURES: 'draw' },
});
process.exitCode = status ?? 1;
