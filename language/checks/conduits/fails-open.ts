/** Check `fails-open`: a firewall of a zone with SL-T 3 is not said to fail closed. */

import type { Firewall } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { type Check, threshold } from '../check.ts';
import { insertMembers, masked } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label } from '../words.ts';

export const failsOpen: Check = {
  name: 'fails-open',
  family: 'conduits',
  severity: 'warning',
  documentation: {
    summary: 'A firewall of a zone with SL-T 3 or above is not `fails closed`.',
    why: `A firewall that passes everything when it loses power or its rules parts nothing in the very moment in which that is attempted. Where the
target level is 3, it fails closed - and the policy says so.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 3
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 3
  allow hmi -> plc : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 3
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 3
  allow hmi -> plc : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`,
    fixes: ['Set `fails closed`.'],
    basis: 'IEC 62443-3-3 SR 5.2 RE 3',
  },
  thresholds: {
    'from-sl': { value: 3, meaning: 'The SL-T, in any requirement, from which on a firewall has to fail closed.' },
  },
  *run(context) {
    const { policy, analyses } = context;
    const least = threshold(failsOpen, 'from-sl', context.configuration);
    const { segmentOf, points } = analyses.topology();
    for (const firewall of policy.firewalls) {
      if (firewall.fails === 'closed') continue;
      const segments = points[firewall.index]?.interfaces ?? new Map();
      const zone = policy.zones.find((z) => z.slt?.some((l) => l >= least) && segments.has(segmentOf[z.index] ?? -1));
      if (zone === undefined) continue;
      const how = firewall.fails === 'open' ? 'fails open' : 'does not say how it fails';
      yield {
        message: `Firewall ${firewall.name} ${how}, and zone ${label(policy, zone)} behind it has SL-T ${Math.max(...(zone.slt ?? []))}. Let it fail closed.`,
        place: firewall.namePlace,
        related: [
          {
            place: zone.stated.slt?.place ?? zone.namePlace,
            message: `Zone ${label(policy, zone)} states its SL-T here.`,
          },
        ],
        fixes: () => closeFix(context, firewall),
      };
    }
  },
};

function closeFix(context: CheckContext, firewall: Firewall): Fix[] {
  const { body, place } = firewall;
  const text = context.text(place.file);
  if (text === undefined) return [];
  const stated = body === undefined ? null : /\bfails\s+(open)\b/.exec(masked(text.slice(body.offset, body.end)));
  const at = stated === null || body === undefined ? undefined : body.offset + stated.index;
  const edits =
    stated === null || at === undefined
      ? insertMembers(context, firewall, ['fails closed'])
      : [{ file: place.file, offset: at, end: at + stated[0].length, newText: 'fails closed' }];
  return [{ title: 'Set fails closed', edits, safe: true, preferred: true }];
}
