/** Bad input: findings or a clear message, the server alive, other files unharmed, the rest of the model kept. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { CONDUITS, PLANT, ZONES } from './features/plant.fixture.ts';
import { TestClient, uriOf } from './testing/client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

/** Whether the server still knows the plant, and has logged no failure. */
async function isWell(): Promise<void> {
  const params = { textDocument: { uri: uriOf('zones.seg') }, position: { line: 6, character: 9 } };
  const found = await client.connection.sendRequest<Hover | null>('textDocument/hover', params);
  expect(found).not.toBeNull();
  expect(client.logged.filter((l) => l.includes('defect'))).toEqual([]);
}

/** Sends every request about a place of an open document. */
async function askEverything(path: string, text: string, offset: number): Promise<void> {
  const textDocument = { uri: uriOf(path) };
  const position = client.position(path, Math.min(offset, text.length));
  const range = { start: position, end: position };
  const options = { tabSize: 2, insertSpaces: true };
  const requests: [string, object][] = [
    ['textDocument/completion', { position }],
    ['textDocument/hover', { position }],
    ['textDocument/definition', { position }],
    ['textDocument/references', { position, context: { includeDeclaration: true } }],
    ['textDocument/documentHighlight', { position }],
    ['textDocument/documentSymbol', {}],
    ['textDocument/foldingRange', {}],
    ['textDocument/semanticTokens/full', {}],
    ['textDocument/semanticTokens/range', { range }],
    ['textDocument/inlayHint', { range: { start: { line: 0, character: 0 }, end: position } }],
    ['textDocument/selectionRange', { positions: [position] }],
    ['textDocument/documentLink', {}],
    ['textDocument/signatureHelp', { position }],
    ['textDocument/onTypeFormatting', { position, ch: '\n', options }],
    ['textDocument/formatting', { options }],
    ['textDocument/rangeFormatting', { options, range }],
    ['textDocument/codeAction', { range, context: { diagnostics: [] } }],
  ];
  for (const [method, more] of requests) await client.connection.sendRequest(method, { textDocument, ...more });
  await client.connection
    .sendRequest('textDocument/rename', { textDocument, position, newName: 'x-1' })
    .catch(() => {});
  await client.connection.sendRequest('bulkhead/diagram', { uri: textDocument.uri });
  await client.connection.sendRequest('bulkhead/contents', { uri: textDocument.uri, line: 0, column: 0 });
}

