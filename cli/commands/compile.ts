/** `bulkhead compile`: the policy as rules of its firewalls, all of it or nothing. */
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { CompiledOutput, ExportChange, Refusal } from '../../language/compile/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { type CompileCommandOptions, fileOf, jobsOf, type Made, rollbackFile } from '../compile-jobs.ts';
import type { CheckedFile } from '../compile-state.ts';
import { EXIT, InputError } from '../errors.ts';
import { findingText } from '../findings.ts';
import { refuseWithoutMeaning } from '../meaning.ts';
import { policyCommand, wholeNumber, withExamples } from '../options.ts';
import { type Content, count, jsonText, note, printable, replaceFiles } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

export function compileCommand(): Command {
  const command = policyCommand('compile', 'Compile the policy to the rules of its firewalls.', ['text', 'json'])
    .argument('[dir]', "the policy's folder")
    .addOption(
      new Option('--target <targets>', 'comma-separated; see docs/targets for all of them').argParser((text) =>
        text.split(','),
      ),
    )
    .option('--firewall <name>', 'of this firewall only')
    .addOption(new Option('--horizon <days>', 'spell weekly times out for so long').argParser(wholeNumber))
    .addOption(
      new Option('--fallback <name>', 'accept this where a target cannot be exact (may be repeated)')
        .argParser((name: string, before: readonly string[]) => [...before, name])
        .default([], 'none'),
    )
    .option('--optimise', 'merge entries and leave covered ones out; what passes stays the same')
    .option('--approved-only', 'leave out vendor access that nobody has approved')
    .addOption(new Option('--check', 'only say whether the files are current').conflicts(['changes', 'rollback']))
    .addOption(new Option('--changes', 'only say which rules would come and go').conflicts('rollback'))
    .addOption(new Option('--rollback', 'write what takes the rules back off the devices instead'));
  return withExamples(command, [
    ['bulkhead compile -o rules/', 'a file a firewall, for the targets of bulkhead.json, else its platform'],
    ['bulkhead compile --firewall FW-3 --target nftables | nft -c -f -', 'let nft look at the rules of one'],
    ['bulkhead compile -o rules/ --changes', 'which rules would come and go'],
    ['bulkhead compile -o rules/ --check', 'exit 1 where the files are not current'],
    ['bulkhead compile --target json plant/', 'the rule list, for other tools'],
    ['bulkhead compile --at 2031-03-04T09:00', 'what is permitted from that instant on'],
  ]).action(run);
}

async function run(dir: string | undefined, options: CompileCommandOptions): Promise<void> {
  const { compilePolicy } = await import('../../language/compile/index.ts');
  const session = await asApproved(await openSession(dir, options), options);
  if (refuseWithoutMeaning(session, 'Nothing is compiled')) return;
  const jobs = await jobsOf(session, options);
  const needed = options.check === true ? '--check' : options.changes === true ? '--changes' : undefined;
  if (needed !== undefined && jobs.some((j) => j.path === undefined))
    throw new InputError(`${needed} compares files: name their folder with -o, or a path in exports of bulkhead.json.`);
  const made = jobs.map((job): Made => ({ ...compilePolicy(session.policy, job.options), job }));
  const wrong = made.flatMap(({ errors }) => errors).find(({ place }) => place === undefined);
  if (wrong) throw new InputError(sentence(wrong.message));
  const whole = tellErrors(session, made, options.check === true || options.changes === true);
  if (!whole) process.exitCode = EXIT.findings;
  if (options.check === true) {
    const { checkOutputs } = await import('../compile-state.ts');
    const again = (o: Made['job']['options']) => compilePolicy(session.policy, o);
    if (whole)
      tellChecked(
        session.policy,
        made.flatMap((m) => checkOutputs(m, session.now, again)),
        options,
      );
    return;
  }
  const changes = await changesOf(made);
  if (whole && options.changes !== true) {
    if (options.rollback === true) deliverRollbacks(made, options.format !== 'json');
    else deliverOutputs(made, options.format !== 'json');
  }
  if (options.format === 'json')
    process.stdout.write(jsonText({ outputs: made.flatMap((m) => outputsJson(session.policy, m, changes)) }));
  else if (whole && options.changes === true) tellChanges(session.policy, made, changes);
  else if (whole && !options.quiet && options.rollback !== true) summarize(made, changes);
}

