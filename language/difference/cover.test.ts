/** Few sentences for many links, and neither fewer nor more links than there are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverOf, productsOf } from './cover.ts';
import type { Pair } from './principals.ts';

const PAIRS: readonly Pair[] = Array.from({ length: 12 }, (_, index) => ({
  index,
  kind: 'assets',
  // Some stand for several that neither version tells apart.
  ids: index % 4 === 3 ? [`a${index}`, `b${index}`] : [`a${index}`],
}));

const links = fc
  .uniqueArray(fc.tuple(fc.nat(11), fc.nat(11), fc.nat(1)), { selector: String, maxLength: 90 })
  .map((all) => all.map(([from, to, value]) => ({ from: PAIRS[from] as Pair, to: PAIRS[to] as Pair, value })));

/** Every pair that the products speak of; no asset is said to reach itself. */
function told(products: ReturnType<typeof coverOf<number>>): string[] {
  const all = products.flatMap(({ from, to, value }) =>
    from.flatMap((a) => to.flatMap((b) => (a === b && a.ids.length === 1 ? [] : [`${a.index} ${b.index} ${value}`]))),
  );
  return [...new Set(all)].sort();
}

describe('products of links', () => {
  it('hold together every link and nothing else, parted or overlapping, and overlapping are not more', () => {
    fc.assert(
      fc.property(links, (all) => {
        const wanted = all
          .filter(({ from, to }) => from !== to || from.ids.length > 1)
          .map(({ from, to, value }) => `${from.index} ${to.index} ${value}`)
          .sort();
        const parted = productsOf(all, String);
        expect(told(parted)).toEqual(wanted);
        const cover = coverOf(all, String);
        expect(told(cover)).toEqual(wanted);
        expect(cover.length).toBeLessThanOrEqual(2 * parted.length);
      }),
      { numRuns: 400 },
    );
  });

  it('say once what most sources share', () => {
    const link = (from: number, to: number) => ({ from: PAIRS[from] as Pair, to: PAIRS[to] as Pair, value: 0 });
    const shared = [0, 1, 2].flatMap((from) => [4, 5, 6].map((to) => link(from, to)));
    const cover = coverOf([...shared, link(0, 8), link(1, 9), link(2, 10)], String);
    expect(cover.map(({ from, to }) => [from.length, to.length])).toEqual([
      [3, 3],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });
});
