/**
 * Moving a leg: an asset that stands where it reaches too much is given its place behind a gateway instead - in a DMZ, or in a zone
 * where a gateway stands. What it may then open is what that zone's conduits say.
 */
import { type AddressSet, formatAddress } from '../model/addresses.ts';
import { normalize, subtract, union } from '../model/intervals.ts';
import type { Asset, AssetRef, Leg, LegRef, Policy, Zone, ZoneRef } from '../model/policy.ts';
import { perPolicy } from './memo.ts';
import { compareIds } from './universe.ts';

/** A leg, and the zone to which it goes. */
export interface LegMove {
  readonly leg: LegRef;
  readonly to: ZoneRef;
}

/** Types made to stand between zones, where another asset may stand behind them; their subtypes too. */
const GATEWAYS: ReadonlySet<string> = new Set(['gateway', 'jump-host', 'data-diode', 'vpn-gateway']);
/** Zones proposed for one leg: the nearest by level. */
const PROPOSED = 3;

/** Zones of kind dmz, and zones in which a gateway stands; by id. */
const gatewayZones = perPolicy((policy): readonly Zone[] => {
  const found = new Set(policy.zones.filter(({ kind }) => kind === 'dmz'));
  for (const asset of policy.assets)
    if (isGateway(policy, asset)) for (const l of asset.legs) add(found, policy.zones[policy.legs[l]?.zone ?? -1]);
  const inside = [...found].filter(
    ({ kind, reachedThrough }) => kind !== 'external' && kind !== 'safety' && reachedThrough === undefined,
  );
  return inside.sort((a, b) => compareIds(a.id, b.id));
});

const gatewayTypes = perPolicy(({ types }) =>
  types.map((t) => [t.index, ...t.ancestors].some((x) => GATEWAYS.has(types[x]?.id ?? ''))),
);

function isGateway(policy: Policy, { type }: Asset): boolean {
  return type !== undefined && gatewayTypes(policy)[type] === true;
}

function add<T>(set: Set<T>, value: T | undefined): void {
  if (value !== undefined) set.add(value);
}

/** Where a leg could go: zones behind a gateway in which its asset has no leg yet, the nearest by level first. */
export function movesOf(policy: Policy, ref: LegRef): LegMove[] {
  const leg = policy.legs[ref];
  const asset = policy.assets[leg?.asset ?? -1];
  const home = policy.zones[leg?.zone ?? -1];
  if (leg === undefined || asset === undefined || home === undefined) return [];
  // A gateway's legs are what it is there for.
  if (isGateway(policy, asset)) return [];
  const taken = new Set(asset.legs.map((l) => policy.legs[l]?.zone));
  const far = ({ level }: Zone): number => Math.abs((level ?? 0) - (home.level ?? 0));
  return gatewayZones(policy)
    .filter(({ index }) => !taken.has(index))
    .sort((a, b) => far(a) - far(b))
    .slice(0, PROPOSED)
    .map(({ index }) => ({ leg: ref, to: index }));
}

/** Every address that some asset has. */
const heldAddresses = perPolicy(({ legs }): AddressSet => normalize(legs.flatMap((l) => l.addressSet)));

/** The first address of a zone's first network - network, gateway and broadcast addresses left out - that no asset has, as a set. */
export function freeAddress(policy: Policy, zone: Zone): AddressSet {
  const [network] = zone.networks;
  if (network === undefined) return [];
  const held = union<bigint>(
    heldAddresses(policy),
    ...zone.children.flatMap((c) => policy.zones[c]?.networks.map((n) => n.addresses) ?? []),
    [],
  );
  const reserved = normalize(
    network.addresses.flatMap((i) => [
      { from: i.from, to: i.from + 2n },
      { from: i.to - 1n, to: i.to },
    ]),
  );
  const [free] = subtract(subtract(network.addresses, held), reserved);
  return free === undefined ? [] : [{ from: free.from, to: free.from + 1n }];
}

/** What stands at the leg once it has moved: a free address there where it has one now, else none. */
export function addressesAfter(policy: Policy, { leg, to }: LegMove): AddressSet {
  const zone = policy.zones[to];
  const before = policy.legs[leg]?.addressSet ?? [];
  return before.length === 0 || zone === undefined ? [] : freeAddress(policy, zone);
}

/** The policy with the leg in its new zone. Places and indices stay as they are. */
export function withLegMoved(policy: Policy, move: LegMove): Policy {
  const leg = policy.legs[move.leg];
  const [from, to] = [policy.zones[leg?.zone ?? -1], policy.zones[move.to]];
  if (leg === undefined || from === undefined || to === undefined) return policy;
  const addressSet = addressesAfter(policy, move);
  const texts = addressSet.map((i) => ({ text: formatAddress(i.from), addresses: addressSet, place: leg.place }));
  const moved: Leg = { ...leg, zone: move.to, addresses: texts, addressSet };
  const home = (asset: Asset): Asset =>
    leg.primary && asset.index === leg.asset
      ? { ...asset, zone: move.to, effectiveTags: tagsIn(policy, asset, move.to) }
      : asset;
  const legsOf = (zone: Zone): readonly LegRef[] => {
    if (zone.index === from.index) return zone.legs.filter((l) => l !== move.leg);
    return zone.index === to.index ? [...zone.legs, move.leg] : zone.legs;
  };
  return {
    ...policy,
    legs: policy.legs.map((l) => (l.index === move.leg ? moved : l)),
    assets: policy.assets.map(home),
    zones: policy.zones.map((z) => ({ ...z, legs: legsOf(z) })),
  };
}

/** An asset's own tags and those of the zones around it. */
function tagsIn(policy: Policy, asset: Asset, home: ZoneRef): string[] {
  const tags = new Set(asset.tags);
  for (let zone = policy.zones[home]; zone !== undefined; zone = policy.zones[zone.parent ?? -1])
    for (const tag of zone.tags) tags.add(tag);
  return [...tags];
}

/** Legs that may move with an asset's blast in view: second ones of it and of what it reaches, and the only one of itself. */
export function movableLegs(policy: Policy, asset: AssetRef, reached: readonly AssetRef[]): LegRef[] {
  const own = policy.assets[asset]?.legs ?? [];
  const seconds = [asset, ...reached].flatMap((a) => policy.assets[a]?.legs.slice(1) ?? []);
  return own.length === 1 ? [...own, ...seconds] : seconds;
}
