/**
 * All that a policy says about packets at one crossing of one firewall, read slowly from naive-permission.ts: what every target's
 * output is judged against.
 */
import { buildTopology, PathFinder, type Topology } from '../../language/compile/index.ts';
import { atomOf } from '../../language/model/atoms.ts';
import type { Policy, Rule } from '../../language/model/policy.ts';
import { bearing, counts, type End, endsOfAsset, outside, permits, strangerAt, strangers } from './naive-permission.ts';

/** Where a packet crosses: which point, and from which segment to which; the same twice: within a zone that the point enforces. */
export interface PacketCrossing {
  readonly point: number;
  readonly from: number;
  readonly to: number;
  /** The zone whose inside it is. */
  readonly inside?: number;
}

type Pair = readonly [End, End];

/** Reads one policy; asks nothing of the compiler but the topology. */
export class PolicyReading {
  readonly topology: Topology;
  private readonly policy: Policy;
  private readonly answering: Policy;
  private readonly finder: PathFinder;
  private readonly assets = new Map<bigint, End[]>();
  private readonly dhcp: readonly End[];
  private readonly known = new Map<bigint, readonly End[]>();
  private readonly ways = new Map<string, ReadonlySet<string>>();
  private all: readonly PacketCrossing[] | undefined;
  private edges: readonly number[] | undefined;

  constructor(policy: Policy) {
    this.policy = policy;
    this.topology = buildTopology(policy);
    this.finder = new PathFinder(this.topology);
    // One-way conduits without a proxy pair permit no answers.
    const conduits = policy.conduits.map((c) =>
      c.oneWay !== undefined && !c.proxied ? { ...c, zones: [], rules: [] } : c,
    );
    this.answering = { ...policy, conduits };
    const ends = policy.assets.flatMap((a) => endsOfAsset(policy, a.index));
    for (const e of ends) if (e.outer !== undefined) this.assets.set(e.outer, [...(this.assets.get(e.outer) ?? []), e]);
    this.dhcp = ends.filter((e) => e.outer === undefined && this.isDhcp(e));
  }

  private isDhcp(end: End): boolean {
    return this.policy.legs.some((l) => l.asset === end.asset && l.zone === end.zone && l.dhcp);
  }

  /** A sample of addresses with at least one of every kind that the policy tells apart. */
  addresses(): bigint[] {
    const points = [...this.assets.keys(), ...strangers(this.policy).map((e) => e.outer as bigint)];
    return [...new Set(points)].sort((a, b) => (a < b ? -1 : 1));
  }

  /** Who may be at an address, seen from other zones. */
  private at(address: bigint): readonly End[] {
    let ends = this.known.get(address);
    if (ends === undefined) {
      const declared = this.assets.get(address);
      const stranger = declared === undefined ? strangerAt(this.policy, address) : undefined;
      ends = declared ?? (stranger ? [stranger, ...this.dhcp.filter((d) => d.zone === stranger.zone)] : []);
      this.known.set(address, ends);
    }
    return ends;
  }

  /** Who may be at an address, seen from within a zone. */
  private within(zone: number, address: bigint): readonly End[] {
    const own = [...this.assets.values()].flat().filter((e) => e.zone === zone && e.inner === address);
    if (own.length > 0) return own;
    const ends = this.at(outside(this.policy, zone, address)).filter((e) => e.zone === zone);
    return ends.some((e) => e.asset === undefined && e.inner === address) ? ends : [];
  }

  /** Every crossing of every pair of segments, and every inside that a point enforces. */
  crossings(): PacketCrossing[] {
    const found = new Map<string, PacketCrossing>();
    const segments = [...new Set(this.topology.segmentOf.filter((s) => s !== undefined))];
    for (const a of segments)
      for (const b of segments) {
        const paths = this.finder.between(a, b);
        if (paths.ok)
          for (const h of paths.hops) found.set(this.topology.implied ? '' : `${h.point} ${h.from} ${h.to}`, h);
      }
    for (const z of this.policy.zones)
      for (const point of this.enforcers(z.index)) {
        const segment = this.topology.segmentOf[z.index] ?? z.index;
        found.set(`${point} in ${z.index}`, { point, from: segment, to: segment, inside: z.index });
      }
    return [...found.values()];
  }

  private enforcers(zone: number): readonly number[] {
    const by = this.policy.zones[zone]?.enforcedBy;
    return by === undefined ? [] : (this.topology.points[by]?.twins ?? []);
  }

  /** The crossings between two segments, as `point from to`. */
  private hops(from: number, to: number): ReadonlySet<string> {
    const key = `${from} ${to}`;
    let found = this.ways.get(key);
    if (found === undefined) {
      const paths = this.finder.between(from, to);
      found = new Set(paths.ok ? paths.hops.map((h) => `${h.point} ${h.from} ${h.to}`) : []);
      this.ways.set(key, found);
    }
    return found;
  }

