/** Formatting of a file or of a range. A declaration with a syntax error stays as it is. */
import type {
  DocumentFormattingParams,
  DocumentRangeFormattingParams,
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
