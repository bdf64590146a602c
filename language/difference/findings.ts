/** Findings that a change brings and mends. A finding is the same where its check says the same, wherever it stands by now. */
import type { Finding } from '../checks/finding.ts';

export interface FindingChanges {
  readonly came: readonly Finding[];
  readonly went: readonly Finding[];
}

export const NO_FINDING_CHANGES: FindingChanges = { came: [], went: [] };

/** Hints are left out: they say what could be, not what is wrong. */
export function findingChanges(before: readonly Finding[], after: readonly Finding[]): FindingChanges {
  return { came: without(after, before), went: without(before, after) };
}

/** As often as a finding is found more often. */
function without(mine: readonly Finding[], others: readonly Finding[]): Finding[] {
  const left = new Map<string, number>();
  for (const finding of others) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return mine
    .filter((f) => f.severity !== 'hint' && f.mirror !== true)
    .filter((finding) => {
      const key = keyOf(finding);
      const count = left.get(key) ?? 0;
      left.set(key, count - 1);
      return count <= 0;
    });
}

/** Without the lines that a message may name: they move. */
function keyOf({ check, message }: Finding): string {
  return `${check} ${message.replace(/\(?\b[\w./-]+\.seg:\d+(:\d+)?\)?/g, '')}`;
}
