/**
 * Addresses parted so that no set of a firewall's rules tells two of a part apart, nor the policy's names: what a security group or
 * a label stands for. A part keeps its name while other assets and rules come and go.
 */
import { compareIds } from '../../../analysis/universe.ts';
import type { AddressSet } from '../../../model/addresses.ts';
import { type Interval, normalize, union } from '../../../model/intervals.ts';
import type { NamedAddresses } from '../../named-addresses.ts';

export interface AddressCell {
  /** Unlike all others; may hold anything. */
  readonly name: string;
  readonly addresses: AddressSet;
  /** What the policy calls them: assets, or a zone's other addresses. */
  readonly about: string;
}

interface Draft {
  readonly base: string;
  readonly about: string;
  readonly intervals: Interval<bigint>[];
}

/** The cells of some sets of addresses, in the order of their names; addresses in none of the sets are in no cell. */
export function addressCells(sets: readonly AddressSet[], named: readonly NamedAddresses[]): AddressCell[] {
  const names = [...named].sort((a, b) => compareIds(nameOf(a), nameOf(b)));
  const all = [...sets, ...names.map((n) => union(n.outer, n.inner))];
  const events = all.flatMap((set, i) =>
    set.flatMap(({ from, to }) => [
      { at: from, set: i, begins: true },
      { at: to, set: i, begins: false },
    ]),
  );
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const drafts = new Map<string, Draft>();
  const active = new Set<number>();
  for (let i = 0; i < events.length; ) {
    const at = (events[i] as { at: bigint }).at;
    for (; i < events.length && events[i]?.at === at; i++) {
      const event = events[i] as { set: number; begins: boolean };
      if (event.begins) active.add(event.set);
      else active.delete(event.set);
    }
    const held = [...active].sort((a, b) => a - b);
    if (held.length === 0 || (held[0] as number) >= sets.length) continue;
    const key = held.join();
    const known = drafts.get(key) ?? draftOf(held.filter((s) => s >= sets.length).map((s) => names[s - sets.length]));
    drafts.set(key, known);
    known.intervals.push({ from: at, to: (events[i] as { at: bigint }).at });
  }
  return numbered([...drafts.values()]);
}

function draftOf(held: readonly (NamedAddresses | undefined)[]): Draft {
  const found = held.flatMap((n) => (n === undefined ? [] : [n]));
  const assets = found.filter((n) => n.name !== undefined);
  const best = assets[0] ?? found[0];
  const about = (assets.length > 0 ? assets : found).map(nameOf);
  return { base: best === undefined ? 'other' : nameOf(best), about: about.join(', ') || 'no zone', intervals: [] };
}

function nameOf({ name, zone }: NamedAddresses): string {
  return name ?? `${zone} others`;
}

/** Several parts of one name: the first of them keeps it. */
function numbered(drafts: readonly Draft[]): AddressCell[] {
  const made = drafts.map(({ base, about, intervals }) => ({ base, about, addresses: normalize(intervals) }));
  made.sort(
    (a, b) => compareIds(a.base, b.base) || ((a.addresses[0]?.from ?? 0n) < (b.addresses[0]?.from ?? 0n) ? -1 : 1),
  );
  const count = new Map<string, number>();
  return made.map(({ base, about, addresses }) => {
    const n = (count.get(base) ?? 0) + 1;
    count.set(base, n);
    return { name: n === 1 ? base : `${base} ${n}`, addresses, about };
  });
}

/** Finds cells by address, in as many steps as the answer is long. */
export class CellIndex {
  private readonly stretches: readonly { readonly from: bigint; readonly to: bigint; readonly cell: number }[];
  private readonly cells: readonly AddressCell[];

  constructor(cells: readonly AddressCell[]) {
    this.cells = cells;
    this.stretches = cells
      .flatMap(({ addresses }, cell) => addresses.map(({ from, to }) => ({ from, to, cell })))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  }

  /** The cells that lie in a set, of which none lies there in part but by its address family; in the order of all. */
  in(set: AddressSet): AddressCell[] {
    const found = new Set<number>();
    for (const { from, to } of set) {
      let [low, high] = [0, this.stretches.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((this.stretches[middle] as { to: bigint }).to > from) high = middle;
        else low = middle + 1;
      }
      for (let s = this.stretches[low]; s !== undefined && s.from < to; s = this.stretches[++low]) found.add(s.cell);
    }
    return [...found].sort((a, b) => a - b).map((i) => this.cells[i] as AddressCell);
  }
}
