/**
 * Which probes show that a firewall does what the policy says: every permitted one at the boundaries of its ports, what lies just
 * beyond them, and services of elsewhere. What to expect comes from `explain`, never from the compiler.
 */
import { explain, joiningConduits, legAddresses, permissionBetween } from '../../language/analysis/index.ts';
import { buildTopology, type Hop, PathFinder, type Topology } from '../../language/compile/index.ts';
import { type AddressSet, formatAddress } from '../../language/model/addresses.ts';
import { atomRanges, atoms } from '../../language/model/atoms.ts';
import type { Conduit, Leg, Policy, RuleRef } from '../../language/model/policy.ts';
import { timeSet } from '../../language/model/times.ts';

export interface Expected {
  /** Position of the firewall among the topology's points. */
  readonly point: number;
  readonly source: string;
  readonly target: string;
  readonly proto: 'tcp' | 'udp' | 'icmp';
  /** Destination port; 0 for an echo request. */
  readonly port: number;
  readonly permitted: boolean;
  /** Permitted by one-way conduits without proxy only. */
  readonly oneWay: boolean;
  /** Interfaces between which it crosses; two places where a zone's inside is enforced. */
  readonly from: string;
  readonly to: string;
  /** For a message: assets and what explain said. */
  readonly what: string;
}

/** The place beside a zone's own interface to which a test moves one end of a conversation within the zone. */
export const INSIDE = 'inside0';

interface Service {
  readonly proto: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
}

/** The name of the lab's interface to a segment. */
export function portName(topology: Topology, point: number, segment: number): string {
  return topology.points[point]?.interfaces.get(segment)?.[0] ?? `zone${segment}`;
}

/** The probes of a policy at one instant (epoch ms). Deterministic. */
export function probesAt(policy: Policy, instant: number): Expected[] {
  const topology = buildTopology(policy);
  const finder = new PathFinder(topology);
  const elsewhere = servicesOfRules(policy);
  const out: Expected[] = [];
  let turn = Math.floor(instant / 3_600_000);
  for (const from of policy.legs)
    for (const to of policy.legs) {
      if (from.asset === to.asset) continue;
      const ends = addressPairs(policy, from, to);
      if (ends.length === 0 || crossings(policy, topology, finder, from, to, undefined).length === 0) continue;
      for (const service of servicesFor(policy, from, to, instant, elsewhere, turn++))
        for (const [source, target] of ends)
          out.push(...expectations({ policy, topology, finder, instant }, from, to, service, source, target));
    }
  return out;
}

interface Setting {
  readonly policy: Policy;
  readonly topology: Topology;
  readonly finder: PathFinder;
  readonly instant: number;
}

function expectations(
  setting: Setting,
  from: Leg,
  to: Leg,
  service: Service,
  source: string,
  target: string,
): Expected[] {
  const { policy, topology, finder, instant } = setting;
  const proto = service.proto === 'icmp' && source.includes(':') ? 'icmpv6' : service.proto;
  const atom =
    proto === 'icmp'
      ? atoms('icmp', 8, 8)
      : proto === 'icmpv6'
        ? atoms('icmpv6', 128, 128)
        : atoms(proto, service.port, service.port);
  const [a, b] = [
    { kind: 'leg', leg: from.index },
    { kind: 'leg', leg: to.index },
  ] as const;
  const said = explain(policy, a, b, atom, timeSet(instant, instant + 1));
  const conduits = said.allowed ? permittingConduits(policy, from, to, said.allowedBy) : undefined;
  const oneWay =
    conduits !== undefined && conduits.length > 0 && conduits.every((c) => c.oneWay !== undefined && !c.proxied);
  const name = (leg: Leg) => `${policy.assets[leg.asset]?.id} in ${policy.zones[leg.zone]?.id}`;
  const what = `${name(from)} -> ${name(to)}: ${said.allowed ? 'permitted' : said.reason}`;
  return crossings(policy, topology, finder, from, to, conduits).map((hop) => ({
    ...{ point: hop.point, source, target, ...service, permitted: said.allowed, oneWay, what },
    from: portName(topology, hop.point, hop.from),
    to: from.zone === to.zone ? INSIDE : portName(topology, hop.point, hop.to),
  }));
}

/** The conduits over which the rules permit it, in this direction. */
function permittingConduits(policy: Policy, from: Leg, to: Leg, rules: readonly RuleRef[]): Conduit[] {
  const joins = joiningConduits(policy, from.zone, to.zone)
    .filter((j) => j.permits)
    .map((j) => j.conduit);
  const found = new Set<number>();
  for (const r of rules) {
    const container = policy.rules[r]?.container;
    if (container?.kind === 'conduit') found.add(container.conduit);
    if (container?.kind === 'access') for (const c of joins) found.add(c);
  }
  return [...found].flatMap((c) => policy.conduits[c] ?? []);
}

