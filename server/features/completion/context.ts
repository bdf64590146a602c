/**
 * Where the cursor stands: in which bodies, behind which words of the present statement. Read off the tokens before the cursor, so
 * that it holds for half-written text, where there is no syntax tree to ask.
 */
import { opaqueOr } from '../../../language/grammar/opaque.ts';
import { segServices } from '../../../language/grammar/parser.ts';
import { type BlockKind, BODIES, OUTERMOST, STARTERS } from '../../../language/grammar/words.ts';
import { splitQualified, unquote } from '../../../language/resolve/names.ts';

export interface Token {
  readonly text: string;
  readonly offset: number;
  /** Name of its terminal: `NAME`, `STRING`; a keyword's is its text. */
  readonly type: string;
}

export interface Block {
  readonly kind: BlockKind;
  /** As declared, without quotes; undefined for a file, and where it is not written yet. */
  readonly name?: string;
  /** The zone is declared elsewhere: `also in ZONE {`. */
  readonly elsewhere?: boolean;
  /** Tokens of the body up to the cursor, without those of bodies in it. */
  readonly tokens: readonly Token[];
  /** The words that its statements begin with, those behind the cursor as well. */
  readonly given: readonly string[];
}

export interface CursorContext {
  /** Bodies around the cursor, the file first. */
  readonly blocks: readonly Block[];
  /** Tokens of the statement that the cursor stands in, without the word being typed. Empty where a statement may begin. */
  readonly statement: readonly Token[];
  /** The word being typed, qualifiers included, and where it begins. */
  readonly word: string;
  readonly wordStart: number;
  /** Parts before the last dot of the word. */
  readonly qualifier: readonly string[];
  /** The cursor is inside an open text; the word is what follows its quote. */
  readonly inText: boolean;
  /** Only blanks stand before the word on its line. */
  readonly startsLine: boolean;
}

const OPAQUE = opaqueOr();
const NAME_CHARACTER = /[\p{L}\p{N}_-]/u;
/** How far behind the cursor the rest of a body is looked at. */
const LOOK_AHEAD = 20_000;
/** What may be an address, a network, a date or times half-way. `A:` is a name before its colon. */
const LITERAL_WORD =
  /(?<![\p{L}\p{N}_.:/-])(?:[0-9][0-9A-Fa-fT.:/-]*|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:./]*)$/u;

/** The context at an offset; undefined inside a comment. */
export function contextAt(text: string, offset: number): CursorContext | undefined {
  const before = text.slice(0, offset);
  const open = openPiece(before);
  if (open?.startsWith('/')) return undefined;
  const inText = open?.startsWith('"') === true;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const word = inText ? (open as string).slice(1) : wordOf(line, open);
  const wordStart = offset - word.length;
  const frames = framesOf(before.slice(0, inText ? wordStart - 1 : wordStart));
  const top = frames.at(-1) as Frame;
  const blocks = frames.map(({ kind, name, elsewhere, tokens, given }): Block => {
    const all = kind === top.kind && tokens === top.tokens ? [...given, ...givenBehind(text, offset, kind)] : given;
    const named = name === undefined ? {} : { name };
    return { kind, ...named, ...(elsewhere ? { elsewhere } : {}), tokens, given: all };
  });
  return {
    blocks,
    statement: top.statement,
    word,
    wordStart,
    qualifier: inText ? [] : splitQualified(word.slice(0, word.lastIndexOf('.') + 1)),
    inText,
    startsLine: line.slice(0, line.length - word.length).trim() === '',
  };
}

function wordOf(line: string, open: string | undefined): string {
  if (open !== undefined) return line.slice(qualifiersBefore(line, line.length - open.length));
  const literal = LITERAL_WORD.exec(line)?.[0] ?? '';
  const word = line.slice(qualifiersBefore(line, partBefore(line, line.length)));
  return literal.length > word.length ? literal : word;
}

/** Where the name begins that ends at an offset. Walks backwards: a pattern would try every beginning of a long line. */
function partBefore(line: string, end: number): number {
  if (line[end - 1] === "'") {
    const quote = line.lastIndexOf("'", end - 2);
    return quote < 0 ? end : quote;
  }
  let start = end;
  while (start > 0 && NAME_CHARACTER.test(line[start - 1] as string)) start--;
  return start;
}

