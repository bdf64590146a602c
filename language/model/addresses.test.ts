import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uniteAddresses, V4_SIZE, V6_BASE } from './addresses.ts';
import { normalize } from './intervals.ts';

test('the union of sets of addresses is that of their intervals, in both families and at their ends', () => {
  const start = fc.oneof(
    fc.bigInt({ min: 0n, max: 40n }),
    fc.bigInt({ min: V4_SIZE - 20n, max: V4_SIZE - 1n }),
    fc.bigInt({ min: V6_BASE, max: V6_BASE + 20n }),
  );
  const interval = fc
    .tuple(start, fc.bigInt({ min: 1n, max: 4n }))
    .map(([from, size]) => ({ from, to: from < V4_SIZE && from + size > V4_SIZE ? V4_SIZE : from + size }));
  const set = fc.array(interval, { maxLength: 6 }).map((list) => normalize(list));
  fc.assert(
    fc.property(fc.array(set, { maxLength: 6 }), (sets) => {
      expect(uniteAddresses(sets)).toEqual(normalize(sets.flat()));
    }),
  );
});
