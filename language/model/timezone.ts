/**
 * The policy's wall clock: which local time an instant shows, and which instant a local time means.
 *
 * Zone data is Temporal's. What stands here is the reading of SEMANTICS.md *Time* - a local time that does not exist is the next
 * that does - and a cache of the stretches between clock changes, inside which local time is linear.
 */
import { Temporal } from 'temporal-polyfill';

/** A stretch of instants `[from, to)` (epoch ms) at one distance from UTC: local ms = instant + offset. */
export interface ClockSegment {
  readonly from: number;
  readonly to: number;
  /** Milliseconds east of UTC. */
  readonly offset: number;
}

/** A wall-clock time to the minute. `hour` 24 is the end of the day, whatever the clock does there. */
export interface LocalTime {
  readonly year: number;
  /** 1-12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Instants that Temporal can name lie within plus or minus this many ms of the epoch; a day less, for local times. */
const LIMIT = 8.64e15 - 86_400_000;

const known = new Map<string, ClockSegment[]>();
const valid = new Map<string, boolean>();

/** Whether the name is an IANA time zone that this machine's zone data holds. */
export function isValidTimezone(name: string): boolean {
  const cached = valid.get(name);
  if (cached !== undefined) return cached;
  let ok = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name);
  if (ok) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    } catch {
      ok = false;
    }
  }
  valid.set(name, ok);
  return ok;
}

/** The stretch around an instant (epoch ms). An unknown zone is read as UTC. */
export function clockSegment(timezone: string, instant: number): ClockSegment {
  const t = Math.max(-LIMIT, Math.min(LIMIT, instant));
  let segments = known.get(timezone);
  if (segments === undefined) {
    segments = isValidTimezone(timezone) ? [] : [{ from: -Infinity, to: Infinity, offset: 0 }];
    known.set(timezone, segments);
  }
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    const s = segments[mid] as ClockSegment;
    if (t < s.from) high = mid;
    else if (t >= s.to) low = mid + 1;
    else return s;
  }
  const made = readSegment(timezone, t);
  segments.splice(low, 0, made);
  return made;
}

function readSegment(timezone: string, t: number): ClockSegment {
  const here = zoned(timezone, Math.floor(t));
  const next = here.getTimeZoneTransition('next');
  const previous = zoned(timezone, Math.floor(t) + 1).getTimeZoneTransition('previous');
  return {
    from: previous === null ? -Infinity : previous.epochMilliseconds,
    to: next === null ? Infinity : next.epochMilliseconds,
    offset: here.offsetNanoseconds / 1e6,
  };
}

function zoned(timezone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
}

/**
 * The instant (epoch ms) that a local time of the policy means. One that does not exist is the next that does; of one that occurs
 * twice, `from` means the first and `until` the second. Undefined where the date does not exist (30 February).
 *
 * The end of a day (`hour: 24`) is the first instant of the next day, for both edges.
 */
export function localInstant(timezone: string, at: LocalTime, edge: 'from' | 'until'): number | undefined {
  const endOfDay = at.hour === 24 && at.minute === 0;
  const local = localMillis(at);
  if (local === undefined) return undefined;
  // A zone's distance from UTC is less than a day, so the stretches two days around hold every reading of the local time.
  let first: number | undefined;
  let last: number | undefined;
  let skipped: number | undefined;
  let t = local - 2 * 86_400_000;
  while (t < local + 2 * 86_400_000) {
    const segment = clockSegment(timezone, t);
    const instant = local - segment.offset;
    if (instant >= segment.from && instant < segment.to) {
      first ??= instant;
      last = instant;
    } else if (instant < segment.from) skipped ??= segment.from;
    if (segment.to === Infinity) break;
    t = segment.to;
  }
  if (first === undefined || last === undefined) return skipped;
  return edge === 'from' || endOfDay ? first : last;
}

/** Milliseconds of a local time on a clock without changes; undefined where there is no such date or time. */
function localMillis(at: LocalTime): number | undefined {
  const { year, month, day, hour, minute } = at;
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || (hour === 24 && minute !== 0)) return undefined;
  try {
    const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
    const midnight = date.toZonedDateTime('UTC').epochMilliseconds;
    return Math.abs(midnight) > LIMIT ? undefined : midnight + (hour * 60 + minute) * 60_000;
  } catch {
    return undefined;
  }
}

/** Milliseconds that the wall clock shows at an instant, counted from 1970-01-01T00:00 local; for `new Date(x)` read as UTC. */
export function localMillisAt(timezone: string, instant: number): number {
  return instant + clockSegment(timezone, instant).offset;
}

/** The wall clock's minute of the week at an instant, from Monday 00:00; 0-10079. */
export function minuteOfWeek(timezone: string, instant: number): number {
  const minutes = Math.floor(localMillisAt(timezone, instant) / 60_000);
  // The epoch was a Thursday.
  return (((minutes + 3 * 1440) % 10080) + 10080) % 10080;
}

/** `2031-03-04 08:00` on the policy's wall clock; with seconds only where they are not zero. */
export function formatInstant(timezone: string, instant: number): string {
  const iso = new Date(localMillisAt(timezone, instant)).toISOString();
  const seconds = iso.slice(17, 19) === '00' ? '' : iso.slice(16, 19);
  return `${iso.slice(0, iso.indexOf('T'))} ${iso.slice(iso.indexOf('T') + 1, iso.indexOf('T') + 6)}${seconds}`;
}
