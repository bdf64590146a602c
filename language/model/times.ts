/**
 * Time sets: when a rule counts. A union of absolute windows, each narrowed by a weekly wall-clock pattern.
 *
 * Every operation is exact. Sets are closed under union, intersection and difference because two pieces over one stretch of time
 * differ only in their weekly patterns, which are sets themselves; the time zone is needed only where instants are asked for.
 */
import { has, type IntervalSet, intersect, normalize, subtract, union } from './intervals.ts';
import type { WeekSet } from './policy.ts';
import { clockSegment, formatInstant, minuteOfWeek } from './timezone.ts';
import { formatWeek } from './week.ts';

export { formatInstant, isValidTimezone, type LocalTime, localInstant, minuteOfWeek } from './timezone.ts';
export { formatWeek, weekSet } from './week.ts';

export const MINUTES_PER_WEEK = 10080;
const MINUTE = 60_000;
const WEEK = MINUTES_PER_WEEK * MINUTE;

/** The instants t (epoch ms) with `from <= t < until` whose wall-clock minute of the week, in the policy's time zone, is in `week`. */
export interface TimePiece {
  /** -Infinity: since ever. */
  readonly from: number;
  /** Infinity: for ever. */
  readonly until: number;
  /** The full week where there is no weekly condition. */
  readonly week: WeekSet;
}

/** Sorted by `from`, disjoint in [from, until), no empty week, neighbours that touch differ in their week: equal sets print alike. */
export type TimeSet = readonly TimePiece[];

export const FULL_WEEK: WeekSet = [{ from: 0, to: MINUTES_PER_WEEK }];
export const ALWAYS: TimeSet = [{ from: -Infinity, until: Infinity, week: FULL_WEEK }];
export const NEVER: TimeSet = [];

/** The instants from `from` (inclusive) until `until` (exclusive), both epoch ms, at which the weekly pattern holds. */
export function timeSet(from = -Infinity, until = Infinity, week: WeekSet = FULL_WEEK): TimeSet {
  return from < until && week.length > 0 ? [{ from, until, week }] : NEVER;
}

/** Instants in any of the sets. */
export function unionTimes(...sets: readonly TimeSet[]): TimeSet {
  const some = sets.filter((s) => s.length > 0);
  if (some.length === 0) return NEVER;
  if (some.includes(ALWAYS)) return ALWAYS;
  return some.reduce((a, b) => (a === b ? a : combine(a, b, union)));
}

/** Instants in both sets. */
export function intersectTimes(a: TimeSet, b: TimeSet): TimeSet {
  if (a === ALWAYS || a === b) return b;
  if (b === ALWAYS) return a;
  if (a.length === 0 || b.length === 0) return NEVER;
  return combine(a, b, intersect);
}

/** Instants of `a` that are not in `b`. */
export function subtractTimes(a: TimeSet, b: TimeSet): TimeSet {
  if (b.length === 0 || a.length === 0) return a;
  if (b === ALWAYS || a === b) return NEVER;
  return combine(a, b, subtract);
}

const NO_WEEK: WeekSet = [];

/** Splits time at every boundary of either set and combines the weekly patterns of each stretch. */
function combine(a: TimeSet, b: TimeSet, operation: (x: WeekSet, y: WeekSet) => WeekSet): TimeSet {
  const cuts = [...a, ...b].flatMap((p) => [p.from, p.until]).sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  const out: { from: number; until: number; week: WeekSet }[] = [];
  let i = 0;
  let j = 0;
  for (let k = 0; k + 1 < cuts.length; k++) {
    const from = cuts[k] as number;
    const until = cuts[k + 1] as number;
    if (from === until) continue;
    while (i < a.length && (a[i] as TimePiece).until <= from) i++;
    while (j < b.length && (b[j] as TimePiece).until <= from) j++;
    const week = operation(weekAt(a[i], from), weekAt(b[j], from));
    if (week.length === 0) continue;
    const last = out[out.length - 1];
    if (last !== undefined && last.until === from && sameWeek(last.week, week)) last.until = until;
    else out.push({ from, until, week });
  }
  return out;
}

function weekAt(piece: TimePiece | undefined, instant: number): WeekSet {
  return piece !== undefined && piece.from <= instant ? piece.week : NO_WEEK;
}

function sameWeek(a: WeekSet, b: WeekSet): boolean {
  return a === b || (a.length === b.length && a.every((x, i) => x.from === b[i]?.from && x.to === b[i]?.to));
}

/** Whether two sets are written the same. Sets that are may still differ in no instant only where a pattern falls into a clock change. */
export function sameTimes(a: TimeSet, b: TimeSet): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((p, i) => p.from === b[i]?.from && p.until === b[i]?.until && sameWeek(p.week, (b[i] as TimePiece).week)))
  );
}

function isFullWeek(week: WeekSet): boolean {
  return week.length === 1 && week[0]?.from === 0 && week[0].to === MINUTES_PER_WEEK;
}

/** Whether the set is every instant. */
export function isAlways(set: TimeSet): boolean {
  const [only] = set;
  return set.length === 1 && only?.from === -Infinity && only.until === Infinity && isFullWeek(only.week);
}

