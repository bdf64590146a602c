/** Changes that make a blast radius smaller, as the command line shows and publishes them. */
import { bestChanges, bestPairs, type Change, type Outlook } from '../language/analysis/changes.ts';
import type { ReachGraph } from '../language/analysis/index.ts';
import type { AssetRef, Place, Policy } from '../language/model/policy.ts';
import { placeJson } from './json.ts';

const SHOWN = 5;
/** Pairs tried times the size of the policy: beyond it the answer would be long in coming. */
const PAIR_WORK = 20_000_000;

export interface ChangeJson {
  readonly kind: Change['kind'];
  /** In words. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** One change or two, and what is left of the blast with them. */
export interface OutlookJson {
  readonly changes: readonly ChangeJson[];
  readonly blast: number;
  readonly consequence: number;
}

/**
 * The single changes, or with `together` 2 also the pairs, that leave least of an asset's blast: all are tried. Undefined where there
 * are too many pairs to try.
 */
export function changesJson(graph: ReachGraph, asset: AssetRef, together: 1 | 2): OutlookJson[] | undefined {
  const { policy } = graph;
  const singles = bestChanges(graph, asset);
  if (together === 1) return singles.slice(0, SHOWN).map((one) => outlookJson(policy, one));
  const candidates = singles.length + policy.rules.length + policy.zones.length;
  if ((candidates * candidates * policy.assets.length) / 2 > PAIR_WORK) return undefined;
  const all = [...bestPairs(graph, asset, SHOWN), ...singles];
  return all
    .sort((a, b) => a.size - b.size || a.consequence - b.consequence || a.changes.length - b.changes.length)
    .slice(0, SHOWN)
    .map((one) => outlookJson(policy, one));
}

function outlookJson(policy: Policy, { changes, size, consequence }: Outlook): OutlookJson {
  return { changes: changes.map((change) => changeJson(policy, change)), blast: size, consequence };
}

function changeJson(policy: Policy, change: Change): ChangeJson {
  const { text, place } = described(policy, change);
  return { kind: change.kind, text, ...(place === undefined ? { file: '', line: 0 } : placeJson(place)) };
}

function described(policy: Policy, change: Change): { readonly text: string; readonly place?: Place | undefined } {
  switch (change.kind) {
    case 'remove-rule': {
      const rule = policy.rules[change.rule];
      return { text: `remove the rule ${rule?.text}`, place: rule?.place };
    }
    case 'narrow-targets': {
      const rule = policy.rules[change.rule];
      const types = change.types.map((t) => policy.types[t]?.name ?? '?').join(', ');
      return { text: `narrow the rule ${rule?.text} to ${types}`, place: rule?.place };
    }
    case 'microsegment':
    case 'take-down': {
      const zone = policy.zones[change.zone];
      const what = change.kind === 'microsegment' ? 'microsegment zone' : 'take down the network';
      return { text: `${what} ${zone?.id}`, place: zone?.namePlace };
    }
    case 'remove-conduit': {
      const conduit = policy.conduits[change.conduit];
      return { text: `remove all rules of conduit ${conduit?.id}`, place: conduit?.namePlace };
    }
    case 'drop-leg':
    case 'move-leg': {
      const leg = policy.legs[change.leg];
      const [asset, zone] = [policy.assets[leg?.asset ?? -1]?.id, policy.zones[leg?.zone ?? -1]?.id];
      if (change.kind === 'drop-leg') return { text: `drop the leg of ${asset} in ${zone}`, place: leg?.place };
      return { text: `move the leg of ${asset} in ${zone} to ${policy.zones[change.to]?.id}`, place: leg?.place };
    }
  }
}
