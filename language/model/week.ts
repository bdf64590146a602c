/** Weekly wall-clock patterns: from the words of a schedule to minutes of a week, and back to a label. */
import { type Interval, normalize } from './intervals.ts';
import type { WeekSet } from './policy.ts';

const DAY = 1440;
const MINUTES = 7 * DAY;
const NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/**
 * The minutes of the week of `every DAYS FROM-TO`: days 0 (Monday) to 6, minutes of the day 0-1440. A window whose end is not
 * after its start runs into the next day and belongs to the day it starts; Sunday's runs into Monday.
 */
export function weekSet(days: readonly number[], from: number, to: number): WeekSet {
  const out: Interval<number>[] = [];
  for (const day of days) {
    const start = day * DAY + from;
    const end = day * DAY + (to > from ? to : to + DAY);
    out.push({ from: start, to: Math.min(end, MINUTES) });
    if (end > MINUTES) out.push({ from: 0, to: end - MINUTES });
  }
  return normalize(out);
}

interface DayWindow {
  readonly day: number;
  /** Minutes of that day; `to` beyond 1440 runs into the next. */
  readonly from: number;
  readonly to: number;
}

/** `Tue, Thu 08:00-12:00`: the days of each daily window together, windows joined by `; `. The full week is `every day`. */
export function formatWeek(week: WeekSet): string {
  if (week.length === 0) return 'never';
  if (week.length === 1 && week[0]?.from === 0 && week[0].to === MINUTES) return 'every day';
  const groups = new Map<string, number[]>();
  for (const w of dayWindows(week)) {
    const key = w.from === 0 && w.to === DAY ? '' : `${clock(w.from)}-${clock(w.to > DAY ? w.to - DAY : w.to)}`;
    const days = groups.get(key);
    if (days === undefined) groups.set(key, [w.day]);
    else days.push(w.day);
  }
  return [...groups].map(([time, days]) => `${formatDays(days)}${time === '' ? '' : ` ${time}`}`).join('; ');
}

function dayWindows(week: WeekSet): DayWindow[] {
  const [first] = week;
  const last = week[week.length - 1];
  const wraps = week.length > 1 && first?.from === 0 && last?.to === MINUTES;
  const intervals = wraps ? [...week.slice(1, -1), { from: last.from, to: MINUTES + first.to }] : week;
  const out: DayWindow[] = [];
  for (const { from, to } of intervals) {
    let at = from;
    while (at < to) {
      const day = Math.floor(at / DAY);
      const start = at - day * DAY;
      // A night that ends before it is a day old stays whole; anything longer is told day by day.
      const overnight = start > 0 && to > (day + 1) * DAY && to - at < DAY;
      const end = overnight ? to : Math.min(to, (day + 1) * DAY);
      out.push({ day: day % 7, from: start, to: end - day * DAY });
      at = end;
    }
  }
  return out.sort((a, b) => a.day - b.day || a.from - b.from);
}

function formatDays(days: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last.to === day - 1) last.to = day;
    else runs.push({ from: day, to: day });
  }
  return runs
    .flatMap(({ from, to }) => (to - from >= 2 ? [`${NAMES[from]}-${NAMES[to]}`] : range(from, to)))
    .join(', ');
}

function range(from: number, to: number): string[] {
  return from === to ? [NAMES[from] as string] : [NAMES[from] as string, NAMES[to] as string];
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
