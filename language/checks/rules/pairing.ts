/** Which ends of a rule can meet: across a conduit, inside a zone, over an access. */
import type { Unit } from '../../analysis/universe.ts';
import { joiningConduits, sideOf, zoneTree } from '../../analysis/zones.ts';
import type { Policy, Rule, ZoneRef } from '../../model/policy.ts';

/** Whether a rule that stands where this one does could pair some of these units: of two assets, on two sides of its conduit. */
export function pairUp(
  policy: Policy,
  rule: Rule,
  sources: readonly Unit[],
  targets: readonly Unit[],
  sizeOf: (unit: Unit) => number,
): boolean {
  const { container } = rule;
  if (container.kind === 'zone') return sources.some((a) => targets.some((b) => distinct(a, b, sizeOf)));
  const sides = (units: readonly Unit[]): readonly (ZoneRef | undefined)[] =>
    [...new Set(units.map((u) => u.zone))].map((z) =>
      container.kind === 'conduit' ? sideOf(policy, container.conduit, z) : z,
    );
  const here = sides(sources);
  const there = sides(targets);
  return here.some((a) =>
    there.some(
      (b) =>
        a !== undefined &&
        b !== undefined &&
        a !== b &&
        sources.some((x) => targets.some((y) => distinct(x, y, sizeOf))),
    ),
  );
}

/** Whether the two units hold two different assets. Undeclared addresses are as many as one needs. */
function distinct(a: Unit, b: Unit, sizeOf: (unit: Unit) => number): boolean {
  if (a.kind === 'strangers' || b.kind === 'strangers') return true;
  if (a.kind !== b.kind) return true;
  if (a.kind === 'device') return a.device !== b.device;
  return a.assetClass !== b.assetClass || sizeOf(a) > 1;
}

/** Zones of the rule's place: its own, its conduit's with all nested in them; of an access every zone. */
export function zonesAround(policy: Policy, rule: Rule): readonly ZoneRef[] {
  const { container } = rule;
  if (container.kind === 'zone') return [container.zone];
  if (container.kind === 'access') return zoneTree(policy).order;
  const zones = policy.conduits[container.conduit]?.zones ?? [];
  return [...new Set(zones.flatMap((z) => subtreeOf(policy, z)))].sort((a, b) => a - b);
}

/** The zone and every zone nested in it. */
export function subtreeOf(policy: Policy, zone: ZoneRef): readonly ZoneRef[] {
  const { order, start, end } = zoneTree(policy);
  return order.slice(start[zone], end[zone]);
}

/** Zones among `zones` from which a connection to (or from) one of `others` would be this rule's business. */
export function zonesAcross(
  policy: Policy,
  rule: Rule,
  zones: readonly ZoneRef[],
  others: readonly ZoneRef[],
): readonly ZoneRef[] {
  const { container } = rule;
  if (container.kind === 'zone') return zones;
  if (container.kind === 'access')
    return zones.filter((a) => others.some((b) => a !== b && joiningConduits(policy, a, b).length > 0));
  const sides = new Set(others.map((o) => sideOf(policy, container.conduit, o)));
  return zones.filter((z) => [...sides].some((s) => s !== undefined && s !== sideOf(policy, container.conduit, z)));
}
