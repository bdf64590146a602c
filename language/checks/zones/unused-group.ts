/** Check `unused-group`: a group that nothing uses. */
import type { Check } from '../check.ts';
import { selected, unusedReports } from './unused.ts';

export const unusedGroup: Check = {
  name: 'unused-group',
  family: 'zones',
  severity: 'hint',
  documentation: {
    summary: 'A group is declared and never used.',
    why: `A group is there to be named in rules; one that is not is read for nothing, and grows stale.

A name that stands anywhere else in the policy's files, even where it does not resolve, counts as a use.`,
    avoid: `group Controllers = plc

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
    const used = selected(policy, 'group');
    yield* unusedReports(context, 'Group', policy.groups, used);
  },
};
