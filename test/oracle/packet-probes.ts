/**
 * Which packets to try: some at random, and those at the boundaries of what the rule list says - one before, the first, the last,
 * one after - in each of addresses, services and times, with the other parts inside the rule. What to expect of them is not asked here.
 */
import type { CompiledRule, FirewallRules } from '../../language/compile/index.ts';
import { familyOf, V4_SIZE, V6_BASE, V6_SIZE } from '../../language/model/addresses.ts';
import { atomOf, SPACES } from '../../language/model/atoms.ts';
import type { IntervalSet } from '../../language/model/intervals.ts';
import type { Policy } from '../../language/model/policy.ts';
import { intervalsWithin } from '../../language/model/times.ts';
import { isRoutedAtom, type PacketCrossing, type PolicyReading } from './policy-reading.ts';

export interface Probe {
  readonly crossing: PacketCrossing;
  readonly source: bigint;
  readonly target: bigint;
  readonly atom: number;
  /** Epoch ms: the middle of a second, since no device is exact to the nanosecond at the ends of its intervals. */
  readonly instant: number;
  /** Which range's boundary it lies at; absent: chosen at random. */
  readonly boundary?: 'source' | 'target' | 'service' | 'time';
}

type Pick = (max: number) => number;

const HALF_HOUR = 30 * 60_000;
const MID_SECOND = 500;
/** Of boundaries: windows of generated policies lie within it. */
const FORTNIGHT = 14 * 86_400_000;

/** Packets of which most belong to rules, at instants from `now` (epoch ms) on. */
export function* randomProbes(reading: PolicyReading, now: number, pick: Pick, count: number): Generator<Probe> {
  const [addresses, crossings, atomList] = [reading.addresses(), reading.crossings(), reading.atoms()];
  if (addresses.length < 2 || crossings.length === 0) return;
  for (let i = 0; i < count; i++) {
    const crossing = crossings[pick(crossings.length)] as PacketCrossing;
    const atom = atomList[pick(atomList.length)] as number;
    // Most pairs are joined by nothing: look for one of which some rule speaks.
    let [source, target] = [0n, 0n];
    for (let tries = 0; tries < 12; tries++) {
      source = addresses[pick(addresses.length)] as bigint;
      target = addresses[pick(addresses.length)] as bigint;
      if (reading.speaksOf(crossing, source, target, atom)) break;
    }
    yield { crossing, source, target, atom, instant: now + pick(14 * 48) * HALF_HOUR + MID_SECOND };
  }
}

/** Packets at boundaries of every rule of every firewall, up to `count` of them, chosen evenly. */
export function boundaryProbes(
  policy: Policy,
  lists: readonly FirewallRules[],
  now: number,
  pick: Pick,
  count: number,
): Probe[] {
  const all: (() => Probe | undefined)[] = [];
  lists.forEach((list, point) => {
    for (const rule of list.rules) {
      const crossing = crossingOf(policy, rule, point);
      if (crossing !== undefined) all.push(...atRule(policy, rule, crossing, now, pick));
    }
  });
  const chosen = all.length <= count ? all : Array.from({ length: count }, () => all[pick(all.length)] as () => Probe);
  return chosen.flatMap((make) => make() ?? []);
}

function crossingOf(policy: Policy, { crossing }: CompiledRule, point: number): PacketCrossing | undefined {
  const zone = (id: string) => policy.zones.find((z) => z.id === id)?.index ?? -1;
  switch (crossing.kind) {
    case 'between':
      return { point, from: zone(crossing.from.zone), to: zone(crossing.to.zone) };
    case 'inside':
      return { point, from: zone(crossing.zone), to: zone(crossing.zone), inside: zone(crossing.zone) };
    case 'anywhere':
      return { point, from: 0, to: 0 };
    case 'input':
      return undefined;
  }
}

