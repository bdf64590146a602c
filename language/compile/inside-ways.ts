/**
 * Traffic between two zones that crosses the inside of a third, or of one of them: a zone `reached through` an asset is entered by that
 * asset's zone, and where a firewall enforces that one's inside, what the asset passes on to its neighbours crosses the firewall.
 */
import type { AssetRef, Policy, Zone, ZoneRef } from '../model/policy.ts';
import { zoneBefore } from './topology.ts';

/** The zones that traffic of one zone passes through before it reaches its segment's wire, each with the asset that passes it on. */
function entered(policy: Policy, zone: ZoneRef): ReadonlyMap<ZoneRef, AssetRef> {
  const out = new Map<ZoneRef, AssetRef>();
  const seen = new Set<ZoneRef>();
  for (let at: ZoneRef | undefined = zone; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const here: Zone | undefined = policy.zones[at];
    const before: ZoneRef | undefined = here === undefined ? undefined : zoneBefore(policy, here);
    if (before !== undefined && here?.reachedThrough !== undefined) out.set(before, here.reachedThrough);
    at = before ?? here?.parent;
  }
  return out;
}

/** Answers, for pairs of zones, inside which enforced zone their traffic crosses; each zone is looked at once. */
export class InsideWays {
  private readonly policy: Policy;
  private readonly known = new Map<ZoneRef, ReadonlyMap<ZoneRef, AssetRef>>();

  constructor(policy: Policy) {
    this.policy = policy;
  }

  /** The zone `enforced by` a firewall inside which traffic from one zone to another goes from asset to asset. */
  between(from: ZoneRef, to: ZoneRef): ZoneRef | undefined {
    const [a, b] = [this.entered(from), this.entered(to)];
    for (const zone of [from, to, ...a.keys()]) {
      if (this.policy.zones[zone]?.enforcedBy === undefined) continue;
      const [via, on] = [a.get(zone), b.get(zone)];
      const isIn = (way: AssetRef | undefined, own: ZoneRef) => way !== undefined || own === zone;
      if (from !== to && isIn(via, from) && isIn(on, to) && via !== on) return zone;
    }
    return undefined;
  }

  private entered(zone: ZoneRef): ReadonlyMap<ZoneRef, AssetRef> {
    const known = this.known.get(zone) ?? entered(this.policy, zone);
    this.known.set(zone, known);
    return known;
  }
}
