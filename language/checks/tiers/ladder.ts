/** Which tier of segmentation a policy has reached, and what keeps it from the next (docs/tiers.md). */
import type { Policy } from '../../model/policy.ts';
import { MEANING_FINDINGS } from '../../pipeline.ts';
import { analysesOf } from '../analyses.ts';
import type { CheckContext, ChecksConfiguration } from '../check.ts';
import type { Finding } from '../finding.ts';
import { checkPolicy } from '../index.ts';
import { comparePlaces } from '../places.ts';
import { CHECKS } from '../registry.ts';
import { TIERS, type Tier } from './tiers.ts';

/** One thing that keeps a policy from a tier. */
export interface Blocker {
  /** Name of the check that finds it, or of the condition on the model. */
  readonly by: string;
  readonly message: string;
  readonly place: Finding['place'];
  readonly related: Finding['related'];
  /** Someone has decided that it may stay: it is ignored in the text. It blocks all the same. */
  readonly ignored: boolean;
}

export interface Ladder {
  /** The highest tier that the policy has reached: its tests and those of all tiers below pass. */
  readonly reached: Tier;
  /** The one above; absent at the top. */
  readonly next?: Tier;
  /** What keeps the policy from the next, in the order of places. */
  readonly blockers: readonly Blocker[];
}

export interface LadderOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly configuration: ChecksConfiguration;
  /** What parser and linker found: while a text has no meaning, no tier is reached. */
  readonly meaning: readonly Finding[];
}

/**
 * The ladder of a policy. Severities, overrides and ignores do not count - what is switched off or accepted is there all the same -
 * thresholds and levels do. Never throws.
 */
export function ladderOf(policy: Policy, options: LadderOptions): Ladder {
  const configuration = { ...options.configuration, severities: {}, overrides: [] };
  const context: CheckContext = {
    policy,
    now: options.now,
    text: () => undefined,
    configuration,
    analyses: analysesOf(policy, options.now),
  };
  const found = findingsByCheck(policy, options.now, configuration);
  let reached = TIERS[0] as Tier;
  for (const tier of TIERS.slice(1)) {
    const blockers = [...(tier.tier === 1 ? withoutMeaning(options.meaning) : []), ...blockersOf(tier, context, found)];
    if (blockers.length > 0)
      return { reached, next: tier, blockers: blockers.sort((a, b) => comparePlaces(a.place, b.place)) };
    reached = tier;
  }
  return { reached, blockers: [] };
}

interface Found {
  readonly finding: Finding;
  readonly ignored: boolean;
}

/** What the checks of all tiers find, ignored or not, each once. */
function findingsByCheck(
  policy: Policy,
  now: number,
  configuration: ChecksConfiguration,
): ReadonlyMap<string, readonly Found[]> {
  const names = new Set(TIERS.flatMap((t) => t.checks.map((c) => c.name)));
  const all: Found[] = [];
  const shown = checkPolicy(policy, {
    now,
    configuration,
    checks: CHECKS.filter((c) => names.has(c.name)),
    onIgnored: (finding) => all.push({ finding, ignored: true }),
  });
  all.push(...shown.map((finding) => ({ finding, ignored: false })));
  return Map.groupBy(
    all.filter(({ finding }) => !finding.mirror),
    ({ finding }) => finding.check,
  );
}

function blockersOf(tier: Tier, context: CheckContext, found: ReadonlyMap<string, readonly Found[]>): Blocker[] {
  const out: Blocker[] = [];
  for (const { name, find } of tier.conditions)
    for (const { message, place, related = [] } of find(context))
      out.push({ by: name, message, place, related, ignored: false });
  // A check that failed could have found anything.
  for (const { finding } of found.get('check-failed') ?? []) out.push(blockerOf(finding, false));
  for (const { name, where } of tier.checks)
    for (const { finding, ignored } of found.get(name) ?? [])
      if (where === undefined || where(finding, context)) out.push(blockerOf(finding, ignored));
  return out;
}

function withoutMeaning(findings: readonly Finding[]): Blocker[] {
  return findings
    .filter((f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check))
    .map((finding) => blockerOf(finding, false));
}

function blockerOf({ check, message, place, related }: Finding, ignored: boolean): Blocker {
  return { by: check, message, place, related, ignored };
}
