/** Semantic tokens: what each name of a file stands for, where the grammar cannot tell. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';
import { SEMANTIC_TOKENS_LEGEND } from './semantic-tokens.ts';

const TEXT = `type lamp : controller
zone East { asset L-1 : lamp  asset E-1 : hmi }
zone 'West wing' { asset P : plc }
conduit C {
  between East and 'West wing'
  allow lamp, nobody -> P, P in 'West wing' : modbus during Night
}
schedule Night { every day 22:00-06:00 }
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start();
  await client.open('a.seg', TEXT);
});
afterEach(() => client.stop());

/** `text:type+modifiers` of every token, as a client reads the numbers. */
function read(text: string, { data }: SemanticTokens): string[] {
  const lines = text.split('\n');
  const out: string[] = [];
  let [line, column] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [down = 0, across = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    column = down > 0 ? across : column + across;
    line += down;
    const names = SEMANTIC_TOKENS_LEGEND.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
    const word = lines[line]?.slice(column, column + length);
    out.push([`${word}:${SEMANTIC_TOKENS_LEGEND.tokenTypes[type]}`, ...names].join('+'));
  }
  return out;
}

it('tell types, zones, assets and services apart, and what is declared here or in the library', async () => {
  const tokens = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', {
    textDocument: { uri: uriOf('a.seg') },
  });
  expect(read(TEXT, tokens)).toEqual([
    'lamp:class+declaration',
    'controller:class+defaultLibrary',
    'East:namespace+declaration',
    'L-1:variable+declaration',
    'lamp:class',
    'E-1:variable+declaration',
    'hmi:class+defaultLibrary',
    "'West wing':namespace+declaration",
    'P:variable+declaration',
    'plc:class+defaultLibrary',
    'C:struct+declaration',
    'East:namespace',
    "'West wing':namespace",
    'lamp:class',
    'P:variable',
    'P:variable',
    "'West wing':namespace",
    'modbus:interface+defaultLibrary',
    'Night:event',
    'Night:event+declaration',
  ]);
});

it('of a range are those of its lines', async () => {
  const tokens = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
    textDocument: { uri: uriOf('a.seg') },
    range: { start: { line: 4, character: 3 }, end: { line: 4, character: 5 } },
  });
  expect(read(TEXT, tokens)).toEqual(['East:namespace', "'West wing':namespace"]);
});

it('follow the text while a declaration is half-written', async () => {
  await client.change('a.seg', 'zone A {\n  asset X : \n}\nzone B { asset Y : hmi }\n');
  const tokens = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', {
    textDocument: { uri: uriOf('a.seg') },
  });
  expect(read('zone A {\n  asset X : \n}\nzone B { asset Y : hmi }\n', tokens)).toContain('hmi:class+defaultLibrary');
});

it('say after an edit only what changed, and all where the client names an answer that is gone', async () => {
  const ask = <R>(method: string, more: object = {}): Promise<R> =>
    client.connection.sendRequest(`textDocument/semanticTokens/${method}`, {
      textDocument: { uri: uriOf('a.seg') },
      ...more,
    });
  const first = await ask<SemanticTokens>('full');
  const text = TEXT.replace('modbus during', 'modbus, https during');
  await client.change('a.seg', text);
  const delta = await ask<SemanticTokensDelta>('full/delta', { previousResultId: first.resultId });
  expect(delta.edits.length).toBeGreaterThan(0);
  expect(delta.edits.flatMap((e) => e.data ?? []).length).toBeLessThan(first.data.length / 2);
  const data = [...first.data];
  for (const { start, deleteCount, data: fresh } of [...delta.edits].sort((a, b) => b.start - a.start))
    data.splice(start, deleteCount, ...(fresh ?? []));
  expect(read(text, { data })).toEqual(read(text, await ask<SemanticTokens>('full')));
  expect(await ask('full/delta', { previousResultId: first.resultId })).toHaveProperty('data');
});
