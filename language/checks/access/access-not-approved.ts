/** Check `access-not-approved`: nobody approved an access. */

import type { Check } from '../check.ts';
import { insertProperties, quoted } from '../edits.ts';

export const accessNotApproved: Check = {
  name: 'access-not-approved',
  family: 'access',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'An `access` does not say who approved it.',
    why: `An access that nobody approved is one that nobody answers for. The name in the file is the record, and its history the audit.`,
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
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  ticket "CHG-1042"
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
  ticket "CHG-1042"
  approved by "J. Ortiz"
  allow JUMP-1 -> ENG-1 : rdp
}
`,
    fixes: ['Insert `approved by` with the owner of the access or of the policy, else with a text to replace.'],
    basis: 'NERC CIP-005 R2.3',
  },
  *run(context) {
    const { policy } = context;
    for (const access of policy.accesses) {
      if (access.approvedBy?.trim()) continue;
      const name = access.owner ?? policy.header.owner ?? 'state who approved this';
      const rules = access.rules.flatMap((r) => policy.rules[r]?.place ?? []);
      yield {
        message: `Access ${access.name} does not say who approved it. Add approved by "..." with a name.`,
        place: access.namePlace,
        fixes: () => {
          const edits = insertProperties(context, access, [`approved by ${quoted(name)}`], rules);
          return edits.length === 0
            ? []
            : [{ title: `Insert approved by ${quoted(name)}`, edits, safe: false, preferred: true }];
        },
      };
    }
  },
};
