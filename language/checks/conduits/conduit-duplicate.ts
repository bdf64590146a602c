/** Check `conduit-duplicate`: two conduits join the same zones in the same way. */

import type { Conduit } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertMembers, removalOf, withItsComments } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { comparePlaces } from '../places.ts';
import { ConduitComments } from './conduit-comments.ts';

export const conduitDuplicate: Check = {
  name: 'conduit-duplicate',
  family: 'conduits',
  kind: 'prompt',
  severity: 'hint',
  documentation: {
    summary: 'Two conduits join the same zones with the same properties.',
    why: `Rules of the two add up, but a reader of the one does not see the other. Conduits that differ in what they say of themselves - direction, SL-T, owner, \`via\`, encryption - are two on purpose.`,
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
  allow hmi -> plc : modbus because "operator control"
}

conduit Programming {
  between Cell and Supervisory
  sl-t 1
  allow hmi -> plc : s7 because "program changes"
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
  allow hmi -> plc : s7     because "program changes"
}
`,
    fixes: ['Move the rules of the second into the first and remove it.'],
    basis: 'Bulkhead: one conduit, one place to read',
  },
  *run(context) {
    const { policy } = context;
    const known = new Map<string, Conduit>();
    const ordered = [...policy.conduits].sort((a, b) => comparePlaces(a.namePlace, b.namePlace));
    for (const conduit of ordered) {
      if (conduit.zones.length < 2) continue;
      const key = propertiesOf(conduit);
      const first = known.get(key);
      if (first === undefined) {
        known.set(key, conduit);
        continue;
      }
      const message = (a: Conduit, b: Conduit) =>
        `Conduit ${a.name} joins the same zones as conduit ${b.name}, with the same properties. Merge the two, so that their rules stand in one place.`;
      yield {
        message: message(conduit, first),
        place: conduit.namePlace,
        related: [
          { place: first.namePlace, message: `Conduit ${first.name} is declared here.`, half: message(first, conduit) },
        ],
        fixes: () => mergeFix(context, first, conduit),
      };
    }
  },
};

/** All that tells one conduit between some zones from another. */
function propertiesOf(c: Conduit): string {
  const direction = c.oneWay === undefined ? undefined : [c.oneWay.from, c.oneWay.to];
  const zones = [...new Set(c.zones)].sort((a, b) => a - b);
  return JSON.stringify([zones, direction, c.proxied, c.slt?.value, c.owner, c.via, c.encrypted, c.inspected]);
}

function mergeFix(context: CheckContext, first: Conduit, second: Conduit): Fix[] {
  const rules = second.rules.flatMap((r) => context.policy.rules[r] ?? []);
  // What is half-written cannot be told from what stands behind it.
  if (first.broken || second.broken || rules.some((r) => r.broken)) return [];
  const texts = rules.flatMap((rule) => withItsComments(context, rule.place) ?? []);
  const [removal] = removalOf(context, second.place);
  if (removal === undefined || texts.length !== rules.length) return [];
  const moved = new Map(rules.map((r) => [r, removalOf(context, r.place)]));
  const members = [...new ConduitComments(context, removal, moved).left, ...texts];
  const insertion = members.length === 0 ? [] : insertMembers(context, first, members);
  if (members.length > 0 && insertion.length === 0) return [];
  return [
    {
      title: `Move the rules of ${second.name} into ${first.name}`,
      edits: [...insertion, removal],
      safe: true,
      keepsMeaning: true,
      preferred: true,
    },
  ];
}
