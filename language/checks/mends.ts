/** Which fixes of many findings may be applied at once. */
import type { Finding, Fix, TextEdit } from './finding.ts';

/** One finding and the fix that mends it. */
export interface Mend {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** The first wanted fix of each finding; left out are those that touch one before them, for a next time. */
export function compatibleMends(findings: readonly Finding[], wanted: (fix: Fix) => boolean): Mend[] {
  const taken: TextEdit[] = [];
  const out: Mend[] = [];
  for (const finding of findings) {
    if (finding.mirror) continue;
    const fix = finding.fixes().find((f) => f.edits.length > 0 && wanted(f));
    if (fix === undefined || fix.edits.some((e) => taken.some((t) => touches(e, t)))) continue;
    taken.push(...fix.edits);
    out.push({ finding, fix });
  }
  return out;
}

/**
 * Whether two edits meet: also where they only share a border, for each may have counted on what the other changes - unless both only
 * take away.
 */
function touches(a: TextEdit, b: TextEdit): boolean {
  if (a.file !== b.file) return false;
  const removals = a.newText === '' && b.newText === '';
  return removals ? a.offset < b.end && b.offset < a.end : a.offset <= b.end && b.offset <= a.end;
}
