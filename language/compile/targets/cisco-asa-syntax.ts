/**
 * The pieces that a Cisco ASA configuration is built of, by the ASA 9 command reference. Every number is formatted here and every name
 * and text passes through here, so that nothing that a policy says can become syntax.
 */
import { type AddressSet, familyOf, formatAddress, formatCidr, toCidrs } from '../../model/addresses.ts';
import { addressPieces } from './common/address-pieces.ts';
import type { ServicePart } from './common/parts.ts';
import { cleanLine, NameAllocator } from './common/text.ts';

/** A piece of a command, or a whole one: made by the functions of this file only. */
export type Asa = string & { readonly asa: unique symbol };

/** Characters of remarks: `?` asks the command line for help. */
const NOT_IN_TEXT = '?"\\\\';
const REMARK_LENGTH = 100;
const DESCRIPTION_LENGTH = 200;
/** Of 64 that a group's name may have. */
const NAME_LENGTH = 57;
const HASH_LENGTH = 6;

function asa(text: string): Asa {
  return text as Asa;
}

/** Names of lists of one output, and the beginnings of those of groups and time ranges. */
export function asaNames(): NameAllocator<Asa> {
  return new NameAllocator<Asa>({ limit: NAME_LENGTH, allowed: 'A-Za-z0-9-', joint: '-' });
}

/** A name of {@link asaNames} with a sign of what the thing holds: other content, other name. */
export function definitionName(name: Asa, hash: string): Asa {
  return asa(`${name}-${hash.slice(0, HASH_LENGTH)}`);
}

/** Whether a policy's name of an interface can be a `nameif`. */
export function isNameif(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,47}$/.test(name);
}

/** A name for which {@link isNameif} holds. */
export function nameif(name: string): Asa {
  return asa(name);
}

/** A command of ASA's own words and of pieces. */
export function command(...pieces: readonly (Asa | string | undefined)[]): Asa {
  return asa(pieces.filter((p) => p !== undefined && p !== '').join(' '));
}

/** A line for people. */
export function commentLine(words: string): Asa {
  return asa(`! ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: 1000 })}`.trimEnd());
}

/** `access-list NAME remark ...`. */
export function remark(list: Asa, words: string): Asa {
  return asa(
    `access-list ${list} remark ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: REMARK_LENGTH })}`,
  );
}

/** `description ...` of a group. */
export function description(words: string): Asa {
  return asa(`description ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: DESCRIPTION_LENGTH })}`);
}

/** The members of a network group of one family. */
export function networkObjects(addresses: AddressSet): Asa[] {
  return addressPieces(addresses).flatMap((piece) =>
    toCidrs([piece]).map(({ from, prefix }) => {
      const v4 = familyOf(from) === 4;
      if (prefix === (v4 ? 32 : 128)) return asa(`network-object host ${formatAddress(from)}`);
      if (!v4) return asa(`network-object ${formatCidr({ from, prefix })}`);
      const mask = (0xffffffffn << BigInt(32 - prefix)) & 0xffffffffn;
      return asa(`network-object ${formatAddress(from)} ${formatAddress(mask)}`);
    }),
  );
}

/** The members of a service group. */
export function serviceObjects({ proto, ranges, whole }: ServicePart): Asa[] {
  const name = proto === 'icmpv6' ? 'icmp6' : proto;
  if (whole && proto !== 'ip') return [asa(`service-object ${name}`)];
  if (proto === 'tcp' || proto === 'udp')
    return ranges.map((r) =>
      asa(`service-object ${proto} destination ${r.from === r.to ? `eq ${r.from}` : `range ${r.from} ${r.to}`}`),
    );
  return ranges.flatMap((r) =>
    Array.from({ length: r.to - r.from + 1 }, (_, i) =>
      asa(`service-object ${proto === 'ip' ? '' : `${name} `}${r.from + i}`),
    ),
  );
}

export interface Entry {
  readonly list: Asa;
  readonly action: 'permit' | 'deny';
  /** Absent: every protocol. */
  readonly services?: Asa;
  /** Network groups; absent: any address. */
  readonly sources?: Asa;
  readonly targets?: Asa;
  readonly log: boolean;
  readonly timeRange?: Asa;
}

/** One access control entry. */
export function accessEntry(e: Entry): Asa {
  const group = (name: Asa | undefined, otherwise: string) => (name === undefined ? otherwise : `object-group ${name}`);
  return command(
    ...['access-list', e.list, 'extended', e.action, group(e.services, 'ip')],
    ...[group(e.sources, 'any'), group(e.targets, 'any'), e.log ? 'log' : ''],
    e.timeRange === undefined ? '' : `time-range ${e.timeRange}`,
  );
}
