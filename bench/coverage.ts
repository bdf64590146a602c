/**
 * Measures how long it takes to judge what the rules of a policy do to each other, in a process of its own, and prints it as JSON:
 * `node bench/coverage.ts RULES [plant|edge]`. Times in milliseconds, the model's own time left
 * out, of the shortest of three runs.
 */
import { coverageOf } from '../language/analysis/coverage/index.ts';
import { librarySources, loadPolicy } from '../language/pipeline.ts';
import { type RulebookShape, rulebook } from './rulebook.ts';

const NOW = Date.UTC(2026, 10, 23);
const RUNS = 3;

async function load(shape: RulebookShape, rules: number) {
  const { policy, findings } = await loadPolicy(rulebook(shape, rules));
  if (findings.length > 0) throw new Error(findings.map((f) => f.message).join('\n'));
  return policy;
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

const rules = Number(process.argv[2] ?? 10_000);
const shape: RulebookShape = process.argv[3] === 'edge' ? 'edge' : 'plant';
librarySources();
const small = coverageOf(await load(shape, 500), NOW);
if (small.shadowed.length === 0 || small.redundant.length === 0) throw new Error('the rules to measure cover nothing');

/** One policy judged; the model is made anew each time, as answers are kept with it. */
async function measure() {
  const policy = await load(shape, rules);
  const coverage = coverageOf(policy, NOW);
  const [shadowed, shadowing] = timed(() => coverage.shadowed);
  const [redundant, redundancy] = timed(() => coverage.redundant);
  const [idle, idleness] = timed(() => coverage.idleDenies);
  return {
    ...{ rules: policy.rules.length, shape, total: shadowing + redundancy + idleness },
    ...{ shadowing, redundancy, idleness },
    found: { shadowed: shadowed.length, redundant: redundant.length, idle: idle.length },
  };
}

const all: Awaited<ReturnType<typeof measure>>[] = [];
for (let run = 0; run < RUNS; run++) all.push(await measure());
console.log(JSON.stringify(all.reduce((best, one) => (one.total < best.total ? one : best))));
