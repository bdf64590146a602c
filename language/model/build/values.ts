/** Literals of the language read into values: addresses, levels, security levels, ports, dates and weekly windows. */
import type { AstNode } from 'langium';
import type { Fix } from '../../checks/finding.ts';
import type * as ast from '../../grammar/generated/ast.ts';
import { type AddressSet, familyOf, formatAddress, formatCidr, parseAddress, parseCidr } from '../addresses.ts';
import { union } from '../intervals.ts';
import { FOUNDATIONAL_REQUIREMENTS, type Place, type SlVector, type WeekSet } from '../policy.ts';
import { placeOf, placeOfProperty } from '../source.ts';
import { localInstant, weekSet } from '../times.ts';
import { type BuildContext, replace } from './context.ts';

/** An address, a network or a range, as a set; undefined, with a finding at `place`, where it is none. */
export function readAddresses(written: string, place: Place, context: BuildContext): AddressSet | undefined {
  if (written.includes('/')) {
    const cidr = parseCidr(written);
    if (cidr === undefined)
      return refuse(`${written} is no network: ADDRESS/PREFIX, as in 10.1.0.0/16.`, place, context);
    if (cidr.hasHostBits) {
      const network = formatCidr({ from: cidr.from, prefix: cidr.prefix });
      const fix: Fix = {
        title: `Change to ${network}`,
        edits: [replace(place, network)],
        safe: false,
        preferred: true,
      };
      context.report(
        'invalid-value',
        `${written} names an address inside a network; the network is ${network}.`,
        place,
        [fix],
      );
    }
    return [{ from: cidr.from, to: cidr.to }];
  }
  const [first, last, ...rest] = written.split('-');
  const from = parseAddress(first ?? '');
  const to = last === undefined ? from : parseAddress(last);
  if (from === undefined || to === undefined || rest.length > 0)
    return refuse(`${written} is no IP address or range of addresses.${tooLarge(written)}`, place, context);
  if (familyOf(from) !== familyOf(to)) return refuse(`${written} mixes IPv4 and IPv6.`, place, context);
  if (from > to) {
    const turned = `${formatAddress(to)}-${formatAddress(from)}`;
    context.report('invalid-value', `The range ${written} ends before it begins.`, place, [
      { title: `Change to ${turned}`, edits: [replace(place, turned)], safe: false, preferred: true },
    ]);
    return undefined;
  }
  return [{ from, to: to + 1n }];
}

/** The numbers of an IPv4 address that do not fit. */
function tooLarge(written: string): string {
  const large = written.split(/[.-]/).filter((n) => /^\d+$/.test(n) && Number(n) > 255);
  return large.length === 0 ? '' : ` Each of its numbers is at most 255, and not ${large.join(' or ')}.`;
}

function refuse(message: string, place: Place, context: BuildContext): undefined {
  context.report('invalid-value', message, place);
  return undefined;
}

/** Levels of the Purdue model that a zone may state. */
export const LEVELS: readonly number[] = [0, 1, 2, 3, 3.5, 4, 5];

export function readLevel(file: string, node: ast.Level, context: BuildContext): number | undefined {
  // A missing value is a syntax finding.
  if (node.value === undefined) return undefined;
  const value = Number(node.value);
  if (LEVELS.includes(value)) return value;
  context.report(
    'invalid-value',
    `${node.value} is no level: ${LEVELS.join(', ')}.`,
    placeOfProperty(file, node, 'value'),
  );
  return undefined;
}

/** `level 1` or `level 1-2` of a type, both included. */
export function readLevels(
  file: string,
  node: ast.Level,
  context: BuildContext,
): { from: number; to: number } | undefined {
  if (node.value === undefined) return undefined;
  const [from, to = from] = node.value.split('-').map(Number);
  if (from !== undefined && to !== undefined && LEVELS.includes(from) && LEVELS.includes(to) && from <= to)
    return { from, to };
  context.report(
    'invalid-value',
    `${node.value} is no level or range of levels: ${LEVELS.join(', ')}.`,
    placeOfProperty(file, node, 'value'),
  );
  return undefined;
}

/** `2`, or `{ iac 2 uc 2 ... }`: a requirement that is not listed has level 0. */
export function readSl(
  file: string,
  node: ast.SlTarget | ast.SlCapability,
  context: BuildContext,
): SlVector | undefined {
  if (node.vector === undefined) {
    const level = context.count(file, node, 'value', node.value, 0, 4, 'security level');
    return level === undefined ? undefined : [level, level, level, level, level, level, level];
  }
  const levels: [number, number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0, 0];
  context.once(file, node.vector.entries, (e) => e.requirement?.toLowerCase());
  for (const entry of [...node.vector.entries].reverse()) {
    const requirement = context.word(
      file,
      entry,
      'requirement',
      entry.requirement?.toLowerCase(),
      FOUNDATIONAL_REQUIREMENTS,
      'foundational requirement',
    );
    const level = context.count(file, entry, 'level', entry.level, 0, 4, 'security level');
    if (requirement !== undefined && level !== undefined)
      levels[FOUNDATIONAL_REQUIREMENTS.indexOf(requirement)] = level;
  }
  return levels;
}

