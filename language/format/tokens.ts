/** The formatter's view of a file: its tokens and comments in order, and the units (declarations, members) they form. */
import { type AstNode, CstUtils } from 'langium';
import type { File } from '../grammar/generated/ast.ts';

export interface Token {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  readonly kind: 'word' | 'line-comment' | 'block-comment';
  /** Line breaks between the token before it and this one. */
  readonly newlines: number;
}

/** A declaration or member with the comments that belong to it. Numbers are indices of tokens. */
export interface Unit {
  readonly node: AstNode;
  readonly first: number;
  /** Included. */
  readonly last: number;
  readonly body?: Body;
  /** Comments between the unit before and this one. */
  readonly leading: readonly number[];
  /** Comments behind it on its last line. */
  readonly trailing: readonly number[];
  /** Stood on the line of the unit before it. */
  readonly sameLine: boolean;
  readonly blankBefore: boolean;
}

export interface Body {
  readonly open: number;
  readonly close: number;
  /** Comments on the line of the open brace. */
  readonly opening: readonly number[];
  readonly units: readonly Unit[];
  /** Comments after the last unit. */
  readonly tail: readonly number[];
  /** Wholly on one line in the source. */
  readonly oneLine: boolean;
  /** Kind of the node around the brace, `AccessBody` for one. */
  readonly kind: string;
}

export interface Tree {
  readonly tokens: readonly Token[];
  readonly units: readonly Unit[];
  readonly tail: readonly number[];
}

const LINE_BREAK = /\r\n|\r|\n/g;

/** Number of line breaks (CRLF, CR or LF) in a text. */
export function countLineBreaks(text: string): number {
  return text.match(LINE_BREAK)?.length ?? 0;
}

export function isComment(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== 'word';
}

const KINDS: Readonly<Record<string, Token['kind']>> = { ML_COMMENT: 'block-comment', SL_COMMENT: 'line-comment' };

function readTokens(text: string, file: File): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const leaf of CstUtils.flattenCst(file.$cstNode!)) {
    const kind = KINDS[leaf.tokenType.name] ?? 'word';
    const newlines = countLineBreaks(text.slice(end, leaf.offset));
    tokens.push({ text: leaf.text, offset: leaf.offset, end: leaf.end, kind, newlines });
    end = leaf.end;
  }
  return tokens;
}

interface BodyNode extends AstNode {
  readonly members?: readonly AstNode[];
  readonly entries?: readonly AstNode[];
}

class TreeBuilder {
  readonly tokens: readonly Token[];
  readonly #starts: ReadonlyMap<number, number>;
  readonly #ends: ReadonlyMap<number, number>;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.#starts = new Map(tokens.map((t, i) => [t.offset, i]));
    this.#ends = new Map(tokens.map((t, i) => [t.end, i]));
  }

  #body(node: BodyNode): Body {
    const open = this.#starts.get(node.$cstNode!.offset)!;
    const close = this.#ends.get(node.$cstNode!.end)!;
    const opening: number[] = [];
    let next = open + 1;
    while (next < close && this.#endsLine(next)) opening.push(next++);
    const { units, tail } = this.sequence(node.members ?? node.entries ?? [], next, close);
    return { open, close, opening, units, tail, oneLine: this.#onOneLine(open, close), kind: node.$type };
  }

  /** A comment on the line of the token before it, with nothing but comments behind it there. */
  #endsLine(index: number): boolean {
    const token = this.tokens[index]!;
    if (!isComment(token) || token.newlines > 0) return false;
    const next = this.tokens[index + 1];
    return token.kind === 'line-comment' || next === undefined || next.newlines > 0;
  }

  #onOneLine(open: number, close: number): boolean {
    for (let i = open + 1; i <= close; i++) {
      const token = this.tokens[i]!;
      if (token.newlines > 0 || token.kind === 'line-comment' || countLineBreaks(token.text) > 0) return false;
    }
    return true;
  }

  /** The units of a body or file whose tokens are those from `start` up to `end`, exclusive. */
  sequence(nodes: readonly AstNode[], start: number, end: number): { units: Unit[]; tail: number[] } {
    const units: Unit[] = [];
    let cursor = start;
    for (const node of nodes) {
      const first = this.#starts.get(node.$cstNode!.offset)!;
      const last = this.#ends.get(node.$cstNode!.end)!;
      const leading = numbers(cursor, first);
      const trailing: number[] = [];
      cursor = last + 1;
      while (cursor < end && isComment(this.tokens[cursor]) && this.tokens[cursor]!.newlines === 0) {
        trailing.push(cursor++);
        if (this.tokens[cursor - 1]!.kind === 'line-comment') break;
      }
      const newlines = this.tokens[leading[0] ?? first]!.newlines;
      const body = (node as { body?: BodyNode }).body;
      const shared = { node, first, last, leading, trailing, sameLine: newlines === 0, blankBefore: newlines > 1 };
      units.push(body?.$cstNode ? { ...shared, body: this.#body(body) } : shared);
    }
    return { units, tail: numbers(cursor, end) };
  }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** The tree of a file that parsed without an error. */
export function buildTree(text: string, file: File): Tree {
  const builder = new TreeBuilder(readTokens(text, file));
  return { tokens: builder.tokens, ...builder.sequence(file.declarations, 0, builder.tokens.length) };
}
