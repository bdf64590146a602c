/**
 * `npm run bench`: time and memory of every stage side by side, for plants of 1,000 to 100,000 assets, each in a process of its own;
 * how they grow; and the bounds that they must keep. `-- 1000 10000` measures these sizes only, `-- diagram` the diagram only, `-- extension` the extension. Ends with
 * code 1 where a bound is broken.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyNoVscode } from '../test/e2e/host/vscode.ts';
import { type Bound, diagramBounds } from './bench-diagram.ts';
import { generate } from './generate.ts';
import { packageExtension, VSIX } from './package.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000];
const STAGES = ['parse', 'load', 'check', 'blast', 'compile'] as const;
const START_RUNS = 15;
const RULES = [1_000, 3_000, 10_000];
const RULEBOOKS = ['plant', 'edge'] as const;

type Measured = Record<(typeof STAGES)[number] | 'assets' | 'characters' | 'broken' | 'memory', number>;

function run(script: string, ...args: readonly string[]) {
  const all = ['--max-old-space-size=4096', join(ROOT, 'bench', script), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`measuring with ${script} ${args.join(' ')} failed:\n${stderr}`);
  // What a script says while it brings what it needs comes before its answer, which is one line.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

function measure(assets: number): Measured {
  return run('stages.ts', String(assets));
}

/** How long it takes to judge what rules do to each other, and how it grows; the bound on the most rules. */
function measureCoverage(): Bound[] {
  const times = RULES.map((rules) =>
    RULEBOOKS.map((shape) => run('coverage.ts', String(rules), shape).total as number),
  );
  const row = (head: string, numbers: readonly string[]) =>
    console.log([head, ...numbers].map((t) => t.padStart(10)).join(' '));
  row(
    'rules',
    RULEBOOKS.map((shape) => `${shape} ms`),
  );
  RULES.forEach((rules, i) => {
    row(
      String(rules),
      (times[i] ?? []).map((t) => t.toFixed(0)),
    );
  });
  const [first, last] = [RULES[0] as number, RULES.at(-1) as number];
  const growth = (k: number) => Math.log((times.at(-1)?.[k] ?? 1) / (times[0]?.[k] ?? 1)) / Math.log(last / first);
  row(
    'slope',
    RULEBOOKS.map((_, k) => growth(k).toFixed(2)),
  );
  const measured = Math.max(...(times.at(-1) ?? []));
  return [{ what: 'redundancy and shadowing, 10,000 rules', measured, atMost: 1000, unit: 'ms' }];
}

/** Exponent of growth between the smallest and the largest plant: 1 is linear. */
function slope(first: Measured, last: Measured, stage: keyof Measured): number {
  return Math.log(last[stage] / first[stage]) / Math.log(last.assets / first.assets);
}

/** Shortest wall time of each command in milliseconds, run in turns so that what else the machine does hits all alike. */
function startTimes(commands: readonly (readonly string[])[]): number[] {
  const best = commands.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < START_RUNS; run++) {
    commands.forEach((args, index) => {
      const start = performance.now();
      spawnSync(process.execPath, args, { stdio: 'ignore', cwd: ROOT });
      best[index] = Math.min(best[index] as number, performance.now() - start);
    });
  }
  return best;
}

interface BlastMeasured {
  readonly shape: string;
  readonly assets: number;
  readonly classes: number;
  readonly total: number;
  readonly added: number;
  readonly memory: number;
}

/** The blast radius of every asset, after the model: where assets are alike, and where all are told apart. */
function measureBlast(shape: 'alike' | 'apart', assets: number): BlastMeasured {
  const args = ['--expose-gc', '--max-old-space-size=4096', join(ROOT, 'bench', 'blast.ts'), shape, String(assets)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`measuring the blast of ${assets} assets failed:\n${stderr}`);
  return JSON.parse(stdout);
}

function blastRows(): Bound[] {
  const alike = [1_000, 10_000, 100_000].map((assets) => measureBlast('alike', assets));
  const apart = [1_000, 10_000].map((assets) => measureBlast('apart', assets));
  for (const { shape, assets, classes, total, added, memory } of [...alike, ...apart])
    console.log(
      `blast of every asset, ${shape}: ${assets} assets in ${classes} classes, ${total.toFixed(0)} ms, ${added.toFixed(0)} MB for the answer, ${memory.toFixed(0)} MB in all`,
    );
  const [small, , large] = alike;
  if (small && large)
    console.log(`slope ${(Math.log(large.total / small.total) / Math.log(large.assets / small.assets)).toFixed(2)}`);
  return [
    {
      what: 'blast radius of every asset, 100,000 in 5,000 classes',
      measured: large?.total ?? 0,
      atMost: 300,
      unit: 'ms',
    },
    {
      what: 'blast radius of every asset, 10,000 told apart',
      measured: apart[1]?.total ?? 0,
      atMost: 1000,
      unit: 'ms',
    },
  ];
}

