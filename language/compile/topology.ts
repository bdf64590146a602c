/**
 * Where a policy is enforced: the segments that firewalls part, and what is left open on the wire.
 *
 * A *segment* is a zone with a firewall interface of its own; every other zone is reached through its nearest ancestor that has
 * one, or - `reached through ASSET` - through the zone of that asset. An enforcement *point* is a declared firewall, or the one
 * that a policy without firewalls implies; that one parts every two zones. Paths between segments are paths.ts's.
 */
import { isWithin } from '../analysis/zones.ts';
import type { FirewallRef, Policy, Zone, ZoneRef } from '../model/policy.ts';

/** Name of the firewall of a policy that declares none. */
export const IMPLIED_FIREWALL = 'firewall';

/** A firewall as compilers see it. */
export interface EnforcementPoint {
  /** Position in {@link Topology.points}; of a declared firewall also its {@link FirewallRef}. */
  readonly index: number;
  readonly name: string;
  /** Absent: the implied firewall, which matches by address alone. */
  readonly firewall?: FirewallRef;
  /** Names of the interfaces that lead to each segment, as declared, or as its twin declares them where it has none of its own. */
  readonly interfaces: ReadonlyMap<ZoneRef, readonly string[]>;
  /** The points that carry the same rules as redundant partners, this one included, ascending. */
  readonly twins: readonly number[];
}

/** The enforcement points of a policy and the segments between them. */
export interface Topology {
  /** The policy declares no firewall: one parts every two zones. */
  readonly implied: boolean;
  readonly points: readonly EnforcementPoint[];
  /** Per zone the segment that its traffic enters by; undefined where no firewall leads to it. */
  readonly segmentOf: readonly (ZoneRef | undefined)[];
  /** Per segment the points with an interface in it, ascending. */
  readonly pointsAt: ReadonlyMap<ZoneRef, readonly number[]>;
}

/** Reads the enforcement points and segments off a policy. Linear. */
export function buildTopology(policy: Policy): Topology {
  if (policy.firewalls.length === 0) {
    const interfaces = new Map(policy.zones.map((z) => [z.index, []]));
    const point = { index: 0, name: IMPLIED_FIREWALL, interfaces, twins: [0] };
    return {
      implied: true,
      points: [point],
      segmentOf: policy.zones.map((z) => z.index),
      pointsAt: new Map(policy.zones.map((z) => [z.index, [0]])),
    };
  }
  const points = declaredPoints(policy);
  const pointsAt = new Map<ZoneRef, number[]>();
  for (const p of points)
    for (const zone of p.interfaces.keys()) pointsAt.set(zone, [...(pointsAt.get(zone) ?? []), p.index]);
  return { implied: false, points, segmentOf: policy.zones.map((z) => segmentOf(policy, z, pointsAt)), pointsAt };
}

function declaredPoints(policy: Policy): EnforcementPoint[] {
  const twins = twinsOf(policy);
  return policy.firewalls.map((fw) => {
    const own = interfacesOf(policy, fw.index);
    const partner = twins[fw.index]?.find((t) => (policy.firewalls[t]?.interfaces.length ?? 0) > 0);
    const interfaces = own.size === 0 && partner !== undefined ? interfacesOf(policy, partner) : own;
    return { index: fw.index, name: fw.name, firewall: fw.index, interfaces, twins: twins[fw.index] ?? [fw.index] };
  });
}

function interfacesOf(policy: Policy, firewall: FirewallRef): Map<ZoneRef, string[]> {
  const out = new Map<ZoneRef, string[]>();
  for (const i of policy.firewalls[firewall]?.interfaces ?? [])
    for (const zone of i.zones) {
      const names = out.get(zone) ?? [];
      if (!names.includes(i.name)) out.set(zone, [...names, i.name]);
    }
  return out;
}

/** Per firewall everything that `twin of` joins it with, in either direction and over several steps. */
function twinsOf(policy: Policy): number[][] {
  const group = policy.firewalls.map((fw) => [fw.index]);
  for (const fw of policy.firewalls) {
    const a = group[fw.index];
    const b = fw.twinOf === undefined ? undefined : group[fw.twinOf];
    if (a === undefined || b === undefined || a === b) continue;
    const joined = [...a, ...b].sort((x, y) => x - y);
    for (const member of joined) group[member] = joined;
  }
  return group;
}

function segmentOf(policy: Policy, zone: Zone, pointsAt: ReadonlyMap<ZoneRef, unknown>): ZoneRef | undefined {
  const seen = new Set<ZoneRef>();
  let at: Zone | undefined = zone;
  while (at !== undefined && !seen.has(at.index)) {
    if (pointsAt.has(at.index)) return at.index;
    seen.add(at.index);
    const next: ZoneRef | undefined = zoneBefore(policy, at) ?? at.parent;
    at = next === undefined ? undefined : policy.zones[next];
  }
  return undefined;
}

/** The zone that the traffic of a zone `reached through ASSET` crosses: the asset's own, or where that is it, its next leg's. */
export function zoneBefore(policy: Policy, zone: Zone): ZoneRef | undefined {
  if (zone.reachedThrough === undefined) return undefined;
  const legs = policy.assets[zone.reachedThrough]?.legs ?? [];
  for (const leg of legs) {
    const other = policy.legs[leg]?.zone;
    if (other !== undefined && !isWithin(policy, other, zone.index)) return other;
  }
  return undefined;
}

/** What is open on the wire whatever the policy says: SEMANTICS.md *as built*. */
export interface AsBuilt {
  /** Zones with networks or legs of their own: those that take part. Ascending. */
  readonly zones: readonly ZoneRef[];
  /** Of `zones`, those that no firewall leads to: unseparated from every other. */
  readonly withoutSegment: readonly ZoneRef[];
  /** Of `zones`, those that share a segment, per segment with two or more; keyed by the segment. */
  readonly shared: ReadonlyMap<ZoneRef, readonly ZoneRef[]>;
  /** Zones that state `microsegmented`, are not external, have two or more legs and no `enforced by`: open inside. */
  readonly openInsides: readonly ZoneRef[];
  /** Whether traffic between two different zones that take part crosses no firewall of necessity. */
  unseparated(a: ZoneRef, b: ZoneRef): boolean;
}

/** What nothing enforces. Linear; pairs are asked for, not listed. */
export function asBuilt(policy: Policy, topology: Topology = buildTopology(policy)): AsBuilt {
  const zones = policy.zones.filter((z) => z.networks.length > 0 || z.rest || z.legs.length > 0).map((z) => z.index);
  const shared = new Map<ZoneRef, ZoneRef[]>();
  for (const z of zones) {
    const segment = topology.segmentOf[z];
    if (segment !== undefined) shared.set(segment, [...(shared.get(segment) ?? []), z]);
  }
  for (const [segment, members] of shared) if (members.length < 2) shared.delete(segment);
  return {
    zones,
    withoutSegment: zones.filter((z) => topology.segmentOf[z] === undefined),
    shared,
    openInsides: policy.zones.filter(isOpenInside).map((z) => z.index),
    unseparated: (a, b) => {
      const segment = topology.segmentOf[a];
      return (
        a !== b && (segment === undefined || topology.segmentOf[b] === undefined || segment === topology.segmentOf[b])
      );
    },
  };
}

function isOpenInside(zone: Zone): boolean {
  return (
    zone.stated.microsegmented !== undefined &&
    zone.kind !== 'external' &&
    zone.legs.length >= 2 &&
    zone.enforcedBy === undefined
  );
}