/** Whether the set holds no instant at all: also where a weekly pattern does not occur in a short window, or only in a skipped hour. */
export function isEmptyTimes(set: TimeSet, timezone: string): boolean {
  return set.every((piece) => firstInstant(piece, timezone, piece.from) === undefined);
}

/** The first instant of the piece that is not before `after`; a piece without beginning answers with `after` -Infinity itself. */
function firstInstant(piece: TimePiece, timezone: string, after: number): number | undefined {
  let t = Math.max(piece.from, after);
  if (t >= piece.until) return undefined;
  if (isFullWeek(piece.week) || t === -Infinity) return t;
  // A pattern that is not empty occurs within any few weeks; the loop ends at the first stretch that has it.
  for (;;) {
    const end = Math.min(piece.until, t + WEEK);
    const found = weekIntervals(piece.week, timezone, t, end)[0];
    if (found !== undefined) return found.from;
    if (end >= piece.until) return undefined;
    t = end;
  }
}

/** The part of the set that is not before `now` (epoch ms). */
export function cutFrom(set: TimeSet, now: number): TimeSet {
  if (set.every((p) => p.from >= now)) return set;
  return set.filter((p) => p.until > now).map((p) => (p.from >= now ? p : { ...p, from: now }));
}

/** Whether the set holds the instant (epoch ms). */
export function holdsAt(set: TimeSet, instant: number, timezone: string): boolean {
  for (const p of set) {
    if (instant < p.from) return false;
    if (instant < p.until) return isFullWeek(p.week) || has(p.week, minuteOfWeek(timezone, instant));
  }
  return false;
}

/**
 * The set's instants between two finite ends as absolute half-open intervals `[ms, ms)`, sorted and merged: what a device that
 * knows no time zone can hold. A weekly window holds in both occurrences of a local time that occurs twice.
 */
export function intervalsWithin(set: TimeSet, timezone: string, from: number, until: number): IntervalSet<number> {
  const out: { from: number; to: number }[] = [];
  for (const p of set) {
    const start = Math.max(p.from, from);
    const end = Math.min(p.until, until);
    if (start >= end) continue;
    if (isFullWeek(p.week)) out.push({ from: start, to: end });
    else out.push(...weekIntervals(p.week, timezone, start, end));
  }
  return normalize(out);
}

/** A weekly pattern between two finite instants, in order; neighbours may touch. */
function weekIntervals(week: WeekSet, timezone: string, from: number, until: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = [];
  let t = from;
  while (t < until) {
    const segment = clockSegment(timezone, t);
    const end = Math.min(segment.to, until);
    // Local ms since a Monday 00:00; the epoch's week began on Monday 1969-12-29.
    const shift = segment.offset + 3 * 1440 * MINUTE;
    for (let base = Math.floor((t + shift) / WEEK) * WEEK - shift; base < end; base += WEEK) {
      for (const w of week) {
        const start = Math.max(t, base + w.from * MINUTE);
        const stop = Math.min(end, base + w.to * MINUTE);
        if (start < stop) out.push({ from: start, to: stop });
      }
    }
    t = end;
  }
  return out;
}

/**
 * The next instant after `after` (epoch ms, finite) at which the set begins or ceases to hold; undefined where it never changes
 * again. The set's state is the same at every instant from `after` up to it.
 */
export function nextChange(set: TimeSet, timezone: string, after: number): number | undefined {
  const state = holdsAt(set, after, timezone);
  const edges = [...new Set(set.flatMap((p) => [p.from, p.until]))].filter((e) => e > after).sort((a, b) => a - b);
  let t = after;
  for (const edge of edges) {
    const piece = set.find((p) => p.from <= t && t < p.until);
    const changed =
      piece === undefined || isFullWeek(piece.week) ? undefined : changeWithin(piece, timezone, t, edge, state);
    if (changed !== undefined) return changed;
    if (edge === Infinity) return undefined;
    if (holdsAt(set, edge, timezone) !== state) return edge;
    t = edge;
  }
  return undefined;
}

/** The first change against `state` in `(t, until)` of a piece that covers it all. */
function changeWithin(
  piece: TimePiece,
  timezone: string,
  from: number,
  until: number,
  state: boolean,
): number | undefined {
  const wanted = state ? subtract(FULL_WEEK, piece.week) : piece.week;
  if (wanted.length === 0) return undefined;
  return firstInstant({ from, until, week: wanted }, timezone, from);
}

/** The set as people read it: `from 2031-03-04 08:00 until 2031-03-04 17:00, Tue, Thu 08:00-12:00`; pieces joined by `; `. */
export function formatTimes(set: TimeSet, timezone: string): string {
  if (set.length === 0) return 'never';
  return set.map((p) => formatPiece(p, timezone)).join('; ');
}

function formatPiece(piece: TimePiece, timezone: string): string {
  const ends: string[] = [];
  if (piece.from !== -Infinity) ends.push(`from ${formatInstant(timezone, piece.from)}`);
  if (piece.until !== Infinity) ends.push(`until ${formatInstant(timezone, piece.until)}`);
  const window = ends.join(' ');
  if (isFullWeek(piece.week)) return window === '' ? 'always' : window;
  return window === '' ? formatWeek(piece.week) : `${window}, ${formatWeek(piece.week)}`;
}
