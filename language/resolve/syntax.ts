/** What the lexer and the parser could not read, as findings in the language's own words. */
import type { IToken } from 'chevrotain';
import { distance } from 'fastest-levenshtein';
import type { Finding, Fix } from '../checks/finding.ts';
import { MAX_NESTING } from '../grammar/nesting.ts';
import { segServices } from '../grammar/parser.ts';
import { MEMBERS } from '../grammar/words.ts';
import type { Place } from '../model/policy.ts';
import { MAX_FILE_LENGTH, placeAt, type Source, startOf } from '../model/source.ts';
import { braceMistake } from './mistakes/braces.ts';
import { characterMistake } from './mistakes/characters.ts';
import { expectationMistake } from './mistakes/expectations.ts';
import { memberMistake } from './mistakes/members.ts';
import { either, endOf, kindOf, type Mistake, type Scene, sceneAt } from './mistakes/mistake.ts';
import { ruleMistake } from './mistakes/rules.ts';
import { FREE_WORDS, reservedWords } from './names.ts';

/** A file in ruins is told about by its first findings, not by a hundred thousand. */
const MAX_SYNTAX_FINDINGS = 100;

/** The syntax findings of one file, in order; at most {@link MAX_SYNTAX_FINDINGS} and one that counts the rest. */
export function syntaxFindings(source: Source): Finding[] {
  const { parsed, path, text } = source;
  if (text.length > MAX_FILE_LENGTH)
    return [
      finding(
        'syntax',
        `This file is too large to be read: ${text.length} characters, at most ${MAX_FILE_LENGTH}. Split it.`,
        startOf(path),
      ),
    ];
  if (parsed.tooDeepAt !== undefined) {
    const place = placeAt(path, text, parsed.tooDeepAt, parsed.tooDeepAt + 1);
    return [
      finding('nesting', `Braces are nested more than ${MAX_NESTING} deep here; nothing of this file is read.`, place),
    ];
  }
  if (parsed.exhausted) {
    const message = 'The longest word of this line is too long to be read; nothing of this file is. Break it.';
    return [finding('syntax', message, longestLine(path, text))];
  }
  const { mistakes, more } = mistakesIn(source);
  const shown = mistakes.map((mistake) => syntaxFinding(source, mistake));
  const last = shown.at(-1);
  if (last !== undefined && more > 0)
    shown.push(finding('syntax', `${more} more places of this file cannot be read.`, last.place));
  return shown;
}

function longestLine(path: string, text: string): Place {
  let longest = { offset: 0, end: 0 };
  for (let offset = 0; offset <= text.length; ) {
    const next = text.indexOf('\n', offset);
    const end = next < 0 ? text.length : next;
    if (end - offset > longest.end - longest.offset) longest = { offset, end };
    offset = end + 1;
  }
  return placeAt(path, text, longest.offset, longest.end);
}

type Told = Mistake & { readonly from: number; readonly to: number };

/**
 * What could not be read, in the order of the text, the first {@link MAX_SYNTAX_FINDINGS}, and how many more. Each cause once: where the lexer read nothing, the parser stumbles next to it, and
 * what the parser finds in a line after a first mistake there comes of that.
 */
function mistakesIn({ text, parsed }: Source): { readonly mistakes: readonly Told[]; readonly more: number } {
  const result = parsed.result;
  if (result === undefined || result.lexerErrors.length + result.parserErrors.length === 0)
    return { mistakes: [], more: 0 };
  const unread = result.lexerErrors
    .slice(0, MAX_SYNTAX_FINDINGS)
    .map(({ offset, length }) => ({ from: offset, to: offset + Math.max(1, length) }));
  const characters = unread
    .map(({ from, to }) => told(characterMistake(text, from, to - from), from, to))
    .filter(
      ({ from }, i, all) => !all.slice(Math.max(0, i - 1), i).some((other) => other.from <= from && from < other.to),
    );
  const { tokens } = segServices().parser.Lexer.tokenize(text);
  const indices = new Map(tokens.map((token, i) => [token.startOffset, i]));
  const kept: Told[] = [];
  const lines = new Set<number>();
  let read = 0;
  for (const { message, token } of result.parserErrors) {
    if (kept.length + unread.length >= MAX_SYNTAX_FINDINGS) break;
    read++;
    const at = indices.get(token.startOffset) ?? tokens.length;
    const line = lineOf(tokens, at);
    if (lines.has(line) || unread.some(({ from, to }) => touches(tokens, at, from, to))) continue;
    if (characters.some((c) => c.from <= token.startOffset && token.startOffset < c.to)) continue;
    lines.add(line);
    const [from, to] = spanOf(text, tokens, at);
    kept.push(told(parserMistake(sceneAt(text, tokens, at, expectedTokens(message) ?? [])), from, to));
  }
  const others = characters.filter(({ from }) => !kept.some((k) => k.from <= from && from < k.to));
  const more = result.lexerErrors.length - unread.length + result.parserErrors.length - read;
  return { mistakes: [...kept, ...others].sort((a, b) => a.from - b.from), more };
}

function told(mistake: Mistake, from: number, to: number): Told {
  return { ...mistake, from: mistake.from ?? from, to: Math.max(mistake.to ?? to, (mistake.from ?? from) + 1) };
}

/** Whether an unreadable piece lies just before or just after a token. */
function touches(tokens: readonly IToken[], at: number, from: number, to: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  return from >= (before === undefined ? 0 : endOf(before)) && to <= (after?.startOffset ?? Number.POSITIVE_INFINITY);
}

function lineOf(tokens: readonly IToken[], at: number): number {
  return (tokens[at] ?? tokens.at(-1))?.startLine ?? 0;
}

