/** Check `rule-shadowed`: denies take back everything that an allow permits. */
import { coverageOf } from '../../analysis/coverage/index.ts';
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { coverList, coverPlaces, removeRule, rulesOf, ruleWords } from './covered.ts';

export const ruleShadowed: Check = {
  name: 'rule-shadowed',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'An `allow` permits nothing: denies take all of it back.',
    why: `Order never matters, and \`deny\` beats \`allow\`. Whoever wrote the permission expects it to work, whoever wrote the deny expects it not to:
one of them is wrong, and nobody can tell which from the file.

What is compared are sets of (source, target, service, time) from now on, exactly: addresses, ports, ICMP types, weekly schedules and windows,
over every conduit that joins the two ends. So a permission is also found that only several denies take back together; the finding
names the fewest that do. It is a warning where some of those denies count only within a window or on a schedule: what they take
back today may be open again tomorrow, once one of the two is moved.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
  asset HMI-2 : hmi at 10.30.0.12
}

zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 2
  allow HMI-1 -> plc : modbus because "operator control"
  allow HMI-2 -> plc : modbus because "operator control"
  deny  HMI-2 -> plc : any    because "view-only station"
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
  asset HMI-2 : hmi at 10.30.0.12
}

zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 2
  allow hmi   -> plc : modbus because "operator control"
  deny  HMI-2 -> plc : any    because "view-only station"
}
`,
    fixes: ['Remove the rule; of an access that has no other rule the whole block. Nothing that is permitted changes.'],
    basis: 'Exact set arithmetic over (source, target, service, time); NIST SP 800-41',
  },
  *run(context) {
    const { policy, now } = context;
    for (const { rule: ref, by, timed } of coverageOf(policy, now).shadowed) {
      const rule = policy.rules[ref];
      if (rule !== undefined) yield report(context, rule, rulesOf(policy, by), timed);
    }
  },
};

function report(context: CheckContext, rule: Rule, by: readonly Rule[], timed: boolean): Report {
  const { policy } = context;
  const denies = coverList(policy, rule, by);
  const taken =
    by.length === 1 ? `${denies} takes all of it back` : `${by.length} denies together take all of it back, ${denies}`;
  const when = timed ? ', whenever it would count' : '';
  const advice = by.length === 1 ? 'Remove it, or narrow the deny.' : 'Remove it, or narrow one of the denies.';
  const half = (deny: Rule): string => {
    const others = by.length === 1 ? '' : ', together with others';
    return `${ruleWords(policy, deny)} takes back${others} all that ${coverList(policy, deny, [rule])} permits. Narrow it, or remove that permission.`;
  };
  return {
    message: `${ruleWords(policy, rule)} permits nothing: ${taken}${when}. ${advice}`,
    place: rule.place,
    related: coverPlaces(by, 'takes back', half),
    ...(timed ? { severity: 'warning' as const } : {}),
    tags: ['unnecessary'],
    fixes: () => removeRule(context, rule, true),
  };
}
