/** Check `conduit-sl-low`: a conduit's SL-T is below that of its zones. */

import type { SlVector, Zone } from '../../model/policy.ts';
import type { Check } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import { below, higher, requirementWords, slText } from '../levels-of-security.ts';
import { label } from '../words.ts';

export const conduitSlLow: Check = {
  name: 'conduit-sl-low',
  family: 'conduits',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: "A conduit's SL-T is below the higher of its zones'.",
    why: `What crosses the boundary of a zone needs the protection that the zone asks for: a conduit is no weaker than the stronger of its ends. Each
foundational requirement is compared by itself; nothing is compared where either side states none.`,
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
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
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
`,
    fixes: ['Raise it to what the zones ask for.'],
    basis: 'IEC 62443-3-2, ZCR 5.6',
  },
  *run(context) {
    const { policy } = context;
    for (const conduit of policy.conduits) {
      const stated = conduit.slt;
      const zones = conduit.zones.flatMap((z) => policy.zones[z] ?? []);
      if (stated === undefined) continue;
      const stronger = zones.filter((z) => z.slt !== undefined && below(stated.value, z.slt).length > 0);
      const needed = stronger.reduce<SlVector>((all, z) => higher(all, z.slt ?? all), stated.value);
      const [zone] = stronger.sort((a, b) => height(b) - height(a));
      if (zone?.slt === undefined) continue;
      const lacking = requirementWords(below(stated.value, zone.slt));
      yield {
        message: `Conduit ${conduit.name} has SL-T ${slText(stated.value)}, below zone ${label(policy, zone)} with ${slText(zone.slt)} (${lacking}). Raise it to ${slText(needed)}.`,
        place: stated.place,
        related: stronger.map((z) => ({
          place: z.stated.slt?.place ?? z.namePlace,
          message: `Zone ${label(policy, z)} has SL-T ${slText(z.slt ?? needed)}.`,
        })),
        fixes: () => {
          const written = textAt(context, stated.place);
          if (written === undefined) return [];
          const newText = `${written.startsWith('sl-t') ? 'sl-t ' : ''}${slText(needed)}`;
          return [
            {
              title: `Raise the SL-T to ${slText(needed)}`,
              edits: [replace(stated.place, newText)],
              safe: true,
              preferred: true,
            },
          ];
        },
      };
    }
  },
};

/** How much a zone asks for: the strongest is the one to name. */
function height(zone: Zone): number {
  return (zone.slt ?? []).reduce((sum, level) => sum + level, 0);
}
