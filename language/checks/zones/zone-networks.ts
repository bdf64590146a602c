/** The networks of zones as their own assets and as other zones see them. */
import type { AddressSet } from '../../model/addresses.ts';
import { type Interval, intersect, subtract, union } from '../../model/intervals.ts';
import type { Network, Policy, Zone } from '../../model/policy.ts';

/** Own zone first, then the zones around it, innermost first. */
export function zoneAndAncestors(policy: Policy, zone: Zone): readonly Zone[] {
  const out: Zone[] = [];
  for (
    let at: Zone | undefined = zone;
    at !== undefined && out.length < 200;
    at = at.parent === undefined ? undefined : policy.zones[at.parent]
  )
    out.push(at);
  return out;
}

/** Whether one of the zones lies in the other, or they are the same. */
export function related(policy: Policy, a: Zone, b: Zone): boolean {
  return zoneAndAncestors(policy, a).includes(b) || zoneAndAncestors(policy, b).includes(a);
}

/** The zone that says which addresses belong here: the zone itself, or the innermost around it that states networks. */
export function addressHome(policy: Policy, zone: Zone): Zone | undefined {
  return zoneAndAncestors(policy, zone).find((z) => z.networks.length > 0 || z.rest);
}

/** All addresses that the zone itself states, as its own assets have them. */
export function innerAddresses(zone: Zone): AddressSet {
  return union<bigint>(...zone.networks.map((n) => n.addresses), []);
}

/** Addresses of a zone as every zone outside it and outside the zones around it sees them: through each translation on the way. */
export function seenFromOutside(policy: Policy, zone: Zone, addresses: AddressSet): AddressSet {
  return zoneAndAncestors(policy, zone).reduce((set, z) => translate(set, z.networks), addresses);
}

function translate(set: AddressSet, networks: readonly Network[]): AddressSet {
  const translated = networks.filter((n) => n.translated !== undefined);
  if (translated.length === 0) return set;
  const untouched = subtract(set, union<bigint>(...translated.map((n) => n.addresses), []));
  return union<bigint>(untouched, ...translated.map((n) => mapped(set, n.addresses, n.translated?.addresses ?? [])));
}

/** The points of `set` that lie in `inner`, each moved to the point of the same rank in `outer`. */
function mapped(set: AddressSet, inner: AddressSet, outer: AddressSet): AddressSet {
  const out: Interval<bigint>[] = [];
  let before = 0n;
  for (const i of inner) {
    for (const piece of intersect(set, [i]))
      out.push(...atRanks(outer, before + piece.from - i.from, before + piece.to - i.from));
    before += i.to - i.from;
  }
  return union<bigint>(
    out.sort((a, b) => (a.from < b.from ? -1 : 1)),
    [],
  );
}

function atRanks(set: AddressSet, from: bigint, to: bigint): Interval<bigint>[] {
  const out: Interval<bigint>[] = [];
  let before = 0n;
  for (const i of set) {
    const end = before + i.to - i.from;
    const shift = i.from - before;
    for (const r of intersect([{ from, to }], [{ from: before, to: end }]))
      out.push({ from: r.from + shift, to: r.to + shift });
    before = end;
  }
  return out;
}

/** The zone whose smallest network holds all the addresses, of those whose own assets may have them. */
export function holderOf(policy: Policy, addresses: AddressSet): Zone | undefined {
  let best: { zone: Zone; size: bigint } | undefined;
  for (const zone of policy.zones) {
    for (const network of zone.networks) {
      if (subtract(addresses, network.addresses).length > 0) continue;
      const size = network.addresses.reduce((sum, i) => sum + (i.to - i.from), 0n);
      if (best === undefined || size < best.size) best = { zone, size };
    }
  }
  return best?.zone;
}
