/**
 * The pieces that nftables rules are built of. Every number is formatted here and every name and text passes through here, so that
 * nothing that a policy says can become syntax. Limits are those of nft 1.0.6 and the kernel.
 */
import { type AddressSet, familyOf, formatAddress, formatRange } from '../../model/addresses.ts';
import type { IntervalSet } from '../../model/intervals.ts';
import type { NumberRange } from './common/parts.ts';
import { cleanLine, NameAllocator, UNICODE_LINE } from './common/text.ts';

/** A piece of a rule: made by the functions of this file only. */
export type Nft = string & { readonly nft: unique symbol };

const COMMENT_BYTES = 128;
const LOG_PREFIX_BYTES = 127;
const NAME_LENGTH = 60;

function nft(text: string): Nft {
  return text as Nft;
}

/** Text for nft's double quotes: nft knows no escapes in them, so what could end them or the line is replaced. */
function quoted(text: string, limit: number): Nft {
  return nft(`"${cleanLine(text, { not: '"\\\\', limit })}"`);
}

/** One line behind `#`: without anything that ends a line or turns the direction of text. */
export function commentLine(text: string): Nft {
  return nft(`# ${cleanLine(text, { allowed: UNICODE_LINE, instead: ' ', limit: 1000 })}`.trimEnd());
}

/** `comment "..."` of a rule: cut to what nft takes. */
export function comment(text: string): Nft {
  return nft(`comment ${quoted(text, COMMENT_BYTES)}`);
}

/** `log prefix "..."`; the prefix ends in a space before the packet's fields. */
export function log(prefix: string): Nft {
  return nft(`log prefix ${quoted(`${prefix.slice(0, LOG_PREFIX_BYTES - 1)} `, LOG_PREFIX_BYTES)}`);
}

/** Whether Linux and nft can match an interface of this name literally. */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z0-9_.:@+=#~^-]{1,15}$/.test(name) && name !== '.' && name !== '..';
}

/** `iifname`/`oifname` is one of the names, which {@link isInterfaceName} holds for; with `not`, none of them. */
export function interfaces(key: 'iifname' | 'oifname', names: readonly string[], not = false): Nft {
  const list = names.map((n) => quoted(n, 15));
  return nft(`${key}${not ? ' !=' : ''} ${list.length === 1 ? list[0] : `{ ${list.join(', ')} }`}`);
}

/** `ip saddr @from ip daddr @to`; the names come from {@link NftNames}. */
export function addresses(family: 4 | 6, from: Nft, to: Nft): Nft {
  const ip = family === 4 ? 'ip' : 'ip6';
  return nft(`${ip} saddr @${from} ${ip} daddr @${to}`);
}

function numbers(ranges: readonly NumberRange[]): string {
  const list = ranges.map((r) => (r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`));
  return list.length === 1 ? (list[0] as string) : `{ ${list.join(', ')} }`;
}

/** `tcp dport 502`: ports of TCP or UDP. */
export function ports(proto: 'tcp' | 'udp', key: 'sport' | 'dport', ranges: readonly NumberRange[]): Nft {
  return nft(`${proto} ${key} ${numbers(ranges)}`);
}

/** `icmp type 8`. */
export function icmpTypes(proto: 'icmp' | 'icmpv6', ranges: readonly NumberRange[]): Nft {
  return nft(`${proto} type ${numbers(ranges)}`);
}

/** `meta l4proto { 6, 47 }`: IP protocol numbers. */
export function protocols(ranges: readonly NumberRange[]): Nft {
  return nft(`meta l4proto ${numbers(ranges)}`);
}

/** `meta time { a-b }` in epoch seconds: the only form that means the same in every time zone. */
export function times(intervals: IntervalSet<number>): Nft {
  return nft(`meta time { ${intervals.map((i) => `${i.from}-${i.to}`).join(', ')} }`);
}

/** Names for sets and chains: letters, digits and `_`; never a keyword, since what is asked for begins with another word. */
export class NftNames extends NameAllocator<Nft> {
  constructor() {
    super({ limit: NAME_LENGTH });
  }
}

/** A fixed piece of syntax of this exporter's own; never text of a policy. */
export function piece(literal: string): Nft {
  return nft(literal);
}

/** Pieces in order, as one rule. Empty ones vanish. */
export function rule(...pieces: readonly (Nft | undefined)[]): Nft {
  let text = '';
  for (const p of pieces) if (p !== undefined && p !== '') text += text === '' ? p : ` ${p}`;
  return nft(text);
}

/** `jump name`, `goto name`; the name comes from {@link NftNames}. */
export function verdict(kind: 'jump' | 'goto', chain: Nft): Nft {
  return nft(`${kind} ${chain}`);
}

const WIDTH = 110;
/** Stretches up to this long are written address by address, so that a neighbour more is an element more. */
const WRITTEN_OUT = 8;

/** The elements of a named set, as {@link addressSet} takes them: what ends its first line, and the lines after that. */
export function addressElements(set: AddressSet): Nft[] {
  const lines: string[] = [];
  let line = '';
  for (const e of elementsOf(set)) {
    if (line !== '' && line.length + e.length > WIDTH) {
      lines.push(`${line},`);
      line = '';
    }
    line += line === '' ? e : `, ${e}`;
  }
  lines.push(line);
  return lines.length === 1 ? [nft(` ${line} } }`)] : ['', ...lines.map((l) => `    ${l}`), '  } }'].map(nft);
}

function elementsOf(addresses: AddressSet): string[] {
  const out: string[] = [];
  // Neighbours share all but the end of their text.
  let [block, start] = [-1, ''];
  for (const { from, to } of addresses) {
    const size = Number(to - from);
    if (size > WRITTEN_OUT) out.push(formatRange(from, to));
    else if (familyOf(from) === 6) for (let p = from; p < to; p++) out.push(formatAddress(p));
    else
      for (let n = Number(from), end = n + size; n < end; n++) {
        if (n >>> 8 !== block) [block, start] = [n >>> 8, formatAddress(BigInt(n)).replace(/\d+$/, '')];
        out.push(`${start}${n & 255}`);
      }
  }
  return out;
}

/** The first line of a named set of the table, of addresses of one family; `end` is the first of its {@link addressElements}. */
export function addressSet(name: Nft, family: 4 | 6, end: Nft): Nft {
  return nft(`  set ${name} { type ${family === 4 ? 'ipv4_addr' : 'ipv6_addr'}; flags interval; elements = {${end}`);
}

/** A line inside the table, or one deeper. */
export function indented(line: Nft, depth: 1 | 2 = 1): Nft {
  return nft(depth === 1 ? `  ${line}` : `    ${line}`);
}

/** The first line of a chain of the table; its own lines are {@link indented} by two, and a brace ends it. */
export function chainOpening(name: Nft): Nft {
  return nft(`  chain ${name} {`);
}