/** Where traffic crosses firewalls: by the conduits that permit it, or - where none does - wherever it might. */
function crossings(
  policy: Policy,
  topology: Topology,
  finder: PathFinder,
  from: Leg,
  to: Leg,
  conduits: readonly Conduit[] | undefined,
): Hop[] {
  if (from.zone === to.zone) {
    const point = policy.zones[from.zone]?.enforcedBy;
    const segment = topology.segmentOf[from.zone] ?? from.zone;
    return point === undefined ? [] : [{ point, from: segment, to: segment }];
  }
  const [s, t] = [topology.segmentOf[from.zone], topology.segmentOf[to.zone]];
  if (s === undefined || t === undefined || s === t) return [];
  const joins = joiningConduits(policy, from.zone, to.zone).flatMap((j) => policy.conduits[j.conduit] ?? []);
  const ways = conduits?.map((c) => c.via) ?? [[], ...joins.map((c) => c.via)];
  const hops = new Map<string, Hop>();
  for (const via of ways) {
    const found = finder.between(s, t, via);
    if (found.ok) for (const h of found.hops) hops.set(`${h.point} ${h.from} ${h.to}`, h);
  }
  return [...hops.values()];
}

/** First and last address of either end, of either family. */
function addressPairs(policy: Policy, from: Leg, to: Leg): [string, string][] {
  const view = from.zone === to.zone ? 'inner' : 'outer';
  const texts = (set: AddressSet): string[] => {
    const points = set.flatMap((i) => [i.from, i.to - 1n]);
    return [...new Set([points[0], points[points.length - 1]])].flatMap((p) =>
      p === undefined ? [] : [formatAddress(p)],
    );
  };
  const out: [string, string][] = [];
  const targets = texts(legAddresses(policy, to, view));
  for (const source of texts(legAddresses(policy, from, view)))
    for (const target of targets)
      if (source.includes(':') === target.includes(':') && source !== target) out.push([source, target]);
  return out;
}

/** Every boundary of every rule's services: what might be permitted somewhere. */
function servicesOfRules(policy: Policy): Service[] {
  const found = new Map<string, Service>([['icmp', { proto: 'icmp', port: 0 }]]);
  for (const rule of policy.rules)
    for (const { proto, from, to } of atomRanges(rule.atoms))
      if (proto === 'tcp' || proto === 'udp')
        for (const port of [from, to]) found.set(`${proto} ${clip(port)}`, { proto, port: clip(port) });
  return [...found.values()];
}

/** Port 0 is none that a socket can use. */
function clip(port: number): number {
  return Math.max(1, Math.min(65535, port));
}

/** Ports of a protocol permitted as a whole: one of them for each pair and instant, another the next time. */
const ANY_PORT = [1, 65535, 443, 20000];

/**
 * Boundaries of what is permitted, their neighbours, and services of elsewhere that change from pair to pair - more of them where
 * nothing is permitted.
 */
function servicesFor(
  policy: Policy,
  from: Leg,
  to: Leg,
  instant: number,
  elsewhere: readonly Service[],
  turn: number,
): Service[] {
  const [a, b] = [{ kind: 'leg', leg: from.index } as const, { kind: 'leg', leg: to.index } as const];
  const permission = permissionBetween(policy, a, b, timeSet(instant, instant + 1));
  const ranges = permission.flatMap((p) => atomRanges(p.atoms));
  const found = new Map<string, Service>();
  const add = (proto: 'tcp' | 'udp', port: number) =>
    void found.set(`${proto} ${clip(port)}`, { proto, port: clip(port) });
  const whole = ranges.filter((r) => r.to - r.from === 65535);
  for (const { proto, from: low, to: high } of ranges) {
    if ((proto === 'icmp' && low <= 8 && high >= 8) || (proto === 'icmpv6' && low <= 128 && high >= 128)) {
      if (whole.length === 0 || turn % 5 === 0) found.set('icmp', { proto: 'icmp', port: 0 });
    }
    if (proto !== 'tcp' && proto !== 'udp') continue;
    if (high - low < 65535) for (const port of [low, high, low - 1, high + 1]) add(proto, port);
    else if (whole.length === 1 || (proto === 'tcp') === (turn % 2 === 0)) add(proto, ANY_PORT[turn % 4] as number);
  }
  const more = ranges.length === 0 && policy.legs.length < 40 ? 3 : 1;
  for (let i = 0; i < more; i++) {
    const service = elsewhere[(turn * 7 + i * 13) % elsewhere.length];
    if (service !== undefined && whole.length === 0)
      found.set(service.proto === 'icmp' ? 'icmp' : `${service.proto} ${service.port}`, service);
  }
  return [...found.values()];
}

/** Probes that can run together: every address behind one interface. */
export interface Scene {
  readonly places: Map<string, string>;
  readonly probes: Expected[];
}

/** Parts a firewall's probes into scenes. Within a zone either end may be the one that is moved. */
export function scenes(probes: readonly Expected[]): Scene[] {
  const out: Scene[] = [];
  for (const probe of probes) {
    const ways = probe.to === INSIDE ? [probe, { ...probe, from: probe.to, to: probe.from }] : [probe];
    let placed = false;
    for (let i = 0; !placed; i++) {
      const scene: Scene = out[i] ?? { places: new Map(), probes: [] };
      out[i] = scene;
      for (const way of ways) {
        if (!fits(scene, way.source, way.from) || !fits(scene, way.target, way.to)) continue;
        scene.places.set(way.source, way.from).set(way.target, way.to);
        scene.probes.push(way);
        placed = true;
        break;
      }
    }
  }
  return out;
}

function fits(scene: Scene, address: string, port: string): boolean {
  return (scene.places.get(address) ?? port) === port;
}
