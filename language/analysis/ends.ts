/** What a selector list stands for when a question is about reach: assets, and the undeclared addresses of zones. */
import type { AssetRef, Policy, SelectorList, ZoneRef } from '../model/policy.ts';
import { chooseAssets, chooseEnds } from './choices.ts';

export interface SelectedEnds {
  /** As written. */
  readonly text: string;
  /** In the order of their ids. */
  readonly assets: readonly AssetRef[];
  /** Zones whose undeclared addresses are selected. */
  readonly strangers: readonly ZoneRef[];
}

/** The assets and undeclared addresses that a list selects, anywhere in the policy. */
export function selectedEnds(policy: Policy, list: SelectorList): SelectedEnds {
  const { text, strangers } = chooseEnds(policy, list);
  return { text, assets: chooseAssets(policy, list), strangers: [...strangers].sort((a, b) => a - b) };
}
