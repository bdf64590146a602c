/** Check `external-in-plant`: an asset of class external stands in an OT zone. */
import type { Check } from '../check.ts';
import { isOt } from '../levels.ts';
import { misplacedReports } from './misplaced.ts';

export const externalInPlant: Check = {
  name: 'external-in-plant',
  family: 'zones',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An asset of class external stands in an OT zone.',
    why: `What belongs to somebody else is kept, patched and watched by somebody else. It connects from an external zone, by a conduit, and for as long as it
has to. OT is level 3 and below, except kinds \`dmz\`, \`business\` and \`external\`.`,
    avoid: `type vendor-box "Remote diagnosis box" { class external }

zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc        at 10.41.0.10
  asset RELAY : vendor-box at 10.41.0.80
}
`,
    prefer: `type vendor-box "Remote diagnosis box" { class external }

zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

zone Vendor {
  level 4
  kind external
  network 10.99.0.0/24
  asset RELAY : vendor-box at 10.99.0.80
}
`,
    fixes: ['Move the asset to a zone of its own, nested in this one; drop a leg that stands here.'],
    basis: 'IEC 62443-3-2, ZCR 3.6',
  },
  run: (context) =>
    misplacedReports(context, {
      is: (asset) => asset.class === 'external',
      belongs: (zone) => !isOt(context, zone),
      what: 'of class external',
      where: 'an external zone',
      split: { suffix: 'external', properties: ['kind external'] },
    }),
};
