/** Check `safety-inbound`: something else than its own engineering station opens into a safety zone. */
import type { Check } from '../check.ts';
import { crossingFlows, zonesMeeting } from '../rules/flows.ts';
import { dropTermsFix } from '../rules/removing.ts';
import { SAFETY } from '../scenes.ts';
import { label } from '../words.ts';
import { safetyStations } from './safety-station.ts';
import { oneWayOutFixes } from './sending-out.ts';

export const safetyInbound: Check = {
  name: 'safety-inbound',
  family: 'safety',
  severity: 'error',
  documentation: {
    summary: 'A permission leads into a safety zone from something that is not its own engineering station.',
    why: `A safety system answers to nobody but its own engineering station; what others need of it, it sends out. Every other way in is a way to
switch off what keeps people alive.

An engineering workstation is a safety zone's own where it lies in a safety zone, or where it may open connections from its zone into safety
zones only.`,
    avoid: `${SAFETY}
conduit SafetyStatus {
  between Supervisory and Safety
  sl-t 1
  allow HMI-1 -> SIS-1 : ping because "is it there"
}
`,
    prefer: `${SAFETY}
conduit SafetyStatus {
  between Supervisory and Safety
  sl-t 1
  allow SIS-1 -> HMI-1 : ping because "is it there"
}
`,
    fixes: [
      'Remove the rule, where no expectation relies on it.',
      'Let the safety system send: turn the rule round and make the conduit one-way. Where nothing else runs the other way.',
    ],
    basis: 'TRITON (MITRE ATT&CK for ICS S1009); IEC 62443-3-2, ZCR 3.3',
  },
  *run(context) {
    const { policy, analyses } = context;
    for (const flow of crossingFlows(context)) {
      if (!flow.targets.some((u) => policy.zones[u.zone]?.kind === 'safety')) continue;
      const stations = safetyStations(context);
      const foreign = flow.sources.filter((u) => {
        const assets = analyses.assetsOf(u);
        return assets.length === 0 || !assets.every((a) => stations.has(a));
      });
      const met = zonesMeeting(
        context,
        { ...flow, sources: foreign },
        () => true,
        (z) => z.kind === 'safety',
      );
      if (met === undefined) continue;
      const who = foreign
        .filter((u) => u.zone === met.from.index)
        .flatMap((u) => analyses.assetsOf(u))
        .flatMap((a) => policy.assets[a] ?? [])
        .find((a) => !stations.has(a.index));
      const name = who === undefined ? `what nobody declared in ${label(policy, met.from)}` : label(policy, who);
      const end = flow.reversed ? flow.rule.sources : flow.rule.targets;
      yield {
        message: `This rule lets ${name} open connections into safety zone ${label(policy, met.to)}. Remove it: only the safety system's own engineering station opens into it, and what others need it sends out one-way.`,
        place: end.place,
        related: [{ place: met.to.namePlace, message: `Zone ${label(policy, met.to)} is a safety zone.` }],
        fixes: () => [...dropTermsFix(context, flow.rule, flow.rule.services), ...oneWayOutFixes(context, flow.rule)],
      };
    }
  },
};
