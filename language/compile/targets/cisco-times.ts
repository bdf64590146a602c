/**
 * Times of a rule as Cisco's time ranges on a clock of UTC: at most one absolute stretch each, with weekly stretches inside it. A weekly
 * pattern is one time range for every stretch between two clock changes, shifted into UTC, so that daylight saving cannot move it.
 */
import { normalize } from '../../model/intervals.ts';
import { isAlways, MINUTES_PER_WEEK, type TimePiece } from '../../model/times.ts';
import { clockSegment } from '../../model/timezone.ts';
import type { CompiledRule } from '../entry.ts';
import { horizonEnd } from './common/epoch-intervals.ts';
import { type DailySpan, dailySpans } from './common/native-times.ts';
import type { TargetRequest } from './target.ts';

/** Half-open, in epoch ms, whole minutes. */
export interface TimeRange {
  /** Absent: it has begun. */
  readonly start?: number;
  /** Absent: it does not end. */
  readonly end?: number;
  /** In UTC; empty: all of the time between. */
  readonly weekly: readonly DailySpan[];
}

/** 23:59 on 31 December 2035 is the last minute that IOS takes as an end. */
export const LAST_END = Date.UTC(2036, 0, 1);

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MINUTE = 60_000;

/** Asks once a rule, and remembers what the header has to say. */
export class UtcTimetable {
  /** Some rule has times; some weekly times ended at the horizon. */
  timed = false;
  cutAtHorizon = false;
  private readonly request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>;
  private readonly known = {
    allow: new Map<CompiledRule['times'], readonly TimeRange[] | undefined>(),
    deny: new Map<CompiledRule['times'], readonly TimeRange[] | undefined>(),
  };

  constructor(request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>) {
    this.request = request;
  }

  /** The union of some time ranges; absent: always. */
  of(rule: Pick<CompiledRule, 'times' | 'action'>): readonly TimeRange[] | undefined {
    if (isAlways(rule.times)) return undefined;
    const known = this.known[rule.action];
    if (known.has(rule.times)) return known.get(rule.times);
    const found = this.read(rule);
    known.set(rule.times, found);
    if (found !== undefined) this.timed = true;
    return found;
  }

  /** Whether some of a rule's times begin after every end that can be written. */
  beginsTooLate(rule: Pick<CompiledRule, 'times' | 'action'>): boolean {
    return (this.of(rule) ?? []).some((r) => (r.start ?? 0) >= LAST_END);
  }

  private read({ times, action }: Pick<CompiledRule, 'times' | 'action'>): readonly TimeRange[] | undefined {
    const { now } = this.request;
    const out: TimeRange[] = [];
    for (const piece of times.filter((p) => p.until > now)) {
      if (!isFullWeek(piece)) out.push(...this.weekly(piece, action));
      else if (piece.from <= now && piece.until === Infinity) return undefined;
      else out.push(range(piece.from <= now ? -Infinity : piece.from, piece.until, [], action));
    }
    return out;
  }

  private weekly(piece: TimePiece, action: CompiledRule['action']): TimeRange[] {
    const { now, timezone, horizonDays } = this.request;
    const horizon = horizonEnd(now, horizonDays);
    const out: TimeRange[] = [];
    for (let at = Math.max(piece.from, now); at < piece.until; ) {
      const clock = clockSegment(timezone, at);
      const steady = clock.to === Infinity;
      const end = Math.min(piece.until, steady ? Infinity : Math.min(clock.to, horizon));
      const spans = dailySpans(shifted(piece.week, Math.round(clock.offset / MINUTE)));
      if (at < end) out.push(range(at <= now ? -Infinity : at, end, spans, action));
      if (!steady && end === horizon && end < piece.until) {
        this.cutAtHorizon = true;
        if (action === 'deny') out.push(range(horizon, Infinity, [], action));
        break;
      }
      at = end;
    }
    return out;
  }
}

function isFullWeek({ week }: TimePiece): boolean {
  return week.length === 1 && week[0]?.from === 0 && week[0].to === MINUTES_PER_WEEK;
}

/** Nothing that is permitted ends later than an output can say; nothing that is denied ends before. */
function range(from: number, until: number, weekly: readonly DailySpan[], action: CompiledRule['action']): TimeRange {
  const end = until < LAST_END ? until : action === 'deny' || until === Infinity ? undefined : LAST_END;
  return { ...(from === -Infinity ? {} : { start: from }), ...(end === undefined ? {} : { end }), weekly };
}

/** Minutes of the week on a clock `offset` minutes east of UTC, as minutes of the week in UTC. */
function shifted(week: TimePiece['week'], offset: number): TimePiece['week'] {
  const out = week.flatMap(({ from, to }) => {
    const start = (((from - offset) % MINUTES_PER_WEEK) + MINUTES_PER_WEEK) % MINUTES_PER_WEEK;
    const end = start + to - from;
    return end <= MINUTES_PER_WEEK
      ? [{ from: start, to: end }]
      : [
          { from: start, to: MINUTES_PER_WEEK },
          { from: 0, to: end - MINUTES_PER_WEEK },
        ];
  });
  return normalize(out);
}

/**
 * The commands of a time range, without its name. An end is the last minute inside: Cisco's ends are inclusive.
 */
export function timeRangeCommands({ start, end, weekly }: TimeRange): string[] {
  const from = start === undefined ? '' : ` start ${moment(start)}`;
  const to = end === undefined ? '' : ` end ${moment(end - MINUTE)}`;
  const absolute = from === '' && to === '' ? [] : [`absolute${from}${to}`];
  return [
    ...absolute,
    ...weekly.map((s) => `periodic ${s.days.map((d) => DAYS[d]).join(' ')} ${clock(s.from)} to ${clock(s.to - 1)}`),
  ];
}

function moment(ms: number): string {
  const d = new Date(ms);
  return `${clock(d.getUTCHours() * 60 + d.getUTCMinutes())} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}`.padStart(2, '0').concat(':', `${minutes % 60}`.padStart(2, '0'));
}
