/**
 * A change to vendor access as a change of text, worked out whole before anything is written: the edits, what they open or close,
 * and what the checks say of it. Pure: texts in, edits out.
 */
import { analysesOf } from '../checks/analyses.ts';
import type { CheckContext, ChecksConfiguration } from '../checks/check.ts';
import { applyEdits, removalOf } from '../checks/edits.ts';
import { keepFormatted } from '../checks/formatted-fix.ts';
import { checkPolicy, type Finding, type TextEdit } from '../checks/index.ts';
import { differenceOf, type Sentence, sentencesOf } from '../difference/index.ts';
import type { Access } from '../model/policy.ts';
import { type Loaded, loadPolicy, MEANING_FINDINGS, type SourceText } from '../pipeline.ts';

/** The policy that a change is made to. */
export interface Ground {
  /** All files of the policy, the library's not among them. */
  readonly files: readonly SourceText[];
  readonly configuration: ChecksConfiguration;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The blast radius of assets that the change makes larger or smaller. */
export interface BlastShift {
  /** Ids; one where nothing tells them apart from others. */
  readonly assets: readonly string[];
  readonly before: number;
  readonly after: number;
}

export interface AccessChange {
  /** Name of the access. */
  readonly access: string;
  readonly edits: readonly TextEdit[];
  /** The files that change, as they are then. */
  readonly files: ReadonlyMap<string, string>;
  /** The declaration as it then stands; empty where it goes. */
  readonly declaration: string;
  /**
   * What the access opens, or what its end closes: the policy with it against the policy without it. The most important first;
   * none where it permits nothing that is not permitted anyway.
   */
  readonly sentences: readonly Sentence[];
  readonly blast: readonly BlastShift[];
  /** What the checks say of the declaration as it then stands. */
  readonly findings: readonly Finding[];
}

/** What came of it: the change, or the sentence that says why there is none. */
export type AccessOutcome = AccessChange | { readonly problem: string };

/** A policy with what edits are made from. */
export interface Standing {
  readonly loaded: Loaded;
  readonly context: CheckContext;
}

export async function stand({ files, configuration, now }: Ground): Promise<Standing> {
  const loaded = await loadPolicy(files);
  const { policy, text } = loaded;
  return { loaded, context: { policy, now, text, configuration, analyses: analysesOf(policy, now) } };
}

/** The access of that name; else a sentence that names those that there are. */
export function accessNamed({ loaded }: Standing, name: string): Access | { readonly problem: string } {
  const { accesses } = loaded.policy;
  const found = accesses.find((a) => a.id === name) ?? accesses.find((a) => a.name === name);
  if (found !== undefined) return found;
  const names = accesses.map((a) => a.name);
  const there =
    names.length === 0
      ? 'This policy has no access.'
      : `There are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`;
  return { problem: `There is no access ${name}. ${there}` };
}

/** Severity errors that do not keep a change from being written: what a request lacks until it is approved. */
const MAY_STAND: ReadonlySet<string> = new Set(['access-not-approved']);

export interface ChangeOptions {
  /** Name of the access. */
  readonly access: string;
  /** What comes of it is an access that permits (`opens`), or one that ends: against what is it told? */
  readonly kind: 'opens' | 'ends';
}

/**
 * Makes a change of edits. It is refused where the text would lose its meaning, or - of one that opens - where the checks then find an
 * error that they would not find without the access.
 */
export async function changeOf(
  ground: Ground,
  before: Standing,
  edits: readonly TextEdit[],
  { access, kind }: ChangeOptions,
): Promise<AccessOutcome> {
  if (edits.length === 0) return { problem: `The text of access ${access} is not at hand, so nothing is changed.` };
  const fix = keepFormatted({ title: access, edits, safe: false }, before.loaded.text);
  const files = new Map(
    ground.files.flatMap(({ path, text }) => {
      const changed = applyEdits(path, text, fix.edits);
      return changed === text ? [] : [[path, changed] as const];
    }),
  );
  const after = await stand({
    ...ground,
    files: ground.files.map((f) => ({ path: f.path, text: files.get(f.path) ?? f.text })),
  });
  const broken = newMeaningless(before.loaded, after.loaded);
  if (broken !== undefined) return { problem: broken.message };
  const now = after.loaded.policy.accesses.find((a) => a.name === access);
  const base = kind === 'opens' ? await without(ground, after, access) : before;
  const found = checkPolicy(after.loaded.policy, {
    now: ground.now,
    text: after.loaded.text,
    configuration: ground.configuration,
  });
  if (kind === 'opens') {
    const grave = gravest(ground, base, found);
    if (grave !== undefined) return { problem: `${grave.check}: ${grave.message}` };
  }
  const difference = differenceOf(base.loaded.policy, after.loaded.policy, { now: ground.now });
  const place = now?.place;
  return {
    access,
    edits: fix.edits,
    files,
    declaration: place === undefined ? '' : (after.loaded.text(place.file)?.slice(place.offset, place.end) ?? ''),
    sentences: sentencesOf(difference),
    blast: difference.blast.map((b) => ({ assets: b.from.ids, before: b.before, after: b.after })),
    findings: found.filter(
      (f) =>
        place !== undefined &&
        f.place.file === place.file &&
        f.place.offset >= place.offset &&
        f.place.end <= place.end,
    ),
  };
}

/** The policy without the access. */
async function without(ground: Ground, { loaded, context }: Standing, name: string): Promise<Standing> {
  const access = loaded.policy.accesses.find((a) => a.name === name);
  const files = ground.files.map(({ path }) => ({ path, text: loaded.text(path) ?? '' }));
  const edits = access === undefined ? [] : removalOf(context, access.place);
  return stand({ ...ground, files: files.map(({ path, text }) => ({ path, text: applyEdits(path, text, edits) })) });
}

/** A text or name without meaning that was not there before. */
function newMeaningless(before: Loaded, after: Loaded): Finding | undefined {
  const grave = ({ findings }: Loaded) =>
    findings.filter((f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check));
  const known = new Set(grave(before).map((f) => f.message));
  return grave(after).find((f) => !known.has(f.message));
}

/** The first error of the checks that the base does not have. */
function gravest({ now, configuration }: Ground, base: Standing, found: readonly Finding[]): Finding | undefined {
  const isGrave = (f: Finding) => f.severity === 'error' && !MAY_STAND.has(f.check);
  if (!found.some(isGrave)) return undefined;
  const { policy, text } = base.loaded;
  const known = new Set(
    checkPolicy(policy, { now, text, configuration })
      .filter(isGrave)
      .map((f) => `${f.check} ${f.message}`),
  );
  return found.find((f) => isGrave(f) && !known.has(`${f.check} ${f.message}`));
}
