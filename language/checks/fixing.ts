/**
 * What `check --fix` does to the texts of a policy: applies the fixes that say of themselves that they keep the policy's meaning,
 * makes sure that they do, and says what it did. Pure: texts in, texts out.
 */
import { whenOf } from '../analysis/index.ts';
import { riskAtoms } from '../analysis/risk.ts';
import { entityChanges } from '../difference/declarations.ts';
import { permissionChanges } from '../difference/permissions.ts';
import { pairsOf, versionOf } from '../difference/principals.ts';
import { formatText } from '../format/format.ts';
import { equal } from '../model/intervals.ts';
import type { Policy } from '../model/policy.ts';
import type { SourceText } from '../model/source.ts';
import { type Loaded, loadPolicy, MEANING_FINDINGS } from '../pipeline.ts';
import { analysesOf } from './analyses.ts';
import type { Check, ChecksConfiguration } from './check.ts';
import { applyEdits } from './edits.ts';
import type { Finding, Fix } from './finding.ts';
import { checkPolicy } from './index.ts';
import { compatibleMends, type Mend } from './mends.ts';

export interface FixOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly configuration: ChecksConfiguration;
  /** Default: all. */
  readonly checks?: readonly Check[];
}

export interface AppliedFix {
  readonly check: string;
  /** Where the finding was; its line counts in the text as the fixes before it had left it. */
  readonly place: Finding['place'];
  readonly title: string;
}

export interface RefusedFix extends AppliedFix {
  readonly why: string;
}

export interface FixRun {
  /** The texts that changed, by path. */
  readonly changed: ReadonlyMap<string, string>;
  readonly applied: readonly AppliedFix[];
  /** Fixes that would have changed the meaning after all: not applied. */
  readonly refused: readonly RefusedFix[];
  /** Why nothing was tried: text without meaning, or a check that failed - nobody can say what a fix would change. */
  readonly hindrances: readonly Finding[];
}

interface State {
  readonly texts: ReadonlyMap<string, string>;
  readonly loaded: Loaded;
  readonly findings: readonly Finding[];
}

/** A policy is mended in so many rounds at most; each makes it smaller, so that only a defect could need more. */
const MOST_ROUNDS = 200;

/**
 * Applies fixes until none is left. A round takes every one that touches no other and keeps their result if every permission,
 * every risk and every expectation is as before and no check finds an error more; else it tries them one by one.
 */
export async function fixAll(files: readonly SourceText[], options: FixOptions): Promise<FixRun> {
  const first = await stateOf(new Map(files.map(({ path, text }) => [path, text])), options);
  const hindrances = [...first.loaded.findings, ...first.findings].filter(
    (f) => f.check === 'check-failed' || (f.severity === 'error' && MEANING_FINDINGS.has(f.check)),
  );
  const applied: AppliedFix[] = [];
  const refused = new Map<string, RefusedFix>();
  let state = first;
  for (let round = 0; hindrances.length === 0 && round < MOST_ROUNDS; round++) {
    const mends = compatibleMends(state.findings, (fix) => fix.keepsMeaning === true).filter(
      (m) => !refused.has(keyOf(state, m)),
    );
    if (mends.length === 0) break;
    const next = (await attempt(state, mends, options)) ?? (await firstThatKeeps(state, mends, refused, options));
    if (next === undefined) continue;
    state = next.state;
    applied.push(...next.applied);
  }
  const changed = new Map([...state.texts].filter(([path, text]) => first.texts.get(path) !== text));
  return { changed, applied, refused: [...refused.values()], hindrances };
}

async function stateOf(texts: ReadonlyMap<string, string>, options: FixOptions): Promise<State> {
  const loaded = await loadPolicy([...texts].map(([path, text]) => ({ path, text })));
  const { policy, text } = loaded;
  const findings = checkPolicy(policy, { ...options, text });
  return { texts, loaded, findings };
}

type Step = { readonly state: State; readonly applied: readonly AppliedFix[] };

