/** What addresses are called in a policy: for outputs that people read, which see nothing of the policy but its rule list. */
import { deviceLegs, legAddresses, strangersOf } from '../analysis/address-space.ts';
import { perPolicy } from '../analysis/memo.ts';
import type { AddressSet } from '../model/addresses.ts';
import type { Policy, ZoneRef } from '../model/policy.ts';
import { buildTopology } from './topology.ts';

/** An asset in one of its zones, a firewall in a zone of its interfaces, or what a zone's networks hold besides. */
export interface NamedAddresses {
  /** The zone's id. */
  readonly zone: string;
  /** The asset's id or the firewall's name; absent: a zone's undeclared addresses. */
  readonly name?: string;
  /** The asset's type. */
  readonly type?: string;
  readonly title?: string;
  /** Names of the firewalls that the inside of the zone crosses; empty: none. */
  readonly enforcedBy: readonly string[];
  /** As other zones see it. */
  readonly outer: AddressSet;
  /** As its neighbours in the zone see it. */
  readonly inner: AddressSet;
}

/** All names of a policy, in its order: assets by leg, firewalls, zones. Computed when first asked for. */
export const namedAddresses: (policy: Policy) => readonly NamedAddresses[] = perPolicy((policy) => {
  const { points } = buildTopology(policy);
  const enforcers = policy.zones.map(({ enforcedBy }) =>
    enforcedBy === undefined ? [] : (points[enforcedBy]?.twins ?? []).map((t) => points[t]?.name ?? ''),
  );
  const zone = (ref: ZoneRef) => ({ zone: policy.zones[ref]?.id ?? '', enforcedBy: enforcers[ref] ?? [] });
  return [
    ...policy.legs.map((leg): NamedAddresses => {
      const asset = policy.assets[leg.asset];
      return {
        ...{ ...zone(leg.zone), name: asset?.id ?? '' },
        ...(asset?.type === undefined ? {} : { type: policy.types[asset.type]?.name }),
        ...(asset?.title === undefined ? {} : { title: asset.title }),
        ...{ outer: legAddresses(policy, leg, 'outer'), inner: legAddresses(policy, leg, 'inner') },
      };
    }),
    ...deviceLegs(policy).map((d): NamedAddresses => {
      const name = policy.firewalls[d.firewall]?.name ?? '';
      return { ...zone(d.zone), name, type: 'firewall', outer: d.addresses, inner: d.addresses };
    }),
    ...policy.zones.map(({ index, title }): NamedAddresses => {
      const [outer, inner] = [strangersOf(policy, index, 'outer'), strangersOf(policy, index, 'inner')];
      return { ...zone(index), ...(title === undefined ? {} : { title }), outer, inner };
    }),
  ];
});
