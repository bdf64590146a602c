/**
 * What a list of selectors means in its place: which legs it holds, which legs only on some of their addresses, and which
 * undeclared addresses.
 *
 * The work is done on units (universe.ts), in time that grows with what is found, not with the policy; the outer shape, with
 * single legs and addresses, is made from it on request.
 */
import type { AddressSet } from '../model/addresses.ts';
import { intersect, subtract } from '../model/intervals.ts';
import type {
  AssetRef,
  ConduitRef,
  GroupRef,
  Leg,
  LegRef,
  Policy,
  Rule,
  Selector,
  SelectorList,
  ZoneRef,
} from '../model/policy.ts';
import { type DeviceLeg, deviceLegs, legAddresses, strangersOf, type View } from './address-space.ts';
import { type CellSet, uniteCells } from './cells.ts';
import { perPolicy } from './memo.ts';
import { isMember, lowerBound } from './sorted.ts';
import { type Unit, type UnitRef, type Universe, universeOf } from './universe.ts';

/** Where a selector list stands: in a conduit it means what lies in its zones, in a zone's body what has that very zone. */
export type Scope =
  | { readonly kind: 'policy' }
  | { readonly kind: 'conduit'; readonly conduit: ConduitRef }
  | { readonly kind: 'zone'; readonly zone: ZoneRef };

export const WHOLE_POLICY: Scope = { kind: 'policy' };

/** The scope in which a rule's selectors are read: its container's; an access rule speaks of the whole policy. */
export function scopeOf(rule: Rule): Scope {
  const { container } = rule;
  return container.kind === 'access' ? WHOLE_POLICY : container;
}

/** In a zone's own body a translated network goes by its inner addresses. */
export function viewOf(scope: Scope): View {
  return scope.kind === 'zone' ? 'inner' : 'outer';
}

/** Units held, ascending; those held on some of their cells only have them in `partial`. */
export interface UnitSelection {
  readonly units: readonly UnitRef[];
  readonly partial: ReadonlyMap<UnitRef, CellSet>;
}

export const NOTHING: UnitSelection = { units: [], partial: new Map() };

/** Runs of unit numbers, ascending and disjoint. */
type Ranges = readonly (readonly [number, number])[];

interface Reading {
  readonly universe: Universe;
  readonly ranges: Ranges;
  readonly view: View;
  /** Whether zone, address and `any` selectors hold firewalls too, or only selectors that name one. */
  readonly devices: boolean;
  readonly groups: Map<GroupRef, UnitSelection>;
}

/** How a selection in an expectation differs: it means assets, so a firewall counts only where it is named. */
export interface SelectOptions {
  readonly devicesByNameOnly?: boolean;
}

/** The units that a list of selectors holds. */
export function selectUnits(
  policy: Policy,
  list: SelectorList,
  scope: Scope,
  options: SelectOptions = {},
): UnitSelection {
  const devices = options.devicesByNameOnly !== true;
  const answers = selections(policy);
  let known = answers.get(list);
  const answer = known?.find((k) => k.devices === devices && isSameScope(k.scope, scope));
  if (answer !== undefined) return answer.selection;
  const universe = universeOf(policy);
  const ranges = rangesOf(universe, scope);
  const selection = selectList({ universe, ranges, view: viewOf(scope), devices, groups: new Map() }, list);
  if (known === undefined) {
    known = [];
    answers.set(list, known);
  }
  known.push({ scope, devices, selection });
  return selection;
}

/** What lists of selectors held, each where it was asked for: checks, coverage and permission all ask the same. */
const selections = perPolicy(
  () => new Map<SelectorList, { scope: Scope; devices: boolean; selection: UnitSelection }[]>(),
);

function isSameScope(a: Scope, b: Scope): boolean {
  if (a.kind === 'conduit') return b.kind === 'conduit' && a.conduit === b.conduit;
  if (a.kind === 'zone') return b.kind === 'zone' && a.zone === b.zone;
  return a.kind === b.kind;
}

function rangesOf(universe: Universe, scope: Scope): Ranges {
  const { start, end, ownEnd, policy } = universe;
  if (scope.kind === 'policy') return [[0, universe.units.length]];
  if (scope.kind === 'zone') return [[start[scope.zone] ?? 0, ownEnd[scope.zone] ?? 0]];
  const zones = policy.conduits[scope.conduit]?.zones ?? [];
  return mergeRanges(zones.map((z) => [start[z] ?? 0, end[z] ?? 0] as const));
}

