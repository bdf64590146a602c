/** Who opens to whom by each `allow`: rule by rule and direction by direction, in conduits, accesses and zones. */
import type { Unit } from '../../analysis/universe.ts';
import { joiningConduits, runsFrom, sideOf } from '../../analysis/zones.ts';
import type { Asset, Policy, Rule, Zone, ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';

/** One direction of an `allow`. */
export interface Flow {
  readonly rule: Rule;
  readonly sources: readonly Unit[];
  readonly targets: readonly Unit[];
  /** The second direction of `<->`. */
  readonly reversed: boolean;
}

const known = new WeakMap<Policy, readonly Flow[]>();

/** Every direction of every `allow` whose names resolve. */
export function flowsOf({ policy, analyses }: CheckContext): readonly Flow[] {
  const before = known.get(policy);
  if (before !== undefined) return before;
  const flows: Flow[] = [];
  for (const rule of policy.rules) {
    if (rule.action !== 'allow' || rule.broken) continue;
    const [sources, targets] = [analyses.units(rule.sources, rule), analyses.units(rule.targets, rule)];
    flows.push({ rule, sources, targets, reversed: false });
    if (rule.both) flows.push({ rule, sources: targets, targets: sources, reversed: true });
  }
  known.set(policy, flows);
  return flows;
}

/** Flows between different zones: those of conduits and accesses. */
export function crossingFlows(context: CheckContext): readonly Flow[] {
  return flowsOf(context).filter((f) => f.rule.container.kind !== 'zone');
}

/**
 * A pair of zones, of those the predicate accepts at each end, between which the flow permits connections. With `key`, zones of one
 * side and one key count as one another, and every pair of keys is offered to `accepts`.
 */
export function zonesMeeting(
  context: CheckContext,
  flow: Flow,
  from: (zone: Zone) => boolean,
  to: (zone: Zone) => boolean,
  accepts: (from: Zone, to: Zone) => boolean = () => true,
  key: (zone: Zone) => unknown = () => 0,
): { readonly from: Zone; readonly to: Zone } | undefined {
  const { policy } = context;
  const starts = representatives(policy, flow.rule, flow.sources, from, key);
  const ends = representatives(policy, flow.rule, flow.targets, to, key);
  for (const a of starts)
    for (const b of ends) if (meet(policy, flow.rule, a.index, b.index) && accepts(a, b)) return { from: a, to: b };
  return undefined;
}

function representatives(
  policy: Policy,
  rule: Rule,
  units: readonly Unit[],
  accepts: (zone: Zone) => boolean,
  key: (zone: Zone) => unknown,
): readonly Zone[] {
  const found = new Map<string, Zone>();
  for (const ref of new Set(units.map((u) => u.zone))) {
    const zone = policy.zones[ref];
    if (zone === undefined || !accepts(zone)) continue;
    const { container } = rule;
    const side = container.kind === 'conduit' ? sideOf(policy, container.conduit, ref) : ref;
    const id = `${side} ${String(key(zone))}`;
    if (side !== undefined && !found.has(id)) found.set(id, zone);
  }
  return [...found.values()];
}

/** Whether a rule that stands there can pair a leg of one zone with a leg of the other. */
export function meet(policy: Policy, { container }: Rule, a: ZoneRef, b: ZoneRef): boolean {
  if (container.kind === 'zone') return a === b;
  if (container.kind === 'access') return a !== b && joiningConduits(policy, a, b).some((j) => j.permits);
  const [from, to] = [sideOf(policy, container.conduit, a), sideOf(policy, container.conduit, b)];
  const conduit = policy.conduits[container.conduit];
  return from !== undefined && to !== undefined && from !== to && conduit !== undefined && runsFrom(conduit, from, to);
}

/** The declared assets among units, each once. */
export function assetsAmong({ policy, analyses }: CheckContext, units: readonly Unit[]): readonly Asset[] {
  return [...new Set(units.flatMap((u) => analyses.assetsOf(u)))].flatMap((a) => policy.assets[a] ?? []);
}

/** Whether an asset is of the type of that name, or of one derived from it. */
export function isOfType(policy: Policy, asset: Asset, name: string): boolean {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  return type !== undefined && [type.index, ...type.ancestors].some((t) => policy.types[t]?.id === name);
}
