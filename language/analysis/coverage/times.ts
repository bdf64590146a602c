/** Times that many rules share: interned, so that whether one holds all of another is decided once per pair. */
import { intersectTimes, isEmptyTimes, subtractTimes, type TimeSet } from '../../model/times.ts';

export interface Times {
  readonly id: number;
  readonly set: TimeSet;
}

/** Exact questions about times on the policy's wall clock, each answered once. */
export interface Clockwork {
  intern(set: TimeSet): Times;
  holds(outer: Times, inner: Times): boolean;
  meet(a: Times, b: Times): boolean;
  /** Instants in both, and those of `a` alone; undefined where there are none. */
  shared(a: TimeSet, b: TimeSet): TimeSet | undefined;
  without(a: TimeSet, b: TimeSet): TimeSet | undefined;
}

/** A clockwork for one time zone. */
export function makeClockwork(timezone: string): Clockwork {
  const interned = new Map<string, Times>();
  const held = new Map<number, boolean>();
  const met = new Map<number, boolean>();
  const some = (set: TimeSet): TimeSet | undefined => (isEmptyTimes(set, timezone) ? undefined : set);
  const shared = (a: TimeSet, b: TimeSet) => some(intersectTimes(a, b));
  const without = (a: TimeSet, b: TimeSet) => some(subtractTimes(a, b));
  const once = (known: Map<number, boolean>, a: Times, b: Times, decide: () => boolean): boolean => {
    const key = a.id * 0x4000000 + b.id;
    let answer = known.get(key);
    if (answer === undefined) {
      answer = decide();
      known.set(key, answer);
    }
    return answer;
  };
  return {
    intern(set) {
      const key = set.map((p) => `${p.from} ${p.until} ${p.week.map((w) => `${w.from}-${w.to}`).join()}`).join(';');
      const known = interned.get(key) ?? { id: interned.size, set };
      interned.set(key, known);
      return known;
    },
    holds: (outer, inner) =>
      outer.id === inner.id || once(held, outer, inner, () => without(inner.set, outer.set) === undefined),
    meet: (a, b) => a.id === b.id || once(met, a, b, () => shared(a.set, b.set) !== undefined),
    shared,
    without,
  };
}
