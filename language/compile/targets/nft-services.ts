/** Service atoms as nftables matches: of the packet that opens a connection, and of the packets that answer it. */
import { type AtomRange, type AtomSet, atomRanges, ROUTED_ATOMS, SPACES } from '../../model/atoms.ts';
import { contains } from '../../model/intervals.ts';
import { icmpTypes, type Nft, type NumberRange, piece, ports, protocols } from './nft-syntax.ts';

/** `opening`: the packet that opens a connection. `answer`: packets back to who opened it. */
export type Way = 'opening' | 'answer';

const ICMP_NUMBER = { 4: 1, 6: 58 } as const;
/** Queries that the kernel tracks as connections, and their replies. */
const ICMP_REPLIES: Readonly<Record<'icmp' | 'icmpv6', ReadonlyMap<number, number>>> = {
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

/**
 * One match per line that the atoms need for packets of a family; an empty match where every routed atom is held. Atoms of the
 * other family's ICMP and of layer 2 need none.
 */
export function serviceMatches(services: AtomSet, family: 4 | 6, way: Way): Nft[] {
  if (contains(services, ROUTED_ATOMS)) return [piece('')];
  const ranges = atomRanges(services);
  const icmp = family === 4 ? 'icmp' : 'icmpv6';
  const whole: NumberRange[] = ranges.filter((r) => r.proto === 'ip').map(({ from, to }) => ({ from, to }));
  const out: Nft[] = [];
  for (const proto of ['tcp', 'udp'] as const) {
    const own = ranges.filter((r) => r.proto === proto);
    if (isWhole(own)) whole.push(single(proto === 'tcp' ? 6 : 17));
    else if (own.length > 0) out.push(ports(proto, way === 'opening' ? 'dport' : 'sport', own));
  }
  const types = ranges.filter((r) => r.proto === icmp);
  if (way === 'opening' && isWhole(types)) whole.push(single(ICMP_NUMBER[family]));
  else {
    const own = way === 'opening' ? types : replyTypes(icmp, types);
    if (own.length > 0) out.push(icmpTypes(icmp, own));
  }
  if (whole.length > 0) out.push(protocols(whole.sort((a, b) => a.from - b.from)));
  return out;
}

function isWhole(ranges: readonly AtomRange[]): boolean {
  const [only] = ranges;
  return ranges.length === 1 && only !== undefined && only.to - only.from + 1 === SPACES[only.proto].size;
}

function single(number: number): NumberRange {
  return { from: number, to: number };
}

function replyTypes(icmp: 'icmp' | 'icmpv6', types: readonly NumberRange[]): NumberRange[] {
  return [...ICMP_REPLIES[icmp]]
    .filter(([query]) => types.some((t) => t.from <= query && query <= t.to))
    .map(([, reply]) => single(reply))
    .sort((a, b) => a.from - b.from);
}
