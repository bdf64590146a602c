/** Check `access-unbounded`: an access without end, or longer than the policy grants. */
import type { Access } from '../../model/policy.ts';
import { localMillisAt } from '../../model/timezone.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertProperties, replaceDate } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { plural } from '../words.ts';

const DAY = 86_400_000;

export const accessUnbounded: Check = {
  name: 'access-unbounded',
  family: 'access',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: "An `access` has no end, or lasts longer than the policy's `access at most`.",
    why: `A door that is opened for a visit and never shut is how most plants were entered through a vendor. An access closes by itself; one that is
needed again is asked for again.

Longer than \`access at most N days\` (30 where the policy says nothing) is counted on the policy's wall clock, from \`from\` - or from now, where
there is none - to \`until\`. Weekly hours (\`every\`) do not shorten it.`,
    avoid: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}
`,
    prefer: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}
`,
    fixes: ['Insert or change `until`: as long as the policy grants.'],
    basis: 'NERC CIP-005 R2',
  },
  *run(context) {
    const { policy } = context;
    const most = policy.header.accessAtMostDays;
    for (const access of policy.accesses) {
      const days = daysOf(context, access);
      if (days <= most) continue;
      const what = access.until === undefined ? 'has no end' : `lasts ${Math.ceil(days)} days`;
      yield {
        message: `Access ${access.name} ${what}; the policy grants at most ${plural(most, 'day')}. Let it end, and ask again when it is needed again.`,
        place: access.until?.place ?? access.namePlace,
        fixes: () => endFix(context, access, most),
      };
    }
  },
};

/** Days on the wall clock from its beginning, or from now, to its end. */
function daysOf({ policy, now }: CheckContext, access: Access): number {
  if (access.until === undefined) return Number.POSITIVE_INFINITY;
  const [from, until] = [access.from?.value ?? now, access.until.value].map((t) =>
    localMillisAt(policy.header.timezone, t),
  );
  return ((until ?? 0) - (from ?? 0)) / DAY;
}

function endFix(context: CheckContext, access: Access, most: number): Fix[] {
  const { policy, now } = context;
  if (most < 1) return [];
  const last = localMillisAt(policy.header.timezone, access.from?.value ?? now) + (most - 1) * DAY;
  const date = new Date(last).toISOString().slice(0, 10);
  const rules = access.rules.flatMap((r) => policy.rules[r]?.place ?? []);
  const edits =
    access.until === undefined
      ? insertProperties(context, access, [`until ${date}`], rules)
      : replaceDate(context, access.until.place, date);
  return edits.length === 0 ? [] : [{ title: `Let it end on ${date}`, edits, safe: true, preferred: true }];
}
