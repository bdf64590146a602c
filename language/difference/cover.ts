/**
 * Few sentences for many links: products of sources and targets of which every pair is a link. `productsOf` parts the links, each in
 * one product; `coverOf` lets products overlap, so that what most share is said once.
 */
import type { Pair } from './principals.ts';

/** Every source with every target. */
export interface Product<T> {
  readonly from: readonly Pair[];
  readonly to: readonly Pair[];
  readonly value: T;
}

export interface Link<T> {
  readonly from: Pair;
  readonly to: Pair;
  readonly value: T;
}

/** More looks than this, and each row stands for itself: to find what they share would take long. */
const MOST_WORK = 5_000_000;
/** Up to here, what any two rows share is tried too. */
const MOST_PAIRED = 24;

/** Sources with equal targets, per value; values are equal where their keys are. */
export function productsOf<T>(links: Iterable<Link<T>>, keyOf: (value: T) => string): Product<T>[] {
  return byValue(links, keyOf).flatMap(({ value, rows }) => rows.map(({ from, to }) => ({ from, to: [...to], value })));
}

/** Products that together hold every link and nothing else; the largest first. */
export function coverOf<T>(links: Iterable<Link<T>>, keyOf: (value: T) => string): Product<T>[] {
  return byValue(links, keyOf).flatMap(({ value, rows }) =>
    covered(rows).map(({ from, to }) => ({ from, to: [...to], value })),
  );
}

/** Sources that have the same targets. */
interface Row {
  readonly from: readonly Pair[];
  readonly to: ReadonlySet<Pair>;
}

function byValue<T>(links: Iterable<Link<T>>, keyOf: (value: T) => string): { value: T; rows: Row[] }[] {
  const values = new Map<string, { readonly value: T; readonly targets: Map<Pair, Set<Pair>> }>();
  for (const { from, to, value } of links) {
    const key = keyOf(value);
    const entry = values.get(key) ?? { value, targets: new Map<Pair, Set<Pair>>() };
    values.set(key, entry);
    const set = entry.targets.get(from);
    if (set === undefined) entry.targets.set(from, new Set([to]));
    else set.add(to);
  }
  return [...values.values()].map(({ value, targets }) => {
    const alike = new Map<string, { from: Pair[]; to: ReadonlySet<Pair> }>();
    for (const [from, to] of targets) {
      const key = [...to].map((t) => t.index).join();
      const row = alike.get(key);
      if (row === undefined) alike.set(key, { from: [from], to });
      else row.from.push(from);
    }
    return { value, rows: [...alike.values()] };
  });
}

/** Takes again and again the product that says most of what is not said yet. */
function covered(rows: readonly Row[]): Row[] {
  const work = rows.length ** 2 * rows.reduce((sum, row) => sum + row.to.size, 0);
  if (rows.length < 2 || work > MOST_WORK) return [...rows];
  const left = rows.map((row) => new Set(row.to));
  const wanted = candidates(rows);
  const out: Row[] = [];
  for (;;) {
    let best: { row: Row; holders: number[]; said: number } | undefined;
    for (const to of wanted) {
      const holders = rows.flatMap((row, i) => (holds(row, to) ? [i] : []));
      const said = holders.reduce((sum, i) => sum + (rows[i] as Row).from.length * shared(left[i] as Set<Pair>, to), 0);
      if (said > (best?.said ?? 0))
        best = { row: { from: holders.flatMap((i) => (rows[i] as Row).from), to }, holders, said };
    }
    if (best === undefined) return out;
    const { row, holders } = best;
    // What is said already needs no second time.
    const fresh = holders.filter((i) => shared(left[i] as Set<Pair>, row.to) > 0);
    const to = [...row.to].filter((pair) => fresh.some((i) => left[i]?.has(pair)));
    out.push({ from: fresh.flatMap((i) => (rows[i] as Row).from), to: new Set(to) });
    for (const i of fresh) for (const pair of to) left[i]?.delete(pair);
  }
}

/** The rows' own targets, and of few rows what any two share. */
function candidates(rows: readonly Row[]): ReadonlySet<Pair>[] {
  const sets = rows.map((row) => row.to);
  if (rows.length > MOST_PAIRED) return sets;
  const both = rows.flatMap((a, i) =>
    rows.slice(i + 1).map((b) => new Set([...a.to, ...a.from].filter((p) => has(a, p) && has(b, p)))),
  );
  return [...sets, ...both.filter((set) => set.size > 0)];
}

function holds(row: Row, to: ReadonlySet<Pair>): boolean {
  return [...to].every((pair) => has(row, pair));
}

/** One asset is not said to reach itself, whatever the sentence; so it may stand on both sides. */
function has({ from, to }: Row, pair: Pair): boolean {
  return to.has(pair) || (from.length === 1 && from[0] === pair && pair.kind === 'assets' && pair.ids.length === 1);
}

function shared(left: ReadonlySet<Pair>, to: ReadonlySet<Pair>): number {
  let count = 0;
  for (const pair of to) if (left.has(pair)) count++;
  return count;
}
