/**
 * Measures edits in a process of its own, through the server's own steps from the changed text to what is published, and prints them as
 * JSON: `node bench/edits.ts ASSETS [FILES]`. Milliseconds: `prompt` until the first step is published for all files, `all` until the
 * exact checks' findings are; the 95th percentile of both, over edits of every kind in turn, all over the plant. `parse`: the edited
 * file alone, the median.
 */
import { parseSource } from '../language/model/source.ts';
import { PolicyFolder } from '../server/policy-folder.ts';
import { Publisher } from '../server/publisher.ts';
import { Showing } from '../server/showing.ts';
import { type PlantFile, plantFiles, sizeOf } from './plant.ts';

const NOW = Date.UTC(2026, 10, 23);
/** Edits whose first step is measured, and of how many of them the second one too. */
const EDITS = 42;
const WAITED = 7;

/** What people do to a file: each line of a list is one edit of its text. */
const KINDS: readonly ((text: string, n: number) => string)[] = [
  (text, n) => `${text}\n// why ${n}\n`,
  (text, n) => `// why ${n}\n${text}`,
  (text, n) => text.replace(/\n {2}asset/, `\n  asset NEW-${n} : plc\n  asset`),
  (text) => text.replace(/\n {2}asset [^\n]*/, ''),
  (text, n) => text.replace(/: modbus|: https|: opc-ua|: s7|: ethernet-ip/, `: tcp ${1000 + n}`),
  (text) => text.replace(/allow hmi -> plc/, 'allow hmi -> pl'),
  (text) => text.replace(/asset (\S+) : plc/, 'asset $1 : '),
];

function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] as number;
}

async function measure(files: readonly PlantFile[]) {
  let published = 0;
  const showing = new Showing(new Publisher(() => published++), (error) => {
    throw error;
  });
  const folder = new PolicyFolder('file:///plant');
  for (const { path, text } of files) folder.set(path, { text });
  showing.show(folder.snapshot(NOW));
  await showing.settled();
  const prompt: number[] = [];
  const all: number[] = [];
  const parse: number[] = [];
  for (let n = 0; n < EDITS; n++) {
    const file = files[(n * 7) % files.length] as PlantFile;
    const change = KINDS[n % KINDS.length] as (typeof KINDS)[number];
    const text = change(file.text, n);
    const before = performance.now();
    parseSource({ path: file.path, text });
    parse.push(performance.now() - before);
    const start = performance.now();
    folder.set(file.path, { text });
    showing.show(folder.snapshot(NOW));
    prompt.push(performance.now() - start);
    if (n % (EDITS / WAITED) !== 0) continue;
    await showing.settled();
    all.push(performance.now() - start);
  }
  await showing.settled();
  if (published === 0) throw new Error('the edits to measure published nothing');
  return { prompt: percentile(prompt, 0.95), all: percentile(all, 0.95), parse: percentile(parse, 0.5) };
}

await measure(plantFiles(sizeOf(1000)));
const size = sizeOf(Number(process.argv[2] ?? 10_000));
console.log(JSON.stringify(await measure(plantFiles({ ...size, files: Number(process.argv[3] ?? size.files) }))));