/** All of the fixes at once; undefined where that would change more than text. */
async function attempt(state: State, mends: readonly Mend[], options: FixOptions): Promise<Step | undefined> {
  const next = await stateOf(edited(state.texts, mends), options);
  return difference(state, next, options) === undefined
    ? { state: next, applied: mends.map(({ finding, fix }) => appliedOf(finding, fix)) }
    : undefined;
}

/** The first fix that keeps the meaning on its own; those before it are refused, with the reason. */
async function firstThatKeeps(
  state: State,
  mends: readonly Mend[],
  refused: Map<string, RefusedFix>,
  options: FixOptions,
): Promise<Step | undefined> {
  for (const mend of mends) {
    const next = await stateOf(edited(state.texts, [mend]), options);
    const why = difference(state, next, options);
    if (why === undefined) return { state: next, applied: [appliedOf(mend.finding, mend.fix)] };
    refused.set(keyOf(state, mend), { ...appliedOf(mend.finding, mend.fix), why });
  }
  return undefined;
}

function appliedOf({ check, place }: Finding, { title }: Fix): AppliedFix {
  return { check, place, title };
}

/** Knows a fix again after others have moved it: by what it takes out and puts in. */
function keyOf({ texts }: State, { finding, fix }: Mend): string {
  const edits = fix.edits.map((e) => [e.file, texts.get(e.file)?.slice(e.offset, e.end), e.newText]);
  return JSON.stringify([finding.check, fix.title, edits]);
}

/** The texts after the fixes. A file that was laid out as the formatter does is so afterwards. */
function edited(texts: ReadonlyMap<string, string>, mends: readonly Mend[]): ReadonlyMap<string, string> {
  const edits = mends.flatMap(({ fix }) => fix.edits);
  const out = new Map(texts);
  for (const path of new Set(edits.map((e) => e.file))) {
    const before = texts.get(path);
    if (before === undefined) continue;
    const after = applyEdits(path, before, edits);
    out.set(path, formatText(before).edits.length === 0 ? formatText(after).newText : after);
  }
  return out;
}

/** What the second state says that the first does not, beside text; undefined where that is nothing. */
function difference(before: State, after: State, { now }: FixOptions): string | undefined {
  const broken = after.loaded.findings.find((f) => f.severity === 'error');
  if (broken !== undefined) return broken.message;
  const meaning = meaningDiffers(before.loaded.policy, after.loaded.policy, now);
  if (meaning !== undefined) return meaning;
  const [old, fresh] = [before, after].map(({ loaded }) => analysesOf(loaded.policy, now).expectations());
  const failed = fresh?.find((e, i) => !e.passed && old?.[i]?.passed !== false);
  if (failed !== undefined || old?.length !== fresh?.length) return 'An expectation would fail.';
  for (const [check, count] of errorsByCheck(after.findings))
    if (count > (errorsByCheck(before.findings).get(check) ?? 0)) return `${check} would find an error more.`;
  return undefined;
}

/** Permissions, what there is, and the risks that steps of an attacker are judged by. */
function meaningDiffers(before: Policy, after: Policy, now: number): string | undefined {
  const { added, removed, moved } = entityChanges(before, after);
  if (added.length + removed.length + moved.length > 0) return 'Assets or zones would be others.';
  const when = whenOf({ now });
  const versions = [versionOf(before, when), versionOf(after, when)] as const;
  const [change] = permissionChanges(...versions, pairsOf(...versions));
  if (change !== undefined) return `What ${change.from.ids[0]} may open to ${change.to.ids[0]} would be another.`;
  const [old, fresh] = [riskAtoms(before), riskAtoms(after)];
  return equal(old.goesOn, fresh.goesOn) && equal(old.stops, fresh.stops)
    ? undefined
    : 'The risks of services would be others.';
}

function errorsByCheck(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { check, severity } of findings) if (severity === 'error') counts.set(check, (counts.get(check) ?? 0) + 1);
  return counts;
}
