/** Check `access-not-recorded`: an access is not recorded. */
import type { Check } from '../check.ts';
import { missingRequirement } from './requirements.ts';

export const accessNotRecorded: Check = {
  name: 'access-not-recorded',
  family: 'access',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An `access` does not require `session-recording`.',
    why: `What a vendor changed is known afterwards only if it was recorded. Without the recording a fault after the visit cannot be told from an attack.`,
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
  requires mfa
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
    fixes: ['Require `session-recording`.'],
    basis: 'NERC CIP-005 R2.3',
  },
  run: (context) =>
    missingRequirement(context, 'session-recording', 'is not recorded: nobody can tell afterwards what was done'),
};
