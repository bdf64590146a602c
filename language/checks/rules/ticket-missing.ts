/** Check `ticket-missing`: programming or remote access is permitted without a ticket. */
import type { Place, Policy, Rule } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertAt, insertProperties, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { CELL } from '../scenes.ts';
import { listed } from '../words.ts';
import { termsOf } from './services.ts';

export const ticketMissing: Check = {
  name: 'ticket-missing',
  family: 'rules',
  kind: 'prompt',
  severity: 'info',
  documentation: {
    summary: 'An `allow` for engineering or remote access names no ticket.',
    why: `Such a permission is an exception that somebody asked for and somebody granted. Its ticket leads to both, and to when it was last looked
at. In an \`access\` the block's ticket serves all its rules.`,
    avoid: `${CELL}
conduit Service {
  between Supervisory and Cell
  sl-t 1
  allow PLC-1 -> ENG-1 : rdp because "shows its screen"
}
`,
    prefer: `${CELL}
conduit Service {
  between Supervisory and Cell
  sl-t 1
  allow PLC-1 -> ENG-1 : rdp ticket "CHG-7" because "shows its screen"
}
`,
    fixes: ['Insert `ticket` with a text to replace.'],
    basis: 'NERC CIP-005 R1.3',
  },
  *run(context) {
    const { policy } = context;
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken || rule.container.kind === 'access' || rule.ticket?.trim()) continue;
      const report = reportOf(policy, [rule], rule.place);
      if (report !== undefined) yield { ...report, fixes: () => clauseFix(context, rule) };
    }
    for (const access of policy.accesses) {
      if (access.ticket?.trim()) continue;
      const rules = access.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => !r.broken);
      const report = reportOf(policy, rules, access.namePlace);
      const insertion = () =>
        insertProperties(
          context,
          access,
          [`ticket "CHG-..."`],
          access.rules.flatMap((r) => policy.rules[r]?.place ?? []),
        );
      if (report !== undefined)
        yield { ...report, fixes: () => (access.ticket === undefined ? inserting(insertion()) : []) };
    }
  },
};

function reportOf(policy: Policy, rules: readonly Rule[], place: Place): Report | undefined {
  const terms = rules.flatMap((r) => termsOf(policy, r.services, ['engineering', 'remote-access']));
  if (terms.length === 0) return undefined;
  const names = listed([...new Set(terms.map((t) => t.text))]);
  return {
    message: `The permission for ${names} names no ticket. Add ticket "..." with the change that granted it.`,
    place,
  };
}

function clauseFix(context: CheckContext, rule: Rule): Fix[] {
  if (textAt(context, rule.place) === undefined || rule.ticket !== undefined) return [];
  return inserting([insertAt(rule.place.file, rule.clausesAt.offset, ` ticket "CHG-..."`)]);
}

function inserting(edits: Fix['edits']): Fix[] {
  return edits.length === 0 ? [] : [{ title: 'Insert a ticket to fill in', edits, safe: false, preferred: true }];
}
