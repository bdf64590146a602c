/**
 * Where a rule belongs: which of its sources and targets meet on which firewall, and by which interfaces they cross it.
 *
 * Sources and targets are parted into groups by side of the conduit and segment; each pair of groups on different sides goes to
 * the crossings between their segments, and groups that cross a firewall alike are put together again.
 */
import { sidesAt } from '../analysis/zones.ts';
import type { ConduitRef, FirewallRef, Policy, ZoneRef } from '../model/policy.ts';
import type { End } from './ends.ts';
import type { Crossing, SegmentPorts } from './entry.ts';
import { InsideWays } from './inside-ways.ts';
import { type Hop, type NoPath, PathFinder } from './paths.ts';
import type { EnforcementPoint, Topology } from './topology.ts';

/** Ends of one selection that lie on one side of a conduit and behind one segment. */
export interface EndGroup {
  /** Stable while assets come and go: from the zones' ids. */
  readonly label: string;
  readonly side: ZoneRef;
  readonly segment: ZoneRef | undefined;
  readonly device?: FirewallRef;
  readonly ends: readonly End[];
}

/** A pair of groups on one firewall. */
export interface Placed {
  readonly point: number;
  readonly crossing: Crossing;
  readonly from: EndGroup;
  readonly to: EndGroup;
}

/** Why a pair of groups has no place. */
export interface Unplaced {
  readonly why: NoPath | 'segment' | 'translated';
  readonly from: EndGroup;
  readonly to: EndGroup;
}

const ANYWHERE: Crossing = { kind: 'anywhere' };

/** Places pairs of groups over one topology, and remembers by which detours permissions went, so that denies follow. */
export class Placement {
  private readonly policy: Policy;
  private readonly topology: Topology;
  private readonly paths: PathFinder;
  private readonly ways: InsideWays;
  private readonly parted = new Map<EndGroup, Map<string, EndGroup>>();
  private readonly detours = new Map<string, Map<string, readonly FirewallRef[]>>();
  /** By point and segments: all rules that cross there share one object. */
  private readonly crossings = new Map<number, Crossing>();

  constructor(policy: Policy, topology: Topology) {
    this.policy = policy;
    this.topology = topology;
    this.paths = new PathFinder(topology);
    this.ways = new InsideWays(policy);
  }

  /** The ends that a conduit holds, by side and segment. */
  groups(ends: readonly End[], conduit: ConduitRef): EndGroup[] {
    const found = new Map<number, { label: string; ends: End[] } & Omit<EndGroup, 'label' | 'ends'>>();
    const { zones, firewalls } = this.policy;
    for (const end of ends) {
      const side = sidesAt(this.policy, end.zone).get(conduit);
      if (side === undefined) continue;
      const segment = this.topology.segmentOf[end.zone];
      const place = side * (zones.length + 1) + (segment ?? zones.length);
      const key = place * (firewalls.length + 1) + (end.device ?? firewalls.length);
      const group = found.get(key);
      if (group === undefined) found.set(key, { label: '', side, segment, device: end.device, ends: [end] });
      else group.ends.push(end);
    }
    const all = [...found.values()];
    for (const group of all) group.label = this.label(group, all);
    return all;
  }

  private label(group: Omit<EndGroup, 'label' | 'ends'>, all: readonly Omit<EndGroup, 'label' | 'ends'>[]): string {
    const id = (zone: ZoneRef) => this.policy.zones[zone]?.id ?? '';
    const base = id(group.segment ?? group.side);
    const alike = all.some((g) => g.segment === group.segment && g.side !== group.side);
    const device = group.device === undefined ? '' : ` ${this.policy.firewalls[group.device]?.name}`;
    return `${base}${alike ? ` ${id(group.side)}` : ''}${device}`;
  }

