/** Check `access-no-mfa`: an access does not ask for a second factor. */
import type { Check } from '../check.ts';
import { missingRequirement } from './requirements.ts';

export const accessNoMfa: Check = {
  name: 'access-no-mfa',
  family: 'access',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An `access` does not require `mfa`.',
    why: `A vendor's password travels: it is shared in a team, kept in a file, used elsewhere. A second factor makes it useless to who finds it.`,
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
  requires session-recording
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
    fixes: ['Require `mfa`.'],
    basis: 'NERC CIP-005 R2.3',
  },
  run: (context) =>
    missingRequirement(context, 'mfa', 'does not require a second factor: whoever has the password gets in'),
};
