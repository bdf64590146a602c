/**
 * `npm test`: everything, in order of what fails soonest - types, lint, build, tests. Arguments go to vitest, and then only tests run
 * (`npm test -- cli`). The last line is `N passed, N failed, N skipped`; each step before the tests counts as one.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonTestResults } from 'vitest/node';
import { generate } from './generate.ts';
import { packageExtension } from './package.ts';
import { bringSystemPackages } from './system-packages.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const RESULTS = join(ROOT, '.test', 'results.json');
/** Tests that a machine for continuous integration must not skip: it has, or can bring, all that they need. */
const REQUIRED = ['test/kernel/', 'test/e2e/', 'test/cli/neovim'];

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

async function step(name: string, work: () => Promise<void> | void): Promise<void> {
  const start = performance.now();
  try {
    await work();
    tally.passed++;
    console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    tally.failed++;
    console.log(`FAIL  ${name}\n${error instanceof Error ? error.message : error}`);
  }
}

function run(bin: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', bin), args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

/** Runs vitest, showing its progress, and returns what it found; absent where it broke off. */
function runVitest(args: readonly string[]): { status: number | null; results?: JsonTestResults } {
  mkdirSync(dirname(RESULTS), { recursive: true });
  rmSync(RESULTS, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  try {
    return { status, results: JSON.parse(readFileSync(RESULTS, 'utf8')) };
  } catch {
    return { status };
  }
}

/** Adds up the tests; a file that could not run counts as one failure, for its tests are unknown. */
function addResults({ status, results }: ReturnType<typeof runVitest>): void {
  const failedBefore = tally.failed;
  const required = process.env.CI === 'true';
  for (const file of results?.testResults ?? []) {
    const path = relative(ROOT, file.name);
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) tally.failed++;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed++;
      else if (test.status === 'failed') tally.failed++;
      else {
        const mustRun = required && REQUIRED.some((folder) => path.startsWith(folder));
        console.log(`${mustRun ? 'FAIL  skipped, and required here' : 'skipped'}: ${path}: ${test.fullName}`);
        if (mustRun) tally.failed++;
        else tally.skipped++;
      }
    }
  }
  if (status !== 0 && tally.failed === failedBefore) tally.failed++;
}

const args = process.argv.slice(2);
bringSystemPackages();
if (args.length === 0) {
  await step('generated files are current', () => void generate());
  await step('types (tsc)', () => run('tsc', '--noEmit'));
  await step('types of what runs in a browser (tsc)', () => run('tsc', '--noEmit', '-p', 'tsconfig.browser.json'));
  await step('lint and format (biome)', () => run('biome', 'ci', '--colors=off', '--max-diagnostics=50', '.'));
}
await step('build and package', packageExtension);
addResults(runVitest(args));
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed === 0 ? 0 : 1;