  /**
   * The places of a permission from one group to another. Within one segment these are the insides of enforced zones that it crosses;
   * where there are none, that is no error: nothing could enforce it.
   */
  permission(from: EndGroup, to: EndGroup, via: readonly FirewallRef[]): readonly Placed[] | Unplaced {
    const inside = this.insides(from, to);
    if (!Array.isArray(inside)) return inside as Unplaced;
    if (inside.length > 0) return inside;
    if (from.segment === undefined || to.segment === undefined) return { why: 'segment', from, to };
    const found = this.paths.between(from.segment, to.segment, via);
    if (!found.ok) return { why: found.why, from, to };
    if (via.length > 0) {
      const key = `${from.segment} ${to.segment}`;
      const known = this.detours.get(key) ?? new Map<string, readonly FirewallRef[]>();
      this.detours.set(key, known.set(via.join(), via));
    }
    return this.place(found.hops, from, to);
  }

  /** The places of a deny: wherever a permission between the groups' segments may cross. Ask when all permissions are placed. */
  denial(from: EndGroup, to: EndGroup, via: readonly FirewallRef[]): readonly Placed[] {
    const inside = this.insides(from, to);
    if (Array.isArray(inside) && inside.length > 0) return inside;
    if (from.segment === undefined || to.segment === undefined) return [];
    const straight = this.paths.between(from.segment, to.segment);
    const detours = this.detours.size === 0 ? undefined : this.detours.get(`${from.segment} ${to.segment}`);
    if (detours === undefined && via.length === 0) return straight.ok ? this.place(straight.hops, from, to) : [];
    const hops = new Map<string, Hop>();
    for (const way of [[], via, ...(detours?.values() ?? [])]) {
      const found = this.paths.between(from.segment, to.segment, way);
      if (found.ok) for (const h of found.hops) hops.set(`${h.point} ${h.from} ${h.to}`, h);
    }
    return this.place([...hops.values()], from, to);
  }

  /** The insides of enforced zones that traffic within one segment crosses, by the zones of its ends. */
  private insides(from: EndGroup, to: EndGroup): readonly Placed[] | Unplaced {
    if (from.segment !== to.segment || this.topology.implied) return [];
    if (from.device !== undefined || to.device !== undefined) return [];
    const out: Placed[] = [];
    const seen = new Set<string>();
    for (const a of from.ends)
      for (const b of to.ends) {
        const zone = this.ways.between(a.zone, b.zone);
        if (zone === undefined || seen.size === seen.add(`${a.zone} ${b.zone}`).size) continue;
        if ([zone, a.zone, b.zone].some((z) => this.isTranslated(z))) return { why: 'translated', from, to };
        const ends = { from: this.part(from, a.zone), to: this.part(to, b.zone) };
        const enforcer = this.policy.zones[zone]?.enforcedBy ?? -1;
        for (const point of this.topology.points[enforcer]?.twins ?? [])
          out.push({ point, crossing: this.inside(zone), ...ends });
      }
    return out;
  }

  /** Inside a zone the inner addresses of a translated network count, outside the outer ones: one entry cannot have both. */
  private isTranslated(zone: ZoneRef): boolean {
    for (let z: ZoneRef | undefined = zone; z !== undefined; z = this.policy.zones[z]?.parent)
      if (this.policy.zones[z]?.networks.some((n) => n.translated !== undefined) === true) return true;
    return false;
  }

  /** The ends of a group that lie in one zone; the same object for the same question. */
  private part(group: EndGroup, zone: ZoneRef): EndGroup {
    if (group.ends.every((e) => e.zone === zone)) return group;
    const parts = this.parted.get(group) ?? new Map<string, EndGroup>();
    this.parted.set(group, parts);
    const label = `${group.label} ${this.policy.zones[zone]?.id ?? ''} only`;
    const part = parts.get(label) ?? { ...group, label, ends: group.ends.filter((e) => e.zone === zone) };
    parts.set(label, part);
    return part;
  }

