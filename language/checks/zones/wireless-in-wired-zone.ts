/** Check `wireless-in-wired-zone`: a wireless asset stands in a zone that is not wireless. */
import type { Check } from '../check.ts';
import { misplacedReports } from './misplaced.ts';

export const wirelessInWiredZone: Check = {
  name: 'wireless-in-wired-zone',
  family: 'zones',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'A wireless asset stands in a zone that is not wireless.',
    why: `Radio ends at no fence: who stands in the car park is on the network. Wireless devices have a zone of their own, and a conduit says what passes
from there.`,
    avoid: `zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc                   at 10.41.0.10
  asset AP-1  : wireless-access-point at 10.41.0.80
}
`,
    prefer: `zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10

  zone Radio {
    kind wireless
    network 10.41.0.80/32
    asset AP-1 : wireless-access-point at 10.41.0.80
  }
}
`,
    fixes: ['Move the asset to a zone of its own, nested in this one; drop a leg that stands here.'],
    basis: 'IEC 62443-3-2, ZCR 3.5',
  },
  run: (context) =>
    misplacedReports(context, {
      is: (asset) => asset.wireless,
      belongs: (zone) => zone.kind === 'wireless',
      what: 'wireless',
      where: 'a zone of kind wireless',
      split: { suffix: 'wireless', properties: ['kind wireless'] },
    }),
};
