/** What `bulkhead compile` has to make: which targets for which firewalls, with which options, and where the files go. */
import { existsSync } from 'node:fs';
import { extname, isAbsolute, join, relative, resolve } from 'node:path';
import type { CompiledOutput, CompileOptions, CompileResult } from '../language/compile/index.ts';
import { InputError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

export interface CompileCommandOptions extends CommonOptions {
  readonly target?: readonly string[];
  readonly firewall?: string;
  readonly horizon?: number;
  readonly fallback: readonly string[];
  readonly optimise?: boolean;
  readonly approvedOnly?: boolean;
  readonly check?: boolean;
  readonly changes?: boolean;
  readonly rollback?: boolean;
}

/** One run of the compiler: a target, how, and where its files go. */
export interface Job {
  readonly options: CompileOptions;
  /** Absolute folder or file; absent: standard output. */
  readonly path?: string;
}

/** What became of a job. */
export type Made = CompileResult & { readonly job: Job };

const DEFAULT_TARGET = 'nftables';

/** The parts of an export's `options`. */
const EXPORT_OPTIONS = ['horizon', 'fallbacks', 'optimise', 'firewalls'] as const;

/**
 * `--target` and `-o`, else what `exports` of bulkhead.json says, else for each firewall the target that its `platform` names, else
 * nftables. Throws InputError.
 */
export async function jobsOf(session: Session, options: CompileCommandOptions): Promise<Job[]> {
  const { TARGETS } = await import('../language/compile/index.ts');
  const path = options.output === undefined ? undefined : resolve(options.output);
  const job = (target: string, more: Partial<CompileOptions> = {}, to = path): Job => ({
    options: { ...common(session, options), target, ...more },
    ...(to === undefined ? {} : { path: to }),
  });
  if (options.target) return options.target.map((target) => job(target.trim()));
  const { exports } = session.configuration;
  if (exports.length > 0)
    return exports.map(({ target, path: stated, options: more }) =>
      job(
        target,
        exportOptions(target, more, options),
        path ?? (stated === undefined ? undefined : within(session, stated)),
      ),
    );
  const byTarget = new Map<string, string[]>();
  for (const { name, platform } of session.policy.firewalls) {
    const target = platform !== undefined && TARGETS.has(platform) ? platform : DEFAULT_TARGET;
    byTarget.set(target, [...(byTarget.get(target) ?? []), name]);
  }
  const named = [...byTarget].filter(([, names]) => options.firewall === undefined || names.includes(options.firewall));
  if (named.length === 0) return [job(DEFAULT_TARGET)];
  return named.map(([target, firewalls]) => job(target, { firewalls }));
}

function common(session: Session, options: CompileCommandOptions): Omit<CompileOptions, 'target'> {
  return {
    now: session.now,
    ...(session.at === undefined ? {} : { at: session.at }),
    ...(options.firewall === undefined ? {} : { firewall: options.firewall }),
    ...(options.horizon === undefined ? {} : { horizonDays: options.horizon }),
    ...(options.optimise === true ? { optimise: true } : {}),
    fallbacks: options.fallback,
    version: VERSION,
  };
}

/** The options of one of bulkhead.json's exports; what the command line says comes before them. */
function exportOptions(
  target: string,
  stated: Readonly<Record<string, unknown>>,
  options: CompileCommandOptions,
): Partial<CompileOptions> {
  const wrong = (what: string) => new InputError(`exports of bulkhead.json, options of ${target}: ${what}.`);
  const unknown = Object.keys(stated).find((k) => !(EXPORT_OPTIONS as readonly string[]).includes(k));
  if (unknown !== undefined) throw wrong(`there is no option "${unknown}"; there are ${EXPORT_OPTIONS.join(', ')}`);
  const { horizon, fallbacks, optimise, firewalls } = stated;
  if (horizon !== undefined && !(typeof horizon === 'number' && Number.isInteger(horizon) && horizon >= 0))
    throw wrong('"horizon" is a whole number of days');
  if (optimise !== undefined && typeof optimise !== 'boolean') throw wrong('"optimise" is true or false');
  const texts = (value: unknown, name: string): readonly string[] | undefined => {
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value;
    throw wrong(`"${name}" is a list of names`);
  };
  const chosen = texts(fallbacks, 'fallbacks');
  const names = texts(firewalls, 'firewalls');
  return {
    ...(horizon === undefined || options.horizon !== undefined ? {} : { horizonDays: horizon as number }),
    ...(optimise === true ? { optimise: true } : {}),
    ...(chosen === undefined ? {} : { fallbacks: [...chosen, ...options.fallback] }),
    ...(names === undefined ? {} : { firewalls: names }),
  };
}

function within(session: Session, stated: string): string {
  const absolute = resolve(session.folder, stated);
  if (relative(session.folder, absolute).startsWith('..') || isAbsolute(stated))
    throw new InputError(
      `exports of bulkhead.json names ${stated}, which is outside the policy's folder. Use -o to write there.`,
    );
  return absolute;
}

/** The file of an output: inside the folder named, or the one named where its extension is the target's and there is but one. */
export function fileOf(output: CompiledOutput, path: string, single: boolean): string {
  return single && extname(path) === extname(output.file) && !existsSync(join(path, '.'))
    ? path
    : join(path, output.file);
}

/** Where the rollback of an output stands: `FW-3.rollback.nft` beside `FW-3.nft`. */
export function rollbackFile(file: string): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}.rollback${extension}`;
}
