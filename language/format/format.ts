/**
 * The formatter of `.seg` files: two-space indent, properties before rules, adjacent assets and rules in columns.
 *
 * It never changes what a text means: it only moves white space and whole properties, and compares the tokens afterwards. A text
 * with a syntax error stays as it is.
 */
import { parseFile, segServices } from '../grammar/parser.ts';
import { Layout, type Piece } from './layout.ts';
import { buildTree, type Token, type Tree } from './tokens.ts';

export interface FormatOptions {
  /** Only what touches these UTF-16 offsets is formatted; the whole file where absent. */
  readonly range?: { readonly offset: number; readonly end: number };
  /** Line ending; as the text's first where absent. */
  readonly eol?: '\n' | '\r\n';
  /** Spaces per level, 2 where absent. */
  readonly indent?: number;
}

/** Replaces the text from `offset` to `end` (exclusive, UTF-16). */
export interface FormatEdit {
  readonly offset: number;
  readonly end: number;
  readonly newText: string;
}

export interface Formatted {
  readonly newText: string;
  /** From the old text to the new one: sorted, disjoint, as small as they can be. Empty where nothing changes. */
  readonly edits: readonly FormatEdit[];
  /** Why the text was left alone: it has a syntax error, or the formatter, at fault, would have changed more than white space. */
  readonly refused?: 'syntax' | 'meaning';
}

/** Formats a file's text, or the part of it in `range`. Never throws. */
export function formatText(text: string, options: FormatOptions = {}): Formatted {
  const tree = treeOf(text);
  if (tree === undefined) return { newText: text, edits: [], refused: 'syntax' };
  const eol = options.eol ?? (/\r\n|\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');
  const { pieces } = new Layout(tree, { eol, indent: indentOf(options) });
  const { range } = options;
  const wanted = (e: FormatEdit): boolean => !range || (e.offset <= range.end && e.end >= range.offset);
  const { edits, images } = editsOf({ text, tokens: tree.tokens, pieces, eol }, wanted);
  const newText = applyEdits(text, edits);
  return holds(newText, images) ? { newText, edits } : { newText: text, edits: [], refused: 'meaning' };
}

function indentOf({ indent }: FormatOptions): number {
  return indent !== undefined && Number.isInteger(indent) && indent >= 0 && indent <= 16 ? indent : 2;
}

/** The tree of a text without syntax errors. */
function treeOf(text: string): Tree | undefined {
  const { result } = parseFile(text);
  if (result === undefined || result.lexerErrors.length > 0 || result.parserErrors.length > 0) return undefined;
  const tree = buildTree(text, result.value);
  return tree.tokens.some(isUnclosed) ? undefined : tree;
}

/** A text or a quoted name that only the end of its line closes. */
function isUnclosed({ text }: Token): boolean {
  if (text.startsWith('"')) return !/^"(?:\\.|[^"\\])*"$/.test(text);
  return text.startsWith("'") && !/^'[^']*'$/.test(text);
}

interface Work {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly pieces: readonly Piece[];
  readonly eol: string;
}

/**
 * What turns the text into the pieces, as far as it is wanted: one edit a gap or comment that differs, and one for each body whose
 * members moved. `images` are the tokens that the result must consist of.
 */
function editsOf(
  { text, tokens, pieces, eol }: Work,
  wanted: (edit: FormatEdit) => boolean,
): { edits: FormatEdit[]; images: string[] } {
  const edits: FormatEdit[] = [];
  const images: string[] = [];
  const replace = (offset: number, end: number, newText: string): boolean => {
    if (text.slice(offset, end) === newText) return true;
    const edit = { offset, end, newText };
    return wanted(edit) && edits.push(edit) > 0;
  };
  const gapAfter = (last: number): [offset: number, end: number, gap: string] => [
    tokens[last]?.end ?? (text.startsWith('\uFEFF') ? 1 : 0),
    tokens[last + 1]?.offset ?? text.length,
    pieces[last + 1]?.gap ?? (pieces.length > 0 ? eol : ''),
  ];
  replace(...gapAfter(-1));
  for (let i = 0; i < pieces.length; i++) {
    const last = lastOfMoved(pieces, i);
    const run = pieces.slice(i, last + 1);
    const [, end, gap] = gapAfter(last);
    const runText = run.map((p, k) => (k > 0 ? p.gap : '') + p.text).join('');
    // A line comment may have come last: what follows moves with it.
    const done =
      i === last ? replace(tokens[i]!.offset, tokens[i]!.end, runText) : replace(tokens[i]!.offset, end, runText + gap);
    if (i === last) replace(...gapAfter(last));
    for (let k = i; k <= last; k++) images.push(done ? pieces[k]!.text : tokens[k]!.text);
    i = last;
  }
  return { edits, images };
}

/** The pieces from `start` to the index returned are the tokens of the same indices, in another order if there are several. */
function lastOfMoved(pieces: readonly Piece[], start: number): number {
  let last = pieces[start]!.token;
  for (let i = start; i <= last; i++) last = Math.max(last, pieces[i]!.token);
  return last;
}

/** The text with the edits (sorted, disjoint) made. */
export function applyEdits(text: string, edits: readonly FormatEdit[]): string {
  let out = '';
  let end = 0;
  for (const edit of edits) {
    out += text.slice(end, edit.offset) + edit.newText;
    end = edit.end;
  }
  return out + text.slice(end);
}

/** True where the text consists of these tokens and comments, in this order. */
function holds(text: string, images: readonly string[]): boolean {
  const { tokens, hidden, errors } = segServices().parser.Lexer.tokenize(text);
  if (errors.length > 0 || tokens.length + hidden.length !== images.length) return false;
  const all = [...tokens, ...hidden].sort((a, b) => a.startOffset - b.startOffset);
  return all.every((token, i) => token.image === images[i]);
}
