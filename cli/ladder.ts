/** `bulkhead check --tier`: how far the policy has come, and what keeps it from the next tier. */
import type { Blocker, Ladder } from '../language/checks/tiers/ladder.ts';
import { TIERS } from '../language/checks/tiers/tiers.ts';
import { count, printable, styled } from './output.ts';
import { pathOf, type Session, shown, titleOf } from './session.ts';

export { ladderOf } from '../language/checks/tiers/ladder.ts';

/** The tier, and every blocker of the next with its place. */
export function ladderText(session: Session, { reached, next, blockers }: Ladder): string {
  const top = TIERS.length - 1;
  const lines = [
    `${printable(titleOf(session))}: ${styled('bold', `tier ${reached.tier} of ${top}, ${reached.name}`)}`,
    `  ${reached.meaning}`,
  ];
  if (next === undefined) return [...lines, 'There is no tier above.'].join('\n');
  lines.push('', `${count(blockers.length, 'blocker')} on the way to tier ${next.tier}, ${next.name}:`);
  for (const { by, message, place, ignored } of blockers) {
    const where = `${shown(pathOf(session, place.file))}:${place.line + 1}:${place.column + 1}`;
    lines.push(
      `${styled('bold', printable(where))} ${styled('yellow', by)}${ignored ? ' (ignored, and there all the same)' : ''}`,
    );
    lines.push(...message.split('\n').map((line) => `  ${printable(line)}`));
  }
  return lines.join('\n');
}

/** The published form. Lines and columns count from one. */
export function ladderJson({ reached, next, blockers }: Ladder): Record<string, unknown> {
  return {
    tier: reached.tier,
    name: reached.name,
    next: next === undefined ? null : { tier: next.tier, name: next.name, blockers: blockers.map(blockerJson) },
  };
}

function blockerJson({ by, message, place, related, ignored }: Blocker): Record<string, unknown> {
  return {
    by,
    message,
    file: place.file,
    line: place.line + 1,
    column: place.column + 1,
    ignored,
    related: related.map((r) => ({ file: r.place.file, line: r.place.line + 1, message: r.message })),
  };
}
