/** Words for when something is permitted: `Tue, Thu 08–12`, `until 4 Mar 2031`, `5 h 12 min left`. */
import type { Policy, Rule, WeekSet } from '../../model/policy.ts';
import { cutFrom, FULL_WEEK, formatWeek, holdsAt, isEmptyTimes, timeSet } from '../../model/times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the labels of one picture are made with; `now` in epoch ms. */
export interface Clock {
  readonly now: number;
  readonly timezone: string;
}

interface CalendarDay {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

export function clockOf(policy: Policy, now: number): Clock {
  return { now, timezone: policy.header.timezone };
}

/** Whether the rule permits or denies at no instant from now on: such rules vanish from the picture. */
export function isOver(rule: Rule, { now, timezone }: Clock): boolean {
  return isEmptyTimes(cutFrom(timeSet(rule.from?.value, rule.until?.value, rule.week), now), timezone);
}

export function isTimed(rule: Rule, { now }: Clock): boolean {
  const begun = rule.from === undefined || rule.from.value <= now;
  return !begun || rule.until !== undefined || hasWeek(rule.week);
}

function hasWeek(week: WeekSet | undefined): week is WeekSet {
  return week !== undefined && formatWeek(week) !== formatWeek(FULL_WEEK);
}

/** `Tue, Thu 08–12`: minutes only where they matter. */
export function weekLabel(week: WeekSet): string {
  const text = formatWeek(week).replace(/(\d)-(\d)/g, '$1–$2');
  const onTheHour = !/:(?!00)\d\d/.test(text);
  return (onTheHour ? text.replace(/:00/g, '') : text).replace(/([A-Z][a-z]{2})-(?=[A-Z])/g, '$1–');
}

/** The condition of an ordinary rule in words; undefined where it counts always. */
export function conditionLabel(rule: Rule, clock: Clock): string | undefined {
  const parts: string[] = [];
  if (hasWeek(rule.week)) parts.push(weekLabel(rule.week));
  const from = rule.from !== undefined && rule.from.value > clock.now ? rule.from.value : undefined;
  const until = rule.until?.value;
  if (from !== undefined && until !== undefined) parts.push(dayRange(from, until, clock));
  else if (from !== undefined) parts.push(`from ${dayLabel(from, clock)}`);
  else if (until !== undefined) parts.push(`until ${dayLabel(until - 1, clock)}`);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** When an access counts: the time that is left inside its window, else its days. Empty where it has no end. */
export function accessLabel(rule: Rule, clock: Clock): string {
  const { now, timezone } = clock;
  const from = rule.from?.value ?? -Infinity;
  const until = rule.until?.value ?? Infinity;
  const open = holdsAt(timeSet(from, until, rule.week), now, timezone);
  if (open && until !== Infinity) return leftLabel(until - now);
  const days =
    until === Infinity ? (from > now ? `from ${dayLabel(from, clock)}` : '') : windowLabel(from, until, clock);
  return [hasWeek(rule.week) ? weekLabel(rule.week) : '', days].filter((part) => part !== '').join(', ');
}

function windowLabel(from: number, until: number, clock: Clock): string {
  return from === -Infinity ? `until ${dayLabel(until - 1, clock)}` : dayRange(from, until, clock);
}

/** `5 h 12 min left`, of milliseconds. */
export function leftLabel(left: number): string {
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} days left`;
  const minutes = Math.max(1, Math.floor(left / MINUTE));
  return minutes < 60 ? `${minutes} min left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function calendarDay(instant: number, timezone: string): CalendarDay {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const parts = new Map(format.formatToParts(instant).map((p) => [p.type, p.value]));
  return { day: parts.get('day') ?? '', month: parts.get('month') ?? '', year: parts.get('year') ?? '' };
}

function dayLabel(instant: number, { timezone }: Clock): string {
  const { day, month, year } = calendarDay(instant, timezone);
  return `${day} ${month} ${year}`;
}

function dayRange(from: number, until: number, { timezone }: Clock): string {
  const a = calendarDay(from, timezone);
  const b = calendarDay(until - 1, timezone);
  const end = `${b.day} ${b.month} ${b.year}`;
  if (a.year !== b.year) return `${a.day} ${a.month} ${a.year} – ${end}`;
  if (a.month !== b.month) return `${a.day} ${a.month} – ${end}`;
  return a.day === b.day ? end : `${a.day}–${end}`;
}

/** When a label of these rules next reads differently: a window opens or ends, or a minute of what is left passes. */
export function nextChange(rules: readonly Rule[], { now }: Clock): number | undefined {
  let next = Infinity;
  for (const rule of rules) {
    const from = rule.from?.value ?? -Infinity;
    const until = rule.until?.value ?? Infinity;
    if (from > now) next = Math.min(next, from);
    if (until <= now || until === Infinity) continue;
    next = Math.min(next, until);
    if (rule.container.kind !== 'access' || from > now) continue;
    const step = until - now > 2 * DAY ? DAY : MINUTE;
    next = Math.min(next, now + ((until - now) % step || step));
  }
  return next === Infinity ? undefined : next;
}
