/** Service atoms as nftables matches: of the packet that opens a connection, and of the packets that answer it. */
import type { AtomSet } from '../../model/atoms.ts';
import { type Family, type NumberRange, replyTypes, serviceParts } from './common/parts.ts';
import { icmpTypes, type Nft, piece, ports, protocols } from './nft-syntax.ts';

/** `opening`: the packet that opens a connection. `answer`: packets back to who opened it. */
export type Way = 'opening' | 'answer';

const NUMBER = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;

/**
 * One match per line that the atoms need for packets of a family; an empty match where every routed atom is held. Atoms of the
 * other family's ICMP and of layer 2 need none.
 */
export function serviceMatches(services: AtomSet, family: Family, way: Way): Nft[] {
  const numbers: NumberRange[] = [];
  const out: Nft[] = [];
  for (const { proto, ranges, whole } of serviceParts(services, family)) {
    if (proto === 'any') return [piece('')];
    if (proto === 'ip') numbers.push(...ranges);
    else if (proto === 'icmp' || proto === 'icmpv6') {
      const types = way === 'opening' ? ranges : replyTypes(proto, ranges);
      if (way === 'opening' && whole) numbers.push(single(NUMBER[proto]));
      else if (types.length > 0) out.push(icmpTypes(proto, types));
    } else if (whole) numbers.push(single(NUMBER[proto]));
    else out.push(ports(proto, way === 'opening' ? 'dport' : 'sport', ranges));
  }
  if (numbers.length > 0) out.push(protocols(numbers.sort((a, b) => a.from - b.from)));
  return out;
}

function single(number: number): NumberRange {
  return { from: number, to: number };
}
