/**
 * Service atoms: the smallest things a rule can permit, laid on one number line so that a service is an interval set.
 *
 * An atom is a TCP or UDP destination port, an ICMP or ICMPv6 type, another IP protocol number, or an Ethernet type. IP protocols
 * 1, 6, 17 and 58 are no atoms of their own: their ports and types stand for them.
 */
import { type IntervalSet, intersect, normalize, subtract } from './intervals.ts';

/** Sorted, disjoint half-open intervals of atom numbers; see {@link SPACES} for the layout. */
export type AtomSet = IntervalSet<number>;

export type Protocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'ip' | 'ethernet';

/** Where each protocol's atoms begin on the line and how many it has. A gap of one keeps neighbours from merging. */
export const SPACES: Readonly<Record<Protocol, { readonly base: number; readonly size: number }>> = {
  tcp: { base: 0, size: 65536 },
  udp: { base: 65537, size: 65536 },
  icmp: { base: 131074, size: 256 },
  icmpv6: { base: 131331, size: 256 },
  ip: { base: 131588, size: 256 },
  ethernet: { base: 131845, size: 65536 },
};

export const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'ip', 'ethernet'];

/** IP protocol numbers that ports and types already stand for. */
export const IP_WITH_OWN_ATOMS: readonly number[] = [1, 6, 17, 58];

const ownAtoms: AtomSet = normalize(
  IP_WITH_OWN_ATOMS.map((n) => ({ from: SPACES.ip.base + n, to: SPACES.ip.base + n + 1 })),
);

/** The atoms `from` to `to` (both included) of one protocol, cut to what exists. */
export function atoms(protocol: Protocol, from = 0, to = SPACES[protocol].size - 1): AtomSet {
  const { base, size } = SPACES[protocol];
  const low = Math.max(0, from);
  const high = Math.min(size - 1, to);
  if (low > high) return [];
  const set: AtomSet = [{ from: base + low, to: base + high + 1 }];
  return protocol === 'ip' ? subtract(set, ownAtoms) : set;
}

/** Every atom, layer 2 included: what `any` means inside a zone. */
export const ALL_ATOMS: AtomSet = normalize(PROTOCOLS.flatMap((p) => atoms(p)));

/** Every atom that crosses a router: what `any` means between zones. */
export const ROUTED_ATOMS: AtomSet = subtract(ALL_ATOMS, atoms('ethernet'));

export interface AtomRange {
  readonly proto: Protocol;
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** The set as ranges per protocol, in the order of {@link PROTOCOLS}. */
export function atomRanges(set: AtomSet): AtomRange[] {
  const out: AtomRange[] = [];
  for (const proto of PROTOCOLS) {
    const { base, size } = SPACES[proto];
    for (const i of intersect(set, [{ from: base, to: base + size }]))
      out.push({ proto, from: i.from - base, to: i.to - base - 1 });
  }
  return out;
}

/** The protocol and number of one atom. */
export function atomOf(point: number): { proto: Protocol; number: number } {
  for (const proto of PROTOCOLS) {
    const { base, size } = SPACES[proto];
    if (point >= base && point < base + size) return { proto, number: point - base };
  }
  throw new RangeError(`no atom has the number ${point}`);
}
