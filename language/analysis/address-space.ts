/**
 * Whose an address is: what each leg answers to, inside its zone and - through one-to-one translation - outside of it; which
 * zone an undeclared address belongs to; and the interface legs of firewalls.
 */
import { type AddressSet, ALL_ADDRESSES, countAddresses, uniteAddresses } from '../model/addresses.ts';
import { has, type Interval, intersect, normalize, subtract, union } from '../model/intervals.ts';
import type { FirewallRef, Leg, LegRef, Policy, Zone, ZoneRef } from '../model/policy.ts';
import { perPolicy } from './memo.ts';
import { zoneTree } from './zones.ts';

/** Where a rule stands decides which addresses of a translated network it means: in a zone's own body the inner ones. */
export type View = 'outer' | 'inner';

/** The firewall itself in a zone of one of its interfaces: a principal of rules that name the firewall. */
export interface DeviceLeg {
  /** Position among the policy's device legs. */
  readonly index: number;
  readonly firewall: FirewallRef;
  readonly zone: ZoneRef;
  readonly addresses: AddressSet;
}

interface Translation {
  readonly inner: Interval<bigint>;
  readonly outer: Interval<bigint>;
}

interface AddressSpace {
  readonly translations: readonly (readonly Translation[])[];
  readonly legs: readonly AddressSet[];
  readonly devices: readonly DeviceLeg[];
  /** Sorted, disjoint: which zone holds which addresses, as seen from outside. */
  readonly owners: readonly Owner[];
  readonly strangers: readonly AddressSet[];
}

interface Owner extends Interval<bigint> {
  readonly zone: ZoneRef;
}

const EMPTY: AddressSet = [];

const addressSpace = perPolicy((policy): AddressSpace => {
  const translations = translationsOf(policy);
  const isTranslated = translations.some((list) => list !== undefined && list.length > 0);
  const legs = policy.legs.map((leg) =>
    isTranslated ? translate(leg.addressSet, translations[leg.zone] ?? [], 'outer') : leg.addressSet,
  );
  const owners = ownersOf(policy, translations);
  const devices = devicesOf(policy, owners);
  const declared = uniteAddresses([...legs, ...devices.map((d) => d.addresses)]);
  return { translations, legs, devices, owners, strangers: strangersByZone(policy, owners, declared) };
});

/** What a leg answers to. `outer`: as the rest of the plant sees it; `inner`: as its neighbours in the zone do. */
export function legAddresses(policy: Policy, leg: Leg, view: View): AddressSet {
  return view === 'inner' ? leg.addressSet : (addressSpace(policy).legs[leg.index] ?? EMPTY);
}

/** {@link legAddresses} of many legs. */
export function addressesOfLegs(policy: Policy, view: View): (leg: Leg) => AddressSet {
  if (view === 'inner') return (leg) => leg.addressSet;
  const { legs } = addressSpace(policy);
  return (leg) => legs[leg.index] ?? EMPTY;
}

/** The undeclared addresses of a zone as seen from outside: those that no longer network and no leg holds. */
export function strangersOf(policy: Policy, zone: ZoneRef, view: View = 'outer'): AddressSet {
  const { strangers, translations } = addressSpace(policy);
  const outer = strangers[zone] ?? EMPTY;
  return view === 'inner' ? translate(outer, translations[zone] ?? [], 'inner') : outer;
}

interface LegIndex {
  readonly singles: ReadonlyMap<bigint, LegRef>;
  /** Ranges, of which there are few. */
  readonly ranges: readonly (Interval<bigint> & { readonly leg: LegRef })[];
}

const legIndex = perPolicy((policy): LegIndex => {
  const singles = new Map<bigint, LegRef>();
  const ranges: (Interval<bigint> & { leg: LegRef })[] = [];
  for (const leg of policy.legs)
    for (const { from, to } of legAddresses(policy, leg, 'outer')) {
      if (to - from > 1n) ranges.push({ from, to, leg: leg.index });
      else if (!singles.has(from)) singles.set(from, leg.index);
    }
  return { singles, ranges };
});

/** The first leg that answers to an address (a point, as seen from outside). */
export function legAt(policy: Policy, point: bigint): Leg | undefined {
  const { singles, ranges } = legIndex(policy);
  const single = singles.get(point) ?? Infinity;
  const range = ranges.find((r) => point >= r.from && point < r.to)?.leg ?? Infinity;
  return policy.legs[Math.min(single, range)];
}

