/** One file of a policy: its text, its AST, and the places of AST nodes in it. */
import { type AstNode, AstUtils, type CstNode, GrammarAST, GrammarUtils, isCompositeCstNode } from 'langium';
import type { AssetDecl, File, ZoneDecl } from '../grammar/generated/ast.ts';
import { type Parsed, parseFile } from '../grammar/parser.ts';
import type { Place } from './policy.ts';

export interface SourceText {
  /** Relative to the policy's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** An asset that another file declares in a zone of this one. */
export interface Guest {
  readonly source: Source;
  readonly node: AssetDecl;
}

export interface Source extends SourceText {
  readonly library: boolean;
  /** Assets that stand in `also in` blocks, here or in other files, by the zone of this file that they are in. */
  readonly guests?: ReadonlyMap<ZoneDecl, readonly Guest[]>;
  readonly parsed: Parsed;
  /** Absent where the text is nested too deeply to be parsed. */
  readonly ast?: File;
}

/** A doc comment is looked for in so many characters before its declaration. */
const MAX_DOC = 10_000;

/** Larger files are refused with a finding: they would hold up every answer. In UTF-16 units. */
export const MAX_FILE_LENGTH = 32 * 1024 * 1024;

/** Parses a file. Never throws, whatever the text. */
export function parseSource(file: SourceText, library = false): Source {
  if (file.text.length > MAX_FILE_LENGTH) return { ...file, library, parsed: {} };
  const parsed = parseFile(file.text);
  return { ...file, library, parsed, ast: parsed.result?.value };
}

/** The place of a stretch of the CST: from its first token to its last that is no comment. */
export function placeOfCst(file: string, cst: CstNode): Place {
  const [first, last] = [edgeOf(cst, 'first'), edgeOf(cst, 'last')];
  const { start, end } = first.range;
  const stop = first === last ? end : last.range.end;
  const ends = stop.line < start.line ? start : stop;
  return {
    file,
    offset: first.offset,
    end: last.end,
    line: start.line,
    column: start.character,
    endLine: ends.line,
    endColumn: ends.character,
  };
}

/** The first or last token of a stretch of the CST, comments left out where there is anything else. */
function edgeOf(cst: CstNode, edge: 'first' | 'last'): CstNode {
  let node = cst;
  while (isCompositeCstNode(node)) {
    const { content } = node;
    const [step, from] = edge === 'first' ? [1, 0] : [-1, content.length - 1];
    let at = from;
    while (content[at]?.hidden === true) at += step;
    const next = content[at] ?? content[from];
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** The place of a whole AST node. */
export function placeOf(file: string, node: AstNode): Place {
  return node.$cstNode === undefined ? startOf(file) : placeOfCst(file, node.$cstNode);
}

/** The place of one property of a node (its `index`-th value); the node's own place where it is missing. */
export function placeOfProperty(file: string, node: AstNode, property: string, index?: number): Place {
  const values: CstNode[] = [];
  if (node.$cstNode !== undefined) collectAssigned(node.$cstNode, node, property, index ?? 0, values);
  const cst = values[index ?? 0] ?? values[values.length - 1];
  return cst === undefined ? placeOf(file, node) : placeOfCst(file, cst);
}

/** The CST nodes of a property's values, up to the one at `index`. */
function collectAssigned(cst: CstNode, node: AstNode, property: string, index: number, into: CstNode[]): void {
  if (!isCompositeCstNode(cst)) return;
  for (const child of cst.content) {
    if (into.length > index) return;
    if (featureOf(child) === property) into.push(child);
    else if (isCompositeCstNode(child) && child.astNode === node) collectAssigned(child, node, property, index, into);
  }
}

const features = new WeakMap<object, string>();

/** Name of the property that a CST node's value is assigned to; '' for none. */
function featureOf({ grammarSource }: CstNode): string {
  if (grammarSource === undefined) return '';
  let feature = features.get(grammarSource);
  if (feature === undefined) {
    feature = AstUtils.getContainerOfType(grammarSource, GrammarAST.isAssignment)?.feature ?? '';
    features.set(grammarSource, feature);
  }
  return feature;
}

/** The very start of a file, for what has no better place. */
export function startOf(file: string): Place {
  return { file, offset: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
}

/** The empty place at the end of another. */
export function endOfPlace(place: Place): Place {
  return { ...place, offset: place.end, line: place.endLine, column: place.endColumn };
}

/** What lies between the braces of a body node; undefined where it is not closed. */
export function insideOf(file: string, node: AstNode | undefined): Place | undefined {
  if (node?.$cstNode === undefined) return undefined;
  const open = GrammarUtils.findNodeForKeyword(node.$cstNode, '{');
  const close = GrammarUtils.findNodesForKeyword(node.$cstNode, '}').pop();
  if (open === undefined || close === undefined) return undefined;
  const start = open.range.end;
  const end = close.range.start;
  return {
    file,
    offset: open.end,
    end: close.offset,
    line: start.line,
    column: start.character,
    endLine: end.line,
    endColumn: end.character,
  };
}

/** The text of the doc comment right before a declaration, without its stars; undefined where there is none. */
export function docOf(node: AstNode): string | undefined {
  const cst = node.$cstNode;
  const before = cst?.root.fullText.slice(Math.max(0, cst.offset - MAX_DOC), cst.offset).trimEnd() ?? '';
  if (!before.endsWith('*/')) return undefined;
  const comment = before.slice(before.lastIndexOf('/*'));
  if (!comment.startsWith('/**') || comment.length < 5) return undefined;
  const lines = comment.slice(3, -2).split(/\r?\n/);
  return lines
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim();
}

/** A text literal's value: quotes off, escapes read. An unknown escape stands for the character itself. */
export function textValue(written: string): string {
  const closed = written.length > 1 && written.endsWith('"') && !endsEscaped(written);
  return written.slice(1, closed ? -1 : undefined).replace(/\\(u[0-9A-Fa-f]{4}|.)/g, (_, code: string) => {
    if (code.startsWith('u') && code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return code === 'n' ? '\n' : code === 't' ? '\t' : code;
  });
}

/** Whether a text literal lacks its closing quote. */
export function isUnclosed(written: string): boolean {
  const quote = written[0] ?? '"';
  return written.length < 2 || !written.endsWith(quote) || (quote === '"' && endsEscaped(written));
}

function endsEscaped(written: string): boolean {
  const body = written.slice(1, -1);
  return (/\\+$/.exec(body)?.[0].length ?? 0) % 2 === 1;
}

/** The place of a range of a text, with its lines and columns. Offsets beyond the text are cut to it. */
export function placeAt(file: string, text: string, offset: number, end: number): Place {
  const from = Math.max(0, Math.min(offset, text.length));
  const to = Math.max(from, Math.min(end, text.length));
  const start = positionOf(text, from);
  const stop = positionOf(text, to);
  return {
    file,
    offset: from,
    end: to,
    line: start.line,
    column: start.column,
    endLine: stop.line,
    endColumn: stop.column,
  };
}

/** What editors take for one, and the lexer too. */
const LINE_BREAKS = /\r\n?|\n/g;

function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 0;
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAKS)) {
    const next = index + lineBreak.length;
    if (next > offset) break;
    line++;
    start = next;
  }
  return { line, column: offset - start };
}
