/** Check `zone-mixes-safety`: safety controllers stand beside others. */

import { assetsOfZones } from '../../analysis/zones.ts';
import type { Asset, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertProperties, replace, textAt, zoneChildren } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';
import { splitFix } from '../zones/splitting.ts';

export const zoneMixesSafety: Check = {
  name: 'zone-mixes-safety',
  family: 'safety',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'Safety controllers stand beside other assets in a zone that is not `kind safety`.',
    why: `A safety system protects the plant from its controls; in one zone with them it falls with them. A zone of its own, of \`kind safety\`, lets
only be opened what safety needs.

Safety controllers are assets of \`class safety\`. A zone that holds only such is left alone.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc               at 10.41.0.10
  asset SIS-1 : safety-controller at 10.41.0.20
}

expect exposure of SIS-1 at most 1 assets
`,
    prefer: `zone Cell {
  level 1
  kind safety
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc               at 10.41.0.10
  asset SIS-1 : safety-controller at 10.41.0.20
}

expect exposure of SIS-1 at most 1 assets
`,
    fixes: [
      'Move the safety assets to a safety zone of their own, nested in this one.',
      'Mark the zone as `kind safety`.',
    ],
    basis: 'IEC 62443-3-2, ZCR 3.3',
  },
  *run(context) {
    const { policy } = context;
    for (const zone of policy.zones) {
      if (zone.kind === 'safety') continue;
      const assets = assetsOfZones(policy)[zone.index] ?? [];
      const safety = assets.filter((a) => a.class === 'safety');
      if (safety.length === 0) continue;
      const others = assets.filter((a) => a.class !== 'safety');
      if (others.length === 0) continue;
      const names = (list: readonly Asset[]) =>
        listed(
          list.map((a) => label(policy, a)),
          3,
        );
      yield {
        message: `Zone ${label(policy, zone)} holds ${names(safety)} of class safety beside ${names(others)}. Give safety a zone of its own, or mark the zone as kind safety.`,
        place: zone.namePlace,
        related: safety
          .slice(0, 5)
          .map((a) => ({ place: a.namePlace, message: `${label(policy, a)} is a safety asset.` })),
        fixes: () => [
          ...splitFix(context, zone, safety, { suffix: 'safety', properties: ['kind safety'] }),
          ...markFix(context, zone),
        ],
      };
    }
  },
};

function markFix(context: CheckContext, zone: Zone): Fix[] {
  const stated = zone.stated.kind?.place;
  const written = stated === undefined ? undefined : textAt(context, stated);
  const edits =
    stated !== undefined && written !== undefined
      ? [replace(stated, written.startsWith('kind') ? 'kind safety' : 'safety')]
      : insertProperties(context, zone, ['kind safety'], zoneChildren(context.policy, zone));
  return edits.length === 0
    ? []
    : [{ title: `Mark zone ${label(context.policy, zone)} as kind safety`, edits, safe: false }];
}
