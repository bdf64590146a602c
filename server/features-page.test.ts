/** docs/language-server.md is true: every request of the protocol is on it, and is answered where it says so. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as protocol from 'vscode-languageserver/node';
import { CONDUITS, PLANT } from './features/plant.fixture.ts';
import { featuresPage, isAnnounced, SECTIONS } from './features-page.ts';
import { TestClient, uriOf } from './testing/client.ts';

const ROWS = Object.values(SECTIONS).flat();
/** They make a session, or end it. */
const SESSION = ['initialize', 'shutdown'];
const METHOD_NOT_FOUND = -32601;
/** Not announced, and answered with nothing by the library that keeps the open documents. */
const BY_THE_LIBRARY = 'textDocument/willSaveWaitUntil';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.open('conduits.seg', CONDUITS);
  await client.settled();
});
afterEach(() => client.stop());

interface Message {
  readonly method?: unknown;
  readonly messageDirection?: unknown;
  readonly type?: unknown;
}

it('every request that the protocol has for editors is on the page', () => {
  const requests = Object.values(protocol as unknown as Readonly<Record<string, Message>>).filter(
    (m) => typeof m === 'object' || typeof m === 'function',
  );
  const methods = requests
    .filter((m) => m?.messageDirection === protocol.MessageDirection.clientToServer && isRequest(m.type))
    .map((m) => m.method);
  expect(methods.length).toBeGreaterThan(40);
  expect(ROWS.map((r) => r.method).sort()).toEqual(
    [...new Set(methods)].filter((m) => !SESSION.includes(String(m))).sort(),
  );
});

function isRequest(type: unknown): boolean {
  const kinds = [protocol.ProtocolRequestType, protocol.ProtocolRequestType0];
  return kinds.some((kind) => type instanceof kind);
}

it('a request is answered where the page says so, and is not known where it says not', async () => {
  const textDocument = { uri: uriOf('conduits.seg') };
  const position = client.position('conduits.seg', CONDUITS.indexOf('PLC-301') + 1);
  const range = { start: position, end: position };
  const options = { tabSize: 2, insertSpaces: true };
  const item = {
    uri: uriOf('zones.seg'),
    name: 'x',
    kind: 1,
    range,
    selectionRange: range,
    data: { uri: uriOf('zones.seg') },
  };
  const params = {
    ...{ textDocument, position, positions: [position], range, ranges: [range], options, ch: '\n', newName: 'New-1' },
    ...{ item, context: { diagnostics: [], includeDeclaration: true }, query: 'x', previousResultId: '0' },
    ...{
      label: 'x',
      title: 'x',
      data: item.data,
      files: [],
      command: 'x',
      previousResultIds: [],
      uri: textDocument.uri,
    },
  };
  const answered: string[] = [];
  for (const { method } of ROWS) {
    const code = await client.connection.sendRequest(method, params).then(
      () => 0,
      (error: { code?: number }) => error.code,
    );
    if (code !== METHOD_NOT_FOUND && method !== BY_THE_LIBRARY) answered.push(method);
  }
  expect(answered).toEqual(ROWS.filter(isAnnounced).map((r) => r.method));
});

it('is the one in docs', () => {
  expect(readFileSync(fileURLToPath(new URL('../docs/language-server.md', import.meta.url)), 'utf8')).toBe(
    featuresPage(),
  );
});
