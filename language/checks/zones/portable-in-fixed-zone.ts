/** Check `portable-in-fixed-zone`: a portable asset stands in a zone that is neither temporary nor external. */
import type { Check } from '../check.ts';
import { misplacedReports } from './misplaced.ts';

export const portableInFixedZone: Check = {
  name: 'portable-in-fixed-zone',
  family: 'zones',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'A portable asset stands in a zone that is neither temporary nor external.',
    why: `What moves from network to network carries along what it caught in the last one. A zone of \`kind temporary\` lets it in where it is watched, and
keeps it apart from what stays.`,
    avoid: `zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc                     at 10.41.0.10
  asset PG-1  : engineering-workstation at 10.41.0.80 { portable }
}
`,
    prefer: `zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10

  zone Service {
    kind temporary
    network 10.41.0.80/32
    asset PG-1 : engineering-workstation at 10.41.0.80 { portable }
  }
}
`,
    fixes: ['Move the asset to a zone of its own, nested in this one; drop a leg that stands here.'],
    basis: 'IEC 62443-3-2, ZCR 3.4',
  },
  run: (context) =>
    misplacedReports(context, {
      is: (asset) => asset.portable,
      belongs: (zone) => zone.kind === 'temporary' || zone.kind === 'external',
      what: 'portable',
      where: 'a zone of kind temporary or external',
      split: { suffix: 'temporary', properties: ['kind temporary'] },
    }),
};
