/**
 * Ends: what can open or answer a connection, as fine as any rule can tell apart - a unit of the universe on one cell of its
 * addresses. Sets of ends are interned, so that ten thousand rules that name the same zone share one.
 */
import { countAddresses } from '../../model/addresses.ts';
import { intersect, subtract } from '../../model/intervals.ts';
import type { Policy, ZoneRef } from '../../model/policy.ts';
import { deviceLegs, strangersOf, type View } from '../address-space.ts';
import type { UnitSelection } from '../select.ts';
import { lowerBound } from '../sorted.ts';
import { type Unit, universeOf } from '../universe.ts';

export type EndRef = number;

/** Principals that are many: two ends that both have it may be of two different ones. */
export const MANY = -1;

/** All ends of a policy in one view of its addresses, numbered in the order of their units. */
export interface Ends {
  readonly view: View;
  readonly count: number;
  /** First end of each unit, and behind the last one the count. */
  readonly first: Int32Array;
  readonly zone: Int32Array;
  /** The one asset, firewall or address that an end is; two ends of the same one are no pair. */
  readonly principal: Int32Array;
}

/** Numbers the ends of a policy. */
export function endsOf(policy: Policy, view: View): Ends {
  const { units } = universeOf(policy);
  const first = new Int32Array(units.length + 1);
  for (const u of units) first[u.index + 1] = (first[u.index] as number) + u[view].length;
  const count = first[units.length] as number;
  const zone = new Int32Array(count);
  const principal = new Int32Array(count);
  for (const u of units)
    for (let i = 0; i < u[view].length; i++) {
      const end = (first[u.index] as number) + i;
      zone[end] = u.zone;
      principal[end] = principalOf(policy, u, view, end, u[view][i] ?? 0);
    }
  return { view, count, first, zone, principal };
}

/** Classes first, then firewalls, then single undeclared addresses. */
function principalOf(policy: Policy, unit: Unit, view: View, end: EndRef, cell: number): number {
  const { classes, cells } = universeOf(policy);
  if (unit.kind === 'legs') return (classes[unit.assetClass]?.members.length ?? 0) > 1 ? MANY : unit.assetClass;
  if (unit.kind === 'device') return classes.length + (deviceLegs(policy)[unit.device]?.firewall ?? 0);
  const all = strangersOf(policy, unit.zone, view);
  const named = cells.addressesOf(cell === 0 ? unit[view].filter((c) => c !== 0) : [cell]);
  const held = cell === 0 ? subtract(all, named) : intersect(all, named);
  return countAddresses(held) > 1n ? MANY : classes.length + policy.firewalls.length + end;
}

/** Ascending ends, with the number that makes equal sets the same object. */
export interface EndSet {
  readonly id: number;
  readonly ends: Int32Array;
}

/** Keeps one object per set of ends. */
export class EndSets {
  private readonly byHash = new Map<number, EndSet[]>();
  private count = 0;

  /** The set of some ascending ends. */
  of(ends: Int32Array): EndSet {
    const hash = hashOf(ends);
    const same = this.byHash.get(hash) ?? [];
    const known = same.find((s) => equalEnds(s.ends, ends));
    if (known !== undefined) return known;
    const made = { id: this.count++, ends };
    this.byHash.set(hash, [...same, made]);
    return made;
  }
}

function hashOf(ends: Int32Array): number {
  let hash = 0x811c9dc5;
  for (const e of ends) hash = Math.imul(hash ^ e, 0x01000193);
  return hash;
}

function equalEnds(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((e, i) => e === b[i]);
}

/** The ends that a selection holds, ascending. */
export function endsHeld(policy: Policy, ends: Ends, selection: UnitSelection): Int32Array {
  const { units } = universeOf(policy);
  const out: number[] = [];
  for (const u of selection.units) {
    const first = ends.first[u] as number;
    const cells = selection.partial.get(u);
    if (cells === undefined) for (let e = first; e < (ends.first[u + 1] as number); e++) out.push(e);
    else for (const i of positions(units[u] as Unit, ends.view, cells)) out.push(first + i);
  }
  return Int32Array.from(out);
}

/** Where some of the unit's cells stand among all of them. */
function positions(unit: Unit, view: View, cells: readonly number[]): number[] {
  const all = unit[view];
  return cells.map((c) => lowerBound(all, c)).filter((at, i) => all[at] === cells[i]);
}

/** The ends of a set by zone, each zone's as a run. */
export function byZone(ends: Ends, set: Int32Array): ReadonlyMap<ZoneRef, Int32Array> {
  const out = new Map<ZoneRef, Int32Array>();
  for (let from = 0; from < set.length; ) {
    const zone = ends.zone[set[from] as number] as number;
    let to = from + 1;
    while (to < set.length && ends.zone[set[to] as number] === zone) to++;
    out.set(zone, set.subarray(from, to));
    from = to;
  }
  return out;
}

/** Whether an ascending list of ends has one. Logarithmic. */
export function hasEnd(ends: Int32Array, end: EndRef): boolean {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((ends[mid] as number) < end) low = mid + 1;
    else high = mid;
  }
  return ends[low] === end;
}

/** Whether every end of `inner` is in `outer`. */
export function holdsEnds(outer: EndSet, inner: EndSet): boolean {
  return outer === inner || (inner.ends.length <= outer.ends.length && inner.ends.every((e) => hasEnd(outer.ends, e)));
}

/** The ends in both sets, ascending. */
export function sharedEnds(a: EndSet, b: EndSet): ArrayLike<EndRef> {
  if (a === b) return a.ends;
  const [few, many] = a.ends.length < b.ends.length ? [a, b] : [b, a];
  return few.ends.filter((e) => hasEnd(many.ends, e));
}

/** Whether some end of the one and some of the other are two different principals. */
export function isPair(ends: Ends, a: ArrayLike<EndRef>, b: ArrayLike<EndRef>): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const only = soleOf(ends, a);
  return only === MANY || only !== soleOf(ends, b);
}

/** The one principal of all these ends; `MANY` where there are several. */
function soleOf(ends: Ends, list: ArrayLike<EndRef>): number {
  const first = ends.principal[list[0] as number] as number;
  for (let i = 1; i < list.length && first !== MANY; i++) if (ends.principal[list[i] as number] !== first) return MANY;
  return first;
}
