/** Check `initiated-from-lower-trust`: the weaker side opens the connection. */
import type { Zone } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { slText } from '../levels-of-security.ts';
import { crossingFlows, type Flow, zonesMeeting } from '../rules/flows.ts';
import { oneWayOutFixes } from '../safety/sending-out.ts';
import { label } from '../words.ts';

const ZONES = `zone Site {
  level 3
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

zone Cell {
  level 2
  sl-t 3
  network 10.41.0.0/24
  asset HIST-2 : historian at 10.41.0.20
}
`;

export const initiatedFromLowerTrust: Check = {
  name: 'initiated-from-lower-trust',
  family: 'conduits',
  severity: 'warning',
  thresholds: { difference: { value: 2, meaning: 'Security levels by which the opening side is lower.' } },
  documentation: {
    summary: 'Connections are opened from a zone whose SL-T is lower by 2 or more.',
    why: `Who opens a connection chooses when and how often, and with what. Let the stronger side open: it fetches or pushes when it wants, and the firewall
has nothing open for the weaker one. Where data only leaves, \`one-way\` says so.

Each foundational requirement is compared by itself; nothing is compared where either zone states none.`,
    avoid: `${ZONES}
conduit Replication {
  between Site and Cell
  sl-t 3
  allow HIST-1 -> HIST-2 : pi because "fetches values"
}
`,
    prefer: `${ZONES}
conduit Replication {
  between Site and Cell
  sl-t 3
  allow HIST-2 -> HIST-1 : pi because "fetches values"
}
`,
    fixes: [
      'Swap the two ends: the stronger side opens.',
      'Swap them and make the conduit one-way, `proxied` where a service needs TCP. Where nothing else runs the other way.',
    ],
    basis: 'IEC 62443-3-2, ZCR 3.1',
  },
  *run(context) {
    const { policy } = context;
    const least = threshold(initiatedFromLowerTrust, 'difference', context.configuration);
    const lower = (a: Zone, b: Zone) => (a.slt ?? []).some((level, i) => level + least <= (b.slt?.[i] ?? 0));
    const stated = (z: Zone) => z.slt !== undefined;
    for (const flow of crossingFlows(context)) {
      const met = zonesMeeting(context, flow, stated, stated, lower, (z) => z.slt?.join());
      if (met?.from.slt === undefined || met.to.slt === undefined) continue;
      yield {
        message: `Connections are opened from zone ${label(policy, met.from)} (SL-T ${slText(met.from.slt)}) into zone ${label(policy, met.to)} (SL-T ${slText(met.to.slt)}). Let the stronger side open, or make the conduit one-way.`,
        place: (flow.reversed ? flow.rule.targets : flow.rule.sources).place,
        related: [met.from, met.to].map((z) => ({
          place: z.stated.slt?.place ?? z.namePlace,
          message: `Zone ${label(policy, z)} has SL-T ${slText(z.slt ?? [0, 0, 0, 0, 0, 0, 0])}.`,
        })),
        fixes: () => [...swapFix(context, flow), ...oneWayOutFixes(context, flow.rule)],
      };
    }
  },
};

/** Swaps a rule's ends where neither side is a safety zone and the conduit is not one-way. */
function swapFix(context: CheckContext, { rule, sources, targets }: Flow): Fix[] {
  const { policy } = context;
  const conduit = rule.container.kind === 'conduit' ? policy.conduits[rule.container.conduit] : undefined;
  const [from, to] = [textAt(context, rule.sources.place), textAt(context, rule.targets.place)];
  const safety = [...sources, ...targets].some((u) => policy.zones[u.zone]?.kind === 'safety');
  if (conduit === undefined || conduit.oneWay !== undefined || rule.both || safety || !from || !to) return [];
  if (policy.expectations.length > 0) return [];
  const edits = [replace(rule.sources.place, to), replace(rule.targets.place, from)];
  return [{ title: 'Swap source and target: the stronger side opens', edits, safe: false, preferred: true }];
}
