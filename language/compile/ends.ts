/**
 * What a rule's selectors come to on the wire: addresses, by the zone that they lie in, and what has none.
 *
 * A leg `at dhcp` stands for its zone's undeclared addresses - what its zone's networks hold besides declared assets.
 */
import { addressesOfLegs, strangersOf, type View } from '../analysis/address-space.ts';
import { expandSelection, legsOfUnit, type UnitSelection } from '../analysis/select.ts';
import { type Unit, type UnitRef, type Universe, universeOf } from '../analysis/universe.ts';
import { type AddressSet, uniteAddresses } from '../model/addresses.ts';
import { type Interval, normalize } from '../model/intervals.ts';
import type { FirewallRef, LegRef, Policy, ZoneRef } from '../model/policy.ts';

/** All that a selection holds in one zone; a firewall's own legs apart. */
export interface End {
  readonly zone: ZoneRef;
  /** The addresses are those of this firewall itself. */
  readonly device?: FirewallRef;
  readonly addresses: AddressSet;
  /** Legs `at dhcp` among them, ascending. */
  readonly dhcp: readonly LegRef[];
  /** Legs held that have no address, or are at dhcp in a zone without networks. */
  readonly missing: readonly LegRef[];
}

const NONE: AddressSet = [];

/** What one unit comes to. */
type Addressed = Pick<End, 'addresses' | 'dhcp' | 'missing'>;

/** Runs of units that are asked for again: by the first and last where none between is missing, else by all. */
type Runs = Map<number | string, readonly End[]>;

/**
 * Finds the ends of selections of one policy. What the units of a zone come to is computed once: many rules ask for all sensors of
 * a zone, and what exporters make of the very same set they can keep.
 */
export class EndFinder {
  private readonly policy: Policy;
  private readonly universe: Universe;
  private readonly whole: Record<View, (Addressed | undefined)[]> = { outer: [], inner: [] };
  private readonly runs: Record<View, Runs> = { outer: new Map(), inner: new Map() };

  constructor(policy: Policy) {
    this.policy = policy;
    this.universe = universeOf(policy);
  }

  /** The ends of a selection, in the order of zones' units. `outer`: as the firewalls between zones see it. */
  of(selection: UnitSelection, view: View): readonly End[] {
    const { units } = selection;
    const all = this.universe.units;
    const zoneAt = (i: number) => all[units[i] ?? -1]?.zone;
    const out: End[] = [];
    for (let start = 0, stop = 0; start < units.length; start = stop) {
      const zone = zoneAt(start);
      do stop++;
      while (stop < units.length && zoneAt(stop) === zone);
      const ends = this.run(selection, start, stop, view);
      // Most rules hold one zone on either side.
      if (stop - start === units.length) return ends;
      for (const end of ends) out.push(end);
    }
    return out;
  }

  /** The ends of the units of one zone, at positions from `start` to before `stop` of a selection. */
  private run(selection: UnitSelection, start: number, stop: number, view: View): readonly End[] {
    const { units, partial } = selection;
    const refs = () => units.slice(start, stop);
    if (partial.size > 0) return this.endsOf(refs(), selection, view);
    const [first, last] = [units[start] ?? 0, units[stop - 1] ?? 0];
    const isGapless = last - first + 1 === stop - start;
    const key = isGapless ? first * this.universe.units.length + last : refs().join();
    const known = this.runs[view].get(key);
    if (known !== undefined) return known;
    const made = this.endsOf(refs(), selection, view);
    this.runs[view].set(key, made);
    return made;
  }

  private endsOf(refs: readonly UnitRef[], selection: UnitSelection, view: View): End[] {
    const byDevice = new Map<FirewallRef | undefined, { zone: ZoneRef; parts: Addressed[] }>();
    for (const ref of refs) {
      const { kind, zone } = this.universe.units[ref] as Unit;
      const device = kind === 'device' ? deviceOf(this.policy, ref) : undefined;
      const draft = byDevice.get(device) ?? { zone, parts: [] };
      byDevice.set(device, draft);
      draft.parts.push(selection.partial.has(ref) ? this.part(ref, selection, view) : this.unit(ref, view));
    }
    return [...byDevice].map(([device, { zone, parts }]) => ({ zone, device, ...together(parts) }));
  }

  private unit(ref: UnitRef, view: View): Addressed {
    const known = this.whole[view][ref];
    if (known !== undefined) return known;
    const unit = this.universe.units[ref] as Unit;
    const made = unit.kind === 'legs' ? this.legs(unit, view) : this.undeclared(ref, view);
    this.whole[view][ref] = made;
    return made;
  }

  /** What the legs of a unit come to. */
  private legs(unit: Unit, view: View): Addressed {
    const addressesOf = addressesOfLegs(this.policy, view);
    const intervals: Interval<bigint>[] = [];
    const dhcp: LegRef[] = [];
    const missing: LegRef[] = [];
    // In the order of declaration most addresses are in their own order too.
    for (const leg of legsOfUnit(this.universe, unit).sort((a, b) => a.index - b.index)) {
      const fixed = addressesOf(leg);
      const free = leg.dhcp ? strangersOf(this.policy, leg.zone, view) : NONE;
      for (const i of fixed) intervals.push(i);
      for (const i of free) intervals.push(i);
      if (free.length > 0) dhcp.push(leg.index);
      else if (fixed.length === 0) missing.push(leg.index);
    }
    return { addresses: normalize(intervals), dhcp, missing };
  }

  /** What a unit comes to that is no legs: undeclared addresses of a zone, or those of a firewall. */
  private undeclared(ref: UnitRef, view: View): Addressed {
    const { strangers, devices } = expandSelection(this.policy, { units: [ref], partial: new Map() }, view);
    const sets = [...strangers.values(), ...devices.map((d) => d.addresses)];
    return { addresses: uniteAddresses(sets), dhcp: [], missing: [] };
  }

  private part(ref: UnitRef, selection: UnitSelection, view: View): Addressed {
    const cells = selection.partial.get(ref) ?? [];
    const only = expandSelection(this.policy, { units: [ref], partial: new Map([[ref, cells]]) }, view);
    const sets = [...only.partial.values(), ...only.strangers.values(), ...only.devices.map((d) => d.addresses)];
    const dhcp = [...only.partial.keys()].filter((l) => cells[0] === 0 && this.policy.legs[l]?.dhcp === true);
    const free = dhcp.map((l) => strangersOf(this.policy, this.policy.legs[l]?.zone ?? -1, view));
    return { addresses: normalize([...sets, ...free].flat()), dhcp, missing: [] };
  }
}

/** The union of what several units come to; of a single one the very set, so that what is made of it can be kept. */
function together(parts: readonly Addressed[]): Addressed {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    addresses: uniteAddresses(parts.map((p) => p.addresses)),
    dhcp: parts.flatMap((p) => p.dhcp).sort((a, b) => a - b),
    missing: parts.flatMap((p) => p.missing).sort((a, b) => a - b),
  };
}

function deviceOf(policy: Policy, ref: UnitRef): FirewallRef | undefined {
  return expandSelection(policy, { units: [ref], partial: new Map() }, 'outer').devices[0]?.firewall;
}