/** Where the names begin that qualify the one that begins at an offset. */
function qualifiersBefore(line: string, start: number): number {
  let from = start;
  while (line[from - 1] === '.') {
    const before = partBefore(line, from - 1);
    if (before === from - 1) break;
    from = before;
  }
  return from;
}

/** The words that begin what follows in the body that the offset lies in. */
function givenBehind(text: string, offset: number, kind: BlockKind): string[] {
  const rest = text.slice(offset, offset + LOOK_AHEAD);
  const out: string[] = [];
  let depth = 0;
  for (const token of tokensOf(rest)) {
    if (token.text === '{') depth++;
    else if (token.text === '}') depth--;
    if (depth < 0 || (token.offset > 0 && isOutermost(token, rest))) break;
    if (depth === 0 && token.type === token.text && STARTERS[kind].has(token.text)) out.push(token.text);
  }
  return out;
}

/** The comment, text or quoted name that is still open at the end; undefined where none is. */
function openPiece(text: string): string | undefined {
  let last: string | undefined;
  let end = 0;
  for (const match of text.matchAll(OPAQUE)) {
    last = match[0];
    end = match.index + match[0].length;
  }
  if (last === undefined || end < text.length) return undefined;
  if (last.startsWith("'")) return last.length > 1 && last.endsWith("'") ? undefined : last;
  if (last.startsWith('//')) return last;
  if (last.startsWith('/*')) return last.length >= 4 && last.endsWith('*/') ? undefined : last;
  return /^"(?:\\.|[^"\\])*"$/.test(last) ? undefined : last;
}

interface Frame {
  readonly kind: BlockKind;
  readonly name: string | undefined;
  readonly elsewhere: boolean;
  tokens: Token[];
  statement: Token[];
  given: string[];
}

const CLAUSES = new Set(['during', 'from', 'until', 'log', 'owner', 'ticket', 'because']);

function framesOf(text: string): Frame[] {
  const frame = (kind: BlockKind, name?: string, elsewhere = false): Frame => ({
    ...{ kind, name, elsewhere, tokens: [], statement: [], given: [] },
  });
  const file = (): Frame => frame('file');
  let frames = [file()];
  for (const token of tokensOf(text)) {
    const top = frames.at(-1) as Frame;
    if (token.text === '{') {
      const [first, second] = top.statement;
      const kind = BODIES[first?.text ?? ''] ?? 'file';
      const last = top.statement.at(-1);
      if (first?.text === 'also' && last !== undefined) frames.push(frame('zone', unquote(last.text), true));
      else frames.push(frame(kind, second && unquote(second.text)));
    } else if (token.text === '}') {
      if (frames.length > 1) frames.pop();
      (frames.at(-1) as Frame).statement = [];
    } else if (isOutermost(token, text)) {
      frames = [{ ...file(), statement: [token] }];
    } else {
      if (begins(top, token)) {
        top.statement = [token];
        top.given.push(token.text);
      } else top.statement.push(token);
      top.tokens.push(token);
    }
  }
  return frames;
}

function tokensOf(text: string): Token[] {
  return segServices()
    .parser.Lexer.tokenize(text)
    .tokens.map((t) => ({ text: t.image, offset: t.startOffset, type: t.tokenType.name }));
}

/** A declaration of the outermost level at the very start of a line: whatever was not closed before it ends there. */
function isOutermost(token: Token, text: string): boolean {
  const startsLine = token.offset === 0 || text[token.offset - 1] === '\n';
  return startsLine && OUTERMOST.has(token.text) && token.type === token.text;
}

/** Whether a token begins a new statement of the body. */
function begins(frame: Frame, token: Token): boolean {
  if (token.type !== token.text || !STARTERS[frame.kind].has(token.text)) return frame.statement.length === 0;
  const [first] = frame.statement;
  if (first === undefined) return true;
  if (first.text === 'kind' && frame.statement.length === 1) return false;
  const isRule = first.text === 'allow' || first.text === 'deny';
  if (isRule && frame.kind !== 'access' && CLAUSES.has(token.text)) return false;
  return !(frame.kind === 'file' && first.text === 'expect' && token.text === 'access');
}
