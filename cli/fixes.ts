/** `bulkhead check --fix`: writes what the language's fixing makes of the files, and says file by file what it did and what it left. */
import { readFileSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import type { AppliedFix, FixRun } from '../language/checks/fixing.ts';
import type { Finding } from '../language/checks/index.ts';
import { InputError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import { count, printable, replaceFiles, styled } from './output.ts';
import { findPolicyFiles, reason } from './policy-files.ts';
import { openSession, pathOf, type Session, shown } from './session.ts';

export interface FixOutcome {
  readonly run: FixRun;
  /** The policy as it is now; with `--dry-run` as it was. */
  readonly session: Session;
  /** Changed files by the path in the policy: the text before and after. */
  readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Applies the safe fixes to the files of a session's policy. With `dry` nothing is written. Throws InputError where a file cannot be read or written. */
export async function fixPolicy(
  session: Session,
  dir: string | undefined,
  options: CommonOptions,
  dry: boolean,
): Promise<FixOutcome> {
  if (options.stdin) throw new InputError('--fix changes files: name a folder instead of --stdin.');
  const { fixAll } = await import('../language/checks/fixing.ts');
  const files = findPolicyFiles(session.folder, session.configuration).map(({ path, real }) => ({
    path,
    real,
    text: readExactly(real),
  }));
  const run = await fixAll(
    files.map(({ path, text }) => ({ path, text: text.replace(BYTE_ORDER_MARK, '') })),
    { now: session.at ?? session.now, configuration: session.configuration.checks },
  );
  const changes = files.flatMap(({ path, real, text }) => {
    const after = run.changed.get(path);
    if (after === undefined) return [];
    return [{ path, real, before: text, after: text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + after : after }];
  });
  const texts = new Map(changes.map(({ path, before, after }) => [path, { before, after }]));
  if (dry || changes.length === 0) return { run, session, texts };
  for (const { path, real, before } of changes)
    if (readExactly(real) !== before)
      throw new InputError(
        `${path} was changed by another program in the meantime. Nothing was written; run it again.`,
      );
  replaceFiles(changes.map(({ real, after }) => ({ path: real, text: after })));
  return { run, session: await openSession(dir, options), texts };
}

/** The whole text with its byte-order mark, if it is UTF-8: anything else would not survive being written back. */
function readExactly(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8 text' : reason(error);
    throw new InputError(`${shown(path)} cannot be fixed: ${why}.`);
  }
}

/** The changes as a unified diff. */
export function patchText({ session, texts }: FixOutcome): string {
  const patches = [...texts].map(([path, { before, after }]) => {
    const name = printable(shown(pathOf(session, path)));
    return createTwoFilesPatch(name, name, before, after, 'as it is', 'as --fix would leave it', {
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    });
  });
  return patches
    .join('')
    .split('\n')
    .map((line) => styled(colourOf(line), line.split('\t').map(printable).join('\t')))
    .join('\n');
}

function colourOf(line: string) {
  if (line.startsWith('+')) return 'green';
  return line.startsWith('-') ? 'red' : line.startsWith('@@') ? 'cyan' : 'reset';
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
