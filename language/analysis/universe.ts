/**
 * The universe of a policy: its assets in classes that no selector tells apart, their legs as units, and the indexes by which
 * selections are found without looking at every asset.
 *
 * A *unit* is one leg of every asset of a class, or a firewall in a zone, or the undeclared addresses of a zone. Units are numbered
 * along the depth-first order of zones, so that what a zone holds - alone or with all that is nested in it - is a run of numbers.
 */
import type { AddressSet } from '../model/addresses.ts';
import type { Asset, AssetRef, FirewallRef, Leg, LegRef, Policy, Selector, TypeRef, ZoneRef } from '../model/policy.ts';
import { deviceLegs, legAddresses, strangersOf } from './address-space.ts';
import { type CellSet, type Cells, makeCells, OUTSIDE, selectorLists } from './cells.ts';
import { type PerPolicy, perPolicy } from './memo.ts';
import { mayGoOnThrough } from './worth.ts';
import { zoneTree } from './zones.ts';

export type UnitRef = number;
export type ClassRef = number;

export interface Unit {
  readonly index: UnitRef;
  readonly kind: 'legs' | 'device' | 'strangers';
  readonly zone: ZoneRef;
  /** Kind legs: the class, and which leg of each of its assets (position in `Asset.legs`). */
  readonly assetClass: ClassRef;
  readonly slot: number;
  /** Kind device: its index among the policy's device legs. */
  readonly device: number;
  /** Cells of its addresses as seen from outside the zone, and inside it. */
  readonly outer: CellSet;
  readonly inner: CellSet;
}

/** Assets that no rule, zone, leg or expectation tells apart. */
export interface AssetClass {
  readonly index: ClassRef;
  /** In the order of their ids. */
  readonly members: readonly AssetRef[];
  /** One per leg, in the order of the assets' legs. */
  readonly units: readonly UnitRef[];
  /** SEMANTICS.md *conditioned*: whether a path may continue through such an asset. */
  readonly goesOn: boolean;
}

export interface Universe {
  readonly policy: Policy;
  readonly units: readonly Unit[];
  readonly classes: readonly AssetClass[];
  readonly classOf: Int32Array;
  /** Position of each asset among all, by id: the order of every list and the tie-break of every path. */
  readonly rank: Int32Array;
  readonly unitOfLeg: Int32Array;
  /** Unit of the undeclared addresses of each zone; -1 where it has none. */
  readonly strangersOf: Int32Array;
  readonly unitOfDevice: Int32Array;
  /** Units of zone z itself: `[start[z], ownEnd[z])`; with nested zones: `[start[z], end[z])`. */
  readonly start: Int32Array;
  readonly ownEnd: Int32Array;
  readonly end: Int32Array;
  readonly byAsset: ReadonlyMap<AssetRef, readonly UnitRef[]>;
  readonly byType: ReadonlyMap<TypeRef, readonly UnitRef[]>;
  readonly byTag: ReadonlyMap<string, readonly UnitRef[]>;
  readonly byFirewall: ReadonlyMap<FirewallRef, readonly UnitRef[]>;
  readonly byCell: { readonly outer: readonly (readonly UnitRef[])[]; readonly inner: readonly (readonly UnitRef[])[] };
  readonly cells: Cells;
}

/** What the selectors of a policy speak of; everything else tells no asset from another. */
interface Mentions {
  readonly assets: ReadonlySet<AssetRef>;
  readonly types: ReadonlySet<TypeRef>;
  readonly tags: ReadonlySet<string>;
}

/** The universe of a policy, computed once. */
export const universeOf: PerPolicy<Universe> = perPolicy((policy) => {
  const selectors: Selector[] = [];
  for (const { items, except } of selectorLists(policy)) {
    for (const s of items) selectors.push(s);
    for (const s of except) selectors.push(s);
  }
  const mentions = mentionsOf(selectors);
  const cells = makeCells(selectors);
  const rank = rankById(policy.assets);
  const drafts = classify(policy, mentions, cells, rank);
  return index(policy, mentions, cells, rank, drafts);
});

function mentionsOf(selectors: readonly Selector[]): Mentions {
  const assets = new Set<AssetRef>();
  const types = new Set<TypeRef>();
  const tags = new Set<string>();
  for (const s of selectors) {
    if (s.kind === 'asset' && s.ref !== undefined) assets.add(s.ref);
    if (s.kind === 'type' && s.ref !== undefined) types.add(s.ref);
    if (s.kind === 'tagged' && s.tag !== undefined) tags.add(s.tag);
    if (s.narrowedTo !== undefined) tags.add(s.narrowedTo);
  }
  return { assets, types, tags };
}

/** Positions by id; of assets with one and the same id, which only broken input has, by declaration. */
function rankById(assets: readonly Asset[]): Int32Array {
  const rank = new Int32Array(assets.length);
  const sorted = [...assets].sort((a, b) => compareIds(a.id, b.id));
  sorted.forEach(({ index }, position) => {
    rank[index] = position;
  });
  return rank;
}

