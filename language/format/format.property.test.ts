/** What holds of the formatter for any text: idempotent, the same model, every comment kept, never an exception. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../test/generators/everything.ts';
import { policyText } from '../../test/generators/policy.ts';
import { segServices } from '../grammar/parser.ts';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { applyEdits, formatText } from './format.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
const LIBRARY = ['language/library/services.seg', 'language/library/types.seg'];
const EXAMPLES = globSync('examples/**/*.seg', { cwd: ROOT }).sort();

/** A policy without its places and without the texts that are taken from the source as they stand. */
function meaning(policy: Policy): unknown {
  const own = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(own);
    if (typeof value === 'bigint') return `${value}n`;
    if (value === null || typeof value !== 'object') return value;
    if ('endColumn' in value) return 'a place';
    const kept = Object.entries(value).filter(([key]) => !['line', 'text', 'everyText'].includes(key));
    return Object.fromEntries(kept.map(([k, v]) => [k, k === 'doc' ? String(v).replace(/\s+/g, ' ') : own(v)]));
  };
  return own(policy);
}

async function meaningOf(text: string): Promise<unknown> {
  return meaning((await loadPolicy([{ path: 'a.seg', text }])).policy);
}

/** The comments of a text, without the white space in them, sorted: properties may move with theirs. */
function comments(text: string): string[] {
  const { hidden } = segServices().parser.Lexer.tokenize(text);
  return hidden.map((t) => t.image.replace(/\s+/g, ' ').trim()).sort();
}

function words(text: string): string[] {
  return segServices()
    .parser.Lexer.tokenize(text)
    .tokens.map((t) => t.image);
}

/** What may stand between two tokens. */
const gap = fc.oneof(
  { weight: 12, arbitrary: fc.constant(' ') },
  { weight: 4, arbitrary: fc.constantFrom('  ', '\t', '\n', '\n\n', '\n\n\n', '\r\n', ' \n  ', '\n\t') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ' // note\n',
      ' // "text" {\n',
      '\n// own line\n',
      '\n\n  // apart\r\n\n',
      ' /* in */ ',
      '\n/* own */\n',
      ' /** doc */ ',
      '\n/** doc\n * of\n   two */\n',
      '\n  // bulkhead-ignore any-source: because\n',
      ' /* a\n b */ ',
      '\n/* a\n  * b */\n// c\n',
    ),
  },
);

/** A text of the same tokens with other white space and more comments. */
function scrambled(text: string): fc.Arbitrary<string> {
  const tokens = words(text);
  return fc
    .tuple(fc.array(gap, { minLength: tokens.length + 1, maxLength: tokens.length + 1 }), fc.constantFrom('', '\uFEFF'))
    .map(([gaps, mark]) => mark + tokens.map((t, i) => gaps[i] + t).join('') + gaps[tokens.length]);
}

async function holds(text: string): Promise<void> {
  const first = formatText(text);
  expect(first.refused).toBeUndefined();
  expect(applyEdits(text, first.edits)).toBe(first.newText);
  const again = formatText(first.newText);
  expect(again.newText).toBe(first.newText);
  expect(comments(first.newText)).toEqual(comments(text));
  expect(words(first.newText).sort()).toEqual(words(text).sort());
  expect(await meaningOf(first.newText)).toEqual(await meaningOf(text));
  expect(/[^\S\r\n](?=\r?\n)/.exec(first.newText)).toBeNull();
}

describe('the formatter, for any text that parses', () => {
  it.each([...LIBRARY, ...EXAMPLES])('leaves the meaning and the comments of %s as they are', async (path) => {
    await holds(read(path));
  });

  it.each(LIBRARY)('finds %s formatted', (path) => {
    expect(formatText(read(path)).edits).toEqual([]);
  });

  it('reads the text of every construct without a syntax error', () => {
    expect(formatText(EVERYTHING).refused).toBeUndefined();
  });

  it('keeps meaning, comments and itself, however the text is spaced and commented', async () => {
    await fc.assert(fc.asyncProperty(scrambled(EVERYTHING), holds), { numRuns: 80 });
  }, 120_000);

  it.each([
    ['a comment in the line', ' /* in */ '],
    ['a comment to the end of the line', ' // note "x" {\n'],
    ['a comment on a line of its own, with Windows line ends', '\r\n\t// own\r\n'],
    ['a doc comment of several lines', '\n/** doc\n * of\n   two */\n'],
    ['a comment in another script', ' /* Ofen 窯 печь é \u{1F3ED} */\t'],
  ])(
    'keeps %s in every gap between two tokens',
    async (_, comment) => {
      await holds(`\uFEFF${words(EVERYTHING).join(comment)}${comment}`);
      const tokens = words(EVERYTHING);
      // One at a time: what a neighbour's comment would hold in place may move.
      for (let gap = 0; gap <= tokens.length; gap += 7)
        await holds(tokens.slice(0, gap).join(' ') + comment + tokens.slice(gap).join(' '));
    },
    120_000,
  );

  it('keeps the whole examples when they are spaced at random', async () => {
    const texts = EXAMPLES.map(read);
    if (texts.length === 0) return;
    await fc.assert(fc.asyncProperty(fc.constantFrom(...texts).chain(scrambled), holds), { numRuns: 40 });
  }, 120_000);

  it('keeps random policies with every kind of rule, window and expectation', async () => {
    await fc.assert(fc.asyncProperty(policyText({ expectations: 6 }).chain(scrambled), holds), { numRuns: 40 });
    await fc.assert(fc.asyncProperty(policyText({ expectations: 6 }), holds), { numRuns: 60 });
  }, 120_000);

  it('keeps the meaning when only a range is formatted', async () => {
    const spots = fc.tuple(scrambled(EVERYTHING), fc.nat(5000), fc.nat(400));
    await fc.assert(
      fc.asyncProperty(spots, async ([text, offset, length]) => {
        const result = formatText(text, { range: { offset, end: offset + length } });
        expect(result.refused).toBeUndefined();
        expect(comments(result.newText)).toEqual(comments(text));
        expect(await meaningOf(result.newText)).toEqual(await meaningOf(text));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('the formatter, for any text at all', () => {
  const unharmed = (text: string): void => {
    const { newText, edits, refused } = formatText(text);
    expect(applyEdits(text, edits)).toBe(newText);
    expect(refused).not.toBe('meaning');
    if (refused) expect(newText).toBe(text);
    else expect(words(newText).sort()).toEqual(words(text).sort());
    const parts = formatText(text, { tolerant: true });
    expect(applyEdits(text, parts.edits)).toBe(parts.newText);
    expect(words(parts.newText).sort()).toEqual(words(text).sort());
    expect(comments(parts.newText)).toEqual(comments(text));
  };

  it('never throws and never loses a token of random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), unharmed), { numRuns: 500 });
    const signs = fc.constantFrom(...'{}[]()<>-:,."\'\\/*#=0123456789abcxyz \n\r\t\uFEFF\u2028\u00A0');
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 80 }), (s) => unharmed(s.join(''))),
      { numRuns: 2000 },
    );
  });

  it('never throws on a text cut anywhere', () => {
    for (let end = 0; end <= EVERYTHING.length; end += 7) unharmed(EVERYTHING.slice(0, end));
    for (let start = 0; start <= EVERYTHING.length; start += 11) unharmed(EVERYTHING.slice(start));
  });

  it('never throws on tokens of the language in any order', () => {
    const token = fc.constantFrom(...new Set(words(EVERYTHING)), '// c\n', '/* c */', '\n');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (t) => unharmed(t.join(' '))),
      { numRuns: 2000 },
    );
  });
});
