/** What an attacker on an asset reaches in one version and not in the other, in any number of steps (SEMANTICS.md *Blast radius*). */
import { blastOf, blastTotals } from '../analysis/index.ts';
import type { Pair, Version } from './principals.ts';

/** Of assets that both versions have and neither tells apart. */
export interface BlastChange {
  readonly from: Pair;
  /** Sizes of the blast of each of them. */
  readonly before: number;
  readonly after: number;
  /** Assets that fall with it now and did not, or were not there, before. */
  readonly gained: readonly Pair[];
  readonly lost: readonly Pair[];
}

/** The assets whose blast differs, in the order of the pairs. */
export function blastChanges(before: Version, after: Version, pairs: readonly Pair[]): BlastChange[] {
  const [old, now] = [new Reached(before, pairs, 'before'), new Reached(after, pairs, 'after')];
  return pairs.flatMap((from): BlastChange[] => {
    if (from.kind !== 'assets' || from.before === undefined || from.after === undefined) return [];
    const [had, has] = [old.from(from), now.from(from)];
    const gained = pairs.filter((p) => has.has(p.index) && !had.has(p.index));
    const lost = pairs.filter((p) => had.has(p.index) && !has.has(p.index));
    if (gained.length + lost.length === 0) return [];
    return [{ from, before: old.size(from), after: now.size(from), gained, lost }];
  });
}

/** Which pairs hold an asset that falls with another one, in one version. */
class Reached {
  readonly #version: Version;
  readonly #side: 'before' | 'after';
  readonly #pairOf = new Map<number, number>();

  constructor(version: Version, pairs: readonly Pair[], side: 'before' | 'after') {
    this.#version = version;
    this.#side = side;
    for (const pair of pairs) for (const asset of pair[side]?.assets ?? []) this.#pairOf.set(asset, pair.index);
  }

  from(pair: Pair): Set<number> {
    const [asset] = pair[this.#side]?.assets ?? [];
    if (asset === undefined) return new Set();
    return new Set(blastOf(this.#version.graph, asset).flatMap((a) => this.#pairOf.get(a) ?? []));
  }

  size(pair: Pair): number {
    const [asset] = pair[this.#side]?.assets ?? [];
    return asset === undefined ? 0 : (blastTotals(this.#version.graph).sizes[asset] ?? 0);
  }
}
