/**
 * How far the optimiser shrinks rule lists, and how long it takes, in a process of its own, as JSON: the examples as they stand, and a
 * plant whose assets are named one by one, a rule for each pair and port. Times in milliseconds, the shortest of three runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRules, optimise } from '../language/compile/index.ts';
import { librarySources, loadPolicy } from '../language/pipeline.ts';

const NOW = Date.UTC(2026, 10, 23);
const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const RUNS = 3;

interface Reduction {
  readonly name: string;
  /** Entries over all firewalls. */
  readonly before: number;
  readonly after: number;
  readonly time: number;
}

async function reduction(name: string, files: readonly { path: string; text: string }[]): Promise<Reduction> {
  const { policy, findings } = await loadPolicy(files);
  const broken = findings.filter((f) => f.severity === 'error');
  if (broken.length > 0) throw new Error(broken.map((f) => f.message).join('\n'));
  const { firewalls } = compileRules(policy, NOW);
  let [after, time] = [0, Number.POSITIVE_INFINITY];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    after = firewalls.reduce((sum, f) => sum + optimise(f, policy.header.timezone).rules.length, 0);
    time = Math.min(time, performance.now() - start);
  }
  return { name, before: firewalls.reduce((sum, f) => sum + f.rules.length, 0), after, time };
}

/** Twenty lines of HMIs and PLCs: every HMI of a line to every PLC of it, two ports, a rule each; 10,000 rules. */
function oneByOne(): { path: string; text: string }[] {
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
  const lines = numbers(20).flatMap((line) => {
    const hmis = numbers(10).map((i) => `asset H${line}-${i} : hmi at 10.1.${line}.${2 * i + 1}`);
    const plcs = numbers(25).map((i) => `asset P${line}-${i} : plc at 10.2.${line}.${2 * i + 1}`);
    const rules = numbers(10).flatMap((h) =>
      numbers(25).flatMap((p) => [502, 44818].map((port) => `allow H${line}-${h} -> P${line}-${p} : tcp ${port}`)),
    );
    return [
      `zone A${line} { network 10.1.${line}.0/24 ${hmis.join('\n')} }`,
      `zone B${line} { network 10.2.${line}.0/24 ${plcs.join('\n')} }`,
      `conduit C${line} { between A${line} and B${line}\n${rules.join('\n')} }`,
    ];
  });
  return [{ path: 'plant.seg', text: lines.join('\n') }];
}

librarySources();
const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((e) => e.isDirectory());
const out: Reduction[] = [];
for (const { name } of folders) {
  const files = readdirSync(join(EXAMPLES, name)).filter((f) => f.endsWith('.seg'));
  const read = files.map((path) => ({ path, text: readFileSync(join(EXAMPLES, name, path), 'utf8') }));
  out.push(await reduction(name, read));
}
out.push(await reduction('assets named one by one', oneByOne()));
console.log(JSON.stringify(out));
