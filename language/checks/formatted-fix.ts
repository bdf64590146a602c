/** A fix leaves a formatted file formatted: where it changes the width of a column, the lines beside it move with it. */
import { formatText, isFormatted } from '../format/format.ts';
import { applyEdits } from './edits.ts';
import type { Fix, TextEdit } from './finding.ts';

/** Longer texts are left to the formatter itself: a menu must not wait for two of its runs. In UTF-16 units. */
const MOST = 300_000;

/** The same fix with one edit for each file that it edits and that is as the formatter writes it; other files keep their edits. */
export function keepFormatted(fix: Fix, text: (file: string) => string | undefined): Fix {
  const files = [...new Set(fix.edits.map((e) => e.file))];
  const edits = files.flatMap((file) => {
    const own = fix.edits.filter((e) => e.file === file);
    const before = text(file);
    return before === undefined ? own : (formattedEdit(file, before, own) ?? own);
  });
  return { ...fix, edits };
}

function formattedEdit(file: string, before: string, edits: readonly TextEdit[]): TextEdit | undefined {
  if (before.length > MOST || !isFormatted(before)) return undefined;
  return difference(file, before, formatText(applyEdits(file, before, edits)).newText);
}

/** The one edit between two texts, of whole lines. */
function difference(file: string, before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  from = before.lastIndexOf('\n', from - 1) + 1;
  let same = 0;
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // Not in the middle of a line: back to the line break that both have.
  const lineBreak = before.indexOf('\n', before.length - same);
  same = lineBreak < 0 ? 0 : before.length - lineBreak - 1;
  return { file, offset: from, end: before.length - same, newText: after.slice(from, after.length - same) };
}
