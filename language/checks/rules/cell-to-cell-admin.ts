/** Check `cell-to-cell-admin`: administration from one cell to its neighbour. */
import type { Rule, ServiceTerm } from '../../model/policy.ts';
import { firstHop } from '../access/access-no-jump-host.ts';
import type { Check, CheckContext } from '../check.ts';
import { referenceTo } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { label, listed } from '../words.ts';
import { assetsAmong, crossingFlows, isOfType, zonesMeeting } from './flows.ts';
import { relayFix } from './relaying.ts';
import { dropTermsFix } from './removing.ts';
import { serviceOf, withParts } from './services.ts';

/** By which one machine is administered from another. */
const ADMINISTRATION: ReadonlySet<string> = new Set(['rdp', 'smb', 'winrm', 'ssh']);

const ZONES = `zone Line1 {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset HMI-1 : hmi at 10.41.0.11
}

zone Line2 {
  level 1
  sl-t 1
  network 10.42.0.0/24
  asset HMI-2 : hmi at 10.42.0.11
}
`;

export const cellToCellAdmin: Check = {
  name: 'cell-to-cell-admin',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'RDP, SMB, WinRM or SSH is permitted between two OT zones of one level.',
    why: `Cells are parted so that what takes one does not take the next. Remote desktops, shared folders and shells are what attackers move on by:
between neighbours they undo the parting. Administration comes from a jump host.

A rule from or to jump hosts only is not reported; nor are zones without level.`,
    avoid: `${ZONES}
conduit Neighbours {
  between Line1 and Line2
  sl-t 1
  allow HMI-1 -> HMI-2 : rdp ticket "CHG-7" because "looks at the other line"
}
`,
    prefer: `${ZONES}
conduit Neighbours {
  between Line1 and Line2
  sl-t 1
  allow HMI-1 -> HMI-2 : https because "looks at the other line"
}
`,
    fixes: [
      'Lead it over a jump host outside the two zones: two rules, in the conduits that join it with each end, or in new ones.',
      'Take the service out of the rule; remove a rule that has no other. None where an expectation relies on it.',
    ],
    basis: 'MITRE ATT&CK for ICS T0886',
  },
  *run(context) {
    const { policy } = context;
    const ot = (z: Parameters<typeof isOt>[1]) => isOt(context, z) && z.level !== undefined;
    for (const flow of crossingFlows(context)) {
      if (flow.reversed) continue;
      const terms = flow.rule.services.filter((t) => {
        const service = serviceOf(policy, t);
        return service !== undefined && withParts(policy, service).some((s) => ADMINISTRATION.has(s.id));
      });
      const [term] = terms;
      const ends = [flow.sources, flow.targets].map((u) => assetsAmong(context, u));
      const hop = ends.some((e) => e.length > 0 && e.every((a) => isOfType(policy, a, 'jump-host')));
      if (term === undefined || hop) continue;
      const level = (z: { readonly level?: number }) => z.level;
      const met = zonesMeeting(context, flow, ot, ot, (a, b) => a.level === b.level, level);
      if (met === undefined) continue;
      yield {
        message: `Service ${listed(terms.map((t) => t.text))} leads from zone ${label(policy, met.from)} to zone ${label(policy, met.to)}, both at level ${met.from.level}. Let administration come from a jump host, and take it out of this rule.`,
        place: term.place,
        related: [met.from, met.to].map((z) => ({
          place: z.namePlace,
          message: `Zone ${label(policy, z)}, level ${z.level}.`,
        })),
        fixes: () => [...jumpHostFixes(context, flow.rule, terms), ...dropTermsFix(context, flow.rule, terms)],
      };
    }
  },
};

/** The way over a jump host of a DMZ, or of a zone of another level, where the rule has no other service; two of them at most. */
function jumpHostFixes(context: CheckContext, rule: Rule, terms: readonly ServiceTerm[]): Fix[] {
  const { policy } = context;
  if (terms.length < rule.services.length) return [];
  const ends = new Set([rule.sources, rule.targets].flatMap((l) => context.analyses.units(l, rule).map((u) => u.zone)));
  const level = policy.zones[[...ends][0] ?? -1]?.level;
  const hosts = policy.assets.filter((a) => {
    const zone = policy.zones[a.zone];
    return isOfType(policy, a, 'jump-host') && !ends.has(a.zone) && (zone?.kind === 'dmz' || zone?.level !== level);
  });
  return hosts.slice(0, 2).flatMap((host) => {
    const relay = { name: referenceTo(context, host), zone: host.zone, declaration: [], first: firstHop(policy, host) };
    return relayFix(context, rule, relay, `Let it come from jump host ${label(policy, host)}`) ?? [];
  });
}
