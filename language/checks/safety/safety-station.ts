/** Which engineering workstations are a safety system's own. */
import type { AssetRef, Policy } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { assetsAmong, crossingFlows, isOfType } from '../rules/flows.ts';

const known = new WeakMap<Policy, ReadonlySet<AssetRef>>();

/** Engineering workstations that lie in a safety zone, or that open connections from their zone into safety zones only. */
export function safetyStations(context: CheckContext): ReadonlySet<AssetRef> {
  const { policy } = context;
  const before = known.get(policy);
  if (before !== undefined) return before;
  const elsewhere = new Set<AssetRef>();
  for (const flow of crossingFlows(context)) {
    if (flow.targets.every((u) => policy.zones[u.zone]?.kind === 'safety')) continue;
    for (const a of assetsAmong(context, flow.sources)) elsewhere.add(a.index);
  }
  const own = policy.assets.filter(
    (a) =>
      isOfType(policy, a, 'engineering-workstation') &&
      (policy.zones[a.zone]?.kind === 'safety' || !elsewhere.has(a.index)),
  );
  const stations = new Set(own.map((a) => a.index));
  known.set(policy, stations);
  return stations;
}
