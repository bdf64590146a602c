/** Formatting of a file or of a range. A declaration with a syntax error stays as it is. */
import type {
  DocumentFormattingParams,
  DocumentRangeFormattingParams,
  DocumentRangesFormattingParams,
  FormattingOptions,
  TextEdit,
} from 'vscode-languageserver';
import { type FormatOptions, formatText } from '../../language/format/format.ts';
import { isLibraryPath } from '../places.ts';
import type { Asked } from '../session.ts';

export function formatDocument(asked: Asked, { options }: DocumentFormattingParams): TextEdit[] {
  return edits(asked, options);
}

export function formatRange(asked: Asked, { options, range }: DocumentRangeFormattingParams): TextEdit[] {
  const offset = asked.document.offsetAt(range.start);
  return edits(asked, options, { offset, end: asked.document.offsetAt(range.end) });
}

/** Several ranges at once. An edit that two of them ask for is made once. */
export function formatRanges(asked: Asked, { options, ranges }: DocumentRangesFormattingParams): TextEdit[] {
  const all = ranges.flatMap((range) => formatRange(asked, { textDocument: { uri: asked.file }, options, range }));
  const sorted = all.sort(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.character - b.character,
  );
  return sorted.filter((edit, i) => i === 0 || !overlaps(sorted[i - 1] as TextEdit, edit));
}

function overlaps({ range: a, newText }: TextEdit, { range: b, newText: other }: TextEdit): boolean {
  const isBehind = b.start.line > a.end.line || (b.start.line === a.end.line && b.start.character >= a.end.character);
  return !isBehind || (newText === other && a.start.line === b.start.line && a.start.character === b.start.character);
}

function edits({ document, file }: Asked, { tabSize }: FormattingOptions, range?: FormatOptions['range']): TextEdit[] {
  if (isLibraryPath(file)) return [];
  const formatted = formatText(document.getText(), {
    indent: tabSize,
    tolerant: true,
    ...(range === undefined ? {} : { range }),
  });
  return formatted.edits.map((edit) => ({
    range: { start: document.positionAt(edit.offset), end: document.positionAt(edit.end) },
    newText: edit.newText,
  }));
}