/** What the rest of the plant calls an address that is `point` inside a zone. */
export function outerAddress(policy: Policy, zone: ZoneRef, point: bigint): bigint {
  const translations = addressSpace(policy).translations[zone] ?? [];
  return translate([{ from: point, to: point + 1n }], translations, 'outer')[0]?.from ?? point;
}

/** The zone that an address (a point, as seen from outside) belongs to: the one with the longest network that holds it. */
export function zoneOfAddress(policy: Policy, point: bigint): ZoneRef | undefined {
  return findOwner(addressSpace(policy).owners, point)?.zone;
}

/** What a zone itself calls an address that the rest of the plant knows by `point`. */
export function innerAddress(policy: Policy, zone: ZoneRef, point: bigint): bigint {
  const translations = addressSpace(policy).translations[zone] ?? [];
  return translate([{ from: point, to: point + 1n }], translations, 'inner')[0]?.from ?? point;
}

/** The policy's firewalls as principals: a leg per interface zone that one of the interface's addresses lies in. */
export function deviceLegs(policy: Policy): readonly DeviceLeg[] {
  return addressSpace(policy).devices;
}

/** Addresses of a leg or of strangers in the other view. */
function translate(set: AddressSet, translations: readonly Translation[], to: View): AddressSet {
  if (translations.length === 0 || set.length === 0) return set;
  let rest = set;
  const moved: Interval<bigint>[] = [];
  for (const t of translations) {
    const [source, target] = to === 'outer' ? [t.inner, t.outer] : [t.outer, t.inner];
    const shift = target.from - source.from;
    for (const i of intersect(rest, [source])) moved.push({ from: i.from + shift, to: i.to + shift });
    rest = subtract(rest, [source]);
  }
  return moved.length === 0 ? set : normalize([...rest, ...moved]);
}

/** Per zone the translations in force: its own, and those of the zones around it. */
function translationsOf(policy: Policy): Translation[][] {
  const out: Translation[][] = policy.zones.map(() => []);
  for (const index of zoneTree(policy).order) {
    const zone = policy.zones[index] as Zone;
    const own = zone.networks.flatMap((n) => (n.translated ? pairUp(n.addresses, n.translated.addresses) : []));
    const inherited = zone.parent === undefined ? [] : (out[zone.parent] ?? []);
    out[index] = own.length === 0 ? inherited : [...own, ...inherited];
  }
  return out;
}

/** Inner and outer addresses of equal count, interval by interval. */
function pairUp(inner: AddressSet, outer: AddressSet): Translation[] {
  const out: Translation[] = [];
  let [i, j, x, y] = [0, 0, inner[0]?.from, outer[0]?.from];
  while (x !== undefined && y !== undefined) {
    const a = inner[i] as Interval<bigint>;
    const b = outer[j] as Interval<bigint>;
    let size = a.to - x;
    if (b.to - y < size) size = b.to - y;
    out.push({ inner: { from: x, to: x + size }, outer: { from: y, to: y + size } });
    x = x + size === a.to ? inner[++i]?.from : x + size;
    y = y + size === b.to ? outer[++j]?.from : y + size;
  }
  return out;
}

interface Claim extends Owner {
  readonly size: bigint;
  readonly depth: number;
}

/** Longest network first; of equal ones the more deeply nested zone's, then the first declared. */
function stronger(a: Claim, b: Claim): boolean {
  if (a.size !== b.size) return a.size < b.size;
  return a.depth !== b.depth ? a.depth > b.depth : a.zone < b.zone;
}

