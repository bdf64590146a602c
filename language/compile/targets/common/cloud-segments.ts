/**
 * For clouds and clusters, whose filters stand at every machine and judge its neighbours too: what lies in one segment, which no
 * firewall judges and which must go on passing, but for the insides that this firewall enforces.
 */
import type { AddressSet } from '../../../model/addresses.ts';
import { normalize, subtract, union } from '../../../model/intervals.ts';
import type { NamedAddresses } from '../../named-addresses.ts';
import type { TargetRequest } from '../target.ts';

export interface CloudSegment {
  /** Id of its zone. */
  readonly zone: string;
  /** Addresses that lie in no other segment. */
  readonly addresses: AddressSet;
  /** Zones in it whose insides this firewall enforces. */
  readonly enforced: readonly { readonly zone: string; readonly addresses: AddressSet }[];
}

/** The segments that a firewall has interfaces to, or of the implied firewall every zone; those without addresses left out. */
export function cloudSegments(request: Pick<TargetRequest, 'rules' | 'named'>): CloudSegment[] {
  const named = request.named();
  const { attachments, declared, firewall } = request.rules;
  const byZone = new Map<string, NamedAddresses[]>();
  for (const n of named) byZone.set(n.zone, [...(byZone.get(n.zone) ?? []), n]);
  const segments =
    declared === undefined
      ? [...byZone.keys()].map((zone) => ({ zone, zones: [zone] }))
      : attachments.map(({ zone, zones }) => ({ zone, zones }));
  return segments.flatMap(({ zone, zones }) => {
    const own = zones.flatMap((z) => byZone.get(z) ?? []);
    const others = named.filter((n) => !zones.includes(n.zone));
    const addresses = subtract(everything(own), normalize(others.flatMap((n) => n.outer)));
    const enforced = zones.flatMap((z) => {
      const members = byZone.get(z) ?? [];
      return members.some((n) => n.enforcedBy.includes(firewall)) ? [{ zone: z, addresses: everything(members) }] : [];
    });
    return addresses.length === 0 ? [] : [{ zone, addresses, enforced }];
  });
}

function everything(list: readonly NamedAddresses[]): AddressSet {
  return union(normalize(list.flatMap((n) => n.outer)), normalize(list.flatMap((n) => n.inner)));
}
