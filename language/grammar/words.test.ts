/** The table of words is that of the grammar. */
import { describe, expect, it } from 'vitest';
import { reservedWords } from '../resolve/names.ts';
import { CLAUSE_WORDS, MEMBERS } from './words.ts';

/** Words inside statements, which completion offers by their place in `place.ts`. */
const INNER = ['also', 'any', 'at', 'during', 'except', 'in', 'tagged'];

describe('the table of words', () => {
  const offered = new Set([...Object.values(MEMBERS).flat(), ...CLAUSE_WORDS].map((w) => w.word));

  it('offers no word that the grammar does not have', () => {
    expect([...offered].filter((word) => !reservedWords().has(word))).toEqual([]);
  });

  it('offers every word that begins something', () => {
    expect([...reservedWords()].filter((word) => !offered.has(word) && !INNER.includes(word))).toEqual([]);
  });

  it('says of every word what it means', () => {
    expect([...Object.values(MEMBERS).flat(), ...CLAUSE_WORDS].filter((w) => !/^[A-Z`'].*\.$/.test(w.means))).toEqual(
      [],
    );
  });
});
