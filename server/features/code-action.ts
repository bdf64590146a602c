/** Quick-fixes: each finding's own, *fix all of this kind* where fixes are safe, ignore with a reason, and what only shows. */
import { type CodeAction, CodeActionKind, type CodeActionParams, type Range } from 'vscode-languageserver';
import { keepFormatted } from '../../language/checks/formatted-fix.ts';
import { checkNamed, type Finding, type Fix } from '../../language/checks/index.ts';
import { compatibleMends } from '../../language/checks/mends.ts';
import { type State, soundFixes } from '../../language/checks/sound-fixes.ts';
import { workspaceEdit } from '../edits.ts';
import { normalUri, pathIn, rangeOf, uriIn } from '../places.ts';
import {
  IGNORE_COMMAND,
  type IgnoreRequest,
  REVEAL_COMMAND,
  SHOW_BLAST_COMMAND,
  type SourceRange,
} from '../protocol/messages.ts';
import { diagnosticOf } from '../publisher.ts';
import type { Snapshot } from '../snapshot.ts';
import { createMissing } from './create-missing.ts';

/** A menu longer than this helps nobody. */
const MOST_FINDINGS = 40;
const FIX_ALL = 'source.fixAll.bulkhead';

/** What may be done about the findings that a range touches, in a file of the policy or in its `bulkhead.json`. */
export function codeActions(snapshot: Snapshot, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const file = pathIn(snapshot.folder, normalUri(textDocument.uri));
  const wants = (kind: string): boolean => context.only === undefined || context.only.some((k) => isKind(kind, k));
  const out: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const here = snapshot.findings().filter((f) => f.place.file === file && touches(rangeOf(f.place), range));
    for (const finding of here.slice(0, MOST_FINDINGS)) out.push(...actionsOf(snapshot, finding));
  }
  if (context.only?.some((k) => isKind(FIX_ALL, k))) {
    const here = snapshot.findings().filter((f) => f.place.file === file);
    const action = fixAll(snapshot, here, FIX_ALL, () => 'Fix all that keeps the meaning in this file');
    if (action !== undefined) out.push(action);
  }
  return out;
}

function isKind(kind: string, wanted: string): boolean {
  return wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`);
}

function touches(a: Range, b: Range): boolean {
  const before = (p: Range['start'], q: Range['start']): boolean =>
    p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function actionsOf(snapshot: Snapshot, finding: Finding): CodeAction[] {
  const diagnostics = [diagnosticOf(snapshot.folder, finding)];
  const fixes = () => [...finding.fixes(), ...createMissing(snapshot, finding)];
  const own = soundFixes({ ...finding, fixes }, stateOf(snapshot)).flatMap((fix) => actionOf(snapshot, fix) ?? []);
  const actions: CodeAction[] = own.map((a) => ({ ...a, kind: CodeActionKind.QuickFix, diagnostics }));
  const alike = snapshot.findings().filter((f) => f.check === finding.check && f.mirror !== true);
  if (alike.length > 1) {
    const all = fixAll(snapshot, alike, CodeActionKind.QuickFix, (mended) =>
      mended === alike.length
        ? `Fix all ${mended} of ${finding.check}`
        : `Fix ${mended} of ${alike.length} of ${finding.check}: those that are safe`,
    );
    if (all !== undefined) actions.push({ ...all, diagnostics });
  }
  const check = checkNamed(finding.check);
  // What is found about ignores cannot be ignored itself.
  if (check !== undefined && check.review === undefined) actions.push({ ...ignore(snapshot, finding), diagnostics });
  return actions;
}

const states = new WeakMap<Snapshot, State>();

/** The policy that a fix is tried on. */
function stateOf(snapshot: Snapshot): State {
  const known = states.get(snapshot);
  if (known !== undefined) return known;
  const { policy, configuration, now } = snapshot;
  const state: State = {
    files: snapshot.files.filter((f) => !f.library),
    findings: snapshot.findings(),
    options: { now, configuration: configuration.checks },
    size: policy.assets.length + policy.rules.length,
  };
  states.set(snapshot, state);
  return state;
}

function actionOf(snapshot: Snapshot, fix: Fix): CodeAction | undefined {
  const preferred = fix.preferred === true ? { isPreferred: true } : {};
  if (fix.reveal !== undefined) {
    const command =
      'place' in fix.reveal
        ? { title: fix.title, command: REVEAL_COMMAND, arguments: [sourceRange(snapshot, fix.reveal.place)] }
        : { title: fix.title, command: SHOW_BLAST_COMMAND, arguments: [snapshot.folder, fix.reveal.blastOf] };
    return { title: fix.title, command, ...preferred };
  }
  const { edits } = keepFormatted(fix, (file) => snapshot.text(file));
  const edit = workspaceEdit(snapshot, edits);
  return edit === null ? undefined : { title: fix.title, edit, ...preferred };
}

function sourceRange(snapshot: Snapshot, place: Finding['place']): SourceRange {
  const { line, column, endLine, endColumn } = place;
  return { uri: uriIn(snapshot.folder, place.file), line, column, endLine, endColumn };
}

/**
 * One edit that mends every finding by its first safe fix - without being asked, on save, only by one that keeps the meaning. A fix that
 * overlaps one before it is left for the next time.
 */
function fixAll(
  snapshot: Snapshot,
  findings: readonly Finding[],
  kind: string,
  title: (mended: number) => string,
): CodeAction | undefined {
  const mends = compatibleMends(findings, (fix) => (kind === FIX_ALL ? fix.keepsMeaning === true : fix.safe));
  const edits = mends.flatMap(({ fix }) => fix.edits);
  const edit = mends.length < (kind === FIX_ALL ? 1 : 2) ? null : workspaceEdit(snapshot, edits);
  return edit === null ? undefined : { title: title(mends.length), kind, edit };
}

function ignore(snapshot: Snapshot, finding: Finding): CodeAction {
  const { check, place } = finding;
  const title = `Ignore ${check} here, with a reason...`;
  const argument: IgnoreRequest = { uri: uriIn(snapshot.folder, place.file), line: place.line, check };
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: IGNORE_COMMAND, arguments: [argument] } };
}
