/** Check `zone-mixes-business`: business and control assets share a zone. */

import { assetsOfZones } from '../../analysis/zones.ts';
import type { Asset } from '../../model/policy.ts';
import type { Check } from '../check.ts';
import { label, listed } from '../words.ts';
import { splitFix } from './splitting.ts';

export const zoneMixesBusiness: Check = {
  name: 'zone-mixes-business',
  family: 'zones',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'Assets of class business stand in one zone with assets of class control or safety.',
    why: `Nothing stands between neighbours: what an office machine catches with its mail, the controller beside it has next. Business and control are parted
into zones, and a conduit says what passes.

The class comes from the asset's type: a \`workstation\` or a plain \`server\` is business, a \`plc\` or an \`hmi\` control; time, name and jump servers are infrastructure and may stand
in either. An asset that has only its second leg (\`also in\`) in the zone counts too.`,
    avoid: `zone Room {
  level 3
  sl-t 1
  network 10.41.0.0/24
  asset SCADA : scada-server at 10.41.0.10
  asset PC-1  : workstation  at 10.41.0.80
}
`,
    prefer: `zone Room {
  level 3
  sl-t 1
  network 10.41.0.0/24
  asset SCADA : scada-server at 10.41.0.10

  zone Office {
    kind business
    network 10.41.0.80/32
    asset PC-1 : workstation at 10.41.0.80
  }
}
`,
    fixes: ['Move the business assets to a zone of their own, nested in this one.'],
    basis: 'IEC 62443-3-2, ZCR 3.2',
  },
  *run(context) {
    const { policy } = context;
    for (const zone of policy.zones) {
      const assets = assetsOfZones(policy)[zone.index] ?? [];
      const business = assets.filter((a) => a.class === 'business');
      if (business.length === 0) continue;
      const control = assets.filter((a) => a.class === 'control' || a.class === 'safety');
      if (control.length === 0) continue;
      const names = (list: readonly Asset[]) =>
        listed(
          list.map((a) => label(policy, a)),
          3,
        );
      yield {
        message: `Zone ${label(policy, zone)} holds ${names(business)} of class business beside ${names(control)} of control. Split the zone.`,
        place: zone.namePlace,
        related: business
          .slice(0, 5)
          .map((a) => ({ place: a.namePlace, message: `${label(policy, a)} is a business asset.` })),
        fixes: () => splitFix(context, zone, business, { suffix: 'business', properties: ['kind business'] }),
      };
    }
  },
};
