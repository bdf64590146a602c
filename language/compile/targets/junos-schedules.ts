/**
 * A rule's times as schedulers of an SRX, which follow the device's time zone: a weekly pattern as days with up to two slots each,
 * where that says it exactly; all else as dated slots, one scheduler each, until the horizon.
 */
import { Temporal } from 'temporal-polyfill';
import { isValidTimezone } from '../../model/times.ts';
import type { CompiledRule } from '../entry.ts';
import { contentHash } from './common/content-hash.ts';
import { type DailySpan, NativeTimetable } from './common/native-times.ts';
import { command, type Junos, word } from './junos-syntax.ts';
import type { TargetRequest } from './target.ts';

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

/** A timetable of weekly patterns that days of a scheduler can say; all others it spells out. */
export function junosTimetable(request: TargetRequest): NativeTimetable {
  return new NativeTimetable(request, (spans) => {
    // A day's last instant cannot be stated: a slot that ends at midnight would lose a second.
    if (spans.some((s) => s.to === DAY && s.from !== 0)) return true;
    return DAYS.some((_, day) => spans.filter((s) => s.days.includes(day)).length > SLOTS_A_DAY);
  });
}

/** The schedulers of a rule in the policy's time zone. */
export function schedulesOf(rule: CompiledRule, times: NativeTimetable, timezone: string): Schedules {
  const found = times.of(rule);
  if (found === undefined) return { kind: 'always' };
  const { weekly, once } = found;
  if (once.length > MOST_DATES)
    return {
      kind: 'refused',
      reason: `its times come to ${once.length} dated slots until the horizon, and more than ${MOST_DATES} are not written: a shorter --horizon has fewer`,
    };
  const schedulers: Scheduler[] = weekly.length === 0 ? [] : [scheduler(weekly.flatMap(daySlots))];
  for (const { from, to } of once) {
    const [start, stop] = [dateTime(from, deviceTimezone(timezone)), dateTime(to, deviceTimezone(timezone))];
    if (start === undefined || stop === undefined)
      return {
        kind: 'refused',
        reason: 'it begins or ends in an hour that clocks show twice: a scheduler cannot say which',
      };
    schedulers.push(scheduler([command(word('start-date'), start, word('stop-date'), stop)]));
  }
  return { kind: 'timed', schedulers };
}

function scheduler(terms: readonly Junos[]): Scheduler {
  return { name: word(`bh-${contentHash(terms.join('\n')).slice(0, 12)}`), terms };
}

function daySlots({ days, from, to }: DailySpan): Junos[] {
  return days.map((day) => {
    const name = word(DAYS[day] as string);
    if (from === 0 && to === DAY) return command(name, word('all-day'));
    return command(name, word('start-time'), clock(from), word('stop-time'), clock(to));
  });
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