function mergeRanges(ranges: Ranges): Ranges {
  const out: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out[out.length - 1];
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

function selectList(reading: Reading, list: SelectorList): UnitSelection {
  const [only] = list.items;
  const held =
    list.items.length === 1 && only !== undefined
      ? selectOne(reading, only)
      : list.items.reduce((all, item) => unite(reading, all, selectOne(reading, item)), NOTHING);
  return list.except.reduce((rest, item) => take(reading, rest, selectOne(reading, item)), held);
}

function selectOne(reading: Reading, selector: Selector): UnitSelection {
  const { universe } = reading;
  const found = selector.in === undefined ? selectKind(reading, selector) : selectIn(reading, selector, selector.in);
  if (selector.narrowedTo === undefined) return found;
  const tagged = new Set(universe.byTag.get(selector.narrowedTo) ?? []);
  return filterUnits(found, (u) => tagged.has(u));
}

/** `in ZONE`: what of the selector lies in the zone's subtree. */
function selectIn(reading: Reading, selector: Selector, zone: ZoneRef): UnitSelection {
  const { start, end } = reading.universe;
  const [from, to] = [start[zone] ?? 0, end[zone] ?? 0];
  // A group is read once for the whole scope, so that one that holds itself is recognised.
  if (selector.kind === 'group') return filterUnits(selectKind(reading, selector), (u) => u >= from && u < to);
  const ranges = reading.ranges
    .map(([a, b]) => [Math.max(a, from), Math.min(b, to)] as const)
    .filter(([a, b]) => a < b);
  return selectKind({ ...reading, ranges }, selector);
}

function filterUnits(selection: UnitSelection, keep: (unit: UnitRef) => boolean): UnitSelection {
  const units = selection.units.filter(keep);
  return { units, partial: new Map([...selection.partial].filter(([u]) => keep(u))) };
}

function selectKind(reading: Reading, selector: Selector): UnitSelection {
  const { universe } = reading;
  const { kind, ref } = selector;
  if (kind === 'address') return selectAddresses(reading, selector.addresses ?? []);
  if (kind === 'any') return wholeUnits(everything(reading, 0, universe.units.length));
  if (kind === 'tagged') return wholeUnits(slices(reading, universe.byTag.get(selector.tag ?? '') ?? []));
  if (ref === undefined) return NOTHING;
  if (kind === 'zone') return wholeUnits(everything(reading, universe.start[ref] ?? 0, universe.end[ref] ?? 0));
  if (kind === 'asset') return wholeUnits(slices(reading, universe.byAsset.get(ref) ?? []));
  if (kind === 'type') return wholeUnits(slices(reading, universe.byType.get(ref) ?? []));
  if (kind === 'firewall') return wholeUnits(slices(reading, universe.byFirewall.get(ref) ?? []));
  return selectGroup(reading, ref);
}

function wholeUnits(units: readonly UnitRef[]): UnitSelection {
  return { units, partial: NOTHING.partial };
}

/** Every unit of the scope in a run of numbers. */
function everything(reading: Reading, from: number, to: number): UnitRef[] {
  const out: UnitRef[] = [];
  for (const [a, b] of reading.ranges)
    for (let u = Math.max(a, from); u < Math.min(b, to); u++)
      if (reading.devices || reading.universe.units[u]?.kind !== 'device') out.push(u);
  return out;
}

/** The part of an ascending list that lies in the scope. */
function slices(reading: Reading, list: readonly UnitRef[]): readonly UnitRef[] {
  const parts = reading.ranges.map(([from, to]) => list.slice(lowerBound(list, from), lowerBound(list, to)));
  return parts.length === 1 ? (parts[0] as UnitRef[]) : parts.flat();
}

/** Legs, firewalls and undeclared addresses that an address set holds, cell by cell. */
function selectAddresses(reading: Reading, addresses: AddressSet): UnitSelection {
  const { universe, view } = reading;
  if (addresses.length === 0) return NOTHING;
  const held = new Map<UnitRef, number[]>();
  for (const cell of universe.cells.of(addresses)) {
    // Every address a selector names was parted off when the cells were made: cell 0 is none of them.
    if (cell === 0) continue;
    for (const unit of slices(reading, universe.byCell[view][cell] ?? [])) {
      if (!reading.devices && universe.units[unit]?.kind === 'device') continue;
      const list = held.get(unit);
      if (list === undefined) held.set(unit, [cell]);
      else list.push(cell);
    }
  }
  return settle(reading, held);
}

/** Units with the cells held, in order; a unit held on all of its cells is held whole. */
function settle(reading: Reading, held: ReadonlyMap<UnitRef, CellSet>): UnitSelection {
  const partial = new Map<UnitRef, CellSet>();
  for (const [unit, cells] of held) if (cells.length < cellsOf(reading, unit).length) partial.set(unit, cells);
  return { units: [...held.keys()].sort((a, b) => a - b), partial };
}

function cellsOf(reading: Reading, unit: UnitRef): CellSet {
  return (reading.universe.units[unit] as Unit)[reading.view];
}

/** A group means its members where it is used; a group that holds itself adds nothing by that. */
function selectGroup(reading: Reading, ref: GroupRef): UnitSelection {
  const known = reading.groups.get(ref);
  if (known !== undefined) return known;
  reading.groups.set(ref, NOTHING);
  const group = reading.universe.policy.groups[ref];
  const selection = group === undefined ? NOTHING : selectList(reading, group.members);
  reading.groups.set(ref, selection);
  return selection;
}

function unite(reading: Reading, a: UnitSelection, b: UnitSelection): UnitSelection {
  if (a.units.length === 0) return b;
  if (b.units.length === 0) return a;
  const held = new Map<UnitRef, CellSet>();
  for (const u of a.units) held.set(u, a.partial.get(u) ?? cellsOf(reading, u));
  for (const u of b.units) {
    const cells = b.partial.get(u) ?? cellsOf(reading, u);
    const before = held.get(u);
    held.set(u, before === undefined ? cells : uniteCells(before, cells));
  }
  return settle(reading, held);
}

function take(reading: Reading, from: UnitSelection, away: UnitSelection): UnitSelection {
  const taken = new Set(away.units);
  const held = new Map<UnitRef, CellSet>();
  for (const u of from.units) {
    const cells = from.partial.get(u) ?? cellsOf(reading, u);
    if (!taken.has(u)) held.set(u, cells);
    else {
      const gone = new Set(away.partial.get(u) ?? cellsOf(reading, u));
      const rest = cells.filter((c) => !gone.has(c));
      if (rest.length > 0) held.set(u, rest);
    }
  }
  return settle(reading, held);
}

/** Whether a selection holds a unit. Logarithmic. */
export function holdsUnit(selection: UnitSelection, unit: UnitRef): boolean {
  return isMember(selection.units, unit);
}

/** A selection in terms of single legs and addresses. */
export interface Selection {
  /** Ascending. Held with all they have, be it addresses or none. */
  readonly legs: readonly LegRef[];
  /** Legs held on these of their addresses only; as the scope sees addresses: inner ones in a zone's body, else outer ones. */
  readonly partial: ReadonlyMap<LegRef, AddressSet>;
  /** Undeclared addresses held, by the zone they belong to. */
  readonly strangers: ReadonlyMap<ZoneRef, AddressSet>;
  /** Firewalls held, in the zones of their interfaces. */
  readonly devices: readonly DeviceLeg[];
}

/** What a list of selectors means in a scope, leg by leg and address by address. */
export function select(policy: Policy, list: SelectorList, scope: Scope, options: SelectOptions = {}): Selection {
  return expandSelection(policy, selectUnits(policy, list, scope, options), viewOf(scope));
}

/** Unfolds units into the legs, devices and addresses that they stand for. */
export function expandSelection(policy: Policy, selection: UnitSelection, view: View): Selection {
  const universe = universeOf(policy);
  const legs: LegRef[] = [];
  const partial = new Map<LegRef, AddressSet>();
  const strangers = new Map<ZoneRef, AddressSet>();
  const devices: DeviceLeg[] = [];
  for (const ref of selection.units) {
    const unit = universe.units[ref] as Unit;
    const cells = selection.partial.get(ref);
    const part = (set: AddressSet) => (cells === undefined ? set : onCells(universe, set, cells));
    if (unit.kind === 'strangers') strangers.set(unit.zone, part(strangersOf(policy, unit.zone, view)));
    else if (unit.kind === 'device') {
      const device = deviceLegs(policy)[unit.device] as DeviceLeg;
      devices.push({ ...device, addresses: part(device.addresses) });
    } else
      for (const leg of legsOfUnit(universe, unit)) {
        if (cells === undefined) legs.push(leg.index);
        else partial.set(leg.index, part(legAddresses(policy, leg, view)));
      }
  }
  legs.sort((a, b) => a - b);
  return { legs, partial, strangers, devices };
}

/** The legs that a unit stands for, in the order of their assets' ids. */
export function legsOfUnit({ policy, classes }: Universe, unit: Unit): Leg[] {
  const legs: Leg[] = [];
  for (const asset of classes[unit.assetClass]?.members ?? []) {
    const leg = policy.legs[policy.assets[asset]?.legs[unit.slot] ?? -1];
    if (leg !== undefined) legs.push(leg);
  }
  return legs;
}

function onCells(universe: Universe, set: AddressSet, cells: CellSet): AddressSet {
  if (cells[0] !== 0) return intersect(set, universe.cells.addressesOf(cells));
  // Cell 0 is whatever lies in no other cell: what remains without the cells that are not held.
  const others = universe.cells.of(set).filter((c) => !cells.includes(c));
  return subtract(set, universe.cells.addressesOf(others));
}

/** Whether a selection holds nothing at all. */
export function isEmptySelection(selection: Selection): boolean {
  const { legs, partial, strangers, devices } = selection;
  return legs.length === 0 && partial.size === 0 && strangers.size === 0 && devices.length === 0;
}

/** The assets that a selection holds with any leg, in the order of their ids. */
export function assetsOf(policy: Policy, selection: Selection): AssetRef[] {
  const { rank } = universeOf(policy);
  const found = new Set<AssetRef>();
  for (const leg of [...selection.legs, ...selection.partial.keys()]) {
    const asset = policy.legs[leg]?.asset;
    if (asset !== undefined) found.add(asset);
  }
  return [...found].sort((a, b) => (rank[a] as number) - (rank[b] as number));
}
