/** Check `cleartext-leaves-zone`: cleartext crosses zones although both ends know the encrypted variant. */
import type { Rule, Service, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { removeFromList, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { assetsAmong, crossingFlows } from './flows.ts';
import { serves, serviceOf, withParts } from './services.ts';

const zones = `zone Supervisory {
  level 2
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

export const cleartextLeavesZone: Check = {
  name: 'cleartext-leaves-zone',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'A cleartext service crosses zones, and both ends serve its encrypted variant.',
    why: `What crosses zones in clear text can be read and changed on the way. Where source and target both state that they serve the variant which the
service names as \`secure\`, nothing stands against it - except that a firewall can no longer look into it: inspection ends where encryption begins.

A conduit that is \`encrypted\` is not reported.`,
    avoid: `${zones}
conduit Pages {
  between Supervisory and Cell
  sl-t 1
  allow HIST-1 -> PLC-1 : http because "diagnosis page"
}
`,
    prefer: `${zones}
conduit Pages {
  between Supervisory and Cell
  sl-t 1
  allow HIST-1 -> PLC-1 : https because "diagnosis page"
}
`,
    fixes: ['Change to the encrypted variant.'],
    basis: 'IEC 62443-3-3 SR 4.1',
  },
  *run(context) {
    const { policy } = context;
    for (const flow of crossingFlows(context)) {
      const { rule } = flow;
      if (flow.reversed) continue;
      if (rule.container.kind === 'conduit' && policy.conduits[rule.container.conduit]?.encrypted) continue;
      for (const term of rule.services) {
        const secure = secureOf(context, term);
        if (secure === undefined) continue;
        const able = [flow.sources, flow.targets].every((units) => {
          const assets = assetsAmong(context, units);
          return assets.length > 0 && assets.every((a) => serves(policy, a, secure.atoms) === true);
        });
        if (!able) continue;
        yield {
          message: `Service ${term.text} crosses zones in clear text, and both ends serve ${secure.name}. Change to ${secure.name}; a firewall can then no longer inspect it.`,
          place: term.place,
          fixes: () => switchFix(context, rule, term, secure),
        };
      }
    }
  },
};

/** The encrypted variant of a cleartext service, stated by it or by the one service it is made of. */
function secureOf({ policy }: CheckContext, term: ServiceTerm): Service | undefined {
  const service = serviceOf(policy, term);
  if (service === undefined || !service.risks?.includes('cleartext')) return undefined;
  const stated = withParts(policy, service).find((s) => s.secure !== undefined)?.secure;
  const ref = service.secure ?? (service.parts.length === 1 ? stated : undefined);
  return ref === undefined ? undefined : policy.services[ref];
}

function switchFix(context: CheckContext, rule: Rule, term: ServiceTerm, secure: Service): Fix[] {
  if (textAt(context, term.place) === undefined) return [];
  const there = rule.services.some((t) => t.service === secure.index);
  const places = rule.services.map((s) => s.place);
  const edit = there ? removeFromList(places, rule.services.indexOf(term)) : replace(term.place, secure.id);
  if (edit === undefined) return [];
  return [{ title: `Change to ${secure.id}, which ends inspection`, edits: [edit], safe: false, preferred: true }];
}
