/** Which rules to remove so that less can be reached: the quick-fixes of the blast radius checks. Exact for up to three rules. */
import { type ReachGraph, reachGraph } from '../../analysis/graph.ts';
import type { Hop } from '../../analysis/witness.ts';
import type { AssetRef, Place, Policy, Rule, RuleRef, SelectorList } from '../../model/policy.ts';
import { timeSet } from '../../model/times.ts';
import type { CheckContext, RelatedPlace } from '../check.ts';
import { removalOf } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';

/** More assets or tried removals than this, and no cut is offered: a menu must not wait for it. */
const ASSETS = 3000;
const TRIALS = 60;
/** Trials times the size of the policy. */
const WORK = 60_000;
const RULES = 3;

/** The policy as if these rules were not there. */
export function withoutRules(policy: Policy, rules: ReadonlySet<RuleRef>): Policy {
  return { ...policy, rules: policy.rules.map((r) => (rules.has(r.index) ? { ...r, broken: true } : r)) };
}

/**
 * The smallest set of rules without which nothing is left to mend, and no expectation fails that held before; undefined where
 * there is none of up to three rules. `remaining` names a path that must still be cut; every cut holds one of its rules.
 */
export function smallestCut(
  context: CheckContext,
  remaining: (graph: ReachGraph) => readonly Hop[] | undefined,
): readonly RuleRef[] | undefined {
  const { policy, now, analyses } = context;
  if (policy.assets.length > ASSETS) return undefined;
  const failing = new Set(analyses.failedExpectations(policy));
  let trials = Math.min(TRIALS, Math.ceil(WORK / (policy.assets.length + policy.rules.length + 1)));
  const known = new Map<string, readonly Hop[] | undefined>();
  const pathWithout = (removed: ReadonlySet<RuleRef>): readonly Hop[] | undefined => {
    const key = [...removed].sort((a, b) => a - b).join();
    if (!known.has(key)) {
      trials--;
      known.set(key, remaining(reachGraph(withoutRules(policy, removed), { when: timeSet(now) })));
    }
    return known.get(key);
  };
  const search = (removed: ReadonlySet<RuleRef>, left: number): readonly RuleRef[] | undefined => {
    if (trials <= 0) return undefined;
    const path = pathWithout(removed);
    if (path === undefined) {
      const failed = analyses.failedExpectations(withoutRules(policy, removed));
      return failed.every((e) => failing.has(e)) ? [...removed] : undefined;
    }
    if (left === 0) return undefined;
    for (const rule of new Set(path.flatMap((h) => (h.by.kind === 'rule' ? [h.by.rule] : [])))) {
      const found = search(new Set([...removed, rule]), left - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (let size = 1; size <= RULES; size++) {
    const found = search(new Set(), size);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A fix that removes the rules. */
export function removeRules(context: CheckContext, rules: readonly RuleRef[], effect: string): Fix[] {
  const { policy } = context;
  const gone = [...rules].sort((a, b) => a - b).flatMap((r) => policy.rules[r] ?? []);
  const edits = gone.flatMap((r) => removalOf(context, r.place));
  if (gone.length === 0 || edits.length < gone.length) return [];
  const names = listed(gone.map(ruleName));
  return [{ title: `Remove the rule${gone.length > 1 ? 's' : ''} ${names}: ${effect}`, edits, safe: false }];
}

/** `"A -> B"`. */
export function ruleName({ sources, targets }: Rule): string {
  const text = (list: SelectorList) => list.items.map((i) => i.text).join(', ');
  return `"${text(sources)} -> ${text(targets)}"`;
}

/** Opens the diagram with the asset's blast radius. */
export function showBlast(policy: Policy, asset: AssetRef): Fix[] {
  const id = policy.assets[asset]?.id;
  return id === undefined
    ? []
    : [{ title: `Show the blast radius of ${id}`, edits: [], safe: false, preferred: true, reveal: { blastOf: id } }];
}

/** A path in words: `A -> B -> C`. */
export function pathText(policy: Policy, from: AssetRef, hops: readonly Hop[]): string {
  return [from, ...hops.map((h) => (h.to.kind === 'asset' ? h.to.asset : -1))]
    .map((a) => (policy.assets[a] ? label(policy, policy.assets[a]) : '?'))
    .join(' -> ');
}

/** Each hop of a path at the rule or zone that permits it. */
export function pathPlaces(policy: Policy, hops: readonly Hop[]): RelatedPlace[] {
  const name = (end: Hop['to']) =>
    end.kind === 'asset' && policy.assets[end.asset]
      ? label(policy, policy.assets[end.asset] as never)
      : 'an undeclared address';
  return hops.flatMap((hop) => {
    const place = placeOfHop(policy, hop);
    return place === undefined
      ? []
      : [{ place: place.place, message: `${name(hop.from)} reaches ${name(hop.to)} by ${place.what}.` }];
  });
}

function placeOfHop(policy: Policy, hop: Hop): { place: Place; what: string } | undefined {
  if (hop.by.kind === 'rule') {
    const rule = policy.rules[hop.by.rule];
    return rule && { place: rule.place, what: 'this rule' };
  }
  const zone = policy.zones[hop.by.zone];
  return zone && { place: zone.namePlace, what: `being in zone ${label(policy, zone)}, which is not microsegmented` };
}
