/** Which of many address sets share an address: one sweep over sorted interval ends. */
import type { AddressSet } from '../../model/addresses.ts';

/**
 * Every pair of items whose sets share a point, each pair once, in no promised order. O(n log n) plus the pairs found.
 */
export function* overlapping<T>(items: readonly T[], setOf: (item: T) => AddressSet): Generator<readonly [T, T]> {
  const pieces = items.flatMap((item, index) => setOf(item).map((i) => ({ index, item, from: i.from, to: i.to })));
  pieces.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.index - b.index));
  const told = new Set<number>();
  let open: typeof pieces = [];
  for (const piece of pieces) {
    open = open.filter((o) => o.to > piece.from);
    for (const other of open) {
      const key = Math.min(other.index, piece.index) * items.length + Math.max(other.index, piece.index);
      if (other.index === piece.index || told.has(key)) continue;
      told.add(key);
      yield [other.item, piece.item];
    }
    open.push(piece);
  }
}
