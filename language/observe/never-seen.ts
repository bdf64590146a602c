/** Rules that observed traffic has nothing of, and whether it could have. */
import { readRule, ruleSelections } from '../analysis/rules.ts';
import { universeOf } from '../analysis/universe.ts';
import type { Policy, Rule, RuleRef, ZoneRef } from '../model/policy.ts';
import { intersectTimes, isEmptyTimes, type TimeSet, timeSet, unionTimes } from '../model/times.ts';
import type { Captures } from './conversation.ts';

/** What a capture showed. */
export interface Shown {
  readonly captures: Captures;
  /** Zones of the ends of any traffic. */
  readonly zones: ReadonlySet<ZoneRef>;
  readonly hit: (rule: RuleRef) => boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The allows that counted while the wire was looked at, still count, and were not hit: apart, those of which the capture shows a zone at
 * either side, and those of which nothing can be said.
 */
export function neverSeen(
  policy: Policy,
  shown: Shown,
): { readonly neverSeen: RuleRef[]; readonly notLookedAt: RuleRef[] } {
  const captured = unionTimes(...shown.captures.map((c) => timeSet(c.from, c.to)));
  const out = { neverSeen: [] as RuleRef[], notLookedAt: [] as RuleRef[] };
  for (const rule of policy.rules) {
    if (!permits(policy, rule) || shown.hit(rule.index)) continue;
    const { times, sources, targets } = readRule(policy, rule.index);
    if (!counts(policy, times, captured) || !counts(policy, times, timeSet(shown.now))) continue;
    const { units } = universeOf(policy);
    const looked = [sources, targets].every((s) => s.units.some((u) => shown.zones.has(units[u]?.zone ?? -1)));
    (looked && hasAddresses(policy, rule) ? out.neverSeen : out.notLookedAt).push(rule.index);
  }
  return out;
}

/** Whether the rule is an allow that says something where it stands. */
function permits(policy: Policy, rule: Rule): boolean {
  if (rule.action !== 'allow' || rule.broken) return false;
  return rule.container.kind !== 'zone' || policy.zones[rule.container.zone]?.microsegmented === true;
}

function counts(policy: Policy, times: TimeSet, within: TimeSet): boolean {
  return !isEmptyTimes(intersectTimes(times, within), policy.header.timezone);
}

/** Whether traffic of both sides can be told by its addresses at all. */
function hasAddresses(policy: Policy, rule: Rule): boolean {
  const { sources, targets } = ruleSelections(policy, rule);
  return [sources, targets].every(
    (s) =>
      s.strangers.size > 0 ||
      s.devices.length > 0 ||
      s.partial.size > 0 ||
      s.legs.some((l) => policy.legs[l]?.dhcp || (policy.legs[l]?.addressSet.length ?? 0) > 0),
  );
}
