/** Which legs a rule's selectors hold on one side of a conduit, or inside a zone: what decides where the picture shows the rule. */
import { scopeOf, select } from '../../analysis/select.ts';
import type { Conduit, LegRef, Policy, Rule, SelectorList, ZoneRef } from '../../model/policy.ts';

/** The part of a policy that one end of a drawn conduit stands for. */
export interface Side {
  readonly zone: ZoneRef;
  readonly zones: ReadonlySet<ZoneRef>;
  readonly legs: readonly LegRef[];
}

/** A zone and everything nested in it. */
export function subtree(policy: Policy, zone: ZoneRef): Set<ZoneRef> {
  const out = new Set<ZoneRef>([zone]);
  for (const ref of out) for (const child of policy.zones[ref]?.children ?? []) out.add(child);
  return out;
}

function sideOf(policy: Policy, zone: ZoneRef, zones: ReadonlySet<ZoneRef>): Side {
  return { zone, zones, legs: [...zones].flatMap((z) => policy.zones[z]?.legs ?? []) };
}

/** The sides of a conduit, in its order: a leg belongs to the innermost of its zones that holds it. */
export function conduitSides(policy: Policy, conduit: Conduit): Side[] {
  const subtrees = conduit.zones.map((zone) => subtree(policy, zone));
  return conduit.zones.map((zone, i) => {
    const own = new Set(subtrees[i]);
    conduit.zones.forEach((other, j) => {
      if (j !== i && other !== zone && subtrees[i]?.has(other)) for (const z of subtrees[j] ?? []) own.delete(z);
    });
    return sideOf(policy, zone, own);
  });
}

/** A zone without what is nested in it: what its own rules pair. */
export function zoneSide(policy: Policy, zone: ZoneRef): Side {
  return sideOf(policy, zone, new Set([zone]));
}

/** The legs of the side that one list of a rule holds. */
export function heldLegs(policy: Policy, rule: Rule, list: SelectorList, side: Side): LegRef[] {
  const { legs, partial } = select(policy, list, scopeOf(rule));
  const held = new Set([...legs, ...partial.keys()]);
  return side.legs.filter((leg) => held.has(leg));
}

/** Whether the list holds anything of the side: a leg, a firewall's own address, or addresses that no asset has. */
export function holdsSide(policy: Policy, rule: Rule, list: SelectorList, side: Side): boolean {
  const { legs, partial, strangers, devices } = select(policy, list, scopeOf(rule));
  const held = new Set([...legs, ...partial.keys()]);
  return (
    side.legs.some((leg) => held.has(leg)) ||
    [...strangers.keys()].some((zone) => side.zones.has(zone)) ||
    devices.some((device) => side.zones.has(device.zone))
  );
}
