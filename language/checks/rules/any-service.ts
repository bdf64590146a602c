/** Check `any-service`: an `allow` has `any` as its service. */
import { ALL_ATOMS, ROUTED_ATOMS } from '../../model/atoms.ts';
import { overlaps } from '../../model/intervals.ts';
import type { Rule, Service, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { safetyWrite } from '../safety/safety-write.ts';
import { listed, plural } from '../words.ts';
import { controlZones, severityInto } from './any-selector.ts';
import { dynamicPorts } from './dynamic-ports.ts';
import { engineeringFromElsewhere } from './engineering-from-elsewhere.ts';
import { industrialToBusiness } from './industrial-to-business.ts';
import { mailOrChatToControl } from './mail-or-chat-to-control.ts';

export const anyService: Check = {
  name: 'any-service',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'An `allow` has `any` as its service.',
    why: `A permission for every service holds for remote desktops, file shares and programming tools too, and for whatever a device opens
after its next update. Then the zone boundary is one in name only.

Into a control zone (level 2 and below, or \`kind safety\`) it is an error. A \`deny\` of \`any\` is as it should be.`,
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
  asset METER-1 : meter at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> meter : any because "operator control"
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
  asset METER-1 : meter at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> meter : modbus because "operator control"
}
`,
    fixes: [
      'Expand to what the targets serve, by their own word or that of their types. What would be an error between these zones is left out.',
    ],
    basis: 'SP 800-82',
  },
  *run(context) {
    for (const rule of context.policy.rules) {
      if (rule.action !== 'allow' || rule.broken) continue;
      const term = rule.services.find((s) => s.kind === 'any');
      if (term === undefined) continue;
      const control = controlZones(context, rule);
      const ends = [rule.sources, rule.targets].map((l) => listed(l.items.map((i) => i.text)));
      const into =
        control.length === 0 ? '' : ` - control zone${control.length > 1 ? 's' : ''} ${listed(control)} included`;
      yield {
        message: `"any" as service: ${ends[0]} may use every protocol and port towards ${ends[1]}${into}. Name the services that are needed.`,
        place: term.place,
        severity: severityInto(control),
        fixes: () => expandFix(context, rule, term),
      };
    }
  },
};

function expandFix(context: CheckContext, rule: Rule, term: ServiceTerm): Fix[] {
  const served = servedBy(context, rule);
  const services = served.filter((s) => !isForbidden(context, rule, term, s));
  if (services.length === 0) return [];
  const names = services.map((s) => textAt(context, s.namePlace) || s.id).sort();
  const left = served.length - services.length;
  const without = left === 0 ? '' : `; ${plural(left, 'service')} left out that would be an error here`;
  return [
    {
      title: `Change "any" to what the targets serve: ${listed(names)}${without}`,
      edits: [replace(term.place, names.join(', '))],
      safe: false,
      preferred: true,
    },
  ];
}

/** Checks that speak of what a service is, and so not of `any`. */
const OF_SERVICES: readonly Check[] = [
  industrialToBusiness,
  engineeringFromElsewhere,
  mailOrChatToControl,
  dynamicPorts,
  safetyWrite,
];

/** Whether a rule with this service in place of `any` would be an error by itself. */
function isForbidden(context: CheckContext, rule: Rule, term: ServiceTerm, service: Service): boolean {
  const services = [
    { ...term, kind: 'service' as const, service: service.index, atoms: service.atoms, text: service.id },
  ];
  const policy = { ...context.policy, rules: [{ ...rule, services, atoms: service.atoms }] };
  return OF_SERVICES.some((check) =>
    [...check.run({ ...context, policy })].some((r) => (r.severity ?? check.severity) === 'error'),
  );
}

/** What the targets (of `<->` also the sources) serve, their types' services included, as far as it can be used here. */
function servedBy(context: CheckContext, rule: Rule): readonly Service[] {
  const { policy, analyses } = context;
  const possible = rule.container.kind === 'zone' ? ALL_ATOMS : ROUTED_ATOMS;
  const lists = rule.both ? [rule.targets, rule.sources] : [rule.targets];
  const assets = new Set(lists.flatMap((l) => analyses.units(l, rule).flatMap((u) => analyses.assetsOf(u))));
  const refs = new Set<number>();
  for (const ref of assets) {
    const asset = policy.assets[ref];
    const type = asset?.type === undefined ? undefined : policy.types[asset.type];
    const ancestors = type?.ancestors.flatMap((t) => policy.types[t] ?? []) ?? [];
    for (const s of [asset, type, ...ancestors].flatMap((x) => x?.serves ?? [])) refs.add(s);
  }
  return [...refs].flatMap((r) => policy.services[r] ?? []).filter((s) => overlaps(s.atoms, possible));
}
