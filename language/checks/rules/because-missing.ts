/** Check `because-missing`: a permission gives no reason. */
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertClause, quoted, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';

export const becauseMissing: Check = {
  name: 'because-missing',
  family: 'rules',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An `allow` does not say why it is there.',
    why: `A permission outlives whoever asked for it. With its reason the next reviewer can judge whether it is still needed; without,
nobody dares to remove it.

In an \`access\` block its \`ticket\` is reason enough. An empty text is none.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
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
  // operator control
  allow hmi -> plc : modbus
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
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
  allow hmi -> plc : modbus because "operator control"
}
`,
    fixes: [
      'Take the reason from the comment above the rule or behind it, where there is one.',
      'Name the ticket as the reason, where the rule has one.',
      'Insert `because` with a text to replace.',
    ],
    basis: 'NERC CIP-005 R1.3; IEC 62443-3-2, ZCR 6',
  },
  *run(context) {
    const { policy } = context;
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken || rule.because?.value.trim()) continue;
      if (rule.container.kind === 'access' && policy.accesses[rule.container.access]?.ticket?.trim()) continue;
      const advice =
        rule.container.kind === 'access'
          ? 'Add because "...", or a ticket to the access.'
          : 'Add because "..." with what needs this connection.';
      yield {
        message: `The permission "${shortened(rule.text)}" gives no reason. ${advice}`,
        place: rule.place,
        fixes: () => reasonFixes(context, rule),
      };
    }
  },
};

/** Rule text on one line, cut to what a message can carry. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

function reasonFixes(context: CheckContext, rule: Rule): Fix[] {
  const text = context.text(rule.place.file);
  if (text === undefined) return [];
  const comment = commentOn(text, rule);
  const fixes: Fix[] = [];
  if (comment !== undefined)
    fixes.push(reasonFix(context, rule, comment, `Take the comment as the reason: ${shortened(comment)}`, true));
  if (rule.ticket !== undefined)
    fixes.push(reasonFix(context, rule, `see ${rule.ticket}`, `Give ticket ${rule.ticket} as the reason`, true));
  fixes.push(reasonFix(context, rule, 'state what needs this', 'Insert a reason to fill in', false));
  return fixes.map((f, i) => (i === 0 ? { ...f, preferred: true } : f));
}

function reasonFix(context: CheckContext, rule: Rule, reason: string, title: string, safe: boolean): Fix {
  const empty = rule.because;
  const written = empty === undefined ? undefined : textAt(context, empty.place);
  if (empty === undefined || written === undefined)
    return { title, safe, edits: [insertClause(rule, `because ${quoted(reason)}`)] };
  const at = written.indexOf('"');
  return {
    title,
    safe,
    edits: [
      {
        file: empty.place.file,
        offset: empty.place.offset + Math.max(0, at),
        end: empty.place.end,
        newText: quoted(reason),
      },
    ],
  };
}

/** The line comment behind a rule, else the one right above it. */
function commentOn(text: string, rule: Rule): string | undefined {
  const behind = /^[ \t]*\/\/[ \t]*([^\n\r]*)/.exec(text.slice(rule.place.end))?.[1];
  const above = /(?:^|\n)[ \t]*\/\/[ \t]*([^\n\r]*)\r?\n[ \t]*$/.exec(
    text.slice(Math.max(0, rule.place.offset - 500), rule.place.offset),
  )?.[1];
  return [behind, above]
    .map((c) => c?.trim())
    .find((c) => c !== undefined && /\p{L}/u.test(c) && !c.startsWith('bulkhead-ignore'));
}
