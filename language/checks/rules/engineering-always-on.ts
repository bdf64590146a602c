/** Check `engineering-always-on`: programming is permitted at all times. */
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { appendDeclarations, insertAt, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { CELL } from '../scenes.ts';
import { listed } from '../words.ts';
import { termsOf } from './services.ts';

export const engineeringAlwaysOn: Check = {
  name: 'engineering-always-on',
  family: 'rules',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An engineering service is permitted without schedule, window or access.',
    why: `Programs change in maintenance windows; an attacker changes them whenever the way is open. A rule with \`during\`, \`from\` or \`until\`, or
an \`access\`, closes it for the rest of the time.`,
    avoid: `${CELL}
conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> PLC-1 : codesys-v3 ticket "CHG-88" because "program changes"
}
`,
    prefer: `${CELL}
schedule Maintenance { every tue 08:00-12:00 }

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> PLC-1 : codesys-v3 during Maintenance ticket "CHG-88" because "program changes"
}
`,
    fixes: [
      'Add `during` with a schedule of the policy, up to three of them; of a policy without one, with a new one to fill in.',
    ],
    basis: 'MITRE ATT&CK for ICS T0858; IEC 62443-3-3 SR 2.1',
  },
  *run(context) {
    const { policy } = context;
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken || rule.container.kind === 'access') continue;
      if (rule.schedule !== undefined || rule.from !== undefined || rule.until !== undefined) continue;
      const terms = termsOf(policy, rule.services, ['engineering']);
      const [term] = terms;
      if (term === undefined) continue;
      yield {
        message: `Controllers can be programmed with ${listed(terms.map((t) => t.text))} at any time. Add during and a maintenance schedule, or make an access of it.`,
        place: term.place,
        fixes: () => scheduleFixes(context, rule),
      };
    }
  },
};

function scheduleFixes(context: CheckContext, rule: Rule): Fix[] {
  const { policy } = context;
  if (textAt(context, rule.place) === undefined) return [];
  const during = (name: string) => insertAt(rule.place.file, rule.clausesAt.offset, ` during ${name}`);
  const schedules = policy.schedules.filter((s) => s.place.file !== '' && s.week.length > 0).slice(0, 3);
  if (schedules.length > 0)
    return schedules.map((s, i) => ({
      title: `Permit it only during ${s.name}`,
      edits: [during(textAt(context, s.namePlace) || s.id)],
      safe: false,
      preferred: i === 0,
    }));
  const taken = new Set(policy.schedules.map((s) => s.name));
  const name = taken.has('Maintenance') ? 'Maintenance-2' : 'Maintenance';
  const declaration = appendDeclarations(context, rule.place.file, [`schedule ${name} { every tue 08:00-12:00 }`]);
  return [
    {
      title: `Permit it only during a new schedule ${name}`,
      edits: [during(name), ...declaration],
      safe: false,
      preferred: true,
    },
  ];
}
