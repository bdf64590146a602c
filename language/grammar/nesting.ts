/** How deeply a text nests braces, found without parsing: deep nesting would exhaust the parser's stack. */
import { lexedOpaqueOr } from './opaque.ts';

/** Deeper than this is one finding, before the parser. */
export const MAX_NESTING = 100;

const OPAQUE_OR_BRACE = lexedOpaqueOr(/[{}]/);

/** The deepest nesting of braces, and the offset of the first brace beyond {@link MAX_NESTING}. */
export function deepestNesting(text: string): { depth: number; exceededAt: number } {
  let depth = 0;
  let deepest = 0;
  let exceededAt = -1;
  for (const match of text.matchAll(OPAQUE_OR_BRACE)) {
    if (match[0] === '{') {
      depth++;
      if (depth > deepest) deepest = depth;
      if (depth > MAX_NESTING && exceededAt < 0) exceededAt = match.index;
    } else if (match[0] === '}' && depth > 0) depth--;
  }
  return { depth: deepest, exceededAt };
}
