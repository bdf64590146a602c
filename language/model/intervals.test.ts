import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, equal, has, intersect, normalize, overlaps, subtract, union } from './intervals.ts';

const SPACE = 24;
const POINTS = Array.from({ length: SPACE }, (_, p) => p);

const set = fc
  .array(fc.tuple(fc.integer({ min: 0, max: SPACE }), fc.integer({ min: 0, max: SPACE })), { maxLength: 6 })
  .map((pairs) => normalize(pairs.map(([from, to]) => ({ from, to }))));

function pointsOf(of: ReturnType<typeof normalize<number>>): number[] {
  return POINTS.filter((p) => has(of, p));
}

describe('sets of intervals', () => {
  it('hold, share, lose and contain the points that lists of their points do', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [as, bs] = [pointsOf(a), pointsOf(b)];
        expect(pointsOf(union(a, b))).toEqual(POINTS.filter((p) => as.includes(p) || bs.includes(p)));
        expect(pointsOf(intersect(a, b))).toEqual(as.filter((p) => bs.includes(p)));
        expect(pointsOf(subtract(a, b))).toEqual(as.filter((p) => !bs.includes(p)));
        expect(contains(a, b)).toBe(bs.every((p) => as.includes(p)));
        expect(contains(union(a, b), b)).toBe(true);
        expect(overlaps(a, b)).toBe(as.some((p) => bs.includes(p)));
        expect(equal(a, b)).toBe(as.join() === bs.join());
      }),
      { numRuns: 2000 },
    );
  });
});