describe('a file', () => {
  it('cut anywhere is answered everywhere, and other files keep their meaning', async () => {
    await client.open('cut.seg', '');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: CONDUITS.length }), fc.nat(), async (cut, at) => {
        const text = CONDUITS.slice(0, cut);
        await client.change('conduits.seg', text).catch(() => client.open('conduits.seg', text));
        await client.change('cut.seg', text);
        await askEverything('cut.seg', text, at % (cut + 1));
        await isWell();
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('cut in the middle of a rule keeps the model of the rest', async () => {
    await client.open('conduits.seg', CONDUITS.slice(0, CONDUITS.indexOf('deny HMI-2') + 12));
    await client.settled();
    expect(client.findings('conduits.seg').some((f) => f.includes('syntax'))).toBe(true);
    expect(client.findings('zones.seg').filter((f) => f.includes('reference'))).toEqual([]);
    const { graph } = await client.connection.sendRequest<{ graph: { zones: unknown[] } }>('bulkhead/diagram', {
      uri: uriOf('zones.seg'),
    });
    expect(graph.zones).toHaveLength(3);
  });

  it('of random characters is answered everywhere', async () => {
    await client.open('noise.seg', '');
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom(...'zone conduit { } asset : -> "" \' at 10.0.0.1 , . /* // allow sl-t \n'.split(' ')), {
          maxLength: 60,
        })
        .map((w) => w.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(noise, fc.nat(), async (text, at) => {
        await client.change('noise.seg', text);
        await askEverything('noise.seg', text, at % (text.length + 1));
        await isWell();
      }),
      { numRuns: 80, seed: 11 },
    );
  });

  it('with 5,000 nested braces has one finding', async () => {
    await client.open('deep.seg', `${'zone A {'.repeat(5000)}${'}'.repeat(5000)}`);
    await client.settled();
    expect(client.findings('deep.seg')).toHaveLength(1);
    expect(client.findings('deep.seg')[0]).toContain('nesting');
    await askEverything('deep.seg', 'zone', 4);
    await isWell();
  });

  it('with cyclic and duplicate names has findings at their places', async () => {
    await client.open(
      'x.seg',
      'type a : b\ntype b : a\ngroup G = H\ngroup H = G\nzone Kiln { }\nzone Z { asset Q : a }\n',
    );
    await client.settled();
    const found = client.findings('x.seg').join('\n');
    expect(found).toContain('stands above itself');
    expect(found).toContain('holds itself');
    expect(client.findings('zones.seg').concat(client.findings('x.seg')).join('\n')).toContain('duplicate-name');
    await askEverything('x.seg', 'type', 8);
    await isWell();
  });

  it('of 10 MB is answered, and other files keep their findings', async () => {
    const assets = Array.from({ length: 1000 }, (_, i) => `asset A${i} : sensor // ${'x'.repeat(10_000)}`).join('\n');
    await client.open('big.seg', `zone Big { network 10.99.0.0/16\n${assets}\n}\n`);
    await client.open('conduits.seg', CONDUITS.replace('plc : modbus', 'plc : modbuz'));
    await client.settled();
    expect(client.findings('conduits.seg').join('\n')).toContain('No service is named modbuz');
    await askEverything('big.seg', 'zone', 4);
    await isWell();
  }, 60_000);

  it('with a text of 6 MB is read, one with more escapes than the lexer can take is told about, and no request fails', async () => {
    await client.open('long.seg', `zone Long "${'x'.repeat(6_000_000)}" { }\n`);
    await client.settled();
    expect(client.findings('long.seg').filter((f) => f.includes('syntax'))).toEqual([]);
    await client.change('long.seg', `zone Short { }\nzone Long "${'\\"'.repeat(6_000_000)}" { }\n`);
    await client.open('conduits.seg', CONDUITS.replace('plc : modbus', 'plc : modbuz'));
    await client.settled();
    expect(client.findings('long.seg')).toEqual([expect.stringMatching(/^2:1 syntax .*too long to be read/)]);
    expect(client.findings('conduits.seg').join('\n')).toContain('No service is named modbuz');
    await isWell();
  }, 60_000);

  it('deleted while it is open stays what the editor shows', async () => {
    await client.open('zones.seg');
    await client.write({ 'zones.seg': undefined });
    await client.settled();
    expect(client.findings('conduits.seg').filter((f) => f.includes('reference'))).toEqual([]);
    await client.close('zones.seg');
    await client.settled();
    expect(client.findings('conduits.seg').join('\n')).toContain('No zone is named Supervisory');
  });

  it('that cannot be read while it is open stays what the editor shows', async () => {
    await client.open('zones.seg', ZONES);
    await client.write({ 'zones.seg': { unreadable: 'permission denied' } });
    await client.settled();
    expect(client.findings('zones.seg').filter((f) => f.includes('unreadable'))).toEqual([]);
    await client.close('zones.seg');
    await client.settled();
    expect(client.findings('zones.seg').join('\n')).toContain('unreadable-file');
    expect(client.findings('conduits.seg').join('\n')).toContain('No zone is named Supervisory');
  });
});

describe('a request', () => {
  it('about a file that is not there is answered with nothing', async () => {
    const textDocument = { uri: 'file:///elsewhere/x.seg' };
    const position = { line: 0, character: 0 };
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument, position })).toBeNull();
    expect(await client.connection.sendRequest('bulkhead/diagram', { uri: 'nonsense' })).toBeNull();
    expect(
      await client.connection.sendRequest('bulkhead/blast', { uri: uriOf('zones.seg'), asset: 'None' }),
    ).toBeNull();
  });

  it('about a document of another scheme is answered with its own address, whatever it is called', async () => {
    for (const uri of ['git:/plant/old.seg?HEAD', 'untitled:Untitled-1', 'fugitive:///plant/.git//0/old.seg']) {
      await client.open(uri, 'zone Old { asset Q : nothing }\nzone Older { }\nconduit C { between Old and Older }\n');
      await client.settled();
      const [published] = [...client.published].filter(([, all]) =>
        all.some((d) => String(d.message).includes('named nothing')),
      );
      expect(URI.parse(published?.[0] ?? '').toString()).toBe(URI.parse(uri).toString());
      await client.close(uri);
    }
  });

  it('of another shape is answered with nothing, and the server lives', async () => {
    await client.connection.sendRequest('bulkhead/diagram', null).catch(() => {});
    await client.connection.sendRequest('bulkhead/compile', { uri: uriOf('zones.seg'), target: 'nonsense' });
    await client.connection.sendRequest('textDocument/hover', {}).catch(() => {});
    const params = { textDocument: { uri: uriOf('zones.seg') }, position: { line: 6, character: 9 } };
    expect(await client.connection.sendRequest('textDocument/hover', params)).not.toBeNull();
  });
});
