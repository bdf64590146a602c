/** Check `zone-empty`: a zone that holds nothing and that nothing names. */
import type { Check } from '../check.ts';
import { selected, unusedReports } from './unused.ts';

export const zoneEmpty: Check = {
  name: 'zone-empty',
  family: 'zones',
  severity: 'hint',
  documentation: {
    summary: 'A zone holds no asset and no zone, and nothing names it.',
    why: `Such a zone says nothing: no conduit ends there, no firewall leads there, no rule speaks of it. It is a plan that was dropped, or a name that lost
what stood in it. A zone of addresses that a conduit or firewall names is in use, with or without assets.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

zone Spare {
  level 1
  sl-t 1
  network 10.42.0.0/24
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`,
    fixes: ['Remove the zone.'],
    basis: 'Bulkhead',
  },
  *run(context) {
    const { policy } = context;
    const used = new Set([
      ...selected(policy, 'zone'),
      ...policy.conduits.flatMap((c) => c.zones),
      ...policy.firewalls.flatMap((f) => f.interfaces.flatMap((i) => i.zones)),
      ...policy.zones.filter((z) => z.legs.length + z.children.length + z.rules.length > 0).map((z) => z.index),
      ...policy.groups.flatMap((g) => g.zone ?? []),
    ]);
    // Even an empty zone holds undeclared addresses.
    yield* unusedReports(context, 'Zone', policy.zones, used, () => false);
  },
};
