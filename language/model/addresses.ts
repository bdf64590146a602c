/**
 * IP addresses as points of one line, so that networks, ranges and their differences are interval sets.
 *
 * IPv4 addresses lie at their own value; IPv6 addresses lie above {@link V6_BASE}. The gap between the families keeps a set that
 * holds the end of one and the start of the other from merging. Parsing and text form are ipaddr.js's.
 */
import ipaddr from 'ipaddr.js';
import { type IntervalSet, intersect, normalize } from './intervals.ts';

/** Sorted, disjoint half-open intervals of address points. */
export type AddressSet = IntervalSet<bigint>;

export const V4_SIZE = 1n << 32n;
const V4_END = Number(V4_SIZE);
/** The point of `::`. */
export const V6_BASE = 1n << 33n;
export const V6_SIZE = 1n << 128n;

export const ALL_V4: AddressSet = [{ from: 0n, to: V4_SIZE }];
export const ALL_V6: AddressSet = [{ from: V6_BASE, to: V6_BASE + V6_SIZE }];
export const ALL_ADDRESSES: AddressSet = [...ALL_V4, ...ALL_V6];

/** The union of many small sets. Single IPv4 addresses, of which there are most, are sorted as plain numbers. */
export function uniteAddresses(sets: readonly AddressSet[]): AddressSet {
  const others: AddressSet[number][] = [];
  const singles: number[] = [];
  for (const set of sets)
    for (const i of set) {
      // Below 2^32 numbers are exact, and far cheaper than bigints.
      const from = Number(i.from);
      const to = Number(i.to);
      if (to <= V4_END && to - from === 1) singles.push(from);
      else others.push(i);
    }
  const sorted = new Float64Array(singles).sort();
  for (let k = 0; k < sorted.length; ) {
    const from = sorted[k] as number;
    let to = from + 1;
    while (k < sorted.length && (sorted[k] as number) <= to) to = (sorted[k++] as number) + 1;
    others.push({ from: BigInt(from), to: BigInt(to) });
  }
  return normalize(others);
}

/** The family of a point. */
export function familyOf(point: bigint): 4 | 6 {
  return point < V6_BASE ? 4 : 6;
}

function toPoint(bytes: readonly number[]): bigint {
  let value = 0n;
  for (const b of bytes) value = (value << 8n) | BigInt(b);
  return bytes.length === 4 ? value : value + V6_BASE;
}

/** The point of `10.1.2.3` or `fe80::1`; undefined where the text is no complete address. */
export function parseAddress(text: string): bigint | undefined {
  if (text.includes(':')) {
    if (!ipaddr.IPv6.isValid(text) || text.includes('%')) return undefined;
    return toPoint(ipaddr.IPv6.parse(text).toByteArray());
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return toPoint(ipaddr.IPv4.parse(text).toByteArray());
}

/** A network in CIDR form, with the address as it was written. */
export interface Cidr {
  readonly from: bigint;
  readonly to: bigint;
  readonly prefix: number;
  /** Bits set right of the prefix, as in `10.1.2.3/24`. */
  readonly hasHostBits: boolean;
}

/** `10.1.2.0/24` as the half-open interval of its addresses; undefined where it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(digits)) return undefined;
  const prefix = Number(digits);
  const bits = familyOf(address) === 4 ? 32 : 128;
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const base = bits === 32 ? 0n : V6_BASE;
  const offset = (address - base) % size;
  return { from: address - offset, to: address - offset + size, prefix, hasHostBits: offset !== 0n };
}

/** The shortest text form of a point's address. */
export function formatAddress(point: bigint): string {
  if (familyOf(point) === 4) {
    const n = Number(point);
    return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
  }
  const bytes: number[] = [];
  let rest = point - V6_BASE;
  for (let i = 0; i < 16; i++) {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return ipaddr.fromByteArray(bytes).toString();
}

/** `10.1.2.3` for one address, `10.1.2.0/24` for a whole network, else `10.1.2.3-10.1.2.9` (last address included). */
export function formatRange(from: bigint, to: bigint): string {
  if (to - from === 1n) return formatAddress(from);
  const blocks = toCidrs([{ from, to }]);
  if (blocks.length === 1) return formatCidr(blocks[0] as CidrBlock);
  return `${formatAddress(from)}-${formatAddress(to - 1n)}`;
}

/** Each interval as {@link formatRange} writes it, in order. */
export function formatAddresses(set: AddressSet): string[] {
  return set.map((i) => formatRange(i.from, i.to));
}

export interface CidrBlock {
  readonly from: bigint;
  readonly prefix: number;
}

export function formatCidr(block: CidrBlock): string {
  return `${formatAddress(block.from)}/${block.prefix}`;
}

/** The fewest CIDR blocks that together hold exactly the set, in order. */
export function toCidrs(set: AddressSet): CidrBlock[] {
  const out: CidrBlock[] = [];
  for (const { from, to } of set) {
    const bits = familyOf(from) === 4 ? 32 : 128;
    const base = bits === 32 ? 0n : V6_BASE;
    let at = from;
    while (at < to) {
      let host = 0;
      while (host < bits && ((at - base) >> BigInt(host)) % 2n === 0n && at + (1n << BigInt(host + 1)) <= to) host++;
      out.push({ from: at, prefix: bits - host });
      at += 1n << BigInt(host);
    }
  }
  return out;
}

/** The part of a set that is of one family. */
export function ofFamily(set: AddressSet, family: 4 | 6): AddressSet {
  return intersect(set, family === 4 ? ALL_V4 : ALL_V6);
}

/** How many addresses the set holds. */
export function countAddresses(set: AddressSet): bigint {
  return set.reduce((sum, i) => sum + (i.to - i.from), 0n);
}