  private place(hops: readonly Hop[], from: EndGroup, to: EndGroup): Placed[] {
    const out: Placed[] = [];
    if (from.device === undefined && to.device === undefined) {
      for (const { point, from: into, to: leaving } of hops)
        out.push({ point, crossing: this.between(point, into, leaving), from, to });
      return out;
    }
    const atDevice = new Set<ZoneRef>();
    for (const hop of hops) {
      const point = this.topology.points[hop.point];
      if (point === undefined) continue;
      const own = point.firewall;
      if (own !== undefined && own === from.device) continue;
      if (own !== undefined && own === to.device) {
        atDevice.add(hop.from);
        continue;
      }
      out.push({ point: hop.point, crossing: this.between(hop.point, hop.from, hop.to), from, to });
      if (to.device !== undefined && hop.to === to.segment) atDevice.add(to.segment);
    }
    const device = to.device === undefined ? undefined : this.topology.points[to.device];
    if (device === undefined || to.segment === undefined || from.device === to.device) return out;
    if (from.segment === to.segment) atDevice.add(to.segment);
    for (const segment of atDevice) out.push({ point: device.index, crossing: this.input(device, segment), from, to });
    return out;
  }

  private between(index: number, from: ZoneRef, to: ZoneRef): Crossing {
    if (this.topology.implied) return ANYWHERE;
    const { length } = this.policy.zones;
    const key = (index * length + from) * length + to;
    const known = this.crossings.get(key);
    if (known !== undefined) return known;
    const point = this.topology.points[index] as EnforcementPoint;
    const made: Crossing = { kind: 'between', from: this.ports(point, from), to: this.ports(point, to) };
    this.crossings.set(key, made);
    return made;
  }

  /** To the firewall itself, from a segment. */
  input(point: EnforcementPoint, from: ZoneRef): Crossing {
    return { kind: 'input', from: this.ports(point, from) };
  }

  /** Within a zone `enforced by` a point, which need not have an interface there. */
  inside(zone: ZoneRef): Crossing {
    return { kind: 'inside', zone: this.policy.zones[zone]?.id ?? '' };
  }

  private ports(point: EnforcementPoint, segment: ZoneRef): SegmentPorts {
    return { zone: this.policy.zones[segment]?.id ?? '', interfaces: point.interfaces.get(segment) ?? [] };
  }
}

/** Groups that cross a firewall together: a full product. */
export interface Product {
  readonly point: number;
  readonly crossing: Crossing;
  readonly from: readonly EndGroup[];
  readonly to: readonly EndGroup[];
}

/** Puts pairs together into as few full products per crossing as one grouping by sources finds. */
export function products(placed: readonly Placed[]): Product[] {
  const [first, second] = placed;
  const isTwoWays = placed.length === 2 && first?.from !== second?.from && first?.to !== second?.to;
  if (placed.length === 1 || isTwoWays)
    return placed.map(({ point, crossing, from, to }) => ({ point, crossing, from: [from], to: [to] }));
  const crossings = new Map<string, { at: Placed; pairs: Map<EndGroup, Set<EndGroup>> }>();
  for (const p of placed) {
    const key = `${p.point} ${JSON.stringify(p.crossing)}`;
    const entry = crossings.get(key) ?? { at: p, pairs: new Map() };
    crossings.set(key, entry);
    entry.pairs.set(p.from, (entry.pairs.get(p.from) ?? new Set()).add(p.to));
  }
  const out: Product[] = [];
  for (const { at, pairs } of crossings.values()) {
    const numbers = new Map<EndGroup, number>();
    const alike = new Map<string, { from: EndGroup[]; to: EndGroup[] }>();
    for (const [from, targets] of pairs) {
      const to = [...targets].sort((a, b) => number(numbers, a) - number(numbers, b));
      const key = to.map((t) => number(numbers, t)).join();
      const entry = alike.get(key) ?? { from: [], to };
      entry.from.push(from);
      alike.set(key, entry);
    }
    for (const { from, to } of alike.values()) out.push({ point: at.point, crossing: at.crossing, from, to });
  }
  return out;
}

function number(numbers: Map<EndGroup, number>, group: EndGroup): number {
  const known = numbers.get(group) ?? numbers.size;
  numbers.set(group, known);
  return known;
}
