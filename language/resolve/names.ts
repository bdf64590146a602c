/** Names as they are written: quoting, reserved words and qualified paths. */
import { segServices } from '../grammar/parser.ts';

const LETTER =
  'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02AF\\u0370-\\u052F\\u3040-\\u30FF\\u4E00-\\u9FFF\\uAC00-\\uD7A3';
const BARE = new RegExp(`^(?=[0-9_-]*[${LETTER}])[${LETTER}0-9_]+(-[${LETTER}0-9_]+)*$`);
/** What the lexer reads as a number, a date or a MAC address although it may hold letters. */
const LITERAL = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5})/;

/** Grammar words that begin nothing and so stay free as names; kept in step with `FreeWord` by a test. */
export const FREE_WORDS: readonly string[] = [
  'and',
  'as',
  'blast',
  'by',
  'can',
  'cannot',
  'is',
  'most',
  'of',
  'on',
  'only',
  'radius',
  'reach',
  'reaches',
  'through',
  'to',
];

let reserved: ReadonlySet<string> | undefined;

/** Words that begin a declaration, a member or a clause: as a name they need quotes. Read off the grammar. */
export function reservedWords(): ReadonlySet<string> {
  if (reserved === undefined) {
    const words = new Set<string>();
    for (const token of segServices().parser.TokenBuilder.buildTokens(segServices().Grammar) as {
      name: string;
      PATTERN?: unknown;
    }[])
      if (/^[a-z][a-z0-9-]*$/.test(token.name)) words.add(token.name);
    for (const word of FREE_WORDS) words.delete(word);
    reserved = words;
  }
  return reserved;
}

/** Whether a name may stand without quotes. */
export function isBareName(name: string): boolean {
  return BARE.test(name) && !LITERAL.test(name) && !reservedWords().has(name);
}

/** A name as it must be written; undefined for one that cannot be (line ends, a single quote, nothing at all). */
export function writeName(name: string): string | undefined {
  if (isBareName(name)) return name;
  return name === '' || /['\r\n]/.test(name) ? undefined : `'${name}'`;
}

/** One part of an id: bare where it can be, else in single quotes. */
export function idPart(name: string): string {
  return BARE.test(name) ? name : `'${name}'`;
}

/** A written name without its quotes. */
export function unquote(written: string): string {
  return written.startsWith("'")
    ? written.slice(1, written.length > 1 && written.endsWith("'") ? -1 : undefined)
    : written;
}

/** `Site.'Line 1'.PLC` as `['Site', 'Line 1', 'PLC']`. */
export function splitQualified(written: string): string[] {
  return (written.match(/'[^']*'?|[^.']+/g) ?? []).map((part) => unquote(part.trim()));
}
