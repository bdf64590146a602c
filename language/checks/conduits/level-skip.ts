/** Check `level-skip`: a rule inside OT jumps over a level and does not say why. */
import type { Rule, Zone } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { freeName, insertClause, insertMembers, referenceTo, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { crossingFlows, isOfType, zonesMeeting } from '../rules/flows.ts';
import { type Relay, relayFix } from '../rules/relaying.ts';
import { label } from '../words.ts';
import { freeAddressIn } from './through-dmz.ts';

const ZONES = `zone Site {
  level 3
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`;

export const levelSkip: Check = {
  name: 'level-skip',
  family: 'conduits',
  severity: 'warning',
  thresholds: { levels: { value: 1, meaning: 'Levels that a rule inside OT may span without a reason.' } },
  documentation: {
    summary: 'A rule inside OT spans more than one level and gives no reason.',
    why: `Levels are layers of defence: what lies between two of them watches over what passes. A rule that jumps over one takes it out of the defence, and
that needs a reason. A rule without any reason is reported by \`because-missing\` too; the example ignores that to show this check.`,
    avoid: `${ZONES}
conduit Values {
  between Site and Cell
  sl-t 1
  // bulkhead-ignore because-missing: reasons follow with the next review
  allow HIST-1 -> PLC-1 : modbus
}
`,
    prefer: `${ZONES}
conduit Values {
  between Site and Cell
  sl-t 1
  allow HIST-1 -> PLC-1 : modbus because "no historian in the cell until the next outage"
}
`,
    fixes: [
      'Insert `because` with a text to replace.',
      'Route it over a gateway in a zone that lies between the two levels: one that stands there, else a new one.',
    ],
    basis: 'Purdue model; NIST SP 800-82',
  },
  *run(context) {
    const { policy } = context;
    const most = threshold(levelSkip, 'levels', context.configuration);
    const ot = (z: Zone) => isOt(context, z) && z.level !== undefined;
    const apart = (a: Zone, b: Zone) => Math.abs((a.level ?? 0) - (b.level ?? 0)) > most;
    for (const flow of crossingFlows(context)) {
      const { rule } = flow;
      if (flow.reversed || rule.because?.value.trim()) continue;
      const met = zonesMeeting(context, flow, ot, ot, apart, (z) => z.level);
      if (met === undefined) continue;
      yield {
        message: `This rule jumps from zone ${label(policy, met.from)} (level ${met.from.level}) to zone ${label(policy, met.to)} (level ${met.to.level}) without a reason. Add because "...", or route it through what lies between.`,
        place: rule.targets.place,
        related: [met.from, met.to].map((z) => ({
          place: z.namePlace,
          message: `Zone ${label(policy, z)}, level ${z.level}.`,
        })),
        fixes: () => [...reasonFix(context, rule), ...routeFixes(context, rule, met.from, met.to)],
      };
    }
  },
};

function reasonFix(context: CheckContext, rule: Rule): Fix[] {
  if (textAt(context, rule.place) === undefined || rule.because !== undefined) return [];
  const edits = [insertClause(rule, 'because "state why it skips a level"')];
  return [{ title: 'Insert a reason to fill in', edits, safe: false, preferred: true }];
}

/** The way over a gateway in an OT zone between the two levels, at most two of them: one that stands there, else a new one. */
function routeFixes(context: CheckContext, rule: Rule, from: Zone, to: Zone): Fix[] {
  const { policy } = context;
  const [low, high] = [from.level ?? 0, to.level ?? 0].sort((a, b) => a - b) as [number, number];
  const between = policy.zones.filter(
    (z) => z.level !== undefined && z.level > low && z.level < high && isOt(context, z) && z.kind !== 'safety',
  );
  return between.slice(0, 2).flatMap((zone) => {
    const relay = gatewayIn(context, zone);
    const title = `Route it over gateway ${relay.name} in zone ${label(policy, zone)}`;
    return relayFix(context, rule, relay, title) ?? [];
  });
}

function gatewayIn(context: CheckContext, zone: Zone): Relay {
  const { policy } = context;
  const standing = policy.assets.find(
    (a) => a.zone === zone.index && a.legs.length === 1 && isOfType(policy, a, 'gateway'),
  );
  if (standing !== undefined) return { name: referenceTo(context, standing), zone: zone.index, declaration: [] };
  const name = freeName(context, `${zone.name.replace(/[^A-Za-z0-9_-]/g, '-')}-gateway`);
  const address = freeAddressIn(context, zone);
  const member = `asset ${name} : gateway${address === undefined ? '' : ` at ${address}`}`;
  return { name, zone: zone.index, declaration: insertMembers(context, zone, [member]) };
}
