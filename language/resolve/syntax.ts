/** What the lexer and the parser could not read, as findings in the language's own words. */
import type { IToken } from 'chevrotain';
import { distance } from 'fastest-levenshtein';
import type { Finding, Fix } from '../checks/finding.ts';
import { MAX_NESTING } from '../grammar/nesting.ts';
import type { Place } from '../model/policy.ts';
import { MAX_FILE_LENGTH, placeAt, type Source, startOf } from '../model/source.ts';
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
  const out: Finding[] = [];
  const result = parsed.result;
  if (result === undefined) return out;
  const total = result.lexerErrors.length + result.parserErrors.length;
  for (const error of result.lexerErrors.slice(0, MAX_SYNTAX_FINDINGS)) {
    const place = placeAt(path, text, error.offset, error.offset + Math.max(1, error.length));
    out.push(finding('syntax', lexerMessage(text, error.offset, error.length), place));
  }
  for (const error of result.parserErrors.slice(0, MAX_SYNTAX_FINDINGS - out.length)) {
    const previous = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined;
    const place = placeOfToken(path, text, error.token, previous);
    out.push(
      finding(
        'syntax',
        parserMessage(error.message, error.token),
        place,
        tokenFixes(error.message, error.token, place),
      ),
    );
  }
  if (total > out.length) {
    const last = out[out.length - 1]?.place ?? startOf(path);
    out.push(finding('syntax', `${total - out.length} more places of this file cannot be read.`, last));
  }
  return out;
}

function finding(check: string, message: string, place: Place, fixes: readonly Fix[] = []): Finding {
  return { check, severity: 'error', message, place, related: [], fixes: () => fixes };
}

function lexerMessage(text: string, offset: number, length: number): string {
  const found = text.slice(offset, offset + Math.min(length, 20));
  if (found.startsWith('/*')) return 'This comment is not closed: */ is missing.';
  return `Nothing of the language begins with ${JSON.stringify(found)}${length > 20 ? '...' : ''}. A name with other characters goes in single quotes.`;
}

const EXPECTED_MANY = /^Expecting: one of these possible Token sequences:\n([\s\S]*)\nbut found: '([\s\S]*)'$/;
const EXPECTED_ONE = /^Expecting (?:token of type|keyword) ['`](.*?)['`] but found /;

/** Words that begin a declaration which never stands inside another: found inside one, a brace above is missing. */
const TOP_LEVEL_ONLY: ReadonlySet<string> = new Set([
  'policy',
  'type',
  'service',
  'conduit',
  'schedule',
  'firewall',
  'expect',
]);

function parserMessage(message: string, token: IToken): string {
  const end = !(token.startOffset >= 0) || token.image === '';
  const found = end ? 'the file ends here' : `found ${JSON.stringify(token.image.slice(0, 40))}`;
  const expected = expectedTokens(message);
  if (expected === undefined) return `This cannot be read here: ${found}.`;
  if (expected.includes('}') && TOP_LEVEL_ONLY.has(token.image))
    return `${token.image} begins a declaration of its own, but a { above it is not closed: } is missing.`;
  const word = nearestWord(token);
  if (expected.length === 1 && (expected[0] === '}' || expected[0] === 'EOF') && word !== undefined)
    return `${token.image} means nothing here.${word === '' ? '' : ` Did you mean ${word}?`}`;
  if (expected.length === 1 && expected[0] === 'EOF') return `A declaration must begin here, but ${found}.`;
  const named = expected.includes('NAME');
  const list = [...new Set(expected.filter((t) => !named || !FREE_WORDS.includes(t)).map(tokenWords))];
  const shown = list.length > 6 ? `${list.slice(0, 6).join(', ')} or another` : list.join(', ');
  const hint = named && reservedWords().has(token.image) ? ` As a name, ${token.image} goes in single quotes.` : '';
  return `Expected ${shown}, but ${found}.${hint}`;
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

/** The word of the language that a misspelt one is near to; '' where there is none, undefined where the token is no word. */
function nearestWord(token: IToken): string | undefined {
  if (token.tokenType.name !== 'NAME') return undefined;
  const near = [...reservedWords()].map((word) => ({ word, d: distance(word, token.image.toLowerCase()) }));
  near.sort((a, b) => a.d - b.d);
  const best = near[0];
  return best !== undefined && best.d <= Math.max(1, Math.floor(token.image.length / 3)) ? best.word : '';
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

/** A reserved word where a name was expected: quotes make it one. A misspelt word: the right one. */
function tokenFixes(message: string, token: IToken, place: Place): Fix[] {
  const expected = expectedTokens(message) ?? [];
  const word = expected.length === 1 ? nearestWord(token) : undefined;
  if (word !== undefined && word !== '') {
    const edit = { file: place.file, offset: place.offset, end: place.end, newText: word };
    return [{ title: `Change to ${word}`, edits: [edit], safe: false, preferred: true }];
  }
  if (!reservedWords().has(token.image) || !expected.includes('NAME')) return [];
  const edit = { file: place.file, offset: place.offset, end: place.end, newText: `'${token.image}'` };
  return [{ title: `Put ${token.image} in quotes`, edits: [edit], safe: false }];
}

function placeOfToken(file: string, text: string, token: IToken, previous: IToken | undefined): Place {
  // A token that the parser made up, as at the end of the file, has no offset or a negative one.
  if (token.startOffset >= 0) return placeAt(file, text, token.startOffset, (token.endOffset ?? token.startOffset) + 1);
  const end =
    previous !== undefined && previous.startOffset >= 0
      ? (previous.endOffset ?? previous.startOffset) + 1
      : text.trimEnd().length;
  return placeAt(file, text, Math.max(0, end - 1), end);
}
