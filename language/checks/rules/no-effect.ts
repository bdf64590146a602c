/** Check `no-effect`: a rule that changes nothing. */

import { coverageOf } from '../../analysis/coverage/index.ts';
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertClause, removalOf } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label } from '../words.ts';

export const noEffect: Check = {
  name: 'no-effect',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'An `allow` in a zone that is open anyway, or a `deny` that takes nothing away and gives no reason.',
    why: `Inside a zone that is not \`microsegmented\` everything is permitted: an \`allow\` there looks like a limit and is none. A \`deny\` that meets no
permission may stand guard over what somebody adds later - then its \`because\` says so.

A deny is judged exactly: by source, target, service and time, against all that would be permitted without any deny. While a rule of
the policy has a name that cannot be resolved, denies are not judged.`,
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
  asset PLC-1 : plc    at 10.41.0.10
  asset PT-1  : sensor at 10.41.0.50
  allow plc -> sensor : modbus because "process values"
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
  deny  plc -> hmi : rdp
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
  asset PLC-1 : plc    at 10.41.0.10
  asset PT-1  : sensor at 10.41.0.50
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
  deny  plc -> hmi : rdp    because "whatever else is opened here"
}
`,
    fixes: ['Remove the rule.', 'Of a deny: give a reason to fill in.'],
    basis: 'Bulkhead: a rule that changes nothing misleads',
  },
  *run(context) {
    const { policy, now } = context;
    const settled = policy.rules.every((r) => !r.broken);
    let found: ReadonlySet<number> | undefined;
    const idle = () => {
      found ??= new Set(coverageOf(policy, now).idleDenies.map((d) => d.rule));
      return found;
    };
    for (const rule of policy.rules) {
      if (rule.broken) continue;
      const zone = rule.container.kind === 'zone' ? policy.zones[rule.container.zone] : undefined;
      if (rule.action === 'allow' && zone !== undefined && !zone.microsegmented)
        yield {
          message: `Zone ${label(policy, zone)} is not microsegmented, so everything in it is permitted and this rule changes nothing. Remove it, or microsegment the zone.`,
          place: rule.place,
          related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
          tags: ['unnecessary'],
          fixes: () => removeFix(context, rule),
        };
      if (rule.action === 'deny' && settled && !rule.because?.value.trim() && idle().has(rule.index))
        yield {
          message:
            'This deny takes nothing away: nothing that it speaks of is permitted from now on. Remove it, or say with because what it guards against.',
          place: rule.place,
          fixes: () => [...removeFix(context, rule), ...guardFix(context, rule)],
        };
    }
  },
};

/** Of a deny only a person says that nothing is to be guarded against. */
function removeFix(context: CheckContext, rule: Rule): Fix[] {
  const edits = removalOf(context, rule.place);
  return edits.length === 0
    ? []
    : [{ title: 'Remove the rule', edits, safe: true, keepsMeaning: rule.action === 'allow', preferred: true }];
}

function guardFix(context: CheckContext, rule: Rule): Fix[] {
  if (context.text(rule.place.file) === undefined || rule.because !== undefined) return [];
  return [
    {
      title: 'Insert a reason to fill in',
      edits: [insertClause(rule, 'because "state what this guards against"')],
      safe: false,
    },
  ];
}
