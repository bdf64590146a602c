/**
 * Comments, texts and quoted names: stretches of a file in which a brace or a word is only characters. For whoever reads a file without
 * the parser, because it is half-written or because nothing but its braces or words matters. They are those of Seg.langium's lexer.
 */

const LINE_COMMENT = /\/\/[^\n\r]*/;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//;
/** Its end is yet to be written: it goes to the end of the file. */
const OPEN_BLOCK_COMMENT = /\/\*[\s\S]*$/;
const TEXT = /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"?/;
const QUOTED_NAME = /'[^'\r\n]*'?/;

/**
 * A pattern, for all matches, of every opaque piece and of what `beside` matches outside of them. A block comment without end hides the
 * rest of the file, as it does for who is writing it.
 */
export function opaqueOr(beside?: RegExp): RegExp {
  return anyOf(LINE_COMMENT, BLOCK_COMMENT, OPEN_BLOCK_COMMENT, TEXT, QUOTED_NAME, beside);
}

/** The same as the lexer has it: what begins a block comment without end hides nothing. */
export function lexedOpaqueOr(beside: RegExp): RegExp {
  return anyOf(LINE_COMMENT, BLOCK_COMMENT, TEXT, QUOTED_NAME, beside);
}

function anyOf(...given: readonly (RegExp | undefined)[]): RegExp {
  const patterns = given.filter((pattern) => pattern !== undefined);
  return new RegExp(patterns.map(({ source }) => source).join('|'), patterns.at(-1)?.unicode ? 'gu' : 'g');
}
