/** PLACEHOLDER: being written. Time sets: absolute windows times weekly wall-clock patterns. */
import type { WeekSet } from './policy.ts';

export const MINUTES_PER_WEEK = 10080;

/** The instants t (epoch ms) with `from <= t < until` whose wall-clock minute of the week, in the policy's time zone, is in `week`. */
export interface TimePiece {
  /** -Infinity: since ever. */
  readonly from: number;
  /** Infinity: for ever. */
  readonly until: number;
  /** The full week where there is no weekly condition. */
  readonly week: WeekSet;
}

/** Sorted by `from`, disjoint in [from, until). */
export type TimeSet = readonly TimePiece[];