function atRule(
  policy: Policy,
  rule: CompiledRule,
  crossing: PacketCrossing,
  now: number,
  pick: Pick,
): (() => Probe | undefined)[] {
  const times = intervalsWithin(rule.times, policy.header.timezone, now, now + FORTNIGHT);
  const services = rule.services.filter((i) => isRoutedAtom(i.from) || isRoutedAtom(i.to - 1));
  if (times.length === 0 || services.length === 0) return [];
  const source = () => inside(rule.sources.addresses, pick, BIG);
  const target = () => inside(rule.targets.addresses, pick, BIG);
  const atom = () => inside(services, pick, SMALL);
  // Whole seconds: what devices' clocks and outputs know.
  const instant = () => Math.floor(inside(times, pick, SMALL) / 1000) * 1000 + MID_SECOND;
  const probe = (change: Partial<Probe>) => (): Probe | undefined => {
    const made = { crossing, source: source(), target: target(), atom: atom(), instant: instant(), ...change };
    return isAddress(made.source) && isAddress(made.target) && isRoutedAtom(made.atom) && made.instant >= now
      ? made
      : undefined;
  };
  return [
    ...edges(rule.sources.addresses, 1n).map((p) => probe({ source: p, boundary: 'source' })),
    ...edges(rule.targets.addresses, 1n).map((p) => probe({ target: p, boundary: 'target' })),
    ...edges(services, 1).map((p) => probe({ atom: p, boundary: 'service' })),
    ...edges(times, 1000).map((p) => probe({ instant: p + MID_SECOND, boundary: 'time' })),
  ];
}

const BIG = (n: number): bigint => BigInt(n);
const SMALL = (n: number): number => n;

/** One before, the first, the last and one after of every interval. */
function edges<P extends number | bigint>(set: IntervalSet<P>, step: P): P[] {
  const minus = (a: P) => ((a as bigint) - (step as bigint)) as P;
  return set.flatMap((i) => [minus(i.from), i.from, minus(i.to), i.to]);
}

/** A point of a set: the first, the last or one near the first of some interval. */
function inside<P extends number | bigint>(set: IntervalSet<P>, pick: Pick, make: (n: number) => bigint | number): P {
  const { from, to } = set[pick(set.length)] as { from: bigint; to: bigint };
  const one = make(1) as bigint;
  const near = from + (make(pick(16)) as bigint);
  return [from, to - one, near < to ? near : from][pick(3)] as P;
}

function isAddress(point: bigint): boolean {
  return point >= 0n && (point < V4_SIZE || (point >= V6_BASE && point < V6_BASE + V6_SIZE));
}

/** Whether a packet of these addresses and this atom can exist: one family, and its ICMP. */
export function canExist({ source, target, atom }: PacketParts): boolean {
  const { proto } = atomOf(atom);
  const family = familyOf(source);
  return source !== target && familyOf(target) === family && proto !== (family === 6 ? 'icmp' : 'icmpv6');
}

type PacketParts = { readonly source: bigint; readonly target: bigint; readonly atom: number };

const QUERY_OF: Readonly<Record<number, number>> = { 0: 8, 14: 13, 16: 15, 18: 17, 129: 128, 140: 139 };
const REPLY_OF: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };

/** The atom of the reply to a packet, were it a packet that opens a connection; undefined where there is no reply. */
export function replyAtom(atom: number, sport: number): number | undefined {
  const { proto, number } = atomOf(atom);
  if (proto === 'ip') return atom;
  const answer = proto === 'tcp' || proto === 'udp' ? sport : REPLY_OF[number];
  return answer === undefined ? undefined : SPACES[proto].base + answer;
}

/** The atom of which a packet would be the reply, by its looks; undefined for TCP, whose flags tell, and for what answers nothing. */
export function answeredAtom(atom: number, sport: number): number | undefined {
  const { proto, number } = atomOf(atom);
  if (proto === 'tcp') return undefined;
  if (proto === 'ip') return atom;
  const query = proto === 'udp' ? sport : QUERY_OF[number];
  return query === undefined ? undefined : SPACES[proto].base + query;
}
