/**
 * Which fixes of a finding may be offered: those after which the policy, read anew and checked whole, has no error more and the
 * finding less. A fix knows its own check; what it does to all the others only they can say.
 */
import type { SourceText } from '../model/source.ts';
import { SourceStore } from '../pipeline.ts';
import { applyEdits } from './edits.ts';
import type { Finding, Fix } from './finding.ts';
import { type CheckOptions, checkPolicy } from './index.ts';

/** The policy as it is: its files without the library's, what is found in it, and how it was asked. */
export interface State {
  readonly files: readonly SourceText[];
  readonly findings: readonly Finding[];
  readonly options: Omit<CheckOptions, 'text'>;
  /** Assets and rules: how long one reading takes grows with them. */
  readonly size: number;
}

/** A menu must not wait: beyond so many assets and rules fixes are offered as their checks make them. */
export const TRIED_UP_TO = 3000;

/** The finding's fixes, those left out that would bring an error or leave the finding. What only shows is always among them. */
export function soundFixes(finding: Finding, state: State): readonly Fix[] {
  const fixes = finding.fixes();
  if (state.size > TRIED_UP_TO) return fixes;
  return fixes.filter((fix) => fix.edits.length === 0 || isSound(finding, fix, state));
}

function isSound(finding: Finding, fix: Fix, state: State): boolean {
  const after = findingsAfter(fix, state);
  const fewer = (counts: (f: Finding) => boolean) => after.filter(counts).length < state.findings.filter(counts).length;
  const alike = (f: Finding) => f.check === finding.check;
  // Another finding of the check may say after the fix what this one said before.
  if (!fewer(alike) && !fewer((f) => alike(f) && f.message === finding.message)) return false;
  const before = errorsByCheck(state.findings);
  return [...errorsByCheck(after)].every(([check, count]) => count <= (before.get(check) ?? 0));
}

function findingsAfter(fix: Fix, state: State): readonly Finding[] {
  const store = storeOf(state);
  const edited = state.files.filter(({ path }) => fix.edits.some((e) => e.file === path));
  const { policy, findings, text } = store.tryOut(
    edited.map(({ path, text }) => ({ path, text: applyEdits(path, text, fix.edits) })),
  );
  return [...findings, ...checkPolicy(policy, { ...state.options, text })];
}

const stores = new WeakMap<State, SourceStore>();

/** The files of a state as they were read, so that a fix costs what it edits. */
function storeOf(state: State): SourceStore {
  const known = stores.get(state);
  if (known !== undefined) return known;
  const store = new SourceStore();
  for (const file of state.files) store.set(file);
  store.load();
  stores.set(state, store);
  return store;
}

function errorsByCheck(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { check, severity, mirror } of findings)
    if (severity === 'error' && mirror !== true) counts.set(check, (counts.get(check) ?? 0) + 1);
  return counts;
}
