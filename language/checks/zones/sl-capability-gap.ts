/** Check `sl-capability-gap`: an asset can do less than its zone asks for. */

import type { Asset } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { below, requirementWords, slText } from '../levels-of-security.ts';
import { label } from '../words.ts';

export const slCapabilityGap: Check = {
  name: 'sl-capability-gap',
  family: 'zones',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: "An asset states an `sl-c` below its zone's SL-T, in some foundational requirement.",
    why: `What a device cannot do itself, something around it has to do: a firewall before it, a monitor beside it, a procedure. The finding lists the
requirements in which that is needed; an ignore with a reason records by what.

Nothing is compared where either side states none.`,
    avoid: `zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 { sl-c 1 }
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 { sl-c 2 }
}
`,
    fixes: ['Note the countermeasure, to fill in, as the reason of an ignore.'],
    basis: 'IEC 62443-3-3; IEC 62443-4-2',
  },
  *run(context) {
    const { policy } = context;
    for (const asset of policy.assets) {
      const zone = policy.zones[asset.zone];
      if (asset.slc === undefined || zone?.slt === undefined) continue;
      const missing = below(asset.slc, zone.slt);
      if (missing.length === 0) continue;
      yield {
        message: `Asset ${label(policy, asset)} is capable of SL ${slText(asset.slc)}, below the SL-T ${slText(zone.slt)} of zone ${label(policy, zone)} in ${requirementWords(missing)}. Replace it, or note the countermeasure that makes up for it.`,
        place: asset.namePlace,
        related: [
          {
            place: zone.stated.slt?.place ?? zone.namePlace,
            message: `Zone ${label(policy, zone)} has SL-T ${slText(zone.slt)}.`,
          },
        ],
        fixes: () => noteFix(context, asset),
      };
    }
  },
};

function noteFix(context: CheckContext, asset: Asset): Fix[] {
  const { file, offset } = asset.place;
  const text = context.text(file);
  if (text === undefined) return [];
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = text.slice(start, offset);
  if (indent.trim() !== '') return [];
  const nl = text.includes('\r\n') ? '\r\n' : '\n';
  const note = `${indent}// bulkhead-ignore sl-capability-gap: state the countermeasure that makes up for it${nl}`;
  return [{ title: 'Note the countermeasure', edits: [insertAt(file, start, note)], safe: false }];
}
