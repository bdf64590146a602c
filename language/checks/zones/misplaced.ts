/** What the checks of assets in the wrong kind of zone share: one report per leg, and the move to a zone of their own. */
import { changedPolicy } from '../../analysis/changes.ts';
import type { Asset, Leg, Zone } from '../../model/policy.ts';
import { breaks } from '../blast/remedies.ts';
import type { CheckContext, Report } from '../check.ts';
import { removalOf, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label } from '../words.ts';
import { type Split, splitFix } from './splitting.ts';

export interface Misplacement {
  readonly is: (asset: Asset) => boolean;
  readonly belongs: (zone: Zone) => boolean;
  /** What the asset is, and where it belongs. */
  readonly what: string;
  readonly where: string;
  readonly split: Split;
}

export function* misplacedReports(context: CheckContext, m: Misplacement): Generator<Report> {
  const { policy } = context;
  for (const leg of policy.legs) {
    const asset = policy.assets[leg.asset];
    if (asset === undefined || !m.is(asset)) continue;
    const zone = policy.zones[leg.zone];
    if (zone === undefined || m.belongs(zone)) continue;
    yield {
      message: `Asset ${label(policy, asset)} is ${m.what} and stands in zone ${label(policy, zone)}. Move it to ${m.where}.`,
      place: leg.primary ? asset.namePlace : leg.place,
      related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
      fixes: () => {
        if (leg.primary) return splitFix(context, zone, [asset], m.split);
        return dropFix(context, asset, zone, leg);
      },
    };
  }
}

function dropFix(context: CheckContext, asset: Asset, zone: Zone, leg: Leg): Fix[] {
  if (textAt(context, leg.place) === undefined) return [];
  if (breaks(context, changedPolicy(context.policy, [{ kind: 'drop-leg', leg: leg.index }]))) return [];
  const edits = removalOf(context, leg.place);
  return [{ title: `Drop the leg of ${asset.name} in ${zone.name}`, edits, safe: false }];
}
