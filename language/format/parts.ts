/** The top-level declarations of a text that has a syntax error somewhere: what can be formatted of it. */
import { segServices } from '../grammar/parser.ts';

/** A stretch of text, in UTF-16 offsets, end exclusive. */
export interface Part {
  readonly offset: number;
  readonly end: number;
}

const DECLARATIONS: ReadonlySet<string> = new Set([
  'policy',
  'zone',
  'asset',
  'type',
  'service',
  'group',
  'conduit',
  'schedule',
  'access',
  'firewall',
  'expect',
]);

/**
 * Each stretch from a declaring word outside all braces to the last token before the next. Whether it is well-formed is for the
 * parser to say; after a brace that is never closed there is but one more.
 */
export function declarationsOf(text: string): Part[] {
  const parts: { offset: number; end: number }[] = [];
  let depth = 0;
  for (const { image, startOffset } of segServices().parser.Lexer.tokenize(text).tokens) {
    if (depth === 0 && DECLARATIONS.has(image)) parts.push({ offset: startOffset, end: startOffset });
    const part = parts.at(-1);
    if (part) part.end = startOffset + image.length;
    if (image === '{') depth++;
    else if (image === '}') depth = Math.max(0, depth - 1);
  }
  return parts;
}