/** With `--approved-only` the session without unapproved accesses; else the same, after a word on those that there are. */
async function asApproved(
  session: Session,
  { approvedOnly: isChosen, quiet }: CompileCommandOptions,
): Promise<Session> {
  const { policy } = session;
  const { approvedOnly, unapprovedAccesses } = await import('../../language/access/index.ts');
  if (isChosen === true) return { ...session, policy: approvedOnly(policy) };
  for (const { name, place } of quiet ? [] : unapprovedAccesses(policy, session.at ?? session.now))
    note(
      printable(
        `warning: ${shown(pathOf(session, place.file))}:${place.line + 1}: nobody approved access ${name}; its rules are compiled all the same. --approved-only leaves them out.`,
      ),
    );
  return session;
}

type Changes = ReadonlyMap<CompiledOutput, ExportChange>;

/** Of every output that replaces a file, what changes in rules. Read before anything is written. */
async function changesOf(made: readonly Made[]): Promise<Changes> {
  const { changeOnDisk, pathOfOutput } = await import('../compile-state.ts');
  const found = new Map<CompiledOutput, ExportChange>();
  for (const m of made)
    for (const output of m.outputs) {
      const path = pathOfOutput(m, output);
      const change = path === undefined ? undefined : changeOnDisk(path, output);
      if (change !== undefined) found.set(output, change);
    }
  return found;
}

