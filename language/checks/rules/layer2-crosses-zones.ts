/** Check `layer2-crosses-zones`: a conduit carries a service that no router forwards. */

import { ROUTED_ATOMS } from '../../model/atoms.ts';
import { overlaps } from '../../model/intervals.ts';
import type { Rule, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { removalOf, removeFromList, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';

export const layer2CrossesZones: Check = {
  name: 'layer2-crosses-zones',
  family: 'rules',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'A rule between zones has a service that exists on layer 2 only.',
    why: `GOOSE, sampled values, PROFINET real-time and their like have no IP address: a router does not forward them, and a rule between zones
permits nothing of them. Devices that need them stand in one zone; some have a routable variant.`,
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
  asset IED-1 : ied at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> ied : modbus, goose because "interlocks"
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
  asset IED-1 : ied at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> ied : modbus, r-goose because "interlocks"
}
`,
    fixes: [
      'Change the service to its routable variant, where the library has one of the name `r-...`.',
      'Take the service out; remove a rule that has no other.',
    ],
    basis: 'IEC 61850-8-1; Bulkhead: layer 2 exists only within a zone',
  },
  *run(context) {
    const { policy } = context;
    for (const rule of policy.rules) {
      if (rule.broken || rule.container.kind === 'zone') continue;
      for (const term of rule.services) {
        const service = term.service === undefined ? undefined : policy.services[term.service];
        if (service === undefined || service.atoms.length === 0 || overlaps(service.atoms, ROUTED_ATOMS)) continue;
        yield {
          message: `Service ${term.text} is layer 2: it does not cross from one zone to another, so this rule does nothing for it. Put both ends into one zone, or use a routable variant.`,
          place: term.place,
          related: [{ place: service.namePlace, message: `Service ${service.name} is declared here.` }],
          fixes: () => [...routableFix(context, term), ...dropFix(context, rule, term)],
        };
      }
    }
  },
};

function routableFix(context: CheckContext, term: ServiceTerm): Fix[] {
  const name = context.policy.services[term.service ?? -1]?.name;
  const variant = context.policy.services.find((s) => s.name === `r-${name}`);
  if (variant === undefined || textAt(context, term.place) === undefined) return [];
  return [
    { title: `Change to ${variant.name}`, edits: [replace(term.place, variant.name)], safe: false, preferred: true },
  ];
}

function dropFix(context: CheckContext, rule: Rule, term: ServiceTerm): Fix[] {
  if (textAt(context, term.place) === undefined) return [];
  const places = rule.services.map((s) => s.place);
  const edit = removeFromList(places, rule.services.indexOf(term));
  if (edit !== undefined) return [{ title: `Take ${term.text} out of the rule`, edits: [edit], safe: true }];
  return [{ title: 'Remove the rule', edits: removalOf(context, rule.place), safe: true }];
}
