/** What becomes of `bulkhead.json` when traffic is imported. */
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { namingFlows } from './settings.ts';

const textOf = (text: string | undefined, path = 'seen/monday.csv'): string => {
  const named = namingFlows(text, path);
  return named === undefined ? 'named already' : 'problem' in named ? named.problem : named.text;
};

describe('a flow file that is imported', () => {
  it('is named in observed, and every comment stays', () => {
    expect(textOf(undefined)).toBe('{\n  "observed": [\n    "seen/monday.csv"\n  ]\n}\n');
    const before = '{\n  // one policy\n  "include": ["**/*.seg"], /* all */\n  "observed": ["old/*.csv"]\n}\n';
    const after = textOf(before);
    expect(after).toContain('// one policy');
    expect(after).toContain('/* all */');
    expect(parse(after)).toEqual({ include: ['**/*.seg'], observed: ['old/*.csv', 'seen/monday.csv'] });
    expect(textOf('{ "a": 1,\r\n}\r\n').replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('is not named twice where a glob holds it', () => {
    expect(textOf('{ "observed": ["seen/*.csv"] }')).toBe('named already');
  });

  it('stands for itself, whatever its name', () => {
    const odd = 'seen/a[1]*(x).csv';
    const once = textOf('{}', odd);
    expect(textOf(once, odd)).toBe('named already');
    expect(textOf(once, 'seen/a1x.csv')).not.toBe('named already');
  });

  it('is not named in what is no JSON, which stays as it is', () => {
    for (const text of ['{ "observed": ', '[]', '{ "observed": "a.csv" }'])
      expect(textOf(text)).toContain('not named in it');
  });
});
