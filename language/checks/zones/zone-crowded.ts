/** Check `zone-crowded`: many assets in a zone in which each may reach every other. */
import { changedPolicy } from '../../analysis/changes.ts';
import type { Zone } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { unenforceable } from '../conduits/unenforceable.ts';
import type { Fix } from '../finding.ts';
import { label } from '../words.ts';
import { microsegmented } from './microsegmenting.ts';

const CELL = (inside: string) => `zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
${inside}  asset PLC-1 : plc    at 10.41.0.10
  asset PT-1  : sensor at 10.41.0.50
  asset PT-2  : sensor at 10.41.0.51
  asset PT-3  : sensor at 10.41.0.52
`;

const FIREWALL = `
firewall FW-1 {
  interface "port1" to Cell
  fails closed
}
`;

export const zoneCrowded: Check = {
  name: 'zone-crowded',
  family: 'zones',
  severity: 'info',
  thresholds: { assets: { value: 100, meaning: 'Assets that a zone with an open inside may hold.' } },
  documentation: {
    summary: 'A zone whose inside is open holds more than 100 assets.',
    why: `In a zone that is not \`microsegmented\` every asset may open connections to every other: whatever takes one has all of them next. The more there are,
the larger the loss, and the likelier that one of them is the way in.

Assets of nested zones count there, not here. Split the zone by what works together, or microsegment it: then only what its rules allow passes between neighbours,
provided that something - a firewall, private VLANs, host agents - enforces it.`,
    thresholds: { assets: 3 },
    avoid: `${CELL('')}}
${FIREWALL}`,
    prefer: `${CELL('  microsegmented\n  enforced by FW-1\n')}  allow plc -> sensor : modbus because "process values"
}
${FIREWALL}`,
    fixes: [
      'Microsegment the zone, enforced by a firewall that leads to it, where no expectation relies on its open inside. What its assets need of each other is then to be allowed in it.',
    ],
    basis: "SP 800-82; Bulkhead's advisor",
  },
  *run(context) {
    const { policy } = context;
    const most = threshold(zoneCrowded, 'assets', context.configuration);
    for (const zone of policy.zones) {
      if (zone.microsegmented || zone.legs.length <= most) continue;
      yield {
        message: `Each of the ${zone.legs.length} assets of zone ${label(policy, zone)} may reach all the others: the zone is not microsegmented. Split it by what works together, or microsegment it.`,
        place: zone.namePlace,
        fixes: () => microsegmentFix(context, zone),
      };
    }
  },
};

/** Not offered where it breaks an expectation, or where nothing would enforce it at a level at which that is an error. */
function microsegmentFix(context: CheckContext, zone: Zone): Fix[] {
  const { policy, analyses } = context;
  const made = microsegmented(context, zone.index, 'stated');
  if (made === undefined) return [];
  const before = new Set(analyses.failedExpectations(policy));
  const variant = changedPolicy(policy, [{ kind: 'microsegment', zone: zone.index }]);
  if (analyses.failedExpectations(variant).some((e) => !before.has(e))) return [];
  const isEnforced = zone.enforcedBy !== undefined || policy.firewalls.length > 0;
  const grave = threshold(unenforceable, 'error-at-sl', context.configuration);
  if (!isEnforced && Math.max(0, ...(zone.slt ?? [])) >= grave) return [];
  return [{ title: made.what, edits: made.edits, safe: false, preferred: true }];
}