/** From a keystroke to current code lenses, through the built server, in a policy of 10,000 assets. */
function lensRows(): void {
  if (!existsSync(join(ROOT, 'dist', 'server.cjs'))) {
    console.log('keystroke to lenses: not measured, the server is not built (npm run build)');
    return;
  }
  const { lenses, comment, rule } = run('lenses.ts', '10000');
  const words = ({ middle, p95 }: { readonly middle: number; readonly p95: number }): string =>
    `${middle.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`;
  console.log(
    `keystroke to ${lenses} current lenses of another file, 10,000 assets: a comment ${words(comment)}; a rule ${words(rule)}`,
  );
}

interface AskedOften {
  readonly method: string;
  readonly asked: number;
  readonly middle: number;
  readonly p95: number;
}

/** Every request of an editor at random places of a policy of 10,000 assets, through the built server. */
function requestBounds(): Bound[] {
  if (!existsSync(join(ROOT, 'dist', 'server.cjs'))) {
    console.log('requests: not measured, the server is not built (npm run build)');
    return [];
  }
  const rows = run('requests.ts', '10000') as AskedOften[];
  for (const { method, asked, middle, p95 } of rows)
    console.log(`${method.padEnd(36)} asked ${asked}, ${middle.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  return rows.map(({ method, p95 }) => ({
    what: `${method}, p95, 10,000 assets`,
    measured: p95,
    atMost: method === 'textDocument/completion' ? 50 : 100,
    unit: 'ms',
  }));
}

/** How far the optimiser shrinks rule lists: of the examples, and of a plant whose assets are named one by one. */
function optimiserRows(): void {
  const rows = run('optimise.ts') as { name: string; before: number; after: number; time: number }[];
  for (const { name, before, after, time } of rows)
    console.log(`optimiser, ${name}: ${before} entries to ${after}, ${time.toFixed(1)} ms`);
}

/** A capture of small OT frames, and one four times as long: its reading takes no more memory. */
function observeRows(): Bound[] {
  const [short, long] = [10_000_000, 40_000_000].map((packets) => run('observe.ts', String(packets)));
  for (const { frames, perSecond, memory } of [short, long])
    console.log(
      `observe: ${frames} packets, ${(perSecond / 1e6).toFixed(2)} million a second, ${memory.toFixed(0)} MB`,
    );
  return [
    { what: 'observe, a packet (1.5 million a second)', measured: 1e6 / long.perSecond, atMost: 1 / 1.5, unit: 'us' },
    { what: 'observe, memory', measured: long.memory, atMost: 300, unit: 'MB' },
  ];
}

function boundsOf(all: readonly Measured[]): Bound[] {
  const at = (assets: number): Measured | undefined => all.find((measured) => measured.assets === assets);
  const bounds: Bound[] = [];
  const bound = (what: string, measured: number | undefined, atMost: number, unit: string): void => {
    if (measured !== undefined) bounds.push({ what, measured, atMost, unit });
  };
  const hundred = at(100_000);
  bound('check / parse alone, 100,000 assets', hundred && (hundred.load + hundred.check) / hundred.parse, 2, 'x');
  bound('memory, 100,000 assets', hundred?.memory, 2048, 'MB');
  bound('compile to nftables, 100,000', hundred?.compile, 1500, 'ms');
  return bounds;
}

/** Edits: until the first step is published, and until all is; of many files, and of one. */
function editBounds(): Bound[] {
  const sizes = [1_000, 10_000, 100_000];
  const rows = sizes.map((assets) => run('edits.ts', String(assets)) as Edited);
  const whole = run('edits.ts', '10000', '1') as Edited;
  for (const [i, { prompt, all, parse }] of rows.entries())
    console.log(
      `edits, ${sizes[i]} assets: ${prompt.toFixed(1)} ms to the first step, ${all.toFixed(0)} ms to all; parsing the file ${parse.toFixed(1)} ms (p95)`,
    );
  const [small, ten, hundred] = rows;
  if (small && hundred) console.log(`slope ${(Math.log(hundred.prompt / small.prompt) / Math.log(100)).toFixed(2)}`);
  const bound = (what: string, measured: number | undefined, atMost: number, unit = 'ms'): Bound => ({
    what,
    measured: measured ?? Number.NaN,
    atMost,
    unit,
  });
  return [
    bound('edit to findings, p95, 10,000 assets', ten?.prompt, 60),
    bound('edit to findings, p95, 100,000 assets', hundred?.prompt, 250),
    bound('edit to exact findings, p95, 100,000 assets', hundred?.all, 2000),
    bound('edit of one 10,000-asset file / its parse', whole.prompt / whole.parse, 3, 'x'),
  ];
}

interface Edited {
  readonly prompt: number;
  readonly all: number;
  readonly parse: number;
}

function startBounds(): Bound[] {
  const cli = join(ROOT, 'bin', 'bulkhead');
  if (!existsSync(join(ROOT, 'dist', 'cli', 'main.js'))) return [];
  const [bare = 0, version = 0, check = 0] = startTimes([
    ['-e', '0'],
    [cli, '--version'],
    [cli, 'check', 'examples/cascadia'],
  ]);
  return [
    { what: 'bulkhead --version / bare node', measured: version / bare, atMost: 1.5, unit: 'x' },
    { what: 'bulkhead check examples/cascadia', measured: check, atMost: 500, unit: 'ms' },
  ];
}

/** What the extension costs whoever has it: its download, and what VS Code waits for. */
function extensionBounds(): Bound[] {
  const size: Bound = { what: 'VSIX', measured: statSync(VSIX).size / 1e6, atMost: 4, unit: 'MB' };
  if (whyNoVscode() !== undefined) {
    console.log(`activation: not measured, ${whyNoVscode()}`);
    return [size];
  }
  const { least, middle } = run('activation.ts');
  console.log(`activation: ${least} ms, ${middle} ms in the middle of the starts`);
  return [size, { what: 'activation, shortest of the starts', measured: least, atMost: 50, unit: 'ms' }];
}

function printTable(all: readonly Measured[]): void {
  const cell = (text: string): string => text.padStart(10);
  console.log(['assets', ...STAGES.map((stage) => `${stage} ms`), 'check/parse', 'memory MB'].map(cell).join(' '));
  for (const measured of all) {
    const ratio = (measured.load + measured.check) / measured.parse;
    const numbers = STAGES.map((stage) => measured[stage].toFixed(0));
    console.log(
      [String(measured.assets), ...numbers, ratio.toFixed(2), measured.memory.toFixed(0)].map(cell).join(' '),
    );
  }
  const [first, last] = [all[0], all.at(-1)];
  if (first && last && first !== last) {
    console.log(['slope', ...STAGES.map((stage) => slope(first, last, stage).toFixed(2))].map(cell).join(' '));
  }
}

/** Every stage, for plants of these sizes, and all that is bound besides. */
function measureAll(sizes: readonly number[]): Bound[] {
  const all: Measured[] = [];
  for (const assets of sizes) {
    all.push(measure(assets));
    if (all.at(-1)?.broken) throw new Error(`the plant of ${assets} assets has findings of parser or linker`);
  }
  printTable(all);
  lensRows();
  optimiserRows();
  return [
    ...boundsOf(all),
    ...editBounds(),
    ...blastRows(),
    ...measureCoverage(),
    ...observeRows(),
    ...requestBounds(),
    ...startBounds(),
    ...diagramBounds(run),
    ...extensionBounds(),
  ];
}

if (['diagram', 'extension', undefined].includes(process.argv[2])) await packageExtension();
else generate();
const asked = process.argv.slice(2);
const sizes = asked.length > 0 ? asked.map(Number) : SIZES;
const parts: Readonly<Record<string, () => Bound[]>> = {
  diagram: () => diagramBounds(run),
  extension: extensionBounds,
};
const bounds = (parts[asked[0] ?? ''] ?? (() => measureAll(sizes)))();
for (const { what, measured, atMost, atLeast, unit } of bounds) {
  const kept = measured <= (atMost ?? Infinity) && measured >= (atLeast ?? -Infinity);
  if (!kept) process.exitCode = 1;
  const limit = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  console.log(`${kept ? 'kept  ' : 'BROKEN'} ${what}: ${measured.toFixed(2)} ${unit} (${limit})`);
}
