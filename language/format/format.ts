/**
 * The formatter of `.seg` files: two-space indent, properties before rules, adjacent assets and rules in columns.
 *
 * It never changes what a text means: it only moves white space and whole properties, and compares the tokens afterwards. A text
 * with a syntax error stays as it is.
 */
import { parseFile, segServices } from '../grammar/parser.ts';
import { Layout, type Piece } from './layout.ts';
import { declarationsOf } from './parts.ts';
import { buildTree, type Token, type Tree } from './tokens.ts';

export interface FormatOptions {
  /** Only what touches these UTF-16 offsets is formatted; the whole file where absent. */
  readonly range?: { readonly offset: number; readonly end: number };
  /** Line ending; as the text's first where absent. */
  readonly eol?: '\n' | '\r\n';
  /** Spaces per level, 2 where absent. */
  readonly indent?: number;
  /** In a text with a syntax error, formats the declarations that have none; otherwise such a text stays as it is. */
  readonly tolerant?: boolean;
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
  /** Why the text, or the part of it that is at fault, was left alone: it has a syntax error, or the formatter, at fault, would have changed more than white space. */
  readonly refused?: 'syntax' | 'meaning';
}

/** Formats a file's text, or the part of it in `range`. Never throws. */
export function formatText(text: string, options: FormatOptions = {}): Formatted {
  const tree = treeOf(text);
  if (tree === undefined)
    return options.tolerant ? formatParts(text, options) : { newText: text, edits: [], refused: 'syntax' };
  const eol = lineEndingOf(text, options);
  const { pieces } = new Layout(tree, { eol, indent: indentOf(options) });
  const { range } = options;
  const wanted = (e: FormatEdit): boolean => !range || (e.offset <= range.end && e.end >= range.offset);
  const { edits, images } = editsOf({ text, tokens: tree.tokens, pieces, eol }, wanted);
  const newText = applyEdits(text, edits);
  return holds(newText, images) ? { newText, edits } : { newText: text, edits: [], refused: 'meaning' };
}

const formatted = new WeakMap<Tree, boolean>();

/** Whether a text is as the formatter writes it. A text with a syntax error is, as it stays. */
export function isFormatted(text: string): boolean {
  const tree = treeOf(text);
  const known = tree && formatted.get(tree);
  if (known !== undefined) return known;
  const is = formatText(text).newText === text;
  if (tree !== undefined) formatted.set(tree, is);
  return is;
}

/** Formats each declaration of a text with a syntax error by itself; those that are at fault stay as they are. */
function formatParts(text: string, options: FormatOptions): Formatted {
  const eol = lineEndingOf(text, options);
  const { range } = options;
  const tooDeep = parseFile(text).result === undefined;
  const edits = (tooDeep ? [] : declarationsOf(text)).flatMap(({ offset, end }) => {
    const part = text.slice(offset, end);
    const within = range && { offset: range.offset - offset, end: range.end - offset };
    const formatted = formatText(part, { indent: indentOf(options), eol, ...(within ? { range: within } : {}) });
    // The line break after the last token is the file's, not the part's.
    const inside = formatted.edits.filter((e) => e.offset < part.length);
    return inside.map((e) => ({ offset: e.offset + offset, end: e.end + offset, newText: e.newText }));
  });
  return { newText: applyEdits(text, edits), edits, refused: 'syntax' };
}

function lineEndingOf(text: string, { eol }: FormatOptions): '\n' | '\r\n' {
  return eol ?? (/\r\n|\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');
}

function indentOf({ indent }: FormatOptions): number {
  return indent !== undefined && Number.isInteger(indent) && indent >= 0 && indent <= 16 ? indent : 2;
}

/** Trees of the texts that were formatted last: an edit that leaves a file formatted asks for one text several times. */
const recent = new Map<string, Tree | undefined>();
const KEPT = 4;

/** The tree of a text without syntax errors. */
function treeOf(text: string): Tree | undefined {
  const tree = recent.has(text) ? recent.get(text) : readTree(text);
  recent.delete(text);
  recent.set(text, tree);
  const [oldest] = recent.keys();
  if (recent.size > KEPT && oldest !== undefined) recent.delete(oldest);
  return tree;
}

function readTree(text: string): Tree | undefined {
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
  let gapDone = false;
  for (const { first, last } of runsOf(pieces)) {
    const [start, , gapBefore] = gapAfter(first - 1);
    const [, end, gap] = gapAfter(last);
    const runText = pieces
      .slice(first, last + 1)
      .map((p, k) => (k > 0 ? p.gap : '') + p.text)
      .join('');
    const moved = first < last;
    if (!moved && !gapDone) replace(...gapAfter(first - 1));
    // The gaps on both sides go with what moved: a comment may come to stand beside them.
    const done = moved
      ? replace(start, end, gapBefore + runText + gap)
      : replace(tokens[first]!.offset, tokens[first]!.end, runText);
    gapDone = moved;
    for (let k = first; k <= last; k++) images.push(done ? pieces[k]!.text : tokens[k]!.text);
  }
  if (!gapDone) replace(...gapAfter(pieces.length - 1));
  return { edits, images };
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** The pieces in runs that consist of the tokens of the same indices: single ones, and longer ones in another order. */
function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: Run[] = [];
  for (let first = 0; first < pieces.length; first++) {
    let last = pieces[first]!.token;
    for (let i = first; i <= last; i++) last = Math.max(last, pieces[i]!.token);
    const before = runs.at(-1);
    const joins = before !== undefined && before.first < before.last && first < last;
    if (joins) runs[runs.length - 1] = { first: before.first, last };
    else runs.push({ first, last });
    first = last;
  }
  return runs;
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
