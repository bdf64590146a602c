/** `bulkhead watch`: compiles again whenever the policy changes, by an edit or by the clock. */
import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { CompileOptions } from '../../language/compile/index.ts';
import { type CompileCommandOptions, jobsOf, type Made } from '../compile-jobs.ts';
import { type CheckedFile, checkOutputs, pathOfOutput } from '../compile-state.ts';
import { InputError } from '../errors.ts';
import { findingText, told } from '../findings.ts';
import { policyCommand, wholeNumber, withExamples } from '../options.ts';
import { type Content, count, note, printable, replaceFiles } from '../output.ts';
import { CONFIGURATION_FILE, findPolicyFolder } from '../policy-files.ts';
import { configuredFiles, openSession, type Session, shown } from '../session.ts';
import { changeText, tellErrors } from './compile.ts';

interface WatchOptions extends CompileCommandOptions {
  readonly out: string;
  readonly interval: number;
}

/** The clock is asked at least so often, in milliseconds. */
const LONGEST_WAIT = 60_000;

export function watchCommand(): Command {
  const command = policyCommand('watch', 'Compile again whenever the policy changes, until it is ended.', ['text'])
    .argument('[dir]', "the policy's folder")
    .requiredOption('--out <dir>', 'where the outputs lie')
    .addOption(new Option('--target <targets>', 'comma-separated').argParser((text) => text.split(',')))
    .option('--firewall <name>', 'of this firewall only')
    .option('--approved-only', 'leave out vendor access that nobody has approved')
    .addOption(
      new Option('--fallback <name>', 'accept this where a target cannot be exact (may be repeated)')
        .argParser((name: string, before: readonly string[]) => [...before, name])
        .default([], 'none'),
    )
    .option('--interval <ms>', 'how often the files are looked at', wholeNumber, 500);
  return withExamples(command, [
    ['bulkhead watch --out rules/', 'rules that follow the text'],
    ['bulkhead watch plant/ --out /srv/rules --approved-only', 'without what nobody approved'],
  ]).action(run);
}

async function run(dir: string | undefined, options: WatchOptions): Promise<void> {
  if (options.stdin) throw new InputError('watch follows files: name a folder instead of --stdin.');
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const folder = findPolicyFolder(dir ?? options.policy ?? '.');
  note(printable(`Watching ${shown(folder)}; Ctrl+C ends it.`));
  let seen = '';
  let next = 0;
  while (!ended.signal.aborted) {
    const now = await stateOf(folder);
    if (now !== seen || Date.now() >= next) {
      seen = now;
      next = Math.min((await compileOnce(dir, options)) ?? Number.POSITIVE_INFINITY, Date.now() + LONGEST_WAIT);
    }
    await wait(Math.max(50, options.interval), undefined, { signal: ended.signal }).catch(() => undefined);
  }
}

/** What tells that something changed: paths, times and sizes of the policy's files. */
async function stateOf(folder: string): Promise<string> {
  try {
    const files = [...(await configuredFiles(folder)), `${folder}/${CONFIGURATION_FILE}`];
    return files
      .map((path) => {
        const stat = statSync(path, { throwIfNoEntry: false });
        return `${path} ${stat?.mtimeMs} ${stat?.size} ${stat?.ino}`;
      })
      .join('\n');
  } catch (error) {
    // A file that went while it was looked at: what is there the next time counts.
    return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
  }
}

let lastSaid = '';

/** Says something once, not again every minute. */
function say(text: string): void {
  if (text !== lastSaid) note(text);
  lastSaid = text;
}

/** Compiles and writes what differs; the next instant (epoch ms) at which the clock alone changes something. Errors are told. */
async function compileOnce(dir: string | undefined, options: WatchOptions): Promise<number | undefined> {
  try {
    const { approvedOnly } = await import('../../language/access/index.ts');
    const { nextPolicyChange } = await import('../../language/analysis/index.ts');
    const session = await openSession(dir, options);
    const counted = options.approvedOnly ? { ...session, policy: approvedOnly(session.policy) } : session;
    if (session.withoutMeaning.length > 0) {
      const errors = told(session.withoutMeaning).map((f) => findingText(session, f));
      say([...errors, `${count(errors.length, 'error')}: the last outputs stay.`].join('\n'));
      return undefined;
    }
    await writeChanged(counted, options);
    return nextPolicyChange(counted.policy, counted.now);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(printable(`error: ${error.message} The last outputs stay.`));
    return undefined;
  }
}

async function writeChanged(session: Session, { out, ...options }: WatchOptions): Promise<void> {
  const { compilePolicy } = await import('../../language/compile/index.ts');
  const jobs = await jobsOf(session, { ...options, output: out });
  const made = jobs.map((job): Made => ({ ...compilePolicy(session.policy, job.options), job }));
  const wrong = made.flatMap(({ errors }) => errors).find(({ place }) => place === undefined);
  if (wrong) throw new InputError(wrong.message);
  if (!tellErrors(session, made, true)) {
    say('The last outputs stay.');
    return;
  }
  const again = (o: CompileOptions) => compilePolicy(session.policy, o);
  const files: { path: string; text: Content }[] = [];
  const lines: string[] = [];
  for (const one of made) {
    const states = new Map(checkOutputs(one, session.now, again).map((c) => [c.path, c]));
    for (const output of one.outputs) {
      const path = pathOfOutput(one, output) as string;
      const state = states.get(path);
      if (state === undefined || state.state === 'current') continue;
      files.push({ path, text: output.bytes ?? output.text });
      lines.push(printable(`${output.firewall}: ${wordsOf(state, output.rules)} -> ${shown(path)}`));
    }
  }
  replaceFiles(files);
  if (files.length === 0 && lastSaid !== '') return;
  const time = new Date().toISOString().slice(11, 19);
  say(files.length === 0 ? `${time} The outputs are current.` : lines.map((line) => `${time} ${line}`).join('\n'));
}

function wordsOf({ change }: CheckedFile, rules: number): string {
  return change === undefined ? count(rules, 'rule') : changeText(change);
}