/** The order of ids everywhere: by UTF-16 code units, whatever the machine's language. */
export function compareIds(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

interface DraftLeg {
  readonly zone: ZoneRef;
  readonly outer: CellSet;
  readonly inner: CellSet;
}

interface Draft {
  readonly members: AssetRef[];
  readonly legs: readonly DraftLeg[];
  readonly goesOn: boolean;
  readonly types: readonly TypeRef[];
  readonly tags: readonly string[];
}

function classify(policy: Policy, mentions: Mentions, cells: Cells, rank: Int32Array): Draft[] {
  const drafts = new Map<string | number, Draft>();
  const types = mentionedTypes(policy, mentions);
  const order = new Int32Array(rank.length);
  for (let asset = 0; asset < rank.length; asset++) order[rank[asset] as number] = asset;
  for (const ref of order) {
    const asset = policy.assets[ref] as Asset;
    const own = asset.type === undefined ? [] : (types[asset.type] ?? []);
    const tags = mentions.tags.size === 0 ? [] : asset.effectiveTags.filter((t) => mentions.tags.has(t));
    const goesOn = mayGoOnThrough(policy, asset);
    const isNamed = mentions.assets.has(ref);
    const plain = isNamed || tags.length > 0 ? undefined : plainLeg(policy, asset, cells);
    // Most assets have one leg and nothing that tells them from others of their type in their zone: a number is found faster.
    if (plain !== undefined) {
      const key = (plain * (types.length + 1) + (own[0] ?? types.length)) * 2 + (goesOn ? 1 : 0);
      const known = drafts.get(key);
      if (known !== undefined) known.members.push(ref);
      else {
        const legs = [{ zone: plain, outer: OUTSIDE, inner: OUTSIDE }];
        drafts.set(key, { members: [ref], legs, goesOn, types: own, tags });
      }
      continue;
    }
    const legs = asset.legs.flatMap((leg) => (policy.legs[leg] ? [draftLeg(policy, policy.legs[leg], cells)] : []));
    let key = `${isNamed ? ref : ''};${goesOn ? 1 : 0};${own[0] ?? ''};`;
    for (const l of legs) key += `${l.zone}:${l.outer.join()}${l.inner === l.outer ? '' : `:${l.inner.join()}`}/`;
    if (tags.length > 0) key += JSON.stringify(tags.sort());
    const known = drafts.get(key);
    if (known === undefined) drafts.set(key, { members: [ref], legs, goesOn, types: own, tags });
    else known.members.push(ref);
  }
  return [...drafts.values()];
}

/** The zone of an asset that has one leg, of which no address selector speaks. */
function plainLeg(policy: Policy, asset: Asset, cells: Cells): ZoneRef | undefined {
  const [first, another] = asset.legs;
  const leg = first === undefined || another !== undefined ? undefined : policy.legs[first];
  if (leg === undefined || !isOutside(cells.of(leg.addressSet))) return undefined;
  const outer = legAddresses(policy, leg, 'outer');
  return outer === leg.addressSet || isOutside(cells.of(outer)) ? leg.zone : undefined;
}

function isOutside(cells: CellSet): boolean {
  return cells.length === 1 && cells[0] === 0;
}

function draftLeg(policy: Policy, leg: Leg, cells: Cells): DraftLeg {
  const addresses = legAddresses(policy, leg, 'outer');
  const outer = withUnknown(cells.of(addresses), leg.dhcp);
  const inner = addresses === leg.addressSet ? outer : withUnknown(cells.of(leg.addressSet), leg.dhcp);
  return { zone: leg.zone, outer, inner };
}

function withUnknown(cells: CellSet, dhcp: boolean): CellSet {
  return dhcp && cells[0] !== 0 ? [0, ...cells] : cells;
}

/** Per type, itself and its supertypes, nearest first, as far as selectors name them. */
function mentionedTypes(policy: Policy, mentions: Mentions): (readonly TypeRef[])[] {
  return policy.types.map((t) => [t.index, ...t.ancestors].filter((x) => mentions.types.has(x)));
}

function index(policy: Policy, mentions: Mentions, cells: Cells, rank: Int32Array, drafts: readonly Draft[]): Universe {
  const { units, strangers, devices, legUnits, runs } = number(policy, cells, drafts);
  const classes = drafts.map(
    (d, i): AssetClass => ({ index: i, members: d.members, units: legUnits[i] ?? [], goesOn: d.goesOn }),
  );
  const classOf = new Int32Array(policy.assets.length);
  const unitOfLeg = new Int32Array(policy.legs.length);
  const byAsset = new Map<AssetRef, readonly UnitRef[]>();
  const byType = new Map<TypeRef, UnitRef[]>();
  const byTag = new Map<string, UnitRef[]>();
  for (const c of classes) {
    const draft = drafts[c.index] as Draft;
    for (const asset of c.members) {
      classOf[asset] = c.index;
      for (const [slot, leg] of (policy.assets[asset]?.legs ?? []).entries()) unitOfLeg[leg] = c.units[slot] ?? 0;
      if (mentions.assets.has(asset)) byAsset.set(asset, ascending(c.units));
    }
    for (const type of draft.types) append(byType, type, c.units);
    for (const tag of draft.tags) append(byTag, tag, c.units);
  }
  const byFirewall = new Map<FirewallRef, UnitRef[]>();
  for (const d of deviceLegs(policy)) append(byFirewall, d.firewall, [devices[d.index] as UnitRef]);
  for (const list of [...byType.values(), ...byTag.values(), ...byFirewall.values()]) list.sort((a, b) => a - b);
  const byCell = { outer: unitsByCell(units, 'outer'), inner: unitsByCell(units, 'inner') };
  return {
    ...{ policy, units, classes, classOf, rank, unitOfLeg, ...runs, cells },
    ...{ strangersOf: strangers, unitOfDevice: devices, byAsset, byType, byTag, byFirewall, byCell },
  };
}

function ascending(list: readonly number[]): number[] {
  return [...list].sort((a, b) => a - b);
}

function append<K>(map: Map<K, UnitRef[]>, key: K, units: readonly UnitRef[]): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [...units]);
  else list.push(...units);
}

