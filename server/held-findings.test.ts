/** Findings held while the exact checks are at work: what the user may rely on of their places. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../language/checks/index.ts';
import { placeAt } from '../language/model/source.ts';
import { movedFindings, type Texts } from './held-findings.ts';

const texts = (files: Readonly<Record<string, string>>): Texts => ({
  text: (file) => files[file],
  document: (file) => (files[file] === undefined ? undefined : TextDocument.create(file, 'seg', 0, files[file])),
});

function findingAt(text: string, from: number, to: number, file = 'a.seg'): Finding {
  const place = placeAt(file, text, from, to);
  return { check: 'x', severity: 'warning', message: 'Found.', place, related: [], fixes: () => [] };
}

/** Moves the finding that `[` and `]` mark through an edit, and marks where it is then. */
function moved(marked: string, after: string): string | undefined {
  const from = marked.indexOf('[');
  const to = marked.indexOf(']') - 1;
  const before = marked.replace(/[[\]]/g, '');
  const [finding] = movedFindings([findingAt(before, from, to)], texts({ 'a.seg': before }), texts({ 'a.seg': after }));
  if (finding === undefined) return undefined;
  const { offset, end } = finding.place;
  expect(finding.place).toEqual(placeAt('a.seg', after, offset, end));
  return `${after.slice(0, offset)}[${after.slice(offset, end)}]${after.slice(end)}`;
}

describe('a held finding', () => {
  it.each([
    ['stays where text after it changes', 'a [plc] b', 'a plc bcd', 'a [plc] bcd'],
    ['stays where text is written right behind it', 'a [plc]', 'a plc x', 'a [plc] x'],
    ['moves with text that is inserted before it', 'a [plc] b', 'new\na plc b', 'new\na [plc] b'],
    ['moves with text that is inserted right before it', '[plc] b', 'x plc b', 'x [plc] b'],
    ['moves back with text that is deleted before it', 'one\ntwo [plc] b', 'two plc b', 'two [plc] b'],
    [
      'grows with what is written inside it',
      'a [allow x -> y : z] b',
      'a allow x -> yy : z b',
      'a [allow x -> yy : z] b',
    ],
    ['keeps what is left of its end', 'a [allow x] b', 'a w x b', 'a [w x] b'],
    ['follows its words through a change around them', 'b [plc] c\nd', 'x plc y\nd', 'x [plc] y\nd'],
    ['goes with its words', 'a [plc] b', 'a  b', undefined],
    ['goes where its words are replaced', 'a [plc] b', 'a rtu b', undefined],
    ['goes rather than point at one of several', 'b [plc] c\nd', 'x plc plc y\nd', undefined],
  ])('%s', (_, before, after, expected) => {
    expect(moved(before, after)).toBe(expected);
  });

  it('stays where another file changes, loses a related place that has gone, and has no fix made for another text', () => {
    const finding: Finding = {
      ...findingAt('a plc b', 2, 5),
      related: [
        { place: placeAt('b.seg', 'zone B', 5, 6), message: 'kept' },
        { place: placeAt('c.seg', 'zone C', 5, 6), message: 'gone' },
      ],
      fixes: () => [{ title: 'Fix', edits: [], safe: true }],
    };
    const before = texts({ 'a.seg': 'a plc b', 'b.seg': 'zone B', 'c.seg': 'zone C' });
    const [held] = movedFindings([finding], before, texts({ 'a.seg': 'a plc b', 'b.seg': '\nzone B' }));
    expect(held?.place).toEqual(finding.place);
    expect(held?.related).toEqual([{ place: placeAt('b.seg', '\nzone B', 6, 7), message: 'kept' }]);
    expect(held?.fixes()).toEqual([]);
    expect(movedFindings([finding], before, texts({}))).toEqual([]);
  });

  it('stands at its own words after any edit outside of them', () => {
    const word = fc.stringMatching(/^[ab \n]{0,12}$/);
    fc.assert(
      fc.property(word, word, word, word, word, (head, tail, inserted, cut, newTail) => {
        const before = `${head}${cut}PLC-1${tail}`;
        const after = `${head}${inserted}PLC-1${newTail}`;
        const from = head.length + cut.length;
        const [held] = movedFindings(
          [findingAt(before, from, from + 5)],
          texts({ 'a.seg': before }),
          texts({ 'a.seg': after }),
        );
        expect(held && after.slice(held.place.offset, held.place.end)).toBe('PLC-1');
      }),
    );
  });
});
