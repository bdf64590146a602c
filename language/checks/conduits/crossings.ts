/** Between which zones a conduit's permissions cross it: those of its own rules, and of the accesses that lead over it. */
import { joiningConduits, runsFrom, sideOf } from '../../analysis/zones.ts';
import type { Conduit, ConduitRef, Policy, Rule, ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';

/** One zone for all that lie on one side of the conduit and behind one segment. */
export interface ConduitCrossing {
  readonly rule: Rule;
  readonly from: ZoneRef;
  readonly to: ZoneRef;
}

/** Every pair of sides and segments between which an `allow` of the conduit, or an access over it, permits something. */
export function crossingsOf(context: CheckContext, conduit: Conduit): readonly ConduitCrossing[] {
  const { policy } = context;
  const own = conduit.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => !r.broken && r.action === 'allow');
  const over = accessRulesOver(context).get(conduit.index) ?? [];
  return [...own, ...over].flatMap((rule) => crossings(context, conduit, rule));
}

function crossings(context: CheckContext, conduit: Conduit, rule: Rule): readonly ConduitCrossing[] {
  const { policy } = context;
  const [sources, targets] = [ends(context, conduit, rule, 'sources'), ends(context, conduit, rule, 'targets')];
  const found: ConduitCrossing[] = [];
  for (const [froms, tos] of rule.both
    ? [[sources, targets] as const, [targets, sources] as const]
    : [[sources, targets] as const])
    for (const from of froms)
      for (const to of tos) {
        const [a, b] = [sideOf(policy, conduit.index, from), sideOf(policy, conduit.index, to)];
        if (a !== undefined && b !== undefined && a !== b && runsFrom(conduit, a, b)) found.push({ rule, from, to });
      }
  return found;
}

function ends(context: CheckContext, conduit: Conduit, rule: Rule, end: 'sources' | 'targets'): readonly ZoneRef[] {
  const { segmentOf } = context.analyses.topology();
  const first = new Map<string, ZoneRef>();
  for (const zone of new Set(context.analyses.units(rule[end], rule).map((u) => u.zone))) {
    const key = `${sideOf(context.policy, conduit.index, zone)} ${segmentOf[zone]}`;
    if (!first.has(key)) first.set(key, zone);
  }
  return [...first.values()];
}

const known = new WeakMap<Policy, ReadonlyMap<ConduitRef, readonly Rule[]>>();

/** Per conduit the access rules that permit something over it. */
function accessRulesOver({ policy, analyses }: CheckContext): ReadonlyMap<ConduitRef, readonly Rule[]> {
  const before = known.get(policy);
  if (before !== undefined) return before;
  const over = new Map<ConduitRef, Rule[]>();
  for (const rule of policy.rules) {
    if (rule.container.kind !== 'access' || rule.broken) continue;
    const [from, to] = [rule.sources, rule.targets].map((l) => new Set(analyses.units(l, rule).map((u) => u.zone)));
    const conduits = new Set<ConduitRef>();
    for (const a of from ?? [])
      for (const b of to ?? []) for (const j of joiningConduits(policy, a, b)) conduits.add(j.conduit);
    for (const c of conduits) over.set(c, [...(over.get(c) ?? []), rule]);
  }
  known.set(policy, over);
  return over;
}
