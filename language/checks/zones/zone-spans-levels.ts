/** Check `zone-spans-levels`: types in one zone belong on levels that lie apart. */
import type { Asset } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { label } from '../words.ts';
import { splitFix } from './splitting.ts';

export const zoneSpansLevels: Check = {
  name: 'zone-spans-levels',
  family: 'zones',
  kind: 'prompt',
  severity: 'warning',
  thresholds: { levels: { value: 1, meaning: 'Levels that the types of one zone may lie apart.' } },
  documentation: {
    summary: 'Types in one zone have levels that lie more than one apart.',
    why: `A zone holds what needs the same protection. Where a sensor and a historian are neighbours, either the sensor is open to what the historian
has to be open to, or the historian lives by rules made for sensors.

A type's \`level\` says where it belongs; of two ranges the nearest ends count. Types without level belong anywhere.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1  : plc       at 10.41.0.10
  asset HIST-1 : historian at 10.41.0.80
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10

  zone Records {
    level 3
    network 10.41.0.80/32
    asset HIST-1 : historian at 10.41.0.80
  }
}
`,
    fixes: ['Move the assets that belong higher to a zone of their own, nested in this one.'],
    basis: 'IEC 62443-3-2, ZCR 3.1',
  },
  *run(context) {
    const { policy } = context;
    const most = threshold(zoneSpansLevels, 'levels', context.configuration);
    for (const zone of policy.zones) {
      const placed: Placed[] = [];
      let low: Placed | undefined;
      let high: Placed | undefined;
      for (const leg of zone.legs) {
        const asset = policy.assets[policy.legs[leg]?.asset ?? -1];
        const levels = asset && levelsOf(context, asset);
        if (asset === undefined || levels === undefined) continue;
        const here: Placed = { asset, from: levels.from, to: levels.to };
        placed.push(here);
        if (low === undefined || here.to < low.to) low = here;
        if (high === undefined || here.from > high.from) high = here;
      }
      if (low === undefined || high === undefined || high.from - low.to <= most) continue;
      const lowest = low.to;
      const above = placed.filter((p) => p.from - lowest > most);
      yield {
        message: `Zone ${label(policy, zone)} holds ${label(policy, low.asset)}, which belongs on level ${low.to} or below, beside ${label(policy, high.asset)} of level ${high.from} or above. Split the zone.`,
        place: zone.namePlace,
        related: [low, high].map((p) => ({
          place: p.asset.namePlace,
          message: `${label(policy, p.asset)} is declared here.`,
        })),
        fixes: () =>
          splitFix(
            context,
            zone,
            above.map((p) => p.asset),
            {
              suffix: 'upper',
              properties: [`level ${Math.min(...above.map((p) => p.from), context.configuration.levels.ot)}`],
            },
          ),
      };
    }
  },
};

/** An asset with the levels where its type belongs. */
interface Placed {
  readonly asset: Asset;
  readonly from: number;
  readonly to: number;
}

/** The levels of an asset's type, else of the nearest type above it that states some. */
function levelsOf({ policy }: CheckContext, asset: Asset): { readonly from: number; readonly to: number } | undefined {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  if (type === undefined) return undefined;
  return type.levels ?? type.ancestors.flatMap((t) => policy.types[t]?.levels ?? [])[0];
}
