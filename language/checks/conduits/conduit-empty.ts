/** Check `conduit-empty`: a conduit that nothing uses. */

import { joiningConduits } from '../../analysis/zones.ts';
import type { Check } from '../check.ts';
import { removalOf } from '../edits.ts';

export const conduitEmpty: Check = {
  name: 'conduit-empty',
  family: 'conduits',
  severity: 'hint',
  documentation: {
    summary: 'A conduit has no rule, and no access leads over it.',
    why: `It permits nothing and forbids nothing: what is left of a plan, or the beginning of one. In a drawing it looks like a way through.`,
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
  allow hmi -> plc : modbus because "operator control"
}
`,
    fixes: ['Remove the conduit.'],
    basis: 'Bulkhead: a conduit without rules does nothing',
  },
  *run(context) {
    const { policy, analyses } = context;
    const idle = policy.conduits.filter((c) => c.rules.length === 0 && new Set(c.zones).size > 1);
    if (idle.length === 0) return;
    const used = new Set<number>();
    for (const rule of policy.rules) {
      if (rule.container.kind !== 'access') continue;
      if (rule.broken) return;
      const [from, to] = [rule.sources, rule.targets].map((l) => new Set(analyses.units(l, rule).map((u) => u.zone)));
      for (const a of from ?? [])
        for (const b of to ?? []) for (const j of joiningConduits(policy, a, b)) used.add(j.conduit);
    }
    for (const conduit of idle) {
      if (used.has(conduit.index)) continue;
      yield {
        message: `Conduit ${conduit.name} has no rule, and no access leads over it: it permits nothing. Remove it, or write its first rule.`,
        place: conduit.namePlace,
        tags: ['unnecessary'],
        fixes: () => {
          const edits = removalOf(context, conduit.place);
          return edits.length === 0
            ? []
            : [{ title: `Remove conduit ${conduit.name}`, edits, safe: true, keepsMeaning: true }];
        },
      };
    }
  },
};
