/**
 * Measures the stages of one policy in a process of its own and prints them as JSON: `node bench/stages.ts ASSETS`.
 * Times in milliseconds; memory in megabytes, of parsing and checking.
 */
import { blastTotals, reachGraph, whenOf } from '../language/analysis/index.ts';
import { checkPolicy } from '../language/checks/index.ts';
import { compilePolicy } from '../language/compile/index.ts';
import { parseSource } from '../language/model/source.ts';
import { librarySources, loadPolicy } from '../language/pipeline.ts';
import { plantFiles, sizeOf } from './plant.ts';

const NOW = Date.UTC(2026, 10, 23);

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

const assets = Number(process.argv[2]);
const files = plantFiles(sizeOf(assets));
librarySources();
// The first parse of a process also warms the parser up; it is done on a small plant so that stages compare.
await loadPolicy(plantFiles(sizeOf(500)));

const [, parse] = await timed(() => files.map((file) => parseSource(file)));
const [loaded, load] = await timed(() => loadPolicy(files));
const { policy, text, findings } = loaded;
const [, check] = await timed(() => checkPolicy(policy, { now: NOW, text }));
const memory = process.resourceUsage().maxRSS / 1024;
const [, blast] = await timed(() => blastTotals(reachGraph(policy, { when: whenOf({ now: NOW }) })));
const [, compile] = await timed(() => compilePolicy(policy, { now: NOW, target: 'nftables', version: 'bench' }));
const characters = files.reduce((sum, file) => sum + file.text.length, 0);
console.log(
  JSON.stringify({ assets, characters, broken: findings.length, parse, load, check, blast, compile, memory }),
);
