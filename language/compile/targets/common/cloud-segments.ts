/**
 * For clouds and clusters, whose filters stand at every machine and judge its neighbours too: what lies in one segment, which no
 * firewall judges and which must go on passing, but for the insides that this firewall enforces.
 */
import type { AddressSet } from '../../../model/addresses.ts';
import { type Interval, normalize, union } from '../../../model/intervals.ts';
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
  const segmentOf = new Map<string, string>();
  if (declared !== undefined) for (const { zone, zones } of attachments) for (const z of zones) segmentOf.set(z, zone);
  const byZone = new Map<string, NamedAddresses[]>();
  for (const n of named) {
    const list = byZone.get(n.zone);
    if (list === undefined) byZone.set(n.zone, [n]);
    else list.push(n);
  }
  const own = exclusive(named, (zone) => segmentOf.get(zone) ?? zone);
  const segments = declared === undefined ? [...byZone.keys()] : attachments.map((a) => a.zone);
  return segments.flatMap((zone) => {
    const addresses = own.get(zone) ?? [];
    const zones = [...byZone.keys()].filter((z) => (segmentOf.get(z) ?? z) === zone);
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

/** Per segment its addresses, as it sees them or others do, without what others see of other segments. */
function exclusive(named: readonly NamedAddresses[], segmentOf: (zone: string) => string): Map<string, AddressSet> {
  const events = named.flatMap((n) => {
    const segment = segmentOf(n.zone);
    return (['outer', 'inner'] as const).flatMap((view) =>
      n[view].flatMap(({ from, to }) => [
        { at: from, change: 1, view, segment },
        { at: to, change: -1, view, segment },
      ]),
    );
  });
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const active = { outer: new Map<string, number>(), inner: new Map<string, number>() };
  const found = new Map<string, Interval<bigint>[]>();
  for (const [i, { at, change, view, segment }] of events.entries()) {
    const count = (active[view].get(segment) ?? 0) + change;
    if (count === 0) active[view].delete(segment);
    else active[view].set(segment, count);
    const next = events[i + 1]?.at;
    if (next === undefined || next === at) continue;
    for (const s of new Set([...active.outer.keys(), ...active.inner.keys()]))
      if (active.outer.size === (active.outer.has(s) ? 1 : 0)) {
        const list = found.get(s) ?? [];
        found.set(s, list);
        list.push({ from: at, to: next });
      }
  }
  return new Map([...found].map(([s, list]) => [s, normalize(list)]));
}
