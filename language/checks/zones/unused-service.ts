/** Check `unused-service`: a service that nothing uses. */
import { riskAtoms } from '../../analysis/risk.ts';
import { equal } from '../../model/intervals.ts';
import type { Policy } from '../../model/policy.ts';
import type { Check } from '../check.ts';
import { unusedReports } from './unused.ts';

export const unusedService: Check = {
  name: 'unused-service',
  family: 'zones',
  severity: 'hint',
  documentation: {
    summary: 'A service is declared and never used.',
    why: `A service that no rule permits and nothing serves says that something talks, where nothing does.

A name that stands anywhere else in the policy's files, even where it does not resolve, counts as a use.`,
    avoid: `service kiln-link "Kiln link" { tcp 9100 }

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`,
    fixes: ['Remove the declaration.'],
    basis: 'Bulkhead',
  },
  *run(context) {
    const { policy } = context;
    const used = new Set([
      ...policy.services.flatMap((s) => [...s.parts, ...(s.secure === undefined ? [] : [s.secure])]),
      ...policy.expectations.flatMap((e) =>
        'services' in e.question ? e.question.services.flatMap((s) => s.service ?? []) : [],
      ),
    ]);
    for (const rule of policy.rules)
      for (const { service } of rule.services) if (service !== undefined) used.add(service);
    // Assets that state nothing of their own have their type's list.
    const lists = new Set([...policy.types, ...policy.assets].map((d) => d.serves));
    for (const list of lists) for (const service of list) used.add(service);
    yield* unusedReports(context, 'Service', policy.services, used, (s) => !isJudgedBy(policy, s.index));
  },
};

/** Whether the risks of some port are others without the service: an attacker's steps are judged by all services that hold it. */
function isJudgedBy(policy: Policy, service: number): boolean {
  const without = policy.services.map((s) => (s.index === service ? { ...s, atoms: [], parts: [], risks: [] } : s));
  const [a, b] = [riskAtoms(policy), riskAtoms({ ...policy, services: without })];
  return !equal(a.goesOn, b.goesOn) || !equal(a.stops, b.stops);
}
