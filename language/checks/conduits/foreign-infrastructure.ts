/** Check `foreign-infrastructure`: a control zone lives on the names, time or sign-in of a business zone. */
import { perPolicy } from '../../analysis/memo.ts';
import { contains, overlaps, union } from '../../model/intervals.ts';
import type { Policy, ServiceTerm } from '../../model/policy.ts';
import { type Check, threshold } from '../check.ts';
import { isBusiness, isControl } from '../levels.ts';
import { crossingFlows, zonesMeeting } from '../rules/flows.ts';
import { serviceOf } from '../rules/services.ts';
import { label, listed } from '../words.ts';

/** What a zone needs to run at all: names, time, sign-in and addresses. */
const INFRASTRUCTURE: ReadonlySet<string> = new Set(['dns', 'ntp', 'ldap', 'ldaps', 'dhcp']);

const ZONES = `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset DC-1 : domain-controller at 10.10.0.20
}

zone Supervisory {
  level 2
  kind control
  sl-t 1
  network 10.30.0.0/24
`;

export const foreignInfrastructure: Check = {
  name: 'foreign-infrastructure',
  family: 'conduits',
  severity: 'warning',
  thresholds: { grave: { value: 3, meaning: 'SL-T of the control zone from which on this is an error.' } },
  documentation: {
    summary: 'A control zone gets its DNS, NTP, LDAP or DHCP from a business zone.',
    why: `A plant that has to ask the office for names, time or sign-in stops when the office does, and believes what the office is made to say. The plant has
servers of its own, or replicas in the DMZ.

An error where the control zone's SL-T is 3 or above. The conduit is reported by \`dmz-bypassed\` too, which the example ignores.`,
    avoid: `${ZONES}  asset HMI-1 : hmi at 10.30.0.11
}

// bulkhead-ignore dmz-bypassed: to be moved to the DMZ this year
conduit Time {
  between Enterprise and Supervisory
  sl-t 1
  allow HMI-1 -> DC-1 : ntp because "time"
}
`,
    prefer: `${ZONES}  asset HMI-1 : hmi        at 10.30.0.11
  asset NTP-1 : ntp-server at 10.30.0.12
}

// bulkhead-ignore dmz-bypassed: to be moved to the DMZ this year
conduit Patches {
  between Enterprise and Supervisory
  sl-t 1
  allow NTP-1 -> DC-1 : https because "patches"
}
`,
    fixes: [],
    basis: 'IEC 62443-3-3 SR 5.1 RE2',
  },
  *run(context) {
    const { policy } = context;
    const grave = threshold(foreignInfrastructure, 'grave', context.configuration);
    for (const flow of crossingFlows(context)) {
      const terms = flow.rule.services.filter((t) => isInfrastructure(policy, t));
      const [term] = terms;
      if (term === undefined) continue;
      const met = zonesMeeting(
        context,
        flow,
        (z) => isControl(context, z),
        (z) => isBusiness(context, z),
        () => true,
        (z) => Math.max(...(z.slt ?? [0])) >= grave,
      );
      if (met === undefined) continue;
      const strong = zonesMeeting(
        context,
        flow,
        (z) => isControl(context, z) && Math.max(...(z.slt ?? [0])) >= grave,
        (z) => isBusiness(context, z),
      );
      const { from, to } = strong ?? met;
      yield {
        message: `Control zone ${label(policy, from)} depends on ${listed(terms.map((t) => t.text))} from business zone ${label(policy, to)}. Give the plant a server of its own, or a replica in the DMZ.`,
        place: term.place,
        severity: strong === undefined ? 'warning' : 'error',
        related: [from, to].map((z) => ({ place: z.namePlace, message: `Zone ${label(policy, z)} is declared here.` })),
      };
    }
  },
};

const infrastructureAtoms = perPolicy((policy) =>
  union<number>(...policy.services.filter((s) => INFRASTRUCTURE.has(s.id)).map((s) => s.atoms)),
);

/** A service that shares ports with one of the list; literal ports that hold nothing else. */
function isInfrastructure(policy: Policy, term: ServiceTerm): boolean {
  const listedAtoms = infrastructureAtoms(policy);
  if (term.kind === 'any' || term.atoms.length === 0) return false;
  return serviceOf(policy, term) === undefined ? contains(listedAtoms, term.atoms) : overlaps(listedAtoms, term.atoms);
}
