/**
 * What lies behind the interfaces of a firewall, as far as the policy says: for devices whose rules see one interface of a packet's
 * two, so that routing decides the other.
 */
import { selectUnits } from '../analysis/select.ts';
import type { AddressSet } from '../model/addresses.ts';
import { normalize } from '../model/intervals.ts';
import type { Policy, SelectorList, ZoneRef } from '../model/policy.ts';
import { type End, EndFinder } from './ends.ts';
import type { Attachment } from './entry.ts';
import { PathFinder } from './paths.ts';
import type { EnforcementPoint, Topology } from './topology.ts';

/** Answers for the points of one topology; what all zones hold is computed once. */
export class AttachmentFinder {
  private readonly policy: Policy;
  private readonly topology: Topology;
  private readonly paths: PathFinder;
  private held: readonly (readonly End[])[] | undefined;

  constructor(policy: Policy, topology: Topology) {
    this.policy = policy;
    this.topology = topology;
    this.paths = new PathFinder(topology);
  }

  /** The segments that a point has interfaces to, in the order of zones; none for the implied firewall. */
  of(point: EnforcementPoint): Attachment[] {
    if (this.topology.implied) return [];
    const held = this.zones();
    const behind = new Map<ZoneRef, End[]>([...point.interfaces.keys()].map((s) => [s, []]));
    const ways = new Map<ZoneRef, readonly ZoneRef[]>();
    for (const zone of this.policy.zones) {
      const segment = this.topology.segmentOf[zone.index];
      if (segment === undefined) continue;
      const out = ways.get(segment) ?? this.waysTo(point, segment);
      ways.set(segment, out);
      for (const s of out) behind.get(s)?.push(...(held[zone.index] ?? []));
    }
    const attached = [...behind]
      .sort(([a], [b]) => a - b)
      .map(([segment, ends]) => this.attachment(point, segment, ends));
    const elsewhere = this.enforcedBy(point).filter((z) => !attached.some((a) => a.zones.includes(z)));
    const nowhere = { interfaces: [], addresses: [], own: [] };
    return [...attached, ...elsewhere.map((zone) => ({ ...nowhere, zone, zones: [zone], enforced: [zone] }))];
  }

  private enforcedBy(point: EnforcementPoint): string[] {
    return this.policy.zones
      .filter((z) => z.enforcedBy !== undefined && this.topology.points[z.enforcedBy]?.twins.includes(point.index))
      .map((z) => z.id);
  }

  private attachment(point: EnforcementPoint, segment: ZoneRef, ends: readonly End[]): Attachment {
    const id = (zone: ZoneRef) => this.policy.zones[zone]?.id ?? '';
    const isOwn = (e: End) => e.device !== undefined && e.device === point.firewall;
    const union = (list: readonly End[]): AddressSet => normalize(list.flatMap((e) => e.addresses));
    const zones = this.policy.zones.filter((z) => this.topology.segmentOf[z.index] === segment).map((z) => z.id);
    const enforced = this.enforcedBy(point).filter((z) => zones.includes(z));
    return {
      ...{ zone: id(segment), interfaces: point.interfaces.get(segment) ?? [], zones, enforced },
      addresses: union(ends.filter((e) => !isOwn(e))),
      own: union(ends.filter(isOwn)),
    };
  }

  /** The segments by which a point's packets to a segment may leave it: on the shortest paths from all its sides. */
  private waysTo(point: EnforcementPoint, segment: ZoneRef): ZoneRef[] {
    const found = new Set<ZoneRef>(point.interfaces.has(segment) ? [segment] : []);
    for (const from of point.interfaces.keys()) {
      const paths = this.paths.between(from, segment);
      if (paths.ok) for (const h of paths.hops) if (h.point === point.index) found.add(h.to);
    }
    return [...found];
  }

  /** Everything that each zone itself holds, as other zones see it. */
  private zones(): readonly (readonly End[])[] {
    if (this.held !== undefined) return this.held;
    const finder = new EndFinder(this.policy);
    this.held = this.policy.zones.map((zone) => {
      const all: SelectorList = {
        items: [{ kind: 'any', text: 'any', place: zone.namePlace }],
        except: [],
        place: zone.namePlace,
      };
      return finder.of(selectUnits(this.policy, all, { kind: 'zone', zone: zone.index }), 'outer');
    });
    return this.held;
  }
}
