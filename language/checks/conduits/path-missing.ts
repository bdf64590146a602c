/** Check `path-missing`: a permission that no firewall can be asked to let through. SEMANTICS.md *Compiled rules*. */
import { PathFinder } from '../../compile/paths.ts';
import type { Conduit } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { removalOf } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';
import { crossingsOf } from './crossings.ts';

export const pathMissing: Check = {
  name: 'path-missing',
  family: 'conduits',
  severity: 'error',
  documentation: {
    summary:
      'A conduit permits something between zones that no path of firewalls joins, or none through the firewalls of its `via`.',
    why: `A permission is compiled onto every firewall of the shortest paths between the segments of its two ends; a segment is what lies behind one interface. Where there is no such path the
permission is written and can never work: an interface is missing in the policy, or \`via\` names a firewall that does not lie between.
A path may pass through a zone in which at least two firewalls have interfaces. A zone that no firewall leads to at all is
reported by \`unenforceable\`.`,
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
  between Supervisory and Cell
  via FW-1, FW-2
  sl-t 1
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}

firewall FW-2 {
  interface "port1" to Supervisory
  fails closed
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
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}

firewall FW-2 {
  interface "port1" to Supervisory
  fails closed
}
`,
    fixes: ['Remove the `via` that no path satisfies, where there is a path without it.'],
    basis: 'IEC 62443-3-3 SR 5.2',
  },
  *run(context) {
    const finder = new PathFinder(context.analyses.topology());
    for (const conduit of context.policy.conduits) {
      const report = reportOf(context, conduit, finder);
      if (report !== undefined) yield report;
    }
  },
};

function reportOf(context: CheckContext, conduit: Conduit, finder: PathFinder): Report | undefined {
  const { policy } = context;
  const { segmentOf } = context.analyses.topology();
  for (const { rule, from, to } of crossingsOf(context, conduit)) {
    const [start, end] = [segmentOf[from], segmentOf[to]];
    if (start === undefined || end === undefined) continue;
    const paths = finder.between(start, end, conduit.via);
    if (paths.ok) continue;
    const ends = `from ${label(policy, policy.zones[from] as never)} to ${label(policy, policy.zones[to] as never)}`;
    const via = listed(conduit.via.flatMap((f) => policy.firewalls[f]?.name ?? []));
    return {
      message:
        paths.why === 'none'
          ? `Conduit ${conduit.name} permits traffic ${ends}, and no path of firewalls leads there. Declare the interface that is missing.`
          : `No path ${ends} leads through ${via}. Correct the via of conduit ${conduit.name}, or declare the interface that is missing.`,
      place: paths.why === 'none' ? conduit.namePlace : (conduit.viaPlace ?? conduit.namePlace),
      related: [{ place: rule.place, message: 'This rule has no firewall to be enforced on.' }],
      fixes: () => (paths.why !== 'none' && finder.between(start, end).ok ? viaFix(context, conduit) : []),
    };
  }
  return undefined;
}

function viaFix(context: CheckContext, conduit: Conduit): Fix[] {
  if (conduit.viaPlace === undefined) return [];
  return [{ title: 'Remove the via', edits: removalOf(context, conduit.viaPlace), safe: false, preferred: true }];
}