/** Parts the address line among the zones' networks; `rest` takes what is left. */
function ownersOf(policy: Policy, translations: readonly (readonly Translation[])[]): Owner[] {
  const { depth } = zoneTree(policy);
  const claims: Claim[] = [];
  for (const zone of policy.zones)
    for (const network of zone.networks) {
      const set =
        network.translated?.addresses ?? translate(network.addresses, translations[zone.index] ?? [], 'outer');
      const size = countAddresses(set);
      for (const i of set) claims.push({ ...i, zone: zone.index, size, depth: depth[zone.index] as number });
    }
  const owners = sweep(claims);
  const rest = policy.zones.find((z) => z.rest);
  if (rest === undefined) return owners;
  const free = subtract(ALL_ADDRESSES, normalize(owners));
  return [...owners, ...free.map((i) => ({ ...i, zone: rest.index }))].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Walks the line from left to right, the strongest open claim owning each stretch: O(n log n). */
function sweep(claims: Claim[]): Owner[] {
  claims.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const cuts = [...new Set(claims.flatMap((c) => [c.from, c.to]))].sort((a, b) => (a < b ? -1 : 1));
  const heap: Claim[] = [];
  const out: { from: bigint; to: bigint; zone: ZoneRef }[] = [];
  let next = 0;
  for (let k = 0; k + 1 < cuts.length; k++) {
    const from = cuts[k] as bigint;
    while (next < claims.length && (claims[next] as Claim).from <= from) push(heap, claims[next++] as Claim);
    while (heap.length > 0 && (heap[0] as Claim).to <= from) pop(heap);
    const owner = heap[0];
    if (owner === undefined) continue;
    const to = cuts[k + 1] as bigint;
    const last = out[out.length - 1];
    if (last !== undefined && last.zone === owner.zone && last.to === from) last.to = to;
    else out.push({ from, to, zone: owner.zone });
  }
  return out;
}

function push(heap: Claim[], claim: Claim): void {
  let i = heap.push(claim) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!stronger(claim, heap[parent] as Claim)) break;
    heap[i] = heap[parent] as Claim;
    i = parent;
  }
  heap[i] = claim;
}

function pop(heap: Claim[]): void {
  const last = heap.pop() as Claim;
  if (heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && stronger(heap[child + 1] as Claim, heap[child] as Claim)) child++;
    if (!stronger(heap[child] as Claim, last)) break;
    heap[i] = heap[child] as Claim;
    i = child;
  }
  heap[i] = last;
}

function findOwner(owners: readonly Owner[], point: bigint): Owner | undefined {
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    const o = owners[mid] as Owner;
    if (point < o.from) high = mid;
    else if (point >= o.to) low = mid + 1;
    else return o;
  }
  return undefined;
}

function strangersByZone(policy: Policy, owners: readonly Owner[], declared: AddressSet): AddressSet[] {
  const owned: Interval<bigint>[][] = policy.zones.map(() => []);
  let first = 0;
  for (const o of owners) {
    while (first < declared.length && (declared[first] as Interval<bigint>).to <= o.from) first++;
    let last = first;
    while (last < declared.length && (declared[last] as Interval<bigint>).from < o.to) last++;
    owned[o.zone]?.push(...subtract([{ from: o.from, to: o.to }], declared.slice(first, last)));
  }
  return owned.map((list) => normalize(list));
}

/** An interface's address is in that of its zones whose network holds it, else in the first. */
function devicesOf(policy: Policy, owners: readonly Owner[]): DeviceLeg[] {
  const tree = zoneTree(policy);
  const out: DeviceLeg[] = [];
  for (const firewall of policy.firewalls) {
    const byZone = new Map<ZoneRef, AddressSet[]>();
    for (const at of firewall.interfaces)
      for (const { addresses } of at.addresses) {
        const point = addresses[0]?.from;
        if (point === undefined) continue;
        const holder =
          at.zones.find((z) => inNetworksOf(policy, z, point)) ?? at.zones.find((z) => owns(tree, owners, z, point));
        const zone = holder ?? at.zones[0];
        if (zone === undefined) continue;
        byZone.set(zone, [...(byZone.get(zone) ?? []), addresses]);
      }
    for (const [zone, sets] of byZone)
      out.push({ index: out.length, firewall: firewall.index, zone, addresses: union(...sets) });
  }
  return out;
}

function inNetworksOf(policy: Policy, zone: ZoneRef, point: bigint): boolean {
  return policy.zones[zone]?.networks.some((n) => has(n.addresses, point)) ?? false;
}

function owns(tree: ReturnType<typeof zoneTree>, owners: readonly Owner[], zone: ZoneRef, point: bigint): boolean {
  const owner = findOwner(owners, point)?.zone;
  if (owner === undefined) return false;
  const at = tree.start[owner] as number;
  return at >= (tree.start[zone] as number) && at < (tree.end[zone] as number);
}
