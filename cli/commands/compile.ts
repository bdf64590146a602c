/** `bulkhead compile`: the policy as rules of its firewalls, all of it or nothing. */
import { existsSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CompiledOutput, CompileResult, Refusal } from '../../language/compile/index.ts';
import { EXIT, InputError } from '../errors.ts';
import { findingText } from '../findings.ts';
import { refuseWithoutMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, wholeNumber, withExamples } from '../options.ts';
import { count, jsonText, note, printable, replaceFiles } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';
import { VERSION } from '../version.ts';

interface CompileCommandOptions extends CommonOptions {
  readonly target?: readonly string[];
  readonly firewall?: string;
  readonly horizon?: number;
  readonly fallback: readonly string[];
}

/** One run of the compiler: a target, and where its files go. */
interface Job {
  readonly target: string;
  /** Absolute folder or file; absent: standard output. */
  readonly path?: string;
}

type Made = CompileResult & { readonly job: Job };

const DEFAULT_TARGET = 'nftables';

export function compileCommand(): Command {
  const command = policyCommand('compile', 'Compile the policy to the rules of its firewalls.', ['text', 'json'])
    .argument('[dir]', "the policy's folder")
    .addOption(new Option('--target <targets>', 'comma-separated: nftables, json').argParser((text) => text.split(',')))
    .option('--firewall <name>', 'of this firewall only')
    .addOption(new Option('--horizon <days>', 'spell weekly times out for so long').argParser(wholeNumber))
    .addOption(
      new Option('--fallback <name>', 'accept this where a target cannot be exact (may be repeated)')
        .argParser((name: string, before: readonly string[]) => [...before, name])
        .default([], 'none'),
    );
  return withExamples(command, [
    ['bulkhead compile -o rules/', 'a file a firewall, for the targets of bulkhead.json, else nftables'],
    ['bulkhead compile --firewall FW-3 | nft -c -f -', 'let nft look at the rules of one'],
    ['bulkhead compile --target json plant/', 'the rule list, for other tools'],
    ['bulkhead compile --at 2031-03-04T09:00', 'what is permitted from that instant on'],
  ]).action(run);
}

async function run(dir: string | undefined, options: CompileCommandOptions): Promise<void> {
  const { compilePolicy } = await import('../../language/compile/index.ts');
  const session = await openSession(dir, options);
  if (refuseWithoutMeaning(session, 'Nothing is compiled')) return;
  const made = jobsOf(session, options).map((job): Made => {
    const result = compilePolicy(session.policy, {
      now: session.now,
      ...(session.at === undefined ? {} : { at: session.at }),
      target: job.target,
      ...(options.firewall === undefined ? {} : { firewall: options.firewall }),
      ...(options.horizon === undefined ? {} : { horizonDays: options.horizon }),
      fallbacks: options.fallback,
      version: VERSION,
    });
    return { ...result, job };
  });
  const wrong = made.flatMap(({ errors }) => errors).find(({ place }) => place === undefined);
  if (wrong) throw new InputError(sentence(wrong.message));
  const whole = tellErrors(session, made);
  if (whole) deliverOutputs(made, options.format !== 'json');
  if (options.format === 'json') process.stdout.write(jsonText({ outputs: made.flatMap(outputsJson) }));
  else if (whole && !options.quiet) summarize(made);
  if (!whole) process.exitCode = EXIT.findings;
}

/** What to compile and where to: `--target` and `-o`, else what `exports` of bulkhead.json says, else nftables to standard output. */
function jobsOf(session: Session, options: CompileCommandOptions): Job[] {
  const path = options.output === undefined ? undefined : resolve(options.output);
  const job = (target: string): Job => (path === undefined ? { target } : { target, path });
  if (options.target) return options.target.map((target) => job(target.trim()));
  const { exports } = session.configuration;
  if (exports.length === 0) return [job(DEFAULT_TARGET)];
  return exports.map(({ target, path: stated }) => {
    if (path !== undefined || stated === undefined) return job(target);
    const absolute = resolve(session.folder, stated);
    if (relative(session.folder, absolute).startsWith('..') || isAbsolute(stated)) {
      throw new InputError(
        `exports of bulkhead.json names ${stated}, which is outside the policy's folder. Use -o to write there.`,
      );
    }
    return { target, path: absolute };
  });
}

/** Says what could not be compiled, each with its place or rule. True where there is nothing. */
function tellErrors(session: Session, made: readonly Made[]): boolean {
  const errors = new Set<string>();
  for (const { errors: found, outputs } of made) {
    for (const { message, place, related } of found) {
      if (place === undefined) continue;
      const finding = {
        check: 'compile',
        severity: 'error',
        message,
        place,
        related: related ?? [],
        fixes: () => [],
      } as const;
      errors.add(findingText(session, finding));
    }
    for (const output of outputs)
      for (const refusal of output.refused) errors.add(refusalText(session, output, refusal));
  }
  for (const error of errors) note(error);
  if (errors.size > 0) note(`${count(errors.size, 'error')}: nothing is written.`);
  return errors.size === 0;
}

function refusalText(session: Session, output: CompiledOutput, { rule, reason, fallback }: Refusal): string {
  const origin = session.policy.rules.find(({ id }) => id === rule)?.place;
  const where = origin ? ` (${shown(pathOf(session, origin.file))}:${origin.line + 1})` : '';
  const way = fallback === undefined ? '' : ` --fallback ${fallback} lets it pass.`;
  return printable(
    `error: ${output.target} for ${output.firewall} refuses rule ${rule}${where}: ${sentence(reason)}${way}`,
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The file of an output: inside the folder named, or the one named where its extension is the target's and there is but one. */
function fileOf(output: CompiledOutput, path: string, single: boolean): string {
  return single && extname(path) === extname(output.file) && !existsSync(join(path, '.'))
    ? path
    : join(path, output.file);
}

/** Writes all files of all targets, or none; prints what has no file. */
function deliverOutputs(made: readonly Made[], print: boolean): void {
  const files: { path: string; text: string }[] = [];
  for (const { job, outputs } of made) {
    for (const output of outputs) {
      if (job.path === undefined) {
        if (print) process.stdout.write(output.text);
      } else files.push({ path: fileOf(output, job.path, outputs.length === 1), text: output.text });
    }
  }
  replaceFiles(files);
}

function summarize(made: readonly Made[]): void {
  for (const { job, outputs } of made) {
    for (const output of outputs) {
      if (job.path === undefined) continue;
      const file = shown(fileOf(output, job.path, outputs.length === 1));
      note(printable(`${output.firewall}: ${count(output.rules, 'rule')} -> ${file}`));
    }
  }
}

function outputsJson({ job, outputs }: Made): Record<string, unknown>[] {
  return outputs.map((output) => ({
    firewall: output.firewall,
    target: output.target,
    file: job.path === undefined ? output.file : basename(fileOf(output, job.path, outputs.length === 1)),
    rules: output.rules,
    refused: output.refused,
  }));
}
