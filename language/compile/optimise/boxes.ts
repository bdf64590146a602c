/** A firewall's rules as boxes of interned sets, so that equal sides are told by a number and one set holding another is asked once. */
import { type Clockwork, makeClockwork, type Times } from '../../analysis/coverage/times.ts';
import type { AddressSet } from '../../model/addresses.ts';
import type { AtomSet } from '../../model/atoms.ts';
import { contains, type IntervalSet } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';

/** An interned set. */
export interface Interned<S> {
  readonly id: number;
  readonly set: S;
}

/** A rule, or several in one. */
export interface Box {
  readonly rule: CompiledRule;
  readonly sources: Interned<AddressSet>;
  readonly targets: Interned<AddressSet>;
  readonly services: Interned<AtomSet>;
  readonly times: Times;
}

/** Equal sets get equal numbers; questions about two sets are answered once. */
class Sets<S extends IntervalSet<number> | IntervalSet<bigint>> {
  private readonly byObject = new Map<S, Interned<S>>();
  private readonly byText = new Map<string, Interned<S>>();
  private readonly held = new Map<number, boolean>();

  intern(set: S): Interned<S> {
    const known = this.byObject.get(set);
    if (known !== undefined) return known;
    const text = set.map((i) => `${i.from}-${i.to}`).join();
    const interned = this.byText.get(text) ?? { id: this.byText.size, set };
    this.byText.set(text, interned);
    this.byObject.set(set, interned);
    return interned;
  }

  holds(outer: Interned<S>, inner: Interned<S>): boolean {
    if (outer.id === inner.id) return true;
    const key = outer.id * 0x4000000 + inner.id;
    let answer = this.held.get(key);
    if (answer === undefined) {
      answer = contains(outer.set as IntervalSet<bigint>, inner.set as IntervalSet<bigint>);
      this.held.set(key, answer);
    }
    return answer;
  }
}

/** Makes boxes of one firewall's rules and compares them. */
export class BoxMaker {
  private readonly addresses = new Sets<AddressSet>();
  private readonly atoms = new Sets<AtomSet>();
  private readonly clockwork: Clockwork;

  constructor(timezone: string) {
    this.clockwork = makeClockwork(timezone);
  }

  box(rule: CompiledRule): Box {
    return {
      rule,
      sources: this.addresses.intern(rule.sources.addresses),
      targets: this.addresses.intern(rule.targets.addresses),
      services: this.atoms.intern(rule.services),
      times: this.clockwork.intern(rule.times),
    };
  }

  /** Whether every packet of one is a packet of the other, at every instant. */
  holds(outer: Box, inner: Box): boolean {
    return (
      this.atoms.holds(outer.services, inner.services) &&
      this.addresses.holds(outer.sources, inner.sources) &&
      this.addresses.holds(outer.targets, inner.targets) &&
      this.clockwork.holds(outer.times, inner.times)
    );
  }
}
