/** Folding: every body in braces, every comment of several lines, and what stands between `// #region` and `// #endregion`. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { lexedOpaqueOr } from '../../language/grammar/opaque.ts';
import type { Asked } from '../session.ts';

const PIECES = lexedOpaqueOr(/[{}]/);
const REGION = /^\/\/\s*#?(end)?region\b/;

export function foldingRanges({ document }: Asked): FoldingRange[] {
  const out: FoldingRange[] = [];
  const open: number[] = [];
  const regions: number[] = [];
  let comments: { readonly start: number; end: number } | undefined;
  const endComments = (): void => {
    if (comments !== undefined && comments.end > comments.start)
      out.push({ startLine: comments.start, endLine: comments.end, kind: FoldingRangeKind.Comment });
    comments = undefined;
  };
  for (const { 0: text, index } of document.getText().matchAll(PIECES)) {
    const line = document.positionAt(index).line;
    const region = REGION.exec(text);
    if (region !== null) {
      endComments();
      const start = region[1] === undefined ? undefined : regions.pop();
      if (region[1] === undefined) regions.push(line);
      else if (start !== undefined && line > start)
        out.push({ startLine: start, endLine: line, kind: FoldingRangeKind.Region });
    } else if (text.startsWith('//')) {
      if (comments?.end === line - 1) comments.end = line;
      else {
        endComments();
        comments = { start: line, end: line };
      }
    } else if (text.startsWith('/*')) {
      const end = document.positionAt(index + text.length).line;
      if (end > line) out.push({ startLine: line, endLine: end, kind: FoldingRangeKind.Comment });
    } else if (text === '{') open.push(line);
    else if (text === '}') {
      const start = open.pop();
      if (start !== undefined && line - 1 > start) out.push({ startLine: start, endLine: line - 1 });
    }
  }
  endComments();
  return out;
}
