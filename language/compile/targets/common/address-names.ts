/** Finds what the addresses of a rule's side are called. */
import { type AddressSet, formatAddresses } from '../../../model/addresses.ts';
import { contains, intersect, subtract } from '../../../model/intervals.ts';
import type { CompiledRule, RuleSide } from '../../entry.ts';
import type { NamedAddresses } from '../../named-addresses.ts';

interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
  readonly entry: NamedAddresses;
}

/** A name that holds some addresses of a side. */
export interface Held {
  readonly entry: NamedAddresses;
  /** Of the side. */
  readonly addresses: AddressSet;
  /** All that the name stands for is in the side. */
  readonly whole: boolean;
}

/** Names by address, in one view: searched by halves, so that a side costs no more than what it holds. */
class Index {
  private readonly stretches: readonly Stretch[];
  /** Of each stretch and all before it. */
  private readonly furthest: readonly bigint[];
  private readonly view: 'outer' | 'inner';

  constructor(named: readonly NamedAddresses[], view: 'outer' | 'inner') {
    this.view = view;
    this.stretches = named
      .flatMap((entry) => entry[view].map(({ from, to }) => ({ from, to, entry })))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    let last = 0n;
    this.furthest = this.stretches.map((s) => {
      if (s.to > last) last = s.to;
      return last;
    });
  }

  of(set: AddressSet): Held[] {
    const found = new Set<NamedAddresses>();
    for (const { from, to } of set) {
      let [low, high] = [0, this.stretches.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((this.furthest[middle] as bigint) > from) high = middle;
        else low = middle + 1;
      }
      for (let i = low; i < this.stretches.length && (this.stretches[i] as Stretch).from < to; i++) {
        const s = this.stretches[i] as Stretch;
        if (s.to > from) found.add(s.entry);
      }
    }
    return [...found].map((entry) => {
      const own = entry[this.view];
      return { entry, addresses: intersect(own, set), whole: contains(set, own) };
    });
  }
}

/** Names of the sides of one policy's rules. */
export class AddressNames {
  private readonly named: readonly NamedAddresses[];
  private readonly order: ReadonlyMap<NamedAddresses, number>;
  private readonly outer: Index;
  private readonly inner = new Map<string, Index>();
  private readonly known = new Map<RuleSide, readonly Held[]>();

  constructor(named: readonly NamedAddresses[]) {
    this.named = named;
    this.order = new Map(named.map((n, i) => [n, i]));
    this.outer = new Index(named, 'outer');
  }

  /** The names that hold addresses of a side, assets first, in the policy's order. */
  of(side: RuleSide, { crossing }: CompiledRule): readonly Held[] {
    const known = this.known.get(side);
    if (known !== undefined) return known;
    const held =
      crossing.kind === 'inside' ? this.inside(crossing.zone, side.addresses) : this.outer.of(side.addresses);
    const found = held.sort((a, b) => (this.order.get(a.entry) ?? 0) - (this.order.get(b.entry) ?? 0));
    this.known.set(side, found);
    return found;
  }

  /** In a zone its own names; for what is reached through an asset of it, the names that it has elsewhere. */
  private inside(zone: string, addresses: AddressSet): Held[] {
    const own = this.within(zone).of(addresses);
    const rest = own.reduce((left, h) => subtract(left, h.addresses), addresses);
    return [...own, ...this.outer.of(rest)];
  }

  private within(zone: string): Index {
    const known =
      this.inner.get(zone) ??
      new Index(
        this.named.filter((n) => n.zone === zone),
        'inner',
      );
    this.inner.set(zone, known);
    return known;
  }
}

/** `Plant.Kiln.PLC-301`, `Enterprise (its other addresses)`, `IDMZ (10.20.0.5-10.20.0.9)`. */
export function heldText({ entry, addresses, whole }: Held): string {
  if (entry.name !== undefined) return whole ? entry.name : `${entry.name} (${formatAddresses(addresses).join(', ')})`;
  return `${entry.zone} (${whole ? 'its other addresses' : formatAddresses(addresses).join(', ')})`;
}