/** `502` or `1000-2000`, both included, within 0 to `high`. */
export function readRange(
  file: string,
  node: AstNode,
  property: string,
  written: string,
  high: number,
  context: BuildContext,
  index?: number,
): { from: number; to: number } | undefined {
  const [from, to = from] = written.split('-').map(Number);
  if (
    from !== undefined &&
    to !== undefined &&
    Number.isInteger(from) &&
    Number.isInteger(to) &&
    from <= to &&
    to <= high
  )
    return { from, to };
  context.report(
    'invalid-value',
    `${written} is no port or range of ports from 0 to ${high}.`,
    placeOfProperty(file, node, property, index),
  );
  return undefined;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;

/**
 * The instant (epoch ms) of a date or date-time in the policy's time zone. A bare date is that day's start for `from` and its end for
 * `until`.
 */
export function readInstant(
  file: string,
  node: AstNode,
  property: string,
  written: string | undefined,
  edge: 'from' | 'until',
  timezone: string,
  context: BuildContext,
): number | undefined {
  if (written === undefined) return undefined;
  const match = DATE.exec(written);
  const [year = 0, month = 0, day = 0] = match?.slice(1, 4).map(Number) ?? [];
  const bare = match?.[4] === undefined;
  const hour = bare ? (edge === 'until' ? 24 : 0) : Number(match?.[4]);
  const minute = bare ? 0 : Number(match?.[5]);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const valid =
    match !== null &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    (hour < 24 || bare || (hour === 24 && minute === 0)) &&
    minute < 60;
  if (!valid) {
    context.report(
      'invalid-value',
      `${written} is no date or date-time: 2026-12-01 or 2026-12-01T08:00.`,
      placeOfProperty(file, node, property),
    );
    return undefined;
  }
  return localInstant(timezone, { year, month, day, hour, minute }, edge);
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_WORDS = [...DAYS, 'day'] as const;

/** One `every DAYS TIMES` as minutes of the week. */
export function readEvery(file: string, node: ast.Every, context: BuildContext): WeekSet {
  const days = new Set<number>();
  node.days.forEach((written, i) => {
    for (const day of readDays(file, node, written, i, context)) days.add(day);
  });
  const sets = node.times.map((times, i) => {
    const [from, to] = times.split('-').map(minutesOf);
    if (from === undefined || to === undefined || from >= 1440 || from === to) {
      context.report(
        'invalid-value',
        `${times} is no stretch of a day: 08:00-16:30; 24:00 is an end.`,
        placeOfProperty(file, node, 'times', i),
      );
      return [];
    }
    return weekSet([...days].sort(), from, to);
  });
  return sets.length === 0 ? [] : union(...sets);
}

function readDays(file: string, node: ast.Every, written: string, index: number, context: BuildContext): number[] {
  if (written === 'day') return [0, 1, 2, 3, 4, 5, 6];
  const [first, last] = written.split('-');
  const from = DAYS.indexOf(first as (typeof DAYS)[number]);
  const to = last === undefined ? from : DAYS.indexOf(last as (typeof DAYS)[number]);
  if (from < 0 || to < 0) {
    if (last === undefined) context.word(file, node, 'days', written, DAY_WORDS, 'day', index);
    else
      context.report(
        'invalid-value',
        `${written} is no stretch of days: mon-fri.`,
        placeOfProperty(file, node, 'days', index),
      );
    return [];
  }
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => (from + i) % 7);
}

function minutesOf(clock: string): number | undefined {
  const [hour = -1, minute = -1] = clock.split(':').map(Number);
  if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  return hour * 60 + minute;
}

/** As written, on one line. */
export function textOf(node: AstNode | undefined): string {
  return (node?.$cstNode?.text ?? '').replace(/\s+/g, ' ').trim();
}

/** The first member of a type, with its place. */
export function firstOf<N extends AstNode, T extends N['$type']>(
  members: readonly N[] | undefined,
  type: T,
): Extract<N, { $type: T }> | undefined {
  return members?.find((m): m is Extract<N, { $type: T }> => m.$type === type);
}

/** A stated value with the place of its whole member. */
export function stated<T>(file: string, node: AstNode, value: T | undefined): { value: T; place: Place } | undefined {
  return value === undefined ? undefined : { value, place: placeOf(file, node) };
}
