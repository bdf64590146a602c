/** Check `conduit-same-zone`: a conduit names a zone twice. */

import type { Conduit } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { removalOf, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label } from '../words.ts';

export const conduitSameZone: Check = {
  name: 'conduit-same-zone',
  family: 'conduits',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'A conduit joins a zone with itself.',
    why: `A conduit permits only what crosses it. Between a zone and itself nothing does: rules for the inside stand in the zone's own body.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Supervisory
  sl-t 1
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
}
`,
    fixes: ['Name the zone once; of a conduit that joins nothing else, remove it.'],
    basis: 'IEC 62443-3-2, ZCR 3.1',
  },
  *run(context) {
    const { policy } = context;
    for (const conduit of policy.conduits) {
      const again = conduit.zones.findIndex((z, i) => conduit.zones.indexOf(z) < i);
      const zone = policy.zones[conduit.zones[again] ?? -1];
      const place = conduit.zonePlaces[again];
      if (zone === undefined || place === undefined) continue;
      yield {
        message: `Conduit ${conduit.name} names zone ${label(policy, zone)} twice, and nothing crosses from a zone to itself. Name another zone, or put rules for the inside into the zone.`,
        place,
        related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
        fixes: () => fixesOf(context, conduit),
      };
    }
  },
};

function fixesOf(context: CheckContext, conduit: Conduit): Fix[] {
  const once = conduit.zonePlaces.filter((_, i) => conduit.zones.indexOf(conduit.zones[i] ?? -1) === i);
  const [first, last] = [conduit.zonePlaces[0], conduit.zonePlaces.at(-1)];
  if (once.length < 2 || first === undefined || last === undefined) {
    const edits = removalOf(context, conduit.place);
    return edits.length === 0
      ? []
      : [{ title: `Remove conduit ${conduit.name}`, edits, safe: conduit.rules.length === 0 }];
  }
  const names = once.map((p) => textAt(context, p) ?? '');
  const newText = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [
    {
      title: `Join ${newText}`,
      edits: [{ file: first.file, offset: first.offset, end: last.end, newText }],
      safe: true,
      preferred: true,
    },
  ];
}
