/** What the rules of a policy stand in, as outputs and answers name it. */
import type { Policy, Rule } from '../model/policy.ts';

/** What a rule stands in: `conduit KilnSupervision`, `zone Plant.Kiln`, `access Abb-drives`. */
export function containerName(policy: Policy, { container }: Pick<Rule, 'container'>): string {
  switch (container.kind) {
    case 'conduit':
      return `conduit ${policy.conduits[container.conduit]?.name}`;
    case 'zone':
      return `zone ${policy.zones[container.zone]?.id}`;
    case 'access':
      return `access ${policy.accesses[container.access]?.name}`;
  }
}
