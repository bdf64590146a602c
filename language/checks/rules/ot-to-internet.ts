/** Check `ot-to-internet`: OT opens to the Internet past the DMZ. */
import type { Check } from '../check.ts';
import { INTERNET } from '../scenes.ts';
import { internetReports } from './internet.ts';

export const otToInternet: Check = {
  name: 'ot-to-internet',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'An OT zone may open connections to the Internet.',
    why: `A way out is a way for an attacker to steer what is already inside, and for data to leave. A proxy in the DMZ lets through what is meant to leave.

The Internet is a zone with \`network rest\`, and a \`kind external\` zone at level 5 or without level; OT is level 3 and below, except kinds \`dmz\`, \`business\`
and \`external\`. The conduit is reported by \`dmz-bypassed\`, whatever its rules say; the example ignores that to show the rule.`,
    avoid: `${INTERNET}
// bulkhead-ignore dmz-bypassed: to be moved to the DMZ this year
conduit Cloud {
  between Internet and Supervisory
  sl-t 1
  allow HIST-1 -> CLOUD : https because "reports"
}
`,
    prefer: `${INTERNET}
conduit Cloud {
  between DMZ and Supervisory
  sl-t 1
  allow HIST-1 -> PROXY : opc-ua because "reports"
}
`,
    fixes: ['Part the conduit in two that meet on a proxy in the DMZ.'],
    basis: 'NIST SP 800-82; MITRE ATT&CK for ICS T0885',
  },
  run: (context) => internetReports(context, false),
};