/** Says what could not be compiled, each with its place or rule. True where there is nothing. `only`: nothing was to be written. */
export function tellErrors(session: Session, made: readonly Made[], only: boolean): boolean {
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
  if (errors.size > 0) note(`${count(errors.size, 'error')}${only ? '.' : ': nothing is written.'}`);
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

/** Writes all files of all targets, or none; prints what has no file. */
function deliverOutputs(made: readonly Made[], print: boolean): void {
  const files: { path: string; text: Content }[] = [];
  for (const { job, outputs } of made) {
    for (const output of outputs) {
      const content = output.bytes ?? output.text;
      if (job.path !== undefined) files.push({ path: fileOf(output, job.path, outputs.length === 1), text: content });
      else if (print && output.bytes !== undefined && process.stdout.isTTY)
        throw new InputError(`${output.file} is no text for a terminal: name a folder with -o.`);
      else if (print) process.stdout.write(content);
    }
  }
  replaceFiles(apart(files));
}

/** The files themselves. Throws InputError where two outputs would take one name: of targets whose files have the same extension. */
function apart<F extends { readonly path: string }>(files: readonly F[]): readonly F[] {
  const twice = files.find((f, i) => files.findIndex((o) => o.path.toLowerCase() === f.path.toLowerCase()) !== i);
  if (twice !== undefined)
    throw new InputError(
      `Two outputs would be written to ${shown(twice.path)}: give their targets folders of their own.`,
    );
  return files;
}

/** Writes what takes the rules back off, a file beside each output; prints what has no file. Throws InputError where a target has none. */
function deliverRollbacks(made: readonly Made[], print: boolean): void {
  const files: { path: string; text: string }[] = [];
  for (const { job, outputs } of made)
    for (const output of outputs) {
      if (output.rollback === undefined)
        throw new InputError(
          `${output.target} has nothing that takes its rules back off a device: load what was there before.`,
        );
      if (job.path !== undefined)
        files.push({ path: rollbackFile(fileOf(output, job.path, outputs.length === 1)), text: output.rollback });
      else if (print) process.stdout.write(output.rollback);
    }
  replaceFiles(apart(files));
  for (const { path } of files) note(printable(`rollback -> ${shown(path)}`));
}

function summarize(made: readonly Made[], changes: Changes): void {
  for (const { job, outputs } of made) {
    for (const output of outputs) {
      if (job.path === undefined) continue;
      const file = shown(fileOf(output, job.path, outputs.length === 1));
      const { before, after } = output.entries;
      const entries = before === after ? '' : ` (${count(before, 'entry', 'entries')}, optimised to ${after})`;
      const change = changes.get(output);
      const moved = change === undefined ? '' : `; ${changeText(change)}`;
      note(printable(`${output.firewall}: ${count(output.rules, 'rule')}${entries} -> ${file}${moved}`));
    }
  }
}

export function changeText({ added, removed }: ExportChange): string {
  if (added.length === 0 && removed.length === 0) return 'the same rules as before';
  return [added.length > 0 ? `${added.length} added` : '', removed.length > 0 ? `${removed.length} removed` : '']
    .filter((t) => t !== '')
    .join(', ');
}

function tellChanges(policy: Policy, made: readonly Made[], changes: Changes): void {
  for (const { job, outputs } of made)
    for (const output of outputs) {
      const file = shown(fileOf(output, job.path as string, outputs.length === 1));
      const change = changes.get(output);
      const what = change === undefined ? `new, with ${count(output.rules, 'rule')}` : changeText(change);
      process.stdout.write(printable(`${output.firewall}: ${file}: ${what}`).concat('\n'));
      if (change !== undefined) process.stdout.write(changeLines(policy, change, file));
    }
}

/** A line a rule: those that come with their places in the policy, those that go with their line of the file. */
function changeLines(policy: Policy, { added, removed }: ExportChange, file: string): string {
  const lines = [
    ...added.map(
      (id) =>
        `  + ${id}  ${placesOf(policy, id)
          .map((p) => `${p.file}:${p.line}`)
          .join(', ')}`,
    ),
    ...removed.map((r) => `  - ${r.id}  ${r.within === undefined ? '' : `${r.within}, `}line ${r.line} of ${file}`),
  ];
  return lines.map((l) => `${printable(l.trimEnd())}\n`).join('');
}

function placesOf(policy: Policy, id: string): { readonly file: string; readonly line: number }[] {
  return policy.rules.filter((r) => r.id === id).map(({ place }) => ({ file: place.file, line: place.line + 1 }));
}

const STATES: Readonly<Record<CheckedFile['state'], string>> = {
  current: 'current',
  missing: 'there is no such file',
  different: 'differs from what the policy compiles to',
  'times over': 'its weekly times are over: compile again',
  'left over': 'no firewall of the policy makes it any more',
};

function tellChecked(policy: Policy, checked: readonly CheckedFile[], options: CompileCommandOptions): void {
  const stale = checked.filter((c) => c.state !== 'current');
  if (stale.length > 0) process.exitCode = EXIT.findings;
  if (options.format === 'json') {
    const files = checked.map(({ path, change, ...c }) => ({
      ...c,
      file: shown(path),
      ...(change === undefined ? {} : { changes: changeJson(policy, change) }),
    }));
    process.stdout.write(jsonText({ checked: files }));
    return;
  }
  for (const { path, state, change } of stale) {
    process.stdout.write(`${printable(`${shown(path)}: ${STATES[state]}`)}\n`);
    if (change !== undefined) process.stdout.write(changeLines(policy, change, shown(path)));
  }
  if (!options.quiet)
    note(
      stale.length === 0
        ? `${count(checked.length, 'file')}: current.`
        : `${stale.length} of ${count(checked.length, 'file')} not current.`,
    );
}

function changeJson(policy: Policy, { added, removed }: ExportChange) {
  return {
    added: added.map((rule) => ({ rule, places: placesOf(policy, rule) })),
    removed: removed.map(({ id, ...r }) => ({ rule: id, ...r })),
  };
}

function outputsJson(policy: Policy, { job, outputs }: Made, changes: Changes): Record<string, unknown>[] {
  return outputs.map((output) => ({
    firewall: output.firewall,
    target: output.target,
    file: job.path === undefined ? output.file : basename(fileOf(output, job.path, outputs.length === 1)),
    ...(output.part === undefined ? {} : { part: output.part }),
    rules: output.rules,
    entries: output.entries,
    refused: output.refused,
    ...(changes.has(output) ? { changes: changeJson(policy, changes.get(output) as ExportChange) } : {}),
  }));
}
