/** A smallest choice of rules that has a holder of every part: exact as long as the search is short, else without a member to spare. */
import type { RuleRef } from '../../model/policy.ts';
import type { Holders } from './arrangement.ts';

/** How many choices are tried before the answer need not be the smallest any more. */
const SEARCH_STEPS = 2_000;

/**
 * Rules of which at least one is in every set of holders, as few as possible; of equally many those that come first by `rank`. Each
 * set has a member. No rule of the answer can be left out.
 */
export function smallestCover(all: readonly Holders[], rank: (rule: RuleRef) => number): RuleRef[] {
  const forced = new Set(all.filter((p) => p.length === 1).map((p) => p[0] as RuleRef));
  const open = hardest(all.filter((p) => !p.some((r) => forced.has(r)))).map((p) =>
    [...p].sort((a, b) => rank(a) - rank(b)),
  );
  const chosen = search(open) ?? greedy(open, rank);
  return [...forced, ...chosen].sort((a, b) => rank(a) - rank(b));
}

/** Sets that hold none of the others: a cover of these covers all. Very many are left as they are. */
function hardest(all: readonly Holders[]): readonly Holders[] {
  if (all.length > SEARCH_STEPS) return all;
  const sorted = [...all].sort((a, b) => a.length - b.length);
  const out: Holders[] = [];
  for (const set of sorted) {
    const members = new Set(set);
    if (!out.some((o) => o.every((r) => members.has(r)))) out.push(set);
  }
  return out;
}

/** The smallest choice, by trying one rule more each time; undefined where that takes too long. */
function search(parts: readonly Holders[]): RuleRef[] | undefined {
  let steps = 0;
  const extend = (chosen: readonly RuleRef[], more: number): RuleRef[] | undefined => {
    const missing = parts.find((p) => !p.some((r) => chosen.includes(r)));
    if (missing === undefined) return [...chosen];
    if (more === 0) return undefined;
    for (const rule of missing) {
      if (++steps > SEARCH_STEPS) return undefined;
      const found = extend([...chosen, rule], more - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (let size = 0; size <= parts.length && steps <= SEARCH_STEPS; size++) {
    const found = extend([], size);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The rule that holds the most parts first, then whatever can be left out again is. */
function greedy(parts: readonly Holders[], rank: (rule: RuleRef) => number): RuleRef[] {
  const chosen: RuleRef[] = [];
  let open = parts;
  while (open.length > 0) {
    const counts = new Map<RuleRef, number>();
    for (const p of open) for (const r of p) counts.set(r, (counts.get(r) ?? 0) + 1);
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || rank(a[0]) - rank(b[0]))[0] as [RuleRef, number];
    chosen.push(best);
    open = open.filter((p) => !p.includes(best));
  }
  let kept = chosen;
  for (const rule of chosen) {
    const without = kept.filter((r) => r !== rule);
    if (parts.every((p) => p.some((r) => without.includes(r)))) kept = without;
  }
  return kept;
}
