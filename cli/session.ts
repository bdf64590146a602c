/** One run of a command: the policy it speaks of, its findings so far, its clock. */
import { basename, join, relative } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import type { Configuration, Finding } from '../language/checks/index.ts';
import type { Policy } from '../language/model/policy.ts';
import { localInstant } from '../language/model/timezone.ts';
import { InputError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import {
  CONFIGURATION_FILE,
  findPolicyFiles,
  findPolicyFolder,
  type PolicyFile,
  readConfigurationText,
  readPolicyFiles,
} from './policy-files.ts';

export interface Session {
  /** Absolute; the current folder where the policy comes from standard input. */
  readonly folder: string;
  readonly policy: Policy;
  /** What parser, linker and configuration say; the checks have not run. */
  readonly findings: readonly Finding[];
  /** Those of them that make the policy's meaning uncertain: names that do not resolve, text that is none. */
  readonly withoutMeaning: readonly Finding[];
  /** The text of a file of the policy or the library. */
  readonly text: (file: string) => string | undefined;
  readonly configuration: Configuration;
  /** Epoch milliseconds: `--now`, else this moment. */
  readonly now: number;
  /** Epoch milliseconds of `--at`. */
  readonly at?: number;
}

const STDIN_FILE = 'stdin.seg';

interface Input {
  readonly folder: string;
  readonly files: readonly PolicyFile[];
  readonly configuration: Configuration;
  readonly findings: readonly Finding[];
}

async function readInput(named: string | undefined, options: CommonOptions): Promise<Input> {
  if (options.stdin) {
    const { DEFAULT_CONFIGURATION } = await import('../language/checks/index.ts');
    const files = [{ path: STDIN_FILE, text: await readStream(process.stdin) }];
    return { folder: process.cwd(), files, configuration: DEFAULT_CONFIGURATION, findings: [] };
  }
  const folder = findPolicyFolder(named ?? options.policy ?? '.');
  const settings = await readConfiguration(folder);
  const files = readPolicyFiles(folder, settings.configuration);
  if (files.length === 0)
    throw new InputError(
      `There is no .seg file in ${shown(folder) === '.' ? 'this folder' : shown(folder)}. Name the policy's folder with --policy DIR, or begin a policy with bulkhead init.`,
    );
  return { folder, files, ...settings };
}

/** What `bulkhead.json` says, and what is wrong with it. */
async function readConfiguration(folder: string): Promise<{ configuration: Configuration; findings: Finding[] }> {
  const { DEFAULT_CONFIGURATION, parseConfiguration } = await import('../language/checks/index.ts');
  const text = readConfigurationText(folder);
  return text === undefined
    ? { configuration: DEFAULT_CONFIGURATION, findings: [] }
    : parseConfiguration(CONFIGURATION_FILE, text);
}

/** Absolute paths of all files of the policy that a folder belongs to. Throws InputError. */
export async function configuredFiles(named: string): Promise<string[]> {
  const folder = findPolicyFolder(named);
  const { configuration } = await readConfiguration(folder);
  return findPolicyFiles(folder, configuration).map(({ real }) => real);
}

/** A path as the user sees it from where they stand. */
export function shown(path: string): string {
  const way = relative(process.cwd(), path);
  return way === '' ? '.' : way.startsWith('..') ? path : way;
}

/** Reads and resolves the policy that a command speaks of. Throws InputError where it cannot be read. */
export async function openSession(named: string | undefined, options: CommonOptions): Promise<Session> {
  const { loadPolicy, MEANING_FINDINGS } = await import('../language/pipeline.ts');
  const input = await readInput(named, options);
  const { policy, findings, text } = await loadPolicy(input.files);
  const now = options.now === undefined ? Date.now() : instantOf(options.now, policy, '--now');
  const settings = readConfigurationTextOf(input);
  return {
    folder: input.folder,
    policy,
    findings: [...input.findings, ...findings],
    withoutMeaning: findings.filter(({ check, severity }) => severity === 'error' && MEANING_FINDINGS.has(check)),
    text: (file) => (file === CONFIGURATION_FILE ? settings : text(file)),
    configuration: input.configuration,
    now,
    ...(options.at === undefined ? {} : { at: instantOf(options.at, policy, '--at') }),
  };
}

function readConfigurationTextOf(input: Input): string | undefined {
  return input.findings.length > 0 ? readConfigurationText(input.folder) : undefined;
}

/** Epoch milliseconds of a time: on the policy's wall clock, unless it states its distance from UTC. Throws InputError. */
export function instantOf(text: string, policy: Policy, option: string): number {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] =
    /^(\d+)-(\d+)-(\d+)(?:T(\d+):(\d+)(?::(\d+))?(Z|[+-].*)?)?$/.exec(text) ?? [];
  if (zone !== undefined) {
    const instant = Date.parse(text);
    if (Number.isNaN(instant)) throw new InputError(`${option} ${text}: there is no such time.`);
    return instant;
  }
  const local = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
  };
  const instant = Number(second) < 60 ? localInstant(policy.header.timezone, local, 'from') : undefined;
  if (instant === undefined) throw new InputError(`${option} ${text}: there is no such time.`);
  return instant + Number(second) * 1000;
}

/** Name of the policy for headings: its title, else its folder's. */
export function titleOf(session: Session): string {
  return session.policy.header.title || basename(session.folder);
}

/** The absolute path of a file of the policy; a library file keeps its name. */
export function pathOf(session: Session, file: string): string {
  return file.startsWith('library:') ? file : join(session.folder, file);
}
