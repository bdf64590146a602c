/** What hides braces and words is what the lexer takes for comments, texts and quoted names. */
import { describe, expect, it } from 'vitest';
import { lexedOpaqueOr, opaqueOr } from './opaque.ts';
import { segServices } from './parser.ts';

const WRITTEN = `zone 'Old "plant"' "Cell /* 1 */ \\" { // no" { // it's { "half
  /* two
     lines " ' { */ level 2 /**/ kind control
  asset 'open
  title "open \\\\" } "a\\
  // end 🙂 } /*
}`;
const OPEN_COMMENT = `${WRITTEN} /* { 'a' "b"`;

const pieces = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([piece]) => piece);
const OPAQUE = /^(?:\/[/*]|["'])/;

/** The opaque tokens and braces of the lexer, in their order. */
function lexed(text: string): string[] {
  const { tokens, hidden } = segServices().parser.Lexer.tokenize(text);
  return [...tokens, ...hidden]
    .sort((a, b) => a.startOffset - b.startOffset)
    .map((token) => token.image)
    .filter((image) => OPAQUE.test(image) || /^[{}]$/.test(image));
}

describe('opaque pieces', () => {
  it.each([WRITTEN, OPEN_COMMENT, WRITTEN.replaceAll('\n', '\r\n'), ''])('are those of the lexer in %j', (text) => {
    expect(pieces(lexedOpaqueOr(/[{}]/), text)).toEqual(lexed(text));
  });

  it('are the same for who reads half-written text, but that an open comment goes to the end', () => {
    expect(pieces(opaqueOr(/[{}]/), WRITTEN)).toEqual(lexed(WRITTEN));
    expect(pieces(opaqueOr(/[{}]/), OPEN_COMMENT)).toEqual([...lexed(WRITTEN), `/* { 'a' "b"`]);
  });

  it('stand alone where nothing is asked for beside them', () => {
    expect(pieces(opaqueOr(), WRITTEN)).toEqual(lexed(WRITTEN).filter((piece) => OPAQUE.test(piece)));
  });

  it('hide words of every alphabet', () => {
    expect(pieces(opaqueOr(/\p{L}+/u), `Öl 'Öl' "Öl" /* Öl */ Öfen // Öl`)).toEqual([
      ...['Öl', "'Öl'", '"Öl"', '/* Öl */', 'Öfen', '// Öl'],
    ]);
  });
});