function unitsByCell(units: readonly Unit[], view: 'outer' | 'inner'): UnitRef[][] {
  const out: UnitRef[][] = [];
  for (const u of units)
    for (const c of u[view]) {
      const list = out[c];
      if (list === undefined) out[c] = [u.index];
      else list.push(u.index);
    }
  return out;
}

type Slot = Omit<Unit, 'index' | 'zone'>;

interface Numbered {
  readonly units: Unit[];
  readonly strangers: Int32Array;
  readonly devices: Int32Array;
  readonly legUnits: readonly UnitRef[][];
  readonly runs: { readonly start: Int32Array; readonly ownEnd: Int32Array; readonly end: Int32Array };
}

/** Gives every unit its number, zone by zone in depth-first order. */
function number(policy: Policy, cells: Cells, drafts: readonly Draft[]): Numbered {
  const tree = zoneTree(policy);
  const slots = slotsByZone(policy, cells, drafts);
  const units: Unit[] = [];
  const strangers = new Int32Array(policy.zones.length).fill(-1);
  const devices = new Int32Array(deviceLegs(policy).length);
  const legUnits: UnitRef[][] = drafts.map(() => []);
  const start = new Int32Array(policy.zones.length);
  const ownEnd = new Int32Array(policy.zones.length);
  const end = new Int32Array(policy.zones.length);
  const starts = new Int32Array(tree.order.length + 1);
  tree.order.forEach((zone, position) => {
    starts[position] = units.length;
    start[zone] = units.length;
    for (const slot of slots[zone] ?? []) {
      const unit = { ...slot, zone, index: units.length };
      units.push(unit);
      if (unit.kind === 'legs') (legUnits[unit.assetClass] as UnitRef[])[unit.slot] = unit.index;
      else if (unit.kind === 'device') devices[unit.device] = unit.index;
      else strangers[zone] = unit.index;
    }
    ownEnd[zone] = units.length;
  });
  starts[tree.order.length] = units.length;
  for (const zone of tree.order) end[zone] = starts[tree.end[zone] as number] as number;
  return { units, strangers, devices, legUnits, runs: { start, ownEnd, end } };
}

function slotsByZone(policy: Policy, cells: Cells, drafts: readonly Draft[]): Slot[][] {
  const slots: Slot[][] = policy.zones.map(() => []);
  drafts.forEach((draft, assetClass) => {
    draft.legs.forEach(({ zone, outer, inner }, slot) => {
      slots[zone]?.push({ kind: 'legs', assetClass, slot, device: -1, outer, inner });
    });
  });
  for (const d of deviceLegs(policy)) {
    const own = cells.of(d.addresses);
    slots[d.zone]?.push({ kind: 'device', assetClass: -1, slot: 0, device: d.index, outer: own, inner: own });
  }
  for (const zone of policy.zones) {
    const outside: AddressSet = strangersOf(policy, zone.index);
    if (outside.length === 0) continue;
    const inner = cells.of(strangersOf(policy, zone.index, 'inner'));
    slots[zone.index]?.push({
      kind: 'strangers',
      assetClass: -1,
      slot: 0,
      device: -1,
      outer: cells.of(outside),
      inner,
    });
  }
  return slots;
}

/** The unit of one leg. */
export function unitOfLeg(universe: Universe, leg: LegRef): Unit {
  return universe.units[universe.unitOfLeg[leg] as number] as Unit;
}
