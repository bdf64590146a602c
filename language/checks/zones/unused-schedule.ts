/** Check `unused-schedule`: a schedule that nothing uses. */
import type { Check } from '../check.ts';
import { unusedReports } from './unused.ts';

export const unusedSchedule: Check = {
  name: 'unused-schedule',
  family: 'zones',
  severity: 'hint',
  documentation: {
    summary: 'A schedule is declared and never used.',
    why: `A schedule that no rule uses looks as if something were closed outside it.

A name that stands anywhere else in the policy's files, even where it does not resolve, counts as a use.`,
    avoid: `schedule Maintenance { every tue 08:00-12:00 }

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
      ...policy.rules.flatMap((r) => r.schedule ?? []),
      ...policy.expectations.flatMap((e) => ('during' in e.question ? (e.question.during ?? []) : [])),
    ]);
    yield* unusedReports(context, 'Schedule', policy.schedules, used);
  },
};
