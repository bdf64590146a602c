/** Networks that a zone could have: free ones beside those of its neighbours, of their size, inside the zone around it. */
import {
  type AddressSet,
  familyOf,
  formatCidr,
  parseCidr,
  V4_SIZE,
  V6_BASE,
} from '../../../language/model/addresses.ts';
import { overlaps, union } from '../../../language/model/intervals.ts';
import type { Policy, Zone } from '../../../language/model/policy.ts';

const OFFERED = 4;
/** Steps from one network to the next before giving up. */
const MOST_TRIED = 4096;
/** Where a policy has no network yet: the beginnings of the private ranges of RFC 1918. */
const BEGINNINGS = ['10.0.0.0/24', '172.16.0.0/24', '192.168.0.0/24'];
/** What a zone takes of the one around it where nothing else is in that: a sixteenth. */
const SHARE_BITS = 4;

/** At most four, in CIDR form. `zone`: the one that is being written, where it is known; `parent`: the one around it. */
export function freeNetworks(policy: Policy, zone: Zone | undefined, parent: Zone | undefined): string[] {
  const isAround = (other: Zone): boolean =>
    other === parent || (parent !== undefined && isWithin(policy, parent, other));
  const others = policy.zones.filter((z) => z !== zone && !isAround(z));
  const taken = union<bigint>(...others.flatMap((z) => z.networks.map((n) => n.translated?.addresses ?? n.addresses)));
  const around = parent?.networks.flatMap((n) => parseCidr(n.text) ?? []) ?? [];
  const siblings = others
    .filter((z) => z.parent === parent?.index)
    .flatMap((z) => z.networks.flatMap((n) => parseCidr((n.translated ?? n).text) ?? []));
  const last = siblings.toSorted((a, b) => (a.to < b.to ? -1 : 1)).at(-1);
  if (around.length > 0)
    return around
      .flatMap((n) => {
        const inside = last !== undefined && last.from >= n.from && last.to <= n.to ? last : undefined;
        const prefix = inside?.prefix ?? Math.min(n.prefix + SHARE_BITS, bitsOf(n.from));
        return [...(inside ? blocks(inside.to, n.to, prefix, taken) : []), ...blocks(n.from, n.to, prefix, taken)];
      })
      .filter(isFirst)
      .slice(0, OFFERED);
  const starts = last === undefined ? BEGINNINGS.flatMap((b) => parseCidr(b) ?? []) : [last];
  const each = last === undefined ? 1 : OFFERED;
  return starts.flatMap((s) => blocks(s.from, endOf(s.from), s.prefix, taken).slice(0, each));
}

const isFirst = (text: string, i: number, all: readonly string[]): boolean => all.indexOf(text) === i;
const bitsOf = (point: bigint): number => (familyOf(point) === 4 ? 32 : 128);
const endOf = (point: bigint): bigint => (familyOf(point) === 4 ? V4_SIZE : V6_BASE + (1n << 128n));

function isWithin(policy: Policy, zone: Zone, outer: Zone): boolean {
  const parent = policy.zones[zone.parent ?? -1];
  return parent !== undefined && (parent === outer || isWithin(policy, parent, outer));
}

function blocks(from: bigint, end: bigint, prefix: number, taken: AddressSet): string[] {
  const size = 1n << BigInt(bitsOf(from) - prefix);
  const base = familyOf(from) === 4 ? 0n : V6_BASE;
  const out: string[] = [];
  let at = base + ((from - base + size - 1n) / size) * size;
  for (let tried = 0; tried < MOST_TRIED && at + size <= end && out.length < OFFERED; tried++, at += size)
    if (!overlaps(taken, [{ from: at, to: at + size }])) out.push(formatCidr({ from: at, prefix }));
  return out;
}
