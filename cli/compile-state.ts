/** What is on disk of an earlier `bulkhead compile`: whether it is current, and which rules would come and go. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import {
  type CompiledOutput,
  type CompileOptions,
  type CompileResult,
  changeOf,
  type ExportChange,
  madeFor,
  timesEnd,
} from '../language/compile/index.ts';
import { fileOf, type Made } from './compile-jobs.ts';
import { InputError } from './errors.ts';
import { reason } from './policy-files.ts';

/** `current`: the file is what compiling gives - at the instant that it states, where it states one. */
export type FileState = 'current' | 'missing' | 'different' | 'times over' | 'left over';

export interface CheckedFile {
  readonly path: string;
  readonly firewall?: string;
  readonly target: string;
  readonly state: FileState;
  readonly change?: ExportChange;
}

/** Where a firewall's output lies on disk, or would. */
export function pathOfOutput({ job, outputs }: Made, output: CompiledOutput): string | undefined {
  return job.path === undefined ? undefined : fileOf(output, job.path, outputs.length === 1);
}

/** The bytes of a file; undefined where there is none. Throws InputError where it cannot be read. */
function onDisk(path: string): Uint8Array | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path) : undefined;
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${reason(error)}.`);
  }
}

/** Which rules of the file on disk go, and which come, if an output replaces it; undefined where there is none to compare. */
export function changeOnDisk(path: string, output: CompiledOutput): ExportChange | undefined {
  const before = output.bytes === undefined ? onDisk(path) : undefined;
  return before === undefined ? undefined : changeOf(new TextDecoder().decode(before), output);
}

/** Compares every output of a job with its file. `compile` makes the same again for another instant. */
export function checkOutputs(
  made: Made,
  now: number,
  compile: (options: CompileOptions) => CompileResult,
): CheckedFile[] {
  const { job, outputs } = made;
  const again = new Map<number, readonly CompiledOutput[]>();
  const at = (instant: number): readonly CompiledOutput[] => {
    const known = again.get(instant) ?? compile({ ...job.options, now: instant }).outputs;
    again.set(instant, known);
    return known;
  };
  const checked = outputs.map((output, i): CheckedFile => {
    const path = pathOfOutput(made, output) as string;
    const { firewall, target } = output;
    const there = onDisk(path);
    if (there === undefined) return { path, firewall, target, state: 'missing' };
    const text = new TextDecoder().decode(there);
    const stated = job.options.at === undefined ? madeFor(text) : undefined;
    const wanted = stated === undefined ? output : (at(stated)[i] as CompiledOutput);
    if (!isSame(there, wanted)) {
      const change = output.bytes === undefined ? { change: changeOf(text, output) } : {};
      return { path, firewall, target, state: 'different', ...change };
    }
    const end = timesEnd(text);
    return { path, firewall, target, state: end !== undefined && end <= now ? 'times over' : 'current' };
  });
  return [...checked, ...leftOver(made, new Set(checked.map((c) => c.path)))];
}

function isSame(there: Uint8Array, { text, bytes }: CompiledOutput): boolean {
  return Buffer.from(bytes ?? Buffer.from(text, 'utf8')).equals(there);
}

/** Files of this tool for the same target that no firewall makes any more, in the folder that a job writes to. */
function leftOver(made: Made, own: ReadonlySet<string>): CheckedFile[] {
  const { outputs, job } = made;
  const [first] = outputs;
  const path = first === undefined ? undefined : pathOfOutput(made, first);
  if (first === undefined || path === undefined || job.options.firewall !== undefined) return [];
  const [folder, extension, target] = [dirname(path), extname(path), first.target];
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder).sort() : [];
  return names
    .filter((n) => extname(n) === extension && !n.includes('.rollback.') && !own.has(join(folder, n)))
    .filter((n) => {
      const head = new TextDecoder().decode(onDisk(join(folder, n))?.subarray(0, 4096) ?? new Uint8Array());
      return /Made by bulkhead \S+ for (\S+)/.exec(head)?.[1]?.replace(/;$/, '') === target;
    })
    .map((n) => ({ path: join(folder, n), target, state: 'left over' }));
}
