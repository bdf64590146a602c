/**
 * The pieces that iptables-restore lines are built of. Every number is formatted here and every name and text passes through here,
 * so that nothing that a policy says can become syntax. Limits are those of iptables 1.8 and the kernel: a LOG prefix of 29
 * characters, a comment of 255, a chain's name of 28, fifteen slots in `multiport` of which a range takes two.
 */
import { type AddressSet, formatAddress, formatCidr, toCidrs } from '../../model/addresses.ts';
import type { Family, NumberRange, ServicePart } from './common/parts.ts';
import { cleanLine, NameAllocator } from './common/text.ts';

/** A piece of a rule: made by the functions of this file only. */
export type Ipt = string & { readonly ipt: unique symbol };

const COMMENT_LENGTH = 255;
const LOG_PREFIX_LENGTH = 29;
const CHAIN_LENGTH = 28;
const MULTIPORT_SLOTS = 15;

function ipt(text: string): Ipt {
  return text as Ipt;
}

/** A fixed piece of syntax of this exporter's own; never text of a policy. */
export function piece(literal: string): Ipt {
  return ipt(literal);
}

/** Text in double quotes, in which iptables-restore knows `\` as an escape. */
function quoted(text: string, limit: number): Ipt {
  return ipt(`"${cleanLine(text, { not: '"\\\\', limit })}"`);
}

/** `-m comment --comment "..."`. */
export function comment(text: string): Ipt {
  return ipt(`-m comment --comment ${quoted(text, COMMENT_LENGTH)}`);
}

/** `-j LOG --log-prefix "..."`; the prefix ends in a space before the packet's fields. */
export function log(prefix: string): Ipt {
  return ipt(`-j LOG --log-prefix ${quoted(`${prefix.slice(0, LOG_PREFIX_LENGTH - 1)} `, LOG_PREFIX_LENGTH)}`);
}

/** `-j CHAIN`, `-g CHAIN`; the name comes from {@link ChainNames}. */
export function enter(how: '-j' | '-g', chain: Ipt): Ipt {
  return ipt(`${how} ${chain}`);
}

/** `-i NAME` or `-o NAME`; a `+` at the end would match other interfaces too, so such names are refused before. */
export function interfaceMatch(side: '-i' | '-o', name: string): Ipt {
  return ipt(`${side} ${quoted(name, 15)}`);
}

/** The addresses of one family, a match each: networks, and `iprange` where a stretch would be many networks. */
export function addressMatches(set: AddressSet, side: 'source' | 'target', family: Family): Ipt[] {
  const flag = side === 'source' ? '-s' : '-d';
  const range = side === 'source' ? '--src-range' : '--dst-range';
  return set.flatMap((stretch) => {
    const blocks = toCidrs([stretch]);
    if (blocks.length > 2)
      return [ipt(`-m iprange ${range} ${formatAddress(stretch.from)}-${formatAddress(stretch.to - 1n)}`)];
    return blocks.map((b) => {
      if (b.prefix === 0) return ipt('');
      return ipt(`${flag} ${b.prefix === (family === 4 ? 32 : 128) ? formatAddress(b.from) : formatCidr(b)}`);
    });
  });
}

/** One protocol's services, a match each; empty where every packet is meant. `source`: packets that answer, by source port. */
export function serviceMatches({ proto, ranges, whole }: ServicePart, port: 'source' | 'target'): Ipt[] {
  switch (proto) {
    case 'any':
      return [ipt('')];
    case 'ip':
      return ranges.flatMap(({ from, to }) => numbers(from, to).map((n) => ipt(`-p ${n}`)));
    case 'icmp':
      if (whole) return [ipt('-p icmp')];
      return ranges.flatMap(({ from, to }) => numbers(from, to).map((n) => ipt(`-p icmp -m icmp --icmp-type ${n}`)));
    case 'icmpv6':
      if (whole) return [ipt('-p ipv6-icmp')];
      return ranges.flatMap(({ from, to }) =>
        numbers(from, to).map((n) => ipt(`-p ipv6-icmp -m icmp6 --icmpv6-type ${n}`)),
      );
    case 'tcp':
    case 'udp':
      return whole ? [ipt(`-p ${proto}`)] : portMatches(proto, ranges, port);
  }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function portMatches(proto: 'tcp' | 'udp', ranges: readonly NumberRange[], port: 'source' | 'target'): Ipt[] {
  const flag = port === 'source' ? '--sport' : '--dport';
  const text = ({ from, to }: NumberRange) => (from === to ? `${from}` : `${from}:${to}`);
  const [only] = ranges;
  if (ranges.length === 1 && only !== undefined) return [ipt(`-p ${proto} -m ${proto} ${flag} ${text(only)}`)];
  const out: string[][] = [];
  let free = 0;
  for (const range of ranges) {
    const slots = range.from === range.to ? 1 : 2;
    if (slots > free) {
      out.push([]);
      free = MULTIPORT_SLOTS;
    }
    out[out.length - 1]?.push(text(range));
    free -= slots;
  }
  return out.map((list) => ipt(`-p ${proto} -m multiport ${flag}s ${list.join(',')}`));
}

/** The last second that `-m time` can say; without a date it goes no further either. */
export const LAST_SECOND = 2 ** 31 - 1;

/** `-m time` between two instants in epoch seconds, the end not included. Dates are UTC for iptables; its end is included. */
export function during(from: number | undefined, to: number | undefined): Ipt {
  const start = from === undefined ? '' : ` --datestart ${date(from)}`;
  const stop = to === undefined ? '' : ` --datestop ${date(to - 1)}`;
  return ipt(`-m time${start}${stop}`);
}

function date(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** Pieces in order, as one rule of a chain. Empty ones vanish. */
export function rule(chain: Ipt, ...pieces: readonly (Ipt | undefined)[]): Ipt {
  return ipt(['-A', chain, ...pieces.filter((p) => p !== undefined && p !== '')].join(' '));
}

/** A line behind `#`. The text must be one line already. */
export function commentLine(text: string): Ipt {
  return ipt(`# ${text}`.trimEnd());
}

/** Names of chains: of letters, digits and `_`, never a built-in chain or target, which are all capitals. */
export class ChainNames extends NameAllocator<Ipt> {
  constructor() {
    super({ limit: CHAIN_LENGTH });
  }
}
