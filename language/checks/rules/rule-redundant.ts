/** Check `rule-redundant`: an allow permits nothing that other allows do not permit. */
import { coverageOf } from '../../analysis/coverage/index.ts';
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { coverList, coverPlaces, removeRule, rulesOf, ruleWords } from './covered.ts';

export const ruleRedundant: Check = {
  name: 'rule-redundant',
  family: 'rules',
  severity: 'hint',
  documentation: {
    summary: 'Everything that an `allow` permits is permitted by other allows.',
    why: `A rule that adds nothing misleads whoever narrows the other one: the connection stays open through the rule nobody thought of. And
it is one more line to review.

What is compared are sets of (source, target, service, time) from now on, exactly: addresses, ports, ICMP types, weekly schedules and windows,
over every conduit that joins the two ends, accesses included. So a rule is also found that only several others cover together; the finding
names the fewest that do. Of two that permit the same the later one is found, an access before a rule, and no finding
names a rule that another one wants removed: all of them can go at once, and every permission stays.

A rule of another conduit counts only where it would be compiled alike: over the same firewalls of \`via\`, and with replies where this one has
them. A rule that denies take back is left to \`rule-shadowed\`.`,
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
  allow hmi   -> plc   : modbus because "operator control"
  allow HMI-2 -> PLC-1 : modbus because "control from the second desk"
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
  allow hmi -> plc : modbus because "operator control, also from the second desk"
}
`,
    fixes: [
      'Remove the rule; of an access that has no other rule the whole block. Safe unless it is the only one of them that logs.',
    ],
    basis: 'Exact set arithmetic over (source, target, service, time); NIST SP 800-41',
  },
  *run(context) {
    const { policy, now } = context;
    const coverage = coverageOf(policy, now);
    const shadowed = new Set(coverage.shadowed.map((s) => s.rule));
    for (const { rule: ref, by } of coverage.redundant) {
      const rule = policy.rules[ref];
      if (rule !== undefined && !shadowed.has(ref)) yield report(context, rule, rulesOf(policy, by));
    }
  },
};

function report(context: CheckContext, rule: Rule, by: readonly Rule[]): Report {
  const { policy } = context;
  const others = coverList(policy, rule, by);
  const permitted =
    by.length === 1 ? `${others} permits all of it` : `${by.length} other rules together permit all of it, ${others}`;
  return {
    message: `${ruleWords(policy, rule)} adds nothing: ${permitted}. Remove it.`,
    place: rule.place,
    related: coverPlaces(by, 'permits'),
    tags: ['unnecessary'],
    fixes: () => {
      const safe = !rule.log || by.every((r) => r.log);
      return removeRule(context, rule, safe).map((fix) => ({ ...fix, keepsMeaning: safe }));
    },
  };
}
