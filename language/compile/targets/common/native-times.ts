/**
 * Times of a rule for devices with schedules of their own that follow the policy's wall clock: weekly patterns stay weekly, windows
 * are absolute, and a weekly pattern within a window - which no such device can say - is spelled out until the horizon.
 */
import type { IntervalSet } from '../../../model/intervals.ts';
import { isAlways, type TimePiece, type TimeSet } from '../../../model/times.ts';
import type { CompiledRule } from '../../entry.ts';
import type { TargetRequest } from '../target.ts';
import { epochIntervals } from './epoch-intervals.ts';

const DAY = 1440;

/** One stretch of a day, on some days of the week. */
export interface DailySpan {
  /** 0 is Monday; ascending. */
  readonly days: readonly number[];
  /** Minutes of the day, 0-1440; `to` is the first minute outside. */
  readonly from: number;
  readonly to: number;
}

/** A weekly pattern cut at every midnight; stretches of equal minutes together. In the order of their first days. */
export function dailySpans(week: TimePiece['week']): DailySpan[] {
  const found = new Map<string, { days: number[]; from: number; to: number }>();
  for (const stretch of week)
    for (let at = stretch.from; at < stretch.to; ) {
      const day = Math.floor(at / DAY);
      const end = Math.min(stretch.to, (day + 1) * DAY);
      const [from, to] = [at - day * DAY, end - day * DAY];
      const span = found.get(`${from} ${to}`) ?? { days: [], from, to };
      span.days.push(day);
      found.set(`${from} ${to}`, span);
      at = end;
    }
  return [...found.values()];
}

/** Times as a union; absent: always. */
export interface NativeTimes {
  readonly weekly: readonly DailySpan[];
  /** Half-open, in epoch seconds; sorted, disjoint. */
  readonly once: IntervalSet<number>;
}

/** Asks once a rule, and remembers what the header has to say. */
export class NativeTimetable {
  /** Some rule has absolute times; some weekly times ended at the horizon; some times follow the device's clock. */
  timed = false;
  cutAtHorizon = false;
  followsClock = false;
  private readonly request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>;
  private readonly spelledOut: (spans: readonly DailySpan[]) => boolean;
  private readonly known = new Map<CompiledRule, NativeTimes | undefined>();

  /** `spelledOut`: whether the device cannot hold a weekly pattern of these stretches, so that it becomes absolute times. */
  constructor(
    request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>,
    spelledOut: (spans: readonly DailySpan[]) => boolean = () => false,
  ) {
    this.request = request;
    this.spelledOut = spelledOut;
  }

  of(rule: CompiledRule): NativeTimes | undefined {
    if (this.known.has(rule)) return this.known.get(rule);
    const found = isAlways(rule.times) ? undefined : this.read(rule);
    this.known.set(rule, found);
    if (found !== undefined && found.weekly.length > 0) this.followsClock = true;
    if (found !== undefined && found.once.length > 0) this.timed = true;
    return found;
  }

  private read({ times, action }: CompiledRule): NativeTimes | undefined {
    const { now } = this.request;
    const open = times.filter((p) => p.until > now);
    const steady = open.find((p) => p.from <= now && p.until === Infinity);
    const spans = steady === undefined ? [] : dailySpans(steady.week);
    if (spans.length === 0 || this.spelledOut(spans)) return this.absolute(open, action, []);
    return this.absolute(
      open.filter((p) => p !== steady),
      action,
      spans,
    );
  }

  private absolute(
    set: TimeSet,
    action: CompiledRule['action'],
    weekly: readonly DailySpan[],
  ): NativeTimes | undefined {
    const { seconds, cut } = epochIntervals(set, action, this.request);
    if (cut) this.cutAtHorizon = true;
    return seconds === undefined ? undefined : { weekly, once: seconds };
  }
}
