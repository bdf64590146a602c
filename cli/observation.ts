/** Reads captures and logs from disk or standard input, in a stream, for `bulkhead observe`. */
import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
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
  const cut: string[] = [];
  try {
    if (path !== STDIN && statSync(path).isDirectory()) throw new InputError(`${path} cannot be read: it is a folder.`);
    for await (const chunk of unpacked(
      path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: CHUNK }),
      cut,
    ))
      sink.push(chunk);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} cannot be read: ${reason(error)}.`);
  }
  const report = sink.end();
  return { ...report, warnings: [...report.warnings, ...cut] };
}

/** The bytes of a stream, those of a gzip file unpacked; one that is cut off or broken ends there, which is told in `warnings`. */
async function* unpacked(stream: Readable, warnings: string[]): AsyncIterable<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const head = first.value as Uint8Array;
  const all = (async function* () {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value as Uint8Array;
  })();
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  const feeding = feed(all, gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
    await feeding;
  } catch (error) {
    if (!isGzipError(error)) throw error;
    warnings.push('Its gzip is cut off or broken: what was before it counts.');
  }
}

async function feed(chunks: AsyncIterable<Uint8Array>, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const chunk of chunks)
      if (!gunzip.write(chunk))
        await new Promise<void>((resolve) => gunzip.once('drain', resolve).once('close', resolve));
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
  }
}

function isGzipError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
