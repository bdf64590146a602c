/** What losing an asset weighs, and whether an attacker may go on through it. */
import type { Asset, AssetRef, AssetType, Criticality, Policy } from '../model/policy.ts';
import { perPolicy } from './memo.ts';

const WEIGHTS: Readonly<Record<Criticality, number>> = { low: 1, medium: 3, high: 10, safety: 100 };

/** The weight of one asset: by its own criticality, else its type's, else medium. */
export function weightOf(policy: Policy, asset: AssetRef): number {
  const a = policy.assets[asset];
  return a === undefined ? 0 : WEIGHTS[criticalityOf(policy, a)];
}

/** The criticality in force. */
export function criticalityOf(policy: Policy, asset: Asset): Criticality {
  if (asset.criticality !== undefined) return asset.criticality;
  return asset.type === undefined ? 'medium' : (criticalityOfTypes(policy)[asset.type] ?? 'medium');
}

const criticalityOfTypes = perPolicy((policy) => policy.types.map((type) => criticalityOfType(policy, type)));

function criticalityOfType(policy: Policy, type: AssetType): Criticality {
  if (type.criticality !== undefined) return type.criticality;
  for (const ancestor of type.ancestors) {
    const inherited = policy.types[ancestor]?.criticality;
    if (inherited !== undefined) return inherited;
  }
  return 'medium';
}

/** The consequence of losing the assets: the sum of their weights. */
export function consequence(policy: Policy, assets: Iterable<AssetRef>): number {
  let sum = 0;
  for (const a of assets) sum += weightOf(policy, a);
  return sum;
}

/**
 * SEMANTICS.md *conditioned*: a path continues through an asset that has an exposure, or whose `sl-c` or zone's SL-T is unknown, or
 * whose `sl-c` is below the zone's SL-T in any foundational requirement.
 */
export function mayGoOnThrough(policy: Policy, asset: Asset): boolean {
  const target = policy.zones[asset.zone]?.slt;
  const capability = asset.slc;
  if (asset.exposures.length > 0 || target === undefined || capability === undefined) return true;
  return capability.some((level, i) => level < (target[i] as number));
}
