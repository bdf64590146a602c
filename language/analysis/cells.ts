/**
 * Cells: the address line parted by every address that a selector of the policy names.
 *
 * Two addresses in one cell are told apart by no rule, so "address by address" (SEMANTICS.md) becomes cell by cell. Cell 0 holds
 * whatever no address selector names, and legs without an address.
 */
import type { AddressSet } from '../model/addresses.ts';
import { type Interval, normalize } from '../model/intervals.ts';
import type { Policy, Selector, SelectorList } from '../model/policy.ts';

/** Ascending cell numbers. */
export type CellSet = readonly number[];

export const OUTSIDE: CellSet = [0];

export interface Cells {
  /** Cells that an address set touches, ascending; `OUTSIDE` for the empty set. */
  of(addresses: AddressSet): CellSet;
  /** The addresses of some cells other than cell 0, as a set. */
  addressesOf(cells: CellSet): AddressSet;
}

/** Every selector list of the policy: of rules, groups and expectations. */
export function* selectorLists(policy: Policy): Generator<SelectorList> {
  for (const rule of policy.rules) {
    yield rule.sources;
    yield rule.targets;
  }
  for (const group of policy.groups) yield group.members;
  for (const { question } of policy.expectations) {
    if ('sources' in question) {
      yield question.sources;
      yield question.targets;
    }
    if ('through' in question) yield question.through;
    if ('of' in question) yield question.of;
  }
}

/** Every selector of some lists, exceptions included. */
export function* selectorsOf(lists: Iterable<SelectorList>): Generator<Selector> {
  for (const list of lists) {
    yield* list.items;
    yield* list.except;
  }
}

interface Stretch extends Interval<bigint> {
  readonly cell: number;
}

/** Parts the line by the address sets of the selectors: stretches that the same sets hold are one cell. */
export function makeCells(selectors: Iterable<Selector>): Cells {
  const stretches = partition(distinctSets(selectors));
  const byCell: Interval<bigint>[][] = [];
  for (const s of stretches) {
    const list = byCell[s.cell];
    if (list === undefined) byCell[s.cell] = [s];
    else list.push(s);
  }
  return {
    of: (addresses) => cellsOf(stretches, addresses),
    addressesOf: (cells) => normalize(cells.flatMap((c) => byCell[c] ?? [])),
  };
}

function distinctSets(selectors: Iterable<Selector>): AddressSet[] {
  const sets = new Map<string, AddressSet>();
  for (const s of selectors)
    if (s.kind === 'address' && s.addresses !== undefined)
      sets.set(s.addresses.map((i) => `${i.from}-${i.to}`).join(), s.addresses);
  return [...sets.values()];
}

function partition(sets: readonly AddressSet[]): Stretch[] {
  const edges = sets.flatMap((set, id) =>
    set.flatMap((i) => [
      { at: i.from, id, opens: true },
      { at: i.to, id, opens: false },
    ]),
  );
  edges.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const open = new Set<number>();
  const numbers = new Map<string, number>();
  const out: Stretch[] = [];
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i] as (typeof edges)[number];
    if (edge.opens) open.add(edge.id);
    else open.delete(edge.id);
    const to = edges[i + 1]?.at;
    if (to === undefined || to === edge.at || open.size === 0) continue;
    const signature = [...open].sort((a, b) => a - b).join();
    const cell = numbers.get(signature) ?? numbers.size + 1;
    numbers.set(signature, cell);
    out.push({ from: edge.at, to, cell });
  }
  return out;
}

function cellsOf(stretches: readonly Stretch[], addresses: AddressSet): CellSet {
  if (stretches.length === 0 || addresses.length === 0) return OUTSIDE;
  const found = new Set<number>();
  for (const { from, to } of addresses) {
    let at = from;
    for (let i = firstEndingAfter(stretches, from); i < stretches.length; i++) {
      const s = stretches[i] as Stretch;
      if (s.from >= to) break;
      if (s.from > at) found.add(0);
      found.add(s.cell);
      at = s.to;
    }
    if (at < to) found.add(0);
  }
  return [...found].sort((a, b) => a - b);
}

function firstEndingAfter(stretches: readonly Stretch[], point: bigint): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((stretches[mid] as Stretch).to <= point) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The smallest set of cells that several hold together. */
export function uniteCells(a: CellSet, b: CellSet): CellSet {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
