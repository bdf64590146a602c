/**
 * Times of a rule as absolute intervals in epoch seconds: for devices that follow no time zone through daylight saving.
 *
 * Windows are exact. Weekly patterns are spelled out until the horizon; after it an allow is closed and a deny holds, so that an
 * output that grows old never permits more than the policy.
 */
import { type IntervalSet, normalize } from '../../../model/intervals.ts';
import { FULL_WEEK, intervalsWithin, MINUTES_PER_WEEK, type TimePiece, type TimeSet } from '../../../model/times.ts';

const DAY = 86_400_000;
/** Stands for "for ever": 2286-11-20, the last instant of ten digits. */
export const FAR_SECONDS = 9_999_999_999;

export interface EpochIntervals {
  /** Half-open, in epoch seconds; undefined: always. */
  readonly seconds?: IntervalSet<number>;
  /** Weekly patterns were cut at the horizon. */
  readonly cut: boolean;
}

/** The end of the horizon in epoch ms: never before now, nor later than an output can say. */
export function horizonEnd(now: number, days: number): number {
  return Math.max(now, Math.min(now + days * DAY, FAR_SECONDS * 1000));
}

/**
 * The times of a rule from `now` (epoch ms) on. An interval that has begun may start before `now` - its true start, or a day earlier
 * where it has none - so that a device whose clock is a little behind agrees.
 */
export function epochIntervals(
  set: TimeSet,
  action: 'allow' | 'deny',
  clock: { readonly timezone: string; readonly now: number; readonly horizonDays: number },
): EpochIntervals {
  const end = horizonEnd(clock.now, clock.horizonDays);
  const open = set.filter((p) => p.until > clock.now);
  if (open.some((p) => p.from <= clock.now && p.until === Infinity && isFullWeek(p))) return { cut: false };
  const out: { from: number; to: number }[] = [];
  let cut = false;
  for (const piece of open) {
    if (isFullWeek(piece)) {
      out.push({ from: Math.max(piece.from, clock.now - DAY), to: piece.until });
      continue;
    }
    out.push(...intervalsWithin([piece], clock.timezone, clock.now - 7 * DAY, end));
    if (piece.until <= end) continue;
    cut = true;
    if (action === 'deny') out.push({ from: Math.max(piece.from, end), to: Infinity });
  }
  const seconds = normalize(
    out.map((i) => ({ from: Math.floor(i.from / 1000), to: Math.min(FAR_SECONDS, Math.ceil(i.to / 1000)) })),
  );
  return { seconds: seconds.filter((i) => i.to * 1000 > clock.now), cut };
}

function isFullWeek(piece: TimePiece): boolean {
  const [only] = piece.week;
  return piece.week === FULL_WEEK || (piece.week.length === 1 && only?.from === 0 && only.to === MINUTES_PER_WEEK);
}
