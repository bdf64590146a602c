/**
 * The pieces that IOS access lists are built of, by Cisco's IOS and IOS XE command references. Every number is formatted here and every
 * name and text passes through here, so that nothing that a policy says can become syntax.
 */
import { type AddressSet, formatAddress, formatCidr, toCidrs } from '../../model/addresses.ts';
import { addressPieces } from './common/address-pieces.ts';
import { type Family, type NumberRange, replyTypes, type ServicePart } from './common/parts.ts';
import { cleanLine, NameAllocator } from './common/text.ts';

/** A piece of a command, or a whole one: made by the functions of this file only. */
export type Ios = string & { readonly ios: unique symbol };

/** Characters of remarks: `?` asks the command line for help. */
const NOT_IN_TEXT = '?"\\\\';
const REMARK_LENGTH = 100;
const NAME_LENGTH = 60;

function ios(text: string): Ios {
  return text as Ios;
}

/** Names of lists and time ranges of one output. */
export function iosNames(): NameAllocator<Ios> {
  return new NameAllocator<Ios>({ limit: NAME_LENGTH, allowed: 'A-Za-z0-9-', joint: '-' });
}

/** Whether a policy's name of an interface can be one of IOS. */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,30}(?: ?[0-9][A-Za-z0-9/.:]{0,15})?$/.test(name);
}

/** A name for which {@link isInterfaceName} holds. */
export function interfaceName(name: string): Ios {
  return ios(name);
}

/** A command of IOS's own words and of pieces. */
export function command(...pieces: readonly (Ios | string | undefined)[]): Ios {
  return ios(pieces.filter((p) => p !== undefined && p !== '').join(' '));
}

/** A line for people. */
export function commentLine(words: string): Ios {
  return ios(`! ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: 1000 })}`.trimEnd());
}

/** `remark ...` in a list. */
export function remark(words: string): Ios {
  return ios(`remark ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: REMARK_LENGTH })}`);
}

/** Addresses of one family as hosts and networks: with wildcard masks in IPv4, prefixes in IPv6. */
export function addressBlocks(addresses: AddressSet, family: Family): Ios[] {
  return addressPieces(addresses).flatMap((piece) =>
    toCidrs([piece]).map(({ from, prefix }) => {
      if (prefix === (family === 4 ? 32 : 128)) return ios(`host ${formatAddress(from)}`);
      if (prefix === 0) return ios('any');
      if (family === 6) return ios(formatCidr({ from, prefix }));
      return ios(`${formatAddress(from)} ${formatAddress(0xffffffffn >> BigInt(prefix))}`);
    }),
  );
}

/** What an entry holds of a service: its protocol, and what stands behind the source and behind the target. */
export interface Match {
  readonly protocol: Ios;
  readonly source?: Ios;
  readonly target?: Ios;
}

const ESTABLISHED = ios('established');

function portRange(r: NumberRange): Ios {
  return ios(r.from === r.to ? `eq ${r.from}` : `range ${r.from} ${r.to}`);
}

function each(ranges: readonly NumberRange[]): Ios[] {
  return ranges.flatMap((r) => Array.from({ length: r.to - r.from + 1 }, (_, i) => ios(`${r.from + i}`)));
}

/** Packets that open a connection of a part, and all that follow them. */
export function openings({ proto, ranges, whole }: ServicePart, family: Family): Match[] {
  switch (proto) {
    case 'any':
      return [{ protocol: ios(family === 4 ? 'ip' : 'ipv6') }];
    case 'tcp':
    case 'udp':
      return whole ? [{ protocol: ios(proto) }] : ranges.map((r) => ({ protocol: ios(proto), target: portRange(r) }));
    case 'icmp':
    case 'icmpv6':
      if (whole) return [{ protocol: ios('icmp') }];
      return each(ranges).map((type) => ({ protocol: ios('icmp'), target: type }));
    case 'ip':
      return each(ranges).map((protocol) => ({ protocol }));
  }
}

/** Replies to connections of a part: of TCP by their flags, else by their looks. Not of `any`, which has to be parted first. */
export function repliesTo({ proto, ranges, whole }: ServicePart): Match[] {
  switch (proto) {
    case 'any':
      return [];
    case 'tcp':
      if (whole) return [{ protocol: ios('tcp'), target: ESTABLISHED }];
      return ranges.map((r) => ({ protocol: ios('tcp'), source: portRange(r), target: ESTABLISHED }));
    case 'udp':
      return whole ? [{ protocol: ios('udp') }] : ranges.map((r) => ({ protocol: ios('udp'), source: portRange(r) }));
    case 'icmp':
    case 'icmpv6':
      return each(replyTypes(proto, ranges)).map((type) => ({ protocol: ios('icmp'), target: type }));
    case 'ip':
      return each(ranges).map((protocol) => ({ protocol }));
  }
}

export interface Entry extends Match {
  readonly action: 'permit' | 'deny';
  readonly from: Ios;
  readonly to: Ios;
  readonly log: boolean;
  readonly timeRange?: Ios;
}

/** One entry of a list. */
export function accessEntry(e: Entry): Ios {
  const time = e.timeRange === undefined ? '' : `time-range ${e.timeRange}`;
  return command(e.action, e.protocol, e.from, e.source, e.to, e.target, e.log ? 'log' : '', time);
}

/** Any address. */
export const ANY = ios('any');