/** The token that was not taken; at the end of the file what stands last. */
function spanOf(text: string, tokens: readonly IToken[], at: number): [number, number] {
  const token = tokens[at];
  if (token !== undefined) return [token.startOffset, endOf(token)];
  const last = tokens.at(-1);
  const end = last === undefined ? text.trimEnd().length : endOf(last);
  return [Math.max(0, end - 1), end];
}

function syntaxFinding({ path, text }: Source, { message, from, to, edit }: Told): Finding {
  const place = placeAt(path, text, from, Math.min(to, text.length));
  if (edit === undefined) return finding('syntax', message, place);
  const { title, newText } = edit;
  const edits = [{ file: path, offset: edit.from, end: edit.to, newText }];
  return finding('syntax', message, place, [{ title, edits, safe: false, preferred: true }]);
}

function finding(check: string, message: string, place: Place, fixes: readonly Fix[] = []): Finding {
  return { check, severity: 'error', message, place, related: [], fixes: () => fixes };
}

const EXPECTED_MANY = /^Expecting: one of these possible Token sequences:\n([\s\S]*)\nbut found: '([\s\S]*)'$/;
const EXPECTED_ONE = /^Expecting (?:token of type|keyword) ['`](.*?)['`] but found /;

/** What was probably meant; else what could stand here. */
function parserMistake(scene: Scene): Mistake {
  const { tokens, at, expected } = scene;
  return (
    expectationMistake(scene) ??
    ruleMistake(scene) ??
    braceMistake(scene) ??
    misspeltWord(tokens[at], expected) ??
    memberMistake(scene) ??
    reservedName(scene) ??
    unexpected(tokens[at], scene)
  );
}

function misspeltWord(token: IToken | undefined, expected: readonly string[]): Mistake | undefined {
  const closes = expected.length === 1 && (expected[0] === '}' || expected[0] === 'EOF');
  const word = token !== undefined && closes ? nearestWord(token) : undefined;
  if (token === undefined || word === undefined) return undefined;
  const edit = { title: `Change to ${word}`, from: token.startOffset, to: endOf(token), newText: word };
  return { message: `${token.image} means nothing here. Did you mean ${word}?`, edit };
}

/** A reserved word where a name was expected: quotes make it one. */
function reservedName({ tokens, at, expected }: Scene): Mistake | undefined {
  const token = tokens[at];
  // On a line of its own it begins the next statement: this one is not finished.
  if (token?.startLine !== tokens[at - 1]?.startLine) return undefined;
  if (token === undefined || !expected.includes('NAME') || !reservedWords().has(token.image)) return undefined;
  const newText = `'${token.image}'`;
  const edit = { title: `Put ${token.image} in quotes`, from: token.startOffset, to: endOf(token), newText };
  return { message: `${token.image} is a word of the language. As a name it goes in single quotes: ${newText}.`, edit };
}

function unexpected(token: IToken | undefined, scene: Scene): Mistake {
  const { expected } = scene;
  const found = token === undefined ? 'the file ends here' : `found ${JSON.stringify(token.image.slice(0, 40))}`;
  const kind = kindOf(scene);
  const closes = expected.length === 1 && (expected[0] === '}' || expected[0] === 'EOF');
  if (closes && token !== undefined && MEMBERS[kind].length > 0) {
    const where = kind === 'file' ? 'A file holds' : `Here stands`;
    return {
      message: `${token.image.slice(0, 40)} means nothing here. ${where} ${either(MEMBERS[kind].map((w) => w.word))}.`,
    };
  }
  if (expected.length === 0) return { message: `This cannot be read here: ${found}.` };
  const named = expected.includes('NAME');
  const list = [...new Set(expected.filter((t) => !named || !FREE_WORDS.includes(t)).map(tokenWords))];
  const shown = list.length > 6 ? `${list.slice(0, 6).join(', ')} or another` : either(list);
  return { message: `Expected ${shown}, but ${found}.` };
}

/** The tokens that the parser could have taken, by their grammar names; undefined where its message does not list them. */
function expectedTokens(message: string): string[] | undefined {
  const one = EXPECTED_ONE.exec(message);
  if (one !== null) return [one[1] ?? ''];
  const many = EXPECTED_MANY.exec(message);
  if (many !== null)
    return [...(many[1] ?? '').matchAll(/\[([^\]]*)\]/g)].map((m) =>
      ((m[1] ?? '').split(', ')[0] ?? '').replace(/^'|'$/g, ''),
    );
  return /^Redundant input, expecting EOF/.test(message) ? ['EOF'] : undefined;
}

/** The word of the language that a misspelt one is near to. */
function nearestWord(token: IToken): string | undefined {
  if (token.tokenType.name !== 'NAME') return undefined;
  const near = [...reservedWords()].map((word) => ({ word, d: distance(word, token.image.toLowerCase()) }));
  near.sort((a, b) => a.d - b.d);
  const best = near[0];
  return best !== undefined && best.d <= Math.max(1, Math.floor(token.image.length / 3)) ? best.word : undefined;
}

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  NAME: 'a name',
  QUOTED: 'a name',
  HEX: 'a name',
  STRING: 'a text in double quotes',
  NUMBER: 'a number',
  NUMBER_RANGE: 'a range',
  ADDRESS: 'an IP address',
  DATETIME: 'a date',
  TIMES: 'a time such as 08:00-16:30',
  MAC: 'a MAC address',
  EOF: 'the end of the file',
};

function tokenWords(token: string): string {
  return TOKEN_WORDS[token] ?? `'${token}'`;
}