  /** The pairs of ends that a packet with these addresses may belong to, at a crossing. */
  private pairs(crossing: PacketCrossing, source: bigint, target: bigint): Pair[] {
    const out: Pair[] = [];
    if (crossing.inside !== undefined) {
      for (const s of this.within(crossing.inside, source))
        for (const d of this.within(crossing.inside, target)) out.push([s, d]);
      return out;
    }
    for (const s of this.at(source))
      for (const d of this.at(target)) {
        if (s.zone === d.zone) continue;
        const [from, to] = [this.topology.segmentOf[s.zone], this.topology.segmentOf[d.zone]];
        if (from === undefined || to === undefined || from === to) continue;
        if (this.topology.implied || this.hops(from, to).has(`${crossing.point} ${crossing.from} ${crossing.to}`))
          out.push([s, d]);
      }
    return out;
  }

  /**
   * Whether the packet may belong to traffic inside a zone as well as to traffic between two: insides are told by both addresses
   * alone, so that the policy does not say which it is.
   */
  isAmbiguous(crossing: PacketCrossing, source: bigint, target: bigint): boolean {
    const insides = this.policy.zones.filter(
      (z) => z.index !== crossing.inside && this.enforcers(z.index).includes(crossing.point),
    );
    return insides.some((z) => this.within(z.index, source).length > 0 && this.within(z.index, target).length > 0);
  }

  /**
   * Whether the addresses also belong to a packet that crosses the same point elsewhere. `ingress`: one that came in from the same
   * segment, for devices that leave the way out to routing. `addresses`: any, for devices that know no interfaces; also where both
   * lie in one segment, between which no firewall stands.
   */
  mayCrossElsewhere(crossing: PacketCrossing, source: bigint, target: bigint, by: 'ingress' | 'addresses'): boolean {
    this.all ??= this.crossings();
    const segment = crossing.inside === undefined ? undefined : this.topology.segmentOf[crossing.inside];
    const [from, to] = [segment ?? crossing.from, segment ?? crossing.to];
    const inside = this.pairs(crossing, source, target).length > 0 ? crossing.inside : undefined;
    if (by === 'addresses' && this.mayBeNeighbours(source, target, inside)) return true;
    return this.all.some(
      (c) =>
        c.point === crossing.point &&
        (c.from !== from || c.to !== to || c.inside !== crossing.inside) &&
        (by === 'addresses' || c.from === from) &&
        this.pairs(c, source, target).length > 0,
    );
  }

  /**
   * Whether the addresses may be those of two in one segment, who are not both of the zone `inside`. Before a firewall translates
   * them, neighbours may know each other by inner addresses and by outer ones.
   */
  private mayBeNeighbours(source: bigint, target: bigint, inside: number | undefined): boolean {
    const targets = this.inAnyView(target);
    return this.inAnyView(source).some((s) =>
      targets.some(
        (d) =>
          this.topology.segmentOf[s.zone] === this.topology.segmentOf[d.zone] &&
          (inside === undefined || s.zone !== inside || d.zone !== inside),
      ),
    );
  }

  /** Who may be at an address, seen from anywhere. */
  private inAnyView(address: bigint): readonly End[] {
    return [...this.at(address), ...this.policy.zones.flatMap((z) => this.within(z.index, address))];
  }

  /** Some pair is allowed and no pair is denied: a packet does not say which asset at its address sent it. Instant in epoch ms. */
  permits(
    crossing: PacketCrossing,
    source: bigint,
    target: bigint,
    atom: number,
    instant: number,
    answered = false,
  ): boolean {
    const pairs = this.pairs(crossing, source, target);
    const active = (rule: Rule) => counts(this.policy, rule, instant);
    const all = pairs.map(([s, d]) => bearing(this.policy, s, d, atom));
    if (all.some((b) => b.denies.some(active))) return false;
    const allowing = answered ? pairs.map(([s, d]) => bearing(this.answering, s, d, atom)) : all;
    return allowing.some((b) => permits({ ...b, denies: [] }, active));
  }

  /** Whether any allow bears on such a packet, at any time. */
  speaksOf(crossing: PacketCrossing, source: bigint, target: bigint, atom: number): boolean {
    return this.pairs(crossing, source, target).some(([s, d]) => bearing(this.policy, s, d, atom).allows.length > 0);
  }

  /** Boundaries of all rules' services, routed ones only. */
  atoms(): readonly number[] {
    this.edges ??= edgesOf(this.policy);
    return this.edges;
  }

  /** One of the names of a point's interfaces to a segment. */
  interfaceTo(point: number, segment: number, pick: (max: number) => number): string {
    const names = this.topology.points[point]?.interfaces.get(segment) ?? [];
    return names[pick(Math.max(1, names.length))] ?? 'any0';
  }
}

function edgesOf({ rules }: Policy): readonly number[] {
  const edges = new Set<number>([7]);
  for (const r of rules) for (const i of r.atoms) for (const e of [i.from - 1, i.from, i.to - 1, i.to]) edges.add(e);
  return [...edges].filter((a) => isRoutedAtom(a));
}

/** Whether a number is that of an atom that crosses routers. */
export function isRoutedAtom(atom: number): boolean {
  try {
    const { proto, number } = atomOf(atom);
    return proto !== 'ethernet' && !(proto === 'ip' && [1, 6, 17, 58].includes(number));
  } catch {
    return false;
  }
}
