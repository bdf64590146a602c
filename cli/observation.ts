/** Reads captures and logs from disk or standard input, in a stream, for `bulkhead observe`. */
import { createReadStream, statSync } from 'node:fs';
import type { Policy } from '../language/model/policy.ts';
import type { Observation, SourceReport } from '../language/observe/capture/index.ts';
import { InputError } from './errors.ts';
import { reason } from './policy-files.ts';

const CHUNK = 1 << 20;
const STDIN = '-';

/** A file with what reading it came to. */
export interface ReadSource extends SourceReport {
  readonly path: string;
}

/** Reads all files, `-` standing for standard input, each once. Throws InputError where one cannot be read at all. */
export async function readObservation(
  policy: Policy,
  paths: readonly string[],
): Promise<{ readonly observation: Observation; readonly sources: readonly ReadSource[] }> {
  const { Observation } = await import('../language/observe/capture/index.ts');
  const observation = new Observation(policy);
  const sources: ReadSource[] = [];
  for (const path of new Set(paths)) sources.push({ path, ...(await readSource(observation, path)) });
  return { observation, sources };
}

async function readSource(observation: Observation, path: string): Promise<SourceReport> {
  const sink = observation.source();
  try {
    if (path !== STDIN && statSync(path).isDirectory()) throw new InputError(`${path} cannot be read: it is a folder.`);
    const stream = path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: CHUNK });
    for await (const chunk of stream) sink.push(chunk as Uint8Array);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} cannot be read: ${reason(error)}.`);
  }
  return sink.end();
}
