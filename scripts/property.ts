/**
 * `npm run property -- --runs N [--target T]`: judges targets by packets on N random policies each (test/oracle/judge-packets.ts),
 * where `npm test` tries 300.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join('language', 'compile', 'targets');
const TEST = '.packets.test.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, target: { type: 'string', multiple: true } },
});
const known = readdirSync(join(ROOT, FOLDER))
  .filter((f) => f.endsWith(TEST))
  .map((f) => f.slice(0, -TEST.length));
const targets = values.target ?? known;
const unknown = targets.find((t) => !known.includes(t));
const runs = Number(values.runs);
if (unknown !== undefined || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`npm run property -- [--runs N] [--target ${known.join('|')}]...\n`);
  process.exitCode = 2;
} else {
  const files = targets.map((t) => join(FOLDER, `${t}${TEST}`));
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'unit', ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PROPERTY_RUNS: String(runs) },
  });
  process.exitCode = status ?? 1;
}
