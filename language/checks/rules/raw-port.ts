/** Check `raw-port`: a rule writes a port that has a name. */

import type { Rule, Service, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { listed } from '../words.ts';

export const rawPort: Check = {
  name: 'raw-port',
  family: 'rules',
  severity: 'hint',
  documentation: {
    summary: 'A rule writes the ports of a service that the library names.',
    why: `The name says what the port is for, carries the risks that the blast radius is computed with, and is what a reviewer searches for. Found
are literal ports that are exactly those of a service; a part of a service has no name of its own. Of several with the same
ports those come first that the rule's targets serve.`,
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
  sl-t 1
  allow hmi -> plc : tcp 4840 because "operator control"
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
  allow hmi -> plc : opcua because "operator control"
}
`,
    fixes: ['Write the name.'],
    basis: 'Bulkhead: rules name services',
  },
  *run(context) {
    const { policy } = context;
    const named = Map.groupBy(policy.services, (s) => JSON.stringify(s.atoms));
    for (const rule of policy.rules) {
      if (rule.broken) continue;
      for (const term of rule.services) {
        const services =
          term.kind === 'literal' ? likeliestFirst(context, rule, named.get(JSON.stringify(term.atoms)) ?? []) : [];
        const [first] = services;
        if (first === undefined) continue;
        yield {
          message: `The ports ${term.text} are those of ${services.length > 1 ? 'several services: ' : 'service '}${listed(
            services.map((s) => s.name),
            4,
          )}. Write the name: it carries risks and meaning.`,
          place: term.place,
          related: [{ place: first.namePlace, message: `Service ${first.name} is declared here.` }],
          fixes: () => nameFixes(context, rule, term, services),
        };
      }
    }
  },
};

/** Services that a target of the rule serves come first, then by name. */
function likeliestFirst(context: CheckContext, rule: Rule, services: readonly Service[]): readonly Service[] {
  if (services.length < 2) return services;
  const { policy, analyses } = context;
  const served = new Set<number>();
  for (const unit of analyses.units(rule.targets, rule))
    for (const asset of analyses.assetsOf(unit)) {
      const type = policy.types[policy.assets[asset]?.type ?? -1];
      const ancestors = type?.ancestors.flatMap((t) => policy.types[t] ?? []) ?? [];
      for (const s of [policy.assets[asset], type, ...ancestors].flatMap((x) => x?.serves ?? [])) served.add(s);
    }
  const rank = (s: Service) => (served.has(s.index) ? 0 : 1);
  return [...services].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** None in a list of several services: there a bare port counts as one of the protocol before it. */
function nameFixes(context: CheckContext, rule: Rule, term: ServiceTerm, services: readonly Service[]): Fix[] {
  if (rule.services.length > 1 || textAt(context, term.place) === undefined) return [];
  return services.slice(0, 3).map((service, i) => ({
    title: `Change to ${service.name}`,
    edits: [replace(term.place, textAt(context, service.namePlace) ?? service.id)],
    safe: services.length === 1,
    keepsMeaning: services.length === 1,
    preferred: i === 0,
  }));
}
