/** Check `internet-to-ot`: the Internet opens into OT past the DMZ. */
import type { Check } from '../check.ts';
import { INTERNET } from '../scenes.ts';
import { internetReports } from './internet.ts';

export const internetToOt: Check = {
  name: 'internet-to-ot',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'The Internet may open connections into an OT zone.',
    why: `What the Internet may reach, it searches day and night. In a DMZ its connections end on a machine that is built to be attacked.

The Internet is a zone with \`network rest\`, and a \`kind external\` zone at level 5 or without level; OT is level 3 and below, except kinds \`dmz\`, \`business\`
and \`external\`. The conduit is reported by \`dmz-bypassed\`, whatever its rules say; the example ignores that to show the rule.`,
    avoid: `${INTERNET}
// bulkhead-ignore dmz-bypassed: to be moved to the DMZ this year
conduit Cloud {
  between Internet and Supervisory
  sl-t 1
  allow CLOUD -> HIST-1 : https because "reports"
}
`,
    prefer: `${INTERNET}
conduit Cloud {
  between DMZ and Supervisory
  sl-t 1
  allow PROXY -> HIST-1 : https because "reports"
}
`,
    fixes: ['Part the conduit in two that meet on a proxy in the DMZ.'],
    basis: 'NIST SP 800-82; MITRE ATT&CK for ICS T0883',
  },
  run: (context) => internetReports(context, true),
};
