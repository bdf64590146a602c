/**
 * A rule's times as schedulers of an SRX, which follow the device's time zone: a weekly pattern as days with up to two slots each,
 * where that says it exactly; all else as dated slots, one scheduler each, until the horizon.
 */
import { Temporal } from 'temporal-polyfill';
import { FULL_WEEK, isValidTimezone, MINUTES_PER_WEEK, type TimeSet } from '../../model/times.ts';
import type { CompiledRule } from '../entry.ts';
import { contentHash } from './common/content-hash.ts';
import type { RuleTimes } from './common/rule-times.ts';
import { command, type Junos, word } from './junos-syntax.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DAY = 1440;
const SLOTS_A_DAY = 2;
/** More dated slots than this of one rule, a policy each, help nobody. */
const MOST_DATES = 60;

export interface Scheduler {
  readonly name: Junos;
  /** What follows `set schedulers scheduler NAME`. */
  readonly terms: readonly Junos[];
}

/** `always`: no scheduler is needed. Else one policy per scheduler holds at its times. */
export type Schedules =
  | { readonly kind: 'always' }
  | { readonly kind: 'timed'; readonly schedulers: readonly Scheduler[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** The time zone that the device has to be in: the policy's, or where that is none, UTC, as which it is read. */
export function deviceTimezone(timezone: string): string {
  return isValidTimezone(timezone) ? timezone : 'UTC';
}

/** The schedulers of a rule in the policy's time zone. */
export function schedulesOf(rule: CompiledRule, times: RuleTimes, timezone: string, now: number): Schedules {
  const slots = weeklySlots(rule.times, now);
  if (slots !== undefined) {
    times.timed = true;
    return { kind: 'timed', schedulers: [scheduler(slots)] };
  }
  const { seconds } = times.of(rule);
  if (seconds === undefined) return { kind: 'always' };
  if (seconds.length > MOST_DATES)
    return {
      kind: 'refused',
      reason: `its times come to ${seconds.length} dated slots until the horizon, and more than ${MOST_DATES} are not written: a shorter --horizon has fewer`,
    };
  const dated: Scheduler[] = [];
  for (const { from, to } of seconds) {
    const [start, stop] = [dateTime(from, deviceTimezone(timezone)), dateTime(to, deviceTimezone(timezone))];
    if (start === undefined || stop === undefined)
      return {
        kind: 'refused',
        reason: 'it begins or ends in an hour that clocks show twice: a scheduler cannot say which',
      };
    dated.push(scheduler([command(word('start-date'), start, word('stop-date'), stop)]));
  }
  return { kind: 'timed', schedulers: dated };
}

function scheduler(terms: readonly Junos[]): Scheduler {
  return { name: word(`bh-${contentHash(terms.join('\n')).slice(0, 12)}`), terms };
}

/** A pattern that holds week by week for ever; undefined where it is none, or a day's slots cannot say it. */
function weeklySlots(times: TimeSet, now: number): Junos[] | undefined {
  const open = times.filter((p) => p.until > now);
  const [piece] = open;
  if (open.length !== 1 || piece === undefined || piece.from > now || piece.until !== Infinity) return undefined;
  if (piece.week === FULL_WEEK || (piece.week[0]?.from === 0 && piece.week[0].to === MINUTES_PER_WEEK))
    return undefined;
  const out: Junos[] = [];
  for (const [i, day] of DAYS.entries()) {
    const start = i * DAY;
    const own = piece.week
      .map((w) => ({ from: Math.max(w.from - start, 0), to: Math.min(w.to - start, DAY) }))
      .filter((w) => w.from < w.to);
    if (own.length > SLOTS_A_DAY) return undefined;
    for (const { from, to } of own) {
      if (from === 0 && to === DAY) out.push(command(word(day), word('all-day')));
      // A day's last instant cannot be stated: a slot that ends at midnight would lose a second.
      else if (to === DAY) return undefined;
      else out.push(command(word(day), word('start-time'), clock(from), word('stop-time'), clock(to)));
    }
  }
  return out;
}

function clock(minute: number): Junos {
  const two = (n: number): string => String(n).padStart(2, '0');
  return word(`${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`);
}

/** Wall-clock time in the zone; undefined where clocks show it twice. */
function dateTime(seconds: number, timezone: string): Junos | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime();
  const earlier = local.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(timezone, { disambiguation: 'later' });
  if (!earlier.equals(later)) return undefined;
  return word(local.toString({ smallestUnit: 'minute' }).replace('T', '.'));
}
