/** Check `unused-type`: a type that nothing uses. */
import type { Check } from '../check.ts';
import { selected, unusedReports } from './unused.ts';

export const unusedType: Check = {
  name: 'unused-type',
  family: 'zones',
  severity: 'hint',
  documentation: {
    summary: 'A type is declared and never used.',
    why: `A type without assets is a rule for nothing: who reads it looks for what it describes.

A name that stands anywhere else in the policy's files, even where it does not resolve, counts as a use.`,
    avoid: `type kiln-controller : plc "Kiln controller" { vendor "Acme" }

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
    const used = new Set([...selected(policy, 'type'), ...policy.types.flatMap((t) => t.parent ?? [])]);
    for (const { type } of policy.assets) if (type !== undefined) used.add(type);
    yield* unusedReports(context, 'Type', policy.types, used);
  },
};
