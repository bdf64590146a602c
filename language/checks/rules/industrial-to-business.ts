/** Check `industrial-to-business`: a control protocol leads to or from a business zone past the DMZ. */
import type { Check } from '../check.ts';
import { isBusiness } from '../levels.ts';
import { label, levelOf, listed } from '../words.ts';
import { crossingFlows, zonesMeeting } from './flows.ts';
import { proxyFixes } from './internet.ts';
import { termsOf } from './services.ts';

const ZONES = `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20
}

zone IDMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset GW-1 : gateway at 10.20.0.20
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset SCADA : scada-server at 10.30.0.21
}

conduit Values {
  between Supervisory and IDMZ
  sl-t 1
  allow SCADA -> GW-1 : opc-ua because "process values"
}
`;

export const industrialToBusiness: Check = {
  name: 'industrial-to-business',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'A control service is permitted between level 4 or above and a zone that is no DMZ.',
    why: `Control protocols know no users and trust whoever speaks. They end in the DMZ, on a gateway or a replica; from there on the office gets what it
needs by protocols made for offices.

Control services are those of \`category control\`. The conduit is reported by \`dmz-bypassed\` where it joins OT, whatever its rules say; the example
ignores that to show the rule.`,
    avoid: `${ZONES}
// bulkhead-ignore dmz-bypassed: to be moved to the DMZ this year
conduit Reports {
  between Enterprise and Supervisory
  sl-t 1
  allow MES-1 -> SCADA : opc-ua because "reports"
}
`,
    prefer: `${ZONES}
conduit Reports {
  between Enterprise and IDMZ
  sl-t 1
  allow MES-1 -> GW-1 : https because "reports"
}
`,
    fixes: ['Part the conduit in two that meet on a broker in the DMZ.'],
    basis: 'NIST SP 800-82',
  },
  *run(context) {
    const { policy } = context;
    for (const flow of crossingFlows(context)) {
      const terms = termsOf(policy, flow.rule.services, ['control']);
      const [term] = terms;
      if (term === undefined) continue;
      const business = (z: Parameters<typeof isBusiness>[1]) => isBusiness(context, z);
      const inward = zonesMeeting(context, flow, business, (z) => z.kind !== 'dmz');
      const met = inward ?? zonesMeeting(context, flow, (z) => z.kind !== 'dmz', business);
      if (met === undefined || (flow.reversed && inward === undefined && flow.rule.both)) continue;
      const [upper, lower] = inward === undefined ? [met.to, met.from] : [met.from, met.to];
      yield {
        message: `Control service ${listed(terms.map((t) => t.text))} is permitted between zone ${label(policy, upper)} (${levelOf(upper)}) and zone ${label(policy, lower)} (${levelOf(lower)}). End it in a zone of kind dmz.`,
        place: term.place,
        related: [upper, lower].map((z) => ({
          place: z.namePlace,
          message: `Zone ${label(policy, z)} is declared here.`,
        })),
        fixes: () => proxyFixes(context, flow, upper, lower),
      };
    }
  },
};
