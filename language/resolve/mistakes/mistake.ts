/** What is known where the parser could not go on, and what is to be said of it. */
import type { IToken } from 'chevrotain';
import { type BlockKind, BODIES, CLAUSE_WORDS, MEMBERS, STARTERS, type Word } from '../../grammar/words.ts';

/** What was meant, told to its writer. Offsets are those of the text. */
export interface Mistake {
  readonly message: string;
  /** What is underlined; what the parser did not take where absent. */
  readonly from?: number;
  readonly to?: number;
  /** Mends it. */
  readonly edit?: Edit;
}

export interface Edit {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly newText: string;
}

export interface OpenBrace {
  readonly kind: BlockKind;
  /** The word that begins what the brace belongs to, and the name behind it where it has one. */
  readonly head: readonly IToken[];
  readonly brace: IToken;
}

export interface Scene {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** Index of the token that was not taken; the number of tokens where the file ends too early. */
  readonly at: number;
  /** Grammar names of what could have stood there; empty where the parser does not say. */
  readonly expected: readonly string[];
  /** Braces that are open there, the outermost first. */
  readonly open: readonly OpenBrace[];
  /** Tokens from the beginning of the statement up to, not with, the one that was not taken. */
  readonly statement: readonly IToken[];
}

export const isKeyword = (token: IToken | undefined): token is IToken =>
  token !== undefined && token.tokenType.name === token.image && /^[a-z]/.test(token.image);

/** A name or a literal, whatever it means. */
export const isValue = (token: IToken | undefined): token is IToken =>
  token !== undefined && /^[A-Z]/.test(token.tokenType.name);

export const endOf = (token: IToken): number => token.startOffset + token.image.length;

const CLAUSES: ReadonlySet<string> = new Set(CLAUSE_WORDS.map((w) => w.word));
export const isClause = (token: IToken | undefined): token is IToken => isKeyword(token) && CLAUSES.has(token.image);

/** What stands at a token: braces around it and the statement before it. */
export function sceneAt(text: string, tokens: readonly IToken[], at: number, expected: readonly string[]): Scene {
  const open = openBraces(tokens, at);
  const from = statementStart(tokens, at, open.at(-1)?.kind ?? 'file');
  return { text, tokens, at, expected, open, statement: tokens.slice(from, at) };
}

export function kindOf({ open }: Scene): BlockKind {
  return open.at(-1)?.kind ?? 'file';
}

function openBraces(tokens: readonly IToken[], at: number): OpenBrace[] {
  const open: OpenBrace[] = [];
  let head: IToken[] = [];
  for (const [i, token] of tokens.slice(0, at).entries()) {
    if (token.image === '{') {
      open.push({ kind: BODIES[head[0]?.image ?? ''] ?? 'file', head, brace: token });
    } else if (token.image === '}') open.pop();
    else if (isKeyword(token) && Object.hasOwn(BODIES, token.image))
      head = [token, ...tokens.slice(i + 1, i + 2).filter(isValue)];
  }
  return open;
}

/** Index of the token that begins the statement before an index: a word that begins one in this body, or what follows a brace. */
function statementStart(tokens: readonly IToken[], at: number, kind: BlockKind): number {
  // A word that is a member here may also be a clause of the rule before it.
  let member: number | undefined;
  for (let i = at - 1; i >= 0; i--) {
    const token = tokens[i] as IToken;
    if (token.image === '{' || token.image === '}') return member ?? i + 1;
    if (!isKeyword(token) || !STARTERS[kind].has(token.image)) continue;
    if (!isClause(token) || kind === 'access') return isRule(token) ? i : (member ?? i);
    member ??= i;
  }
  return member ?? 0;
}

export const isRule = (token: IToken | undefined): boolean => /^(allow|deny)$/.test(token?.image ?? '');

/** A word of a body or, inside a rule, of its clauses; undefined where it begins nothing there. */
export function wordIn(kind: BlockKind, word: string, clause: boolean): Word | undefined {
  const clauses = clause ? CLAUSE_WORDS : [];
  return clauses.find((w) => w.word === word) ?? MEMBERS[kind].find((w) => w.word === word);
}

/** `zone Cell`, or the bare word where what it begins has no name. */
export function headText(head: readonly IToken[]): string {
  return head.map((token) => token.image).join(' ');
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
