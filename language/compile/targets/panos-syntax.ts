/**
 * The pieces that PAN-OS `set` commands are built of, by Palo Alto Networks' CLI and web interface references. Every number is formatted
 * here and every name and text passes through here, so that nothing that a policy says can become syntax.
 */
import { formatAddress, formatCidr, toCidrs } from '../../model/addresses.ts';
import type { Interval } from '../../model/intervals.ts';
import { clockSegment } from '../../model/timezone.ts';
import type { NumberRange } from './common/parts.ts';
import { cleanLine, NameAllocator } from './common/text.ts';

/** A piece of a command, or a whole one: made by the functions of this file only. */
export type Panos = string & { readonly panos: unique symbol };

/** What ends a text, begins help, or has a meaning in XML. */
const NOT_IN_TEXT = '"\\\\?<>&$';
const RULE_DESCRIPTION = 1000;
const OBJECT_DESCRIPTION = 250;
const INTERFACE = /^(?:ethernet\d{1,2}\/\d{1,3}|ae\d{1,3}|vlan|tunnel|loopback)(?:\.\d{1,7})?$/;
const ZONE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,30}$/;

/** 2037-12-31 23:59 UTC in epoch seconds: stands for "for ever" in schedules, safe with clocks of 32 bits. */
export const LAST_SECOND = 2_145_916_740;

function panos(text: string): Panos {
  return text as Panos;
}

/** Names of addresses, groups, services, applications; at most 63 characters (applications 31). */
export function objectNames(limit = 63): NameAllocator<Panos> {
  return new NameAllocator<Panos>({ limit, allowed: 'A-Za-z0-9_.-', joint: '-', reserved: ['any'] });
}

/** Names of rules; at most 63, in quotes because they hold spaces. */
export function ruleNames(): NameAllocator {
  return new NameAllocator({ limit: 63, allowed: 'A-Za-z0-9_ -', joint: ' ' });
}

/** Whether a policy's name of an interface is the name of an interface, or of a zone, of PAN-OS. */
export function isPortName(name: string): boolean {
  return (INTERFACE.test(name) || ZONE.test(name)) && name !== 'any' && name !== 'multicast';
}

/** Whether it is that of an interface, which a zone is made for. */
export function isInterface(name: string): boolean {
  return INTERFACE.test(name);
}

/** A name for which {@link isPortName} holds. */
export function portName(name: string): Panos {
  return panos(name);
}

/** A name of {@link ruleNames}, in quotes. */
export function quoted(name: string): Panos {
  return panos(`"${name}"`);
}

/** Policy text in quotes. */
export function description(words: string, of: 'rule' | 'object'): Panos {
  const limit = of === 'rule' ? RULE_DESCRIPTION : OBJECT_DESCRIPTION;
  return panos(`"${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit })}"`);
}

/** A line for people; PAN-OS has no comments, and calls it an unknown command. */
export function commentLine(words: string): Panos {
  return panos(`# ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: 1000 })}`.trimEnd());
}

/** A command of PAN-OS's own words and of pieces. */
export function command(...pieces: readonly (Panos | string)[]): Panos {
  return panos(pieces.join(' '));
}

/** One name, or several in brackets. */
export function list(names: readonly (Panos | string)[]): Panos {
  return panos(names.length === 1 ? `${names[0]}` : `[ ${names.join(' ')} ]`);
}

/** Ports as `80,443,5000-5010`. */
export function ports(ranges: readonly NumberRange[]): Panos {
  return panos(ranges.map((r) => (r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`)).join(','));
}

export function number(n: number): Panos {
  return panos(`${Math.trunc(n)}`);
}

/** `ip-netmask` or `ip-range` of a stretch of addresses. */
export function addressValue(piece: Interval<bigint>): Panos {
  const [block, ...more] = toCidrs([piece]);
  return block !== undefined && more.length === 0
    ? panos(`ip-netmask ${formatCidr(block)}`)
    : panos(`ip-range ${formatAddress(piece.from)}-${formatAddress(piece.to - 1n)}`);
}

/** What of a stretch's name holds characters that names may have. */
export function addressName(piece: Interval<bigint>): string {
  const [block, ...more] = toCidrs([piece]);
  const single = block !== undefined && more.length === 0;
  const last = formatAddress(piece.to - 1n);
  const text = single && piece.to - piece.from === 1n ? last : single ? formatCidr(block) : undefined;
  return (text ?? `${formatAddress(piece.from)}_to_${last}`).replaceAll(':', '-').replace('/', '_');
}

/** `hh:mm-hh:mm` of a day; the end is outside and not midnight. */
export function daily(from: number, to: number): Panos {
  return panos(`${clock(from)}-${clock(to)}`);
}

function clock(minutes: number): string {
  return `${`${Math.floor(minutes / 60)}`.padStart(2, '0')}:${`${minutes % 60}`.padStart(2, '0')}`;
}

/** `yyyy/mm/dd@hh:mm-yyyy/mm/dd@hh:mm` on the clock of a time zone; half-open, in epoch seconds. */
export function dated(from: number, to: number, timezone: string): Panos {
  return panos(`${moment(from, timezone)}-${moment(to, timezone)}`);
}

function moment(seconds: number, timezone: string): string {
  const ms = seconds * 1000;
  const iso = new Date(ms + clockSegment(timezone, ms).offset).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')}@${iso.slice(11, 16)}`;
}

/** Whether the clock of a time zone shows an instant's time a second time, when it is put back; epoch seconds. */
export function isShownTwice(seconds: number, timezone: string): boolean {
  const ms = seconds * 1000;
  const { from, to, offset } = clockSegment(timezone, ms);
  const before = from === -Infinity ? offset : clockSegment(timezone, from - 1).offset;
  const after = to === Infinity ? offset : clockSegment(timezone, to).offset;
  return ms + offset - before < from ? before !== offset : ms + offset - after >= to && after !== offset;
}
