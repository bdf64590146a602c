/** A rule taken apart as devices want it: by address family, by protocol, and what the answers of each part look like. */
import { type AddressSet, familyOf, ofFamily } from '../../../model/addresses.ts';
import { type AtomRange, type AtomSet, atomRanges, ROUTED_ATOMS, SPACES } from '../../../model/atoms.ts';
import { contains } from '../../../model/intervals.ts';
import type { CompiledRule } from '../../entry.ts';

export type Family = 4 | 6;

/** Inclusive numbers: ports, ICMP types, IP protocols. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** The parts of a set by family; the very set where it is all of one, so that what is made of it can be kept. */
export function byFamily(set: AddressSet): readonly [v4: AddressSet, v6: AddressSet] {
  const [first, last] = [set[0], set[set.length - 1]];
  if (last === undefined || familyOf(last.from) === 4) return [set, []];
  if (first !== undefined && familyOf(first.from) === 6) return [[], set];
  return [ofFamily(set, 4), ofFamily(set, 6)];
}

/** Both sides of a rule in one family. */
export interface FamilyPart {
  readonly family: Family;
  readonly sources: AddressSet;
  readonly targets: AddressSet;
}

/** The rule's sides per family; none where a side has no address of it, so that no packet of it can match. */
export function familyParts(rule: CompiledRule): FamilyPart[] {
  const [sources, targets] = [byFamily(rule.sources.addresses), byFamily(rule.targets.addresses)];
  return ([4, 6] as const).flatMap((family, i) => {
    const part = { family, sources: sources[i] as AddressSet, targets: targets[i] as AddressSet };
    return part.sources.length === 0 || part.targets.length === 0 ? [] : [part];
  });
}

/** Whether some rule holds packets of IPv6. */
export function holdIpv6(rules: readonly CompiledRule[]): boolean {
  return rules.some((r) => familyParts(r).some((p) => p.family === 6));
}

/**
 * Services of one protocol. `any`: every IP packet, the other family's ICMP aside. `tcp`, `udp`: destination ports. `icmp`,
 * `icmpv6`: types. `ip`: IP protocol numbers, 1, 6, 17 and 58 never among them.
 */
export interface ServicePart {
  readonly proto: 'any' | 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'ip';
  /** Sorted, disjoint, not touching; empty for `any`. */
  readonly ranges: readonly NumberRange[];
  /** Every port, type or number of the protocol. */
  readonly whole: boolean;
}

/** What a packet filter for a family needs to hold of a set of atoms; layer 2 and the other family's ICMP need nothing. */
export function serviceParts(services: AtomSet, family: Family): ServicePart[] {
  if (contains(services, ROUTED_ATOMS)) return [{ proto: 'any', ranges: [], whole: true }];
  const ranges = atomRanges(services);
  const icmp = family === 4 ? 'icmp' : 'icmpv6';
  return (['tcp', 'udp', icmp, 'ip'] as const).flatMap((proto) => {
    const own = ranges.filter((r) => r.proto === proto);
    if (own.length === 0) return [];
    return [{ proto, ranges: own.map(({ from, to }) => ({ from, to })), whole: isWhole(own) }];
  });
}

const IP_NUMBERS = SPACES.ip.size - 4;

function isWhole(ranges: readonly AtomRange[]): boolean {
  const held = ranges.reduce((n, r) => n + r.to - r.from + 1, 0);
  return held === (ranges[0]?.proto === 'ip' ? IP_NUMBERS : SPACES[ranges[0]?.proto ?? 'ip'].size);
}

/** ICMP queries that connection tracking takes for connections, and their replies. */
export const ICMP_REPLIES: Readonly<Record<'icmp' | 'icmpv6', ReadonlyMap<number, number>>> = {
  icmp: new Map([
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ]),
  icmpv6: new Map([
    [128, 129],
    [139, 140],
  ]),
};

/** Types of the replies to some ICMP types; what is no query has none. */
export function replyTypes(proto: 'icmp' | 'icmpv6', types: readonly NumberRange[]): NumberRange[] {
  return [...ICMP_REPLIES[proto]]
    .filter(([query]) => types.some((t) => t.from <= query && query <= t.to))
    .map(([, reply]) => ({ from: reply, to: reply }))
    .sort((a, b) => a.from - b.from);
}
