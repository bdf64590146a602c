/** Check `dynamic-ports`: a service that opens ports as it goes crosses zones. */
import { atomRanges, atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, intersect } from '../../model/intervals.ts';
import type { Policy, Service, ServiceTerm } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { appendDeclarations, quoted, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { serviceOf, withParts } from './services.ts';

const ZONES = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset SCADA : scada-server at 10.30.0.21
}

zone Cell {
  level 2
  sl-t 1
  network 10.41.0.0/24
  asset DB-1 : database-server at 10.41.0.20
}
`;

export const dynamicPorts: Check = {
  name: 'dynamic-ports',
  family: 'rules',
  kind: 'prompt',
  severity: 'error',
  thresholds: { pinned: { value: 50, meaning: 'Ports that the quick-fix pins such a service to.' } },
  documentation: {
    summary: 'A service that opens dynamic ports is permitted between zones.',
    why: `The service agrees on a port at run time, out of a range of thousands. A firewall rule either breaks it or opens the range, and behind the range is
everything else that listens there. Pin the service to a few ports, or carry it through a tunnel or a gateway.

A service that states its dynamic range among its ports is not reported: it works, and \`any-service\` and the reviewer see what it opens.`,
    avoid: `${ZONES}
conduit Recipes {
  between Supervisory and Cell
  sl-t 1
  allow SCADA -> DB-1 : mssql because "recipes"
}
`,
    prefer: `${ZONES}
conduit Recipes {
  between Supervisory and Cell
  sl-t 1
  allow SCADA -> DB-1 : postgresql because "recipes"
}
`,
    fixes: ['Declare a variant of the service that is pinned to the first ports of its range, and use that.'],
    basis: 'NIST SP 800-82',
  },
  *run(context) {
    const { policy } = context;
    const known = new Map<Service, Range | undefined>();
    const rangeOf = (service: Service): Range | undefined => {
      if (!known.has(service)) known.set(service, unlisted(policy, service));
      return known.get(service);
    };
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken || rule.container.kind === 'zone') continue;
      for (const term of rule.services) {
        const service = serviceOf(policy, term);
        const dynamic = service === undefined ? undefined : rangeOf(service);
        if (service === undefined || dynamic === undefined) continue;
        yield {
          message: `Service ${term.text} opens ports between ${dynamic.from} and ${dynamic.to} as it goes, which no rule between zones can follow. Pin it to a few ports, or carry it through a tunnel or a gateway.`,
          place: term.place,
          related: [{ place: service.namePlace, message: `Service ${service.name} is declared here.` }],
          fixes: () => pinFix(context, term, service, dynamic),
        };
      }
    }
  },
};

type Range = Service['dynamic'][number];

/** A dynamic range of the service or one of its parts that its ports do not hold. */
function unlisted(policy: Policy, service: Service): Range | undefined {
  const ranges = withParts(policy, service).flatMap((s) => s.dynamic);
  const held = (r: Range) => (['tcp', 'udp'] as const).some((p) => contains(service.atoms, atoms(p, r.from, r.to)));
  return ranges.find((r) => !held(r));
}

function pinFix(context: CheckContext, term: ServiceTerm, service: Service, dynamic: Range): Fix[] {
  const { policy } = context;
  if (textAt(context, term.place) === undefined) return [];
  const taken = new Set(policy.services.map((s) => s.name));
  let name = `${service.name.replace(/[^A-Za-z0-9_-]/g, '-')}-pinned`;
  for (let n = 2; taken.has(name); n++) name = `${service.name.replace(/[^A-Za-z0-9_-]/g, '-')}-pinned-${n}`;
  const count = threshold(dynamicPorts, 'pinned', context.configuration);
  const ranges = atomRanges(intersect(service.atoms, ROUTED_ATOMS));
  const proto = ranges.some((r) => r.proto === 'tcp') ? 'tcp' : 'udp';
  const last = Math.min(dynamic.to, dynamic.from + Math.max(1, count) - 1);
  const ports = [...ranges, { proto, from: dynamic.from, to: last }].map((r) =>
    r.from === r.to ? `${r.proto} ${r.from}` : `${r.proto} ${r.from}-${r.to}`,
  );
  const category = service.category === undefined ? [] : [`category ${service.category}`];
  const initiator = service.initiator === undefined ? [] : [`initiator ${service.initiator}`];
  const risks = service.risks === undefined ? [] : [`risks ${service.risks.join(', ')}`];
  const lines = [...ports, ...category, ...initiator, ...risks].map((l) => `  ${l}`).join('\n');
  const title = quoted(`${service.title ?? service.name}, pinned`);
  const declaration = appendDeclarations(context, term.place.file, [`service ${name} ${title} {\n${lines}\n}`]);
  return [
    {
      title: `Use a new service ${name}, pinned to ${dynamic.from}-${last}`,
      edits: [replace(term.place, name), ...declaration],
      safe: false,
      preferred: true,
    },
  ];
}
