/**
 * Formatting on type: a closing brace lays out the body that it ends, a line break the line before it. Nothing that touches the cursor
 * moves, so that the blank line just made stays, and what is half-written stays as it is.
 */
import type { DocumentOnTypeFormattingParams, TextEdit } from 'vscode-languageserver';
import { formatText } from '../../language/format/format.ts';
import { opaqueOr } from '../../language/grammar/opaque.ts';
import { isLibraryPath } from '../places.ts';
import type { Asked } from '../session.ts';

/** Characters after which the client asks. */
export const FORMATTING_CHARACTERS = ['}', '\n'] as const;

const PIECES = opaqueOr(/[{}]/);

export function formatOnType(
  { document, file }: Asked,
  { ch, position, options }: DocumentOnTypeFormattingParams,
): TextEdit[] {
  if (isLibraryPath(file)) return [];
  const text = document.getText();
  const cursor = document.offsetAt(position);
  const range = ch === '}' ? bodyEndingAt(text, cursor) : lineBefore(text, cursor);
  if (range === undefined) return [];
  const { edits } = formatText(text, { indent: options.tabSize, tolerant: true, range });
  return edits
    .filter((e) => e.end < cursor || e.offset > cursor)
    .map((e) => ({
      range: { start: document.positionAt(e.offset), end: document.positionAt(e.end) },
      newText: e.newText,
    }));
}

interface Span {
  readonly offset: number;
  readonly end: number;
}

/** From the line of the opening brace to the closing one that stands right before the cursor. */
function bodyEndingAt(text: string, cursor: number): Span | undefined {
  const open: number[] = [];
  for (const { 0: piece, index } of text.slice(0, cursor).matchAll(PIECES)) {
    if (piece === '{') open.push(index);
    else if (piece === '}') {
      const start = open.pop();
      if (index === cursor - 1)
        return start === undefined ? undefined : { offset: text.lastIndexOf('\n', start) + 1, end: cursor };
    }
  }
  return undefined;
}

/** The line before the one that the cursor stands in; undefined where it is blank. */
function lineBefore(text: string, cursor: number): Span | undefined {
  const end = text.lastIndexOf('\n', cursor - 1);
  if (end < 0) return undefined;
  const offset = text.lastIndexOf('\n', end - 1) + 1;
  const line = text.slice(offset, end).trimEnd();
  return line.trim() === '' ? undefined : { offset, end: offset + line.length };
}
