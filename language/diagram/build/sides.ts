/** Which legs a rule's selectors hold on one side of a conduit, or inside a zone: what decides where the picture shows the rule. */
import { overlaps } from '../../model/intervals.ts';
import type { Asset, Conduit, Leg, LegRef, Policy, Selector, SelectorList, ZoneRef } from '../../model/policy.ts';

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

/** The legs of the side that the list holds, `except` taken off. */
export function heldLegs(policy: Policy, list: SelectorList, side: Side): LegRef[] {
  return side.legs.filter((ref) => {
    const leg = policy.legs[ref] as Leg;
    return list.items.some((s) => holdsLeg(policy, s, leg)) && !list.except.some((s) => holdsLeg(policy, s, leg));
  });
}

/** Whether the list holds anything of the side: a leg, or addresses that no asset has. */
export function holdsSide(policy: Policy, list: SelectorList, side: Side): boolean {
  return heldLegs(policy, list, side).length > 0 || list.items.some((s) => holdsUndeclared(policy, s, side));
}

function holdsLeg(policy: Policy, selector: Selector, leg: Leg, depth = 0): boolean {
  const asset = policy.assets[leg.asset] as Asset;
  if (selector.in !== undefined && !within(policy, leg.zone, selector.in)) return false;
  if (selector.narrowedTo !== undefined && !asset.effectiveTags.includes(selector.narrowedTo)) return false;
  switch (selector.kind) {
    case 'any':
      return true;
    case 'asset':
      return selector.ref === leg.asset;
    case 'zone':
      return selector.ref !== undefined && within(policy, leg.zone, selector.ref);
    case 'type':
      return isOfType(policy, asset, selector.ref);
    case 'tagged':
      return selector.tag !== undefined && asset.effectiveTags.includes(selector.tag);
    case 'address':
      return overlaps(leg.addressSet, selector.addresses ?? []);
    case 'group':
      return inGroup(policy, selector.ref, leg, depth);
    case 'firewall':
      return false;
  }
}

function isOfType(policy: Policy, asset: Asset, type: number | undefined): boolean {
  if (type === undefined || asset.type === undefined) return false;
  return asset.type === type || (policy.types[asset.type]?.ancestors.includes(type) ?? false);
}

/** Groups may not hold themselves; the depth guards a policy in which they do. */
function inGroup(policy: Policy, group: number | undefined, leg: Leg, depth: number): boolean {
  const members = group === undefined ? undefined : policy.groups[group]?.members;
  if (members === undefined || depth > policy.groups.length) return false;
  return (
    members.items.some((s) => holdsLeg(policy, s, leg, depth + 1)) &&
    !members.except.some((s) => holdsLeg(policy, s, leg, depth + 1))
  );
}

function holdsUndeclared(policy: Policy, selector: Selector, side: Side): boolean {
  if (selector.narrowedTo !== undefined) return false;
  if (selector.in !== undefined && ![...side.zones].some((z) => within(policy, z, selector.in as ZoneRef)))
    return false;
  switch (selector.kind) {
    case 'any':
      return true;
    case 'zone':
      return [...side.zones].some((z) => selector.ref !== undefined && within(policy, z, selector.ref));
    case 'address':
      return [...side.zones].some((z) => networksOverlap(policy, z, selector));
    case 'firewall':
      return (
        policy.firewalls[selector.ref ?? -1]?.interfaces.some((i) => i.zones.some((z) => side.zones.has(z))) ?? false
      );
    default:
      return false;
  }
}

function networksOverlap(policy: Policy, zone: ZoneRef, selector: Selector): boolean {
  const wanted = selector.addresses ?? [];
  return (policy.zones[zone]?.networks ?? []).some(
    (n) => overlaps(n.addresses, wanted) || overlaps(n.translated?.addresses ?? [], wanted),
  );
}

/** Whether a zone is the other or nested in it. */
export function within(policy: Policy, zone: ZoneRef, outer: ZoneRef): boolean {
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent) if (z === outer) return true;
  return false;
}
