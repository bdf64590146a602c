/** The language reference says all of the grammar, and its examples are sound. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrammarAST } from 'langium';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { notationOf } from './notation.ts';
import { segServices } from './parser.ts';
import { languagePage } from './reference.ts';
import { LITERALS, SECTIONS } from './reference-text.ts';
import { MEMBERS } from './words.ts';

/** Rules that only group others, or that a name in capitals stands for. */
const INNER = /(Body|Member)$|^(File|Declaration|Question|Ref|QualifiedName|FreeWord)$/;

describe('the language reference', () => {
  const { text, shown } = languagePage();
  const { rules } = segServices().Grammar;

  it('is current: run generate-docs-language', () => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'language.md'), 'utf8')).toBe(text);
  });

  it('shows every rule of the grammar', () => {
    const names = rules.filter(GrammarAST.isParserRule).map((r) => r.name);
    expect(names.filter((name) => !shown.has(name) && !INNER.test(name))).toEqual([]);
  });

  it('says how every literal is written', () => {
    const told = new Set(LITERALS.flatMap(([terminals]) => terminals));
    expect(rules.filter(GrammarAST.isTerminalRule).filter((r) => !told.has(r.name))).toEqual([]);
  });

  it('has a section for every declaration', () => {
    const titles = SECTIONS.map((s) => s.title);
    expect(MEMBERS.file.filter((w) => !titles.includes(w.word))).toEqual([]);
  });

  it.each(SECTIONS.filter((s) => s.example !== undefined))(
    'has a sound example for $title',
    async ({ example = '' }) => {
      const { findings } = await loadPolicy([{ path: 'example.seg', text: example }]);
      expect(findings.map((f) => f.message)).toEqual([]);
    },
  );

  it('writes forms as people read them', () => {
    expect(notationOf('Between')).toBe('between ZONE, ... and ZONE');
    expect(notationOf('NetworkList')).toBe('network (ADDRESS [as ADDRESS] | rest), ...');
    expect(notationOf('GroupDecl')).toBe('group NAME ["text"] = SELECTION');
    expect(notationOf('RuleDecl')).toContain('SELECTION (-> | <->) SELECTION : SERVICES [CLAUSE]...');
  });
});
