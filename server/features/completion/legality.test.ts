/** At every token of whole policies, completion offers what stands there, and nothing that the grammar does not take there. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GrammarAST } from 'langium';
import { findNextFeatures } from 'langium/lsp';
import { describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_CONFIGURATION } from '../../../language/checks/index.ts';
import { segServices } from '../../../language/grammar/parser.ts';
import { SourceStore } from '../../../language/pipeline.ts';
import { EVERYTHING } from '../../../test/generators/everything.ts';
import { Snapshot } from '../../snapshot.ts';
import { complete } from './index.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Tokens that are a person's own, and signs that need no offering. */
const OWN = new Set([
  'STRING',
  'NUMBER',
  'NUMBER_RANGE',
  'ADDRESS',
  'DATETIME',
  'TIMES',
  'HEX',
  'MAC',
  '.',
  ',',
  '{',
  '}',
]);
/** Behind these a new name, or free text, is written. */
const NEW_NAME = /^(policy|zone|asset|type|service|group|conduit|schedule|access|firewall|interface|platform)$/;

interface Spot {
  readonly before: string;
  readonly next: { readonly text: string; readonly type: string; readonly qualifies: boolean };
  /** Tokens before it. */
  readonly last: readonly string[];
  readonly items: readonly CompletionItem[];
}

function spotsOf(files: Readonly<Record<string, string>>): Spot[] {
  const store = new SourceStore();
  for (const [path, text] of Object.entries(files)) store.set({ path, text });
  const configuration = DEFAULT_CONFIGURATION;
  const snapshot = new Snapshot({ folder: 'file:///p', loaded: store.load(), configuration, outer: [], now: 0 });
  return Object.entries(files).flatMap(([path, text]) => {
    const { tokens } = segServices().parser.Lexer.tokenize(text);
    return tokens.map(({ image, tokenType, startOffset }, i): Spot => {
      const before = text.slice(0, startOffset);
      const document = TextDocument.create(`file:///p/${path}`, 'seg', 1, before);
      const typed = { snapshot, document, uri: document.uri, offset: before.length };
      const last = tokens.slice(Math.max(0, i - 6), i).map((t) => t.image);
      const next = { text: image, type: tokenType.name, qualifies: tokens[i + 1]?.image === '.' };
      return { before, next, last, items: complete(typed, false)?.items ?? [] };
    });
  });
}

/** What the grammar takes behind a text. */
function legalBehind(text: string): Set<string> {
  const { elementStack, tokens, tokenIndex } = segServices().parser.CompletionParser.parse(text);
  const found = findNextFeatures([elementStack.map((feature) => ({ feature }))], tokens.slice(tokenIndex));
  return new Set(
    found.flatMap(({ feature }) =>
      GrammarAST.isKeyword(feature)
        ? [feature.value]
        : GrammarAST.isRuleCall(feature)
          ? [feature.rule.ref?.name ?? '']
          : [],
    ),
  );
}

const example = (folder: string): Record<string, string> =>
  Object.fromEntries(
    globSync(`examples/${folder}/*.seg`, { cwd: ROOT }).map((path) => [path, readFileSync(ROOT + path, 'utf8')]),
  );

describe.each([
  ['a policy of every construct', () => spotsOf({ 'a.seg': EVERYTHING })],
  ['an example', () => spotsOf(example('wind-plant-hardened'))],
])('in %s', (_, make) => {
  const spots = make();

  it('every name that is used and every word of the grammar is offered where it stands', () => {
    const missing = spots.filter(({ next, last, items }) => {
      if (OWN.has(next.type) || NEW_NAME.test(last.at(-1) ?? '') || last.at(-1) === '.') return false;
      const offered = items.flatMap((i) => [i.label, ...i.label.split(/[ .]/)]);
      const isEmptyType = next.text === 'big';
      return next.text !== 'policy' && !next.qualifies && !isEmptyType && !offered.includes(next.text);
    });
    expect(missing.map(({ last, next }) => `${last.join(' ')} => ${next.text}`)).toEqual([]);
  });

  it('nothing is offered that the grammar does not take there', () => {
    const lexer = segServices().parser.Lexer;
    const wrong = spots.flatMap(({ before, items, last }) => {
      const [first] = items;
      if (first?.textEdit === undefined || !('range' in first.textEdit)) return [];
      const document = TextDocument.create('file:///p', 'seg', 1, before);
      const whole = before.slice(0, document.offsetAt(first.textEdit.range.start));
      if (lexer.tokenize(whole).tokens.length === 0) return [];
      const legal = legalBehind(whole);
      return items.flatMap((item) => {
        const token = lexer.tokenize(item.textEdit?.newText ?? '').tokens[0]?.tokenType.name ?? '';
        const terminal = token === 'QUOTED' ? 'NAME' : token;
        return legal.has(terminal) ? [] : [`${last.join(' ')} => ${item.label}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('every item says what it is', () => {
    const silent = spots.flatMap(({ items, last }) =>
      items.filter((i) => !i.documentation && !i.detail && !i.data).map((i) => `${last.join(' ')} => ${i.label}`),
    );
    expect(silent).toEqual([]);
  });
});
