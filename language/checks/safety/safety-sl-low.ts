/** Check `safety-sl-low`: a safety zone's SL-T is below its neighbours'. */
import { joiningConduits } from '../../analysis/zones.ts';
import type { SlVector, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertProperties, replace, textAt, zoneChildren } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isControl } from '../levels.ts';
import { below, higher, requirementWords, slText } from '../levels-of-security.ts';
import { label } from '../words.ts';

export const safetySlLow: Check = {
  name: 'safety-sl-low',
  family: 'safety',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: "A safety zone's SL-T is below that of a control zone beside it or joined with it.",
    why: `What protects the plant is protected at least as well as what it protects the plant from. Compared are control zones (level 2 and below, not of
kind \`safety\`) in the same zone around, and those that a conduit joins with the safety zone - requirement by requirement, where both state an SL-T.`,
    avoid: `zone Plant {
  kind control
  sl-t 1

  zone Cell {
    level 1
    sl-t 2
    network 10.41.0.0/24
    asset PLC-1 : plc at 10.41.0.10
  }

  zone Safety {
    level 1
    kind safety
    sl-t 1
    network 10.42.0.0/28
    asset SIS-1 : safety-controller at 10.42.0.5
  }
}
`,
    prefer: `zone Plant {
  kind control
  sl-t 1

  zone Cell {
    level 1
    sl-t 2
    network 10.41.0.0/24
    asset PLC-1 : plc at 10.41.0.10
  }

  zone Safety {
    level 1
    kind safety
    sl-t 2
    network 10.42.0.0/28
    asset SIS-1 : safety-controller at 10.42.0.5
  }
}
`,
    fixes: ["Raise it to the control zone's."],
    basis: 'IEC 62443-3-2, ZCR 5.6',
  },
  *run(context) {
    const { policy } = context;
    for (const zone of policy.zones) {
      const own = zone.slt;
      if (zone.kind !== 'safety' || own === undefined) continue;
      const stronger = policy.zones.filter(
        (z) => isNeighbour(context, zone, z) && z.slt !== undefined && below(own, z.slt).length > 0,
      );
      const [first] = stronger;
      if (first?.slt === undefined) continue;
      const needed = stronger.reduce<SlVector>((all, z) => higher(all, z.slt ?? all), own);
      yield {
        message: `Safety zone ${label(policy, zone)} has SL-T ${slText(own)}, below control zone ${label(policy, first)} with ${slText(first.slt)} (${requirementWords(below(own, first.slt))}). Raise it to ${slText(needed)}.`,
        place: zone.stated.slt?.place ?? zone.namePlace,
        related: stronger.slice(0, 5).map((z) => ({
          place: z.stated.slt?.place ?? z.namePlace,
          message: `Control zone ${label(policy, z)} has SL-T ${slText(z.slt ?? needed)}.`,
        })),
        fixes: () => raiseFix(context, zone, needed),
      };
    }
  },
};

function isNeighbour(context: CheckContext, safety: Zone, zone: Zone): boolean {
  if (zone === safety || zone.kind === 'safety' || !isControl(context, zone)) return false;
  const beside = safety.parent !== undefined && zone.parent === safety.parent;
  return beside || joiningConduits(context.policy, zone.index, safety.index).length > 0;
}

function raiseFix(context: CheckContext, zone: Zone, needed: SlVector): Fix[] {
  const stated = zone.stated.slt?.place;
  const written = stated === undefined ? undefined : textAt(context, stated);
  const edits =
    stated !== undefined && written !== undefined
      ? [replace(stated, `${written.startsWith('sl-t') ? 'sl-t ' : ''}${slText(needed)}`)]
      : insertProperties(context, zone, [`sl-t ${slText(needed)}`], zoneChildren(context.policy, zone));
  return edits.length === 0
    ? []
    : [{ title: `Raise the SL-T to ${slText(needed)}`, edits, safe: false, preferred: true }];
}
