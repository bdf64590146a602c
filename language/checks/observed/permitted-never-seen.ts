/** Check `permitted-never-seen`: a rule permits what no capture shows. */
import type { Rule } from '../../model/policy.ts';
import { captureLength } from '../../observe/index.ts';
import type { Check, CheckContext } from '../check.ts';
import type { Fix } from '../finding.ts';
import { removeRule, ruleWords } from '../rules/covered.ts';
import { listed } from '../words.ts';
import { comparing } from './comparing.ts';
import { lengthWords, timeWords } from './words.ts';

const ZONES = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
  asset HMI-1  : hmi       at 10.30.0.11
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
`;

export const permittedNeverSeen: Check = {
  name: 'permitted-never-seen',
  family: 'observed',
  severity: 'hint',
  documentation: {
    summary: 'An `allow` permits traffic of which the captures show nothing.',
    why: `A permission that nobody uses helps an attacker only. But a capture of an hour says nothing of what runs at the end of the month, in a
failure or in a shutdown: the finding says how long was captured, and the rule is yours to judge.

Told are rules that counted at some time during the captures and still count, and of which the captures could show something: traffic of the zones
at both ends was seen. Where the capture shows nothing of a zone it did not look there, and the rules of the zone are not told; \`bulkhead observe --check\` counts them.
A rule is hit by what it permits, so of two that permit the same neither is told.`,
    avoid: `${ZONES}  allow HIST-1 -> plc : modbus because "trend data"
  allow hmi    -> plc : modbus because "operator control"
}
`,
    prefer: `${ZONES}  allow hmi -> plc : modbus because "operator control"
}
`,
    flows: `# capture 2026-11-06T00:00:00Z 2026-11-20T00:00:00Z
source,target,protocol,port,first,last,packets,bytes,direction,reply,services
10.30.0.11,10.41.0.10,tcp,502,2026-11-06T00:00:02Z,2026-11-19T23:59:00Z,604800,38707200,syn,answered,modbus-tcp
`,
    fixes: ['Remove the rule, or the access that holds no other. Offered where no expectation relies on it.'],
    basis: 'Least privilege; NIST SP 800-41: rules are reviewed against use',
  },
  *run(context) {
    const comparison = comparing(context);
    if (comparison === undefined || comparison.neverSeen.length === 0) return;
    const { policy } = context;
    const { captures } = comparison;
    const first = captures[0]?.from ?? 0;
    const last = (captures.at(-1)?.to ?? 1) - 1;
    const files = listed(context.observed?.files.map((f) => f.path) ?? [], 3);
    const length = `${lengthWords(captureLength(captures))} of capture (${timeWords(policy, { first, last })}, ${files})`;
    for (const ref of comparison.neverSeen) {
      const rule = policy.rules[ref];
      if (rule === undefined) continue;
      yield {
        message: `Nothing that ${ruleWords(policy, rule)} permits was seen in ${length}. Remove it if nobody needs it, also in a failure or a shutdown.`,
        place: rule.place,
        tags: ['unnecessary'],
        fixes: () => removal(context, rule),
      };
    }
  },
};

function removal(context: CheckContext, rule: Rule): Fix[] {
  const { policy, analyses } = context;
  const variant = { ...policy, rules: policy.rules.map((r) => (r === rule ? { ...r, broken: true } : r)) };
  const failed = new Set(analyses.failedExpectations(policy));
  if (analyses.failedExpectations(variant).some((e) => !failed.has(e))) return [];
  return removeRule(context, rule, false);
}
