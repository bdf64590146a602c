/**
 * Sets over a line, as sorted, disjoint, non-adjacent half-open intervals `[from, to)`.
 *
 * Addresses (bigint), service atoms (number), minutes of a week (number) and instants (number) are all such sets; half-open
 * ends let one implementation serve both number types without a "+ 1".
 */
export type Point = number | bigint;

/** The points p with `from <= p < to`. Empty intervals never occur inside an {@link IntervalSet}. */
export interface Interval<P extends Point> {
  readonly from: P;
  readonly to: P;
}

/** Sorted by `from`, pairwise disjoint and not touching: equal sets have equal arrays. */
export type IntervalSet<P extends Point> = readonly Interval<P>[];

/** Any intervals, in any order, overlapping or not, as a set. Empty ones are dropped. O(n log n). */
export function normalize<P extends Point>(intervals: Iterable<Interval<P>>): IntervalSet<P> {
  if (Array.isArray(intervals) && isNormal(intervals)) return intervals;
  const sorted = [...intervals].filter((i) => i.from < i.to);
  sorted.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const out: { from: P; to: P }[] = [];
  for (const i of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && i.from <= last.to) {
      if (i.to > last.to) last.to = i.to;
    } else out.push({ from: i.from, to: i.to });
  }
  return out;
}

/** Whether intervals are a set as they stand: none empty, sorted, not touching. Most that are asked about are. */
function isNormal<P extends Point>(intervals: readonly Interval<P>[]): boolean {
  let last: P | undefined;
  for (const { from, to } of intervals) {
    if (from >= to || (last !== undefined && from <= last)) return false;
    last = to;
  }
  return true;
}

/** Points in any of the sets. */
export function union<P extends Point>(...sets: readonly IntervalSet<P>[]): IntervalSet<P> {
  const some = sets.filter((set) => set.length > 0);
  return some.length === 1 ? (some[0] as IntervalSet<P>) : normalize(some.flat());
}

/** Points in both sets. Linear. */
export function intersect<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  const out: Interval<P>[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as Interval<P>;
    const y = b[j] as Interval<P>;
    // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
    const from = x.from > y.from ? x.from : y.from;
    // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
    const to = x.to < y.to ? x.to : y.to;
    if (from < to) out.push({ from, to });
    if (x.to < y.to) i++;
    else j++;
  }
  return out;
}

/** Points of `a` that are not in `b`. Linear. */
export function subtract<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): IntervalSet<P> {
  const out: Interval<P>[] = [];
  let j = 0;
  for (const x of a) {
    let from = x.from;
    while (j < b.length && (b[j] as Interval<P>).to <= from) j++;
    for (let k = j; k < b.length && (b[k] as Interval<P>).from < x.to; k++) {
      const y = b[k] as Interval<P>;
      if (y.from > from) out.push({ from, to: y.from });
      if (y.to > from) from = y.to;
    }
    if (from < x.to) out.push({ from, to: x.to });
  }
  return out;
}

/** Whether every point of `inner` is in `outer`. Linear: intervals of a set do not touch, so each must lie within one of the other's. */
export function contains<P extends Point>(outer: IntervalSet<P>, inner: IntervalSet<P>): boolean {
  let j = 0;
  for (const { from, to } of inner) {
    while (j < outer.length && (outer[j] as Interval<P>).to < to) j++;
    const around = outer[j];
    if (around === undefined || around.from > from) return false;
  }
  return true;
}

/** Whether the sets share a point. */
export function overlaps<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as Interval<P>;
    const y = b[j] as Interval<P>;
    if (x.from < y.to && y.from < x.to) return true;
    if (x.to <= y.to) i++;
    else j++;
  }
  return false;
}

/** Whether `p` is in the set. Logarithmic. */
export function has<P extends Point>(set: IntervalSet<P>, p: P): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    const i = set[mid] as Interval<P>;
    if (p < i.from) high = mid;
    else if (p >= i.to) low = mid + 1;
    else return true;
  }
  return false;
}

/** Whether the two sets hold the same points. */
export function equal<P extends Point>(a: IntervalSet<P>, b: IntervalSet<P>): boolean {
  return a.length === b.length && a.every((x, i) => x.from === b[i]?.from && x.to === b[i]?.to);
}
