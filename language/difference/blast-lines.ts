/** Blast radii before and after, those that grow first, then by how much they change. */
import type { Difference } from './index.ts';
import { assetWords, joined } from './names.ts';
import { tellerOf } from './telling.ts';

export interface BlastRow {
  /** In words: the assets whose blast radius it is, each of them. */
  readonly assets: string;
  readonly ids: readonly string[];
  /** How many assets fall with each of them. */
  readonly before: number;
  readonly after: number;
}

/** Only those whose size changes. */
export function blastRows(difference: Difference): BlastRow[] {
  const { names } = tellerOf(difference);
  return difference.blast
    .filter((b) => b.before !== b.after)
    .map(({ from, before, after }) => ({
      assets: joined(assetWords(names.after, from.ids)),
      ids: from.ids,
      before,
      after,
    }))
    .sort(
      (a, b) =>
        Number(b.after > b.before) - Number(a.after > a.before) ||
        Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
        (a.assets < b.assets ? -1 : 1),
    );
}

/** `ENG-1: 7 → 1 assets`. */
export function blastLines(difference: Difference): string[] {
  return blastRows(difference).map((row) => `${row.assets}: ${row.before} → ${row.after} assets`);
}
