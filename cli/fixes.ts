/** `bulkhead check --fix`: writes what the language's fixing makes of the files, and says file by file what it did and what it left. */
import type { AppliedFix, FixRun } from '../language/checks/fixing.ts';
import type { Finding } from '../language/checks/index.ts';
import { InputError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import { count, printable, styled } from './output.ts';
import { type ChangedTexts, policyTexts, writeTexts } from './policy-texts.ts';
import { openSession, pathOf, type Session, shown } from './session.ts';

export interface FixOutcome {
  readonly run: FixRun;
  /** The policy as it is now; with `--dry-run` as it was. */
  readonly session: Session;
  readonly texts: ChangedTexts;
}

/** Applies the safe fixes to the files of a session's policy. With `dry` nothing is written. Throws InputError where a file cannot be read or written. */
export async function fixPolicy(
  session: Session,
  dir: string | undefined,
  options: CommonOptions,
  dry: boolean,
): Promise<FixOutcome> {
  if (options.stdin) throw new InputError('--fix changes files: name a folder instead of --stdin.');
  const { fixAll } = await import('../language/checks/fixing.ts');
  const files = policyTexts(session);
  const run = await fixAll(files, { now: session.at ?? session.now, configuration: session.configuration.checks });
  const texts = writeTexts(session, files, run.changed, dry);
  return { run, session: dry || texts.size === 0 ? session : await openSession(dir, options), texts };
}

/** File by file: what was done, what was not and why, and which findings are left to a person. */
export function fixReport({ run, session }: FixOutcome, left: readonly Finding[], dry: boolean): string {
  if (run.hindrances.length > 0) {
    const places = run.hindrances.map((f) => `  ${placeOf(session, f.place)} ${printable(f.message)}`);
    return ['Nothing was fixed: while this stands, nobody can say what a fix changes.', ...places].join('\n');
  }
  const lines: string[] = [];
  const files = [...run.applied, ...run.refused, ...left].map(({ place }) => place.file);
  for (const file of [...new Set(files)].sort()) {
    lines.push(styled('bold', printable(shown(pathOf(session, file)))));
    const of = <T extends { readonly place: Finding['place'] }>(list: readonly T[]): T[] =>
      list.filter(({ place }) => place.file === file);
    for (const fix of of(run.applied))
      lines.push(`  ${styled('green', dry ? 'would fix' : 'fixed')}  ${fixWords(fix)}`);
    for (const fix of of(run.refused))
      lines.push(`  ${styled('yellow', 'kept')}   ${fixWords(fix)} - ${printable(fix.why)}`);
    for (const finding of of(left))
      lines.push(
        `  ${styled('gray', 'left')}   ${finding.place.line + 1}: ${finding.severity} ${finding.check}${adviceOf(finding)}`,
      );
  }
  const done = `${count(run.applied.length, 'fix', 'fixes')} ${dry ? 'would be applied' : 'applied'}`;
  lines.push(`${done}, ${count(run.changed.size, 'file')} ${dry ? 'would change' : 'changed'}`);
  return lines.join('\n');
}

function fixWords({ check, title }: AppliedFix): string {
  return `${check}: ${printable(title)}`;
}

/** What a person may choose, for a finding that no safe fix mends. */
function adviceOf(finding: Finding): string {
  const titles = finding.fixes().map(({ title }) => printable(title));
  return titles.length === 0 ? '' : ` - by hand: ${titles.slice(0, 3).join('; ')}`;
}

function placeOf(session: Session, { file, line, column }: Finding['place']): string {
  return printable(`${shown(pathOf(session, file))}:${line + 1}:${column + 1}`);
}

/** The published form of what was applied. Lines count from one. */
export function fixesJson(fixes: readonly AppliedFix[]): readonly Record<string, unknown>[] {
  return fixes.map(({ check, place, title }) => ({ check, title, file: place.file, line: place.line + 1 }));
}
