/**
 * Measures the blast radius of every asset of one policy in a process of its own and prints it as JSON: `node bench/blast.ts alike|apart
 * ASSETS`. Times in milliseconds after the model, the middle one of five; memory in megabytes: what one answer adds, and the whole process.
 */
import { blastTotals, reachGraph, whenOf } from '../language/analysis/index.ts';
import { universeOf } from '../language/analysis/universe.ts';
import type { Policy } from '../language/model/policy.ts';
import { librarySources, loadPolicy } from '../language/pipeline.ts';
import { type BlastShape, blastPlant } from './blast-plant.ts';

const RUNS = 5;
const WHEN = whenOf({ now: Date.UTC(2026, 10, 23) });

async function load(shape: BlastShape, assets: number) {
  const { policy, findings } = await loadPolicy(blastPlant(shape, assets));
  if (findings.length > 0)
    throw new Error(
      findings
        .map((f) => f.message)
        .slice(0, 5)
        .join('\n'),
    );
  return policy;
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

const shape: BlastShape = process.argv[2] === 'apart' ? 'apart' : 'alike';
const assets = Number(process.argv[3] ?? 10_000);
librarySources();
const small = await load(shape, 1000);
for (let i = 0; i < 3; i++) blastTotals(reachGraph({ ...small }, { when: WHEN }));

const policy = await load(shape, assets);
(globalThis as { gc?: () => void }).gc?.();
const used = (m: NodeJS.MemoryUsage) => m.heapUsed + m.arrayBuffers;
const before = used(process.memoryUsage());
/** The first answer is kept for its memory; later ones are about copies, which nothing is known of. */
const first = answer(policy);
const added = used(process.memoryUsage()) - before;
const runs = [first, ...Array.from({ length: RUNS - 1 }, () => answer({ ...policy }))];
runs.sort((a, b) => a.total - b.total);
const { graph, totals, ...middle } = runs[Math.floor(RUNS / 2)] as (typeof runs)[number];
const largest = totals.sizes.reduce((a, b) => Math.max(a, b), 0);
if (largest === 0) throw new Error('nothing reaches anything in the plant to measure');
console.log(
  JSON.stringify({
    ...{ shape, assets: policy.assets.length, classes: graph.classes.length, nodes: graph.nodes, largest },
    ...middle,
    ...{ added: added / 2 ** 20, memory: process.resourceUsage().maxRSS / 1024 },
  }),
);

function answer(about: Policy) {
  const [, classify] = timed(() => universeOf(about));
  const [graph, connect] = timed(() => reachGraph(about, { when: WHEN }));
  const [totals, close] = timed(() => blastTotals(graph));
  return { total: classify + connect + close, classify, connect, close, graph, totals };
}
