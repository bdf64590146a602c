/**
 * The pieces that a FortiOS configuration is built of: tables of entries with settings, by the FortiOS 7 CLI reference. Every
 * number is formatted here and every name and text passes through here, so that nothing that a policy says can become syntax.
 */
import { familyOf, formatAddress, formatCidr, toCidrs } from '../../model/addresses.ts';
import type { Interval } from '../../model/intervals.ts';
import { clockSegment } from '../../model/timezone.ts';
import type { NumberRange } from './common/parts.ts';
import { cleanLine, NameAllocator } from './common/text.ts';
import type { OutputLine } from './target.ts';

/** A value of a setting, a setting, or a line: made by the functions of this file only. */
export type Forti = string & { readonly fortios: unique symbol };

/** Characters of comments: the CLI gives `"` and `\` a meaning in quotes, answers `?` with help, and `$` begins variables elsewhere. */
const NOT_IN_TEXT = '"\\\\?$';
const COMMENT_LENGTH = 255;
const POLICY_COMMENT_LENGTH = 1023;

/** 2037-12-31 23:59 UTC in epoch seconds: stands for "for ever" in one-time schedules, safe with clocks of 32 bits. */
export const LAST_SECOND = 2_145_916_740;

function forti(text: string): Forti {
  return text as Forti;
}

/** Names of addresses, groups, services; at most 79 characters. */
export function objectNames(): NameAllocator {
  return new NameAllocator({ limit: 79, allowed: 'A-Za-z0-9_.:/-' });
}

/** Names of schedules and their groups; at most 31. */
export function scheduleNames(): NameAllocator {
  return new NameAllocator({ limit: 31, reserved: ['always', 'none'] });
}

/** Names of policies; at most 35. */
export function policyNames(): NameAllocator {
  return new NameAllocator({ limit: 35, allowed: 'A-Za-z0-9_ -', joint: ' ' });
}

/** Whether a policy's name of an interface (or of a zone of the device) can be written as it stands. */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_./ :-]{0,34}$/.test(name) && !name.endsWith(' ');
}

/** A name from a {@link NameAllocator}, one for which {@link isInterfaceName} holds, or one of FortiOS's own. */
export function quoted(name: string): Forti {
  return forti(`"${name}"`);
}

/** A word of FortiOS's own; never text of a policy. */
export function word(literal: string): Forti {
  return forti(literal);
}

/** Policy text in quotes. */
export function text(words: string, of: 'policy' | 'object'): Forti {
  const limit = of === 'policy' ? POLICY_COMMENT_LENGTH : COMMENT_LENGTH;
  return forti(`"${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit })}"`);
}

/** A line for people. */
export function commentLine(words: string): Forti {
  return forti(`# ${cleanLine(words, { not: NOT_IN_TEXT, instead: '_', limit: 1000 })}`.trimEnd());
}

/** Ports, `a` or `a-b`; numbers. */
export function ranges(list: readonly NumberRange[]): Forti[] {
  return list.map((r) => forti(r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`));
}

export function number(n: number): Forti {
  return forti(`${Math.trunc(n)}`);
}

/** `hh:mm`; 24:00 is written 00:00, the end of the day as FortiOS has it. */
export function timeOfDay(minutes: number): Forti {
  return forti(`${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`);
}

/** `hh:mm yyyy/mm/dd` on the clock of a time zone. */
export function dateTime(epochSeconds: number, timezone: string): Forti {
  const ms = epochSeconds * 1000;
  const iso = new Date(ms + clockSegment(timezone, ms).offset).toISOString();
  return forti(`${iso.slice(11, 16)} ${iso.slice(0, 10).replaceAll('-', '/')}`);
}

function two(n: number): string {
  return `${n}`.padStart(2, '0');
}

/** `set key value ...`. */
export function set(key: string, ...values: readonly Forti[]): Forti {
  return forti(`set ${key} ${values.join(' ')}`);
}

/** `unset key`. */
export function unset(key: string): Forti {
  return forti(`unset ${key}`);
}

/** What an address object of a family holds: a network or a range. */
export function addressSettings(piece: Interval<bigint>): Forti[] {
  const [block, ...more] = toCidrs([piece]);
  const v4 = familyOf(piece.from) === 4;
  if (block === undefined || more.length > 0)
    return [
      set('type', forti('iprange')),
      set('start-ip', forti(formatAddress(piece.from))),
      set('end-ip', forti(formatAddress(piece.to - 1n))),
    ];
  if (!v4) return [set('ip6', forti(formatCidr(block)))];
  const mask = (0xffffffffn << BigInt(32 - block.prefix)) & 0xffffffffn;
  return [set('subnet', forti(`${formatAddress(block.from)} ${formatAddress(mask)}`))];
}

/** An entry of a table. */
export function entry(name: Forti, settings: readonly Forti[], rule?: string): OutputLine[] {
  const lines = [`    edit ${name}`, ...settings.map((s) => `        ${s}`), '    next'];
  return lines.map((line) => (rule === undefined ? { text: line } : { text: line, rule }));
}

/** An entry put right behind another; both are numbers of policies. */
export function move(id: Forti, after: Forti): Forti {
  return forti(`    move ${id} after ${after}`);
}

/** A table with its entries; nothing where it has none. */
export function table(path: string, entries: readonly OutputLine[]): OutputLine[] {
  return entries.length === 0 ? [] : [{ text: `config ${path}` }, ...entries, { text: 'end' }];
}

/** A table from which entries are deleted. */
export function deletions(path: string, names: readonly Forti[]): string[] {
  return names.length === 0 ? [] : [`config ${path}`, ...names.map((n) => `    delete ${n}`), 'end'];
}
