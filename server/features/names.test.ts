/** Definition, references, highlights and rename, over all files of a policy. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentHighlight, Location, PrepareRenameResult, WorkspaceEdit } from 'vscode-languageserver';
import { LIBRARY_REQUEST } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT, ZONES } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
});
afterEach(() => client.stop());

const at = (text: string, mark: string): string => text.replace(mark.replace('|^', ''), mark);

describe('definition', () => {
  it('leads to the declaration in another file', async () => {
    const found = await client.at<Location>('textDocument/definition', 'conduits.seg', at(CONDUITS, 'PLC|^-301'));
    expect(found).toMatchObject({ uri: uriOf('zones.seg'), range: { start: { line: 13, character: 8 } } });
  });

  it('leads into the standard library, whose source can be read', async () => {
    const found = await client.at<Location>('textDocument/definition', 'conduits.seg', at(CONDUITS, 'allow h|^mi'));
    expect(found.uri).toBe('bulkhead-library:/types.seg');
    const { text } = await client.connection.sendRequest<{ text: string }>(LIBRARY_REQUEST, { uri: found.uri });
    expect(text.split('\n')[found.range.start.line]).toMatch(/^type hmi/);
  });

  it('works inside the library', async () => {
    await client.settled();
    await client.connection.sendRequest('textDocument/definition', {
      textDocument: { uri: uriOf('zones.seg') },
      position: { line: 0, character: 0 },
    });
    const { text } = await client.connection.sendRequest<{ text: string }>(LIBRARY_REQUEST, {
      uri: 'bulkhead-library:/types.seg',
    });
    const line = text.split('\n').findIndex((l) => l.startsWith('type plc : controller'));
    const found = await client.connection.sendRequest<Location>('textDocument/definition', {
      textDocument: { uri: 'bulkhead-library:/types.seg' },
      position: { line, character: 13 },
    });
    expect(text.split('\n')[found.range.start.line]).toMatch(/^type controller/);
  });

  it('of an asset as a type leads to its type', async () => {
    const found = await client.at<Location>('textDocument/typeDefinition', 'conduits.seg', at(CONDUITS, 'HMI-2|^ ->'));
    expect(found.uri).toBe('bulkhead-library:/types.seg');
  });
});

describe('references', () => {
  it('are found in every file', async () => {
    const found = await client.at<Location[]>('textDocument/references', 'zones.seg', at(ZONES, 'zone K|^iln'), {
      context: { includeDeclaration: true },
    });
    expect(found.map((l) => `${l.uri.slice(uriOf('').length)}:${l.range.start.line}`).sort()).toEqual([
      'conduits.seg:1',
      'conduits.seg:9',
      'zones.seg:9',
    ]);
  });

  it('in the same file are highlighted', async () => {
    const found = await client.at<DocumentHighlight[]>(
      'textDocument/documentHighlight',
      'conduits.seg',
      at(CONDUITS, 'during Main|^tenance'),
    );
    expect(found).toHaveLength(2);
  });
});

describe('rename', () => {
  const rename = (mark: string, newName: string) =>
    client.at<WorkspaceEdit>('textDocument/rename', 'conduits.seg', at(CONDUITS, mark), { newName });

  it('changes every use in every file, with quotes where the new name needs them', async () => {
    const edit = await rename('PLC|^-301', 'PLC 301');
    await client.open('zones.seg');
    await client.apply(edit);
    expect(client.textOf('conduits.seg')).toContain("HMI-2 -> 'PLC 301'");
    expect(client.textOf('zones.seg')).toContain("asset 'PLC 301' : plc");
    await client.settled();
    expect(client.findings('conduits.seg').filter((f) => f.includes('reference'))).toEqual([]);
  });

  it('puts a reserved word in quotes', async () => {
    const edit = await rename('during Main|^tenance', 'every');
    await client.apply(edit);
    expect(client.textOf('conduits.seg')).toContain("schedule 'every' {");
  });

  it('says beforehand what is renamed', async () => {
    const found = await client.at<PrepareRenameResult>(
      'textDocument/prepareRename',
      'conduits.seg',
      at(CONDUITS, 'PLC|^-301'),
    );
    expect(found).toMatchObject({ placeholder: 'PLC-301' });
  });

  it.each([
    ['and Ki|^ln', 'Supervisory', /already the name of a zone/],
    ['PLC|^-301', 'plc', /standard library/],
    ['HMI-2|^ ->', "it's", /single quote/],
    ['HMI-2|^ ->', ' ', /at least one character/],
    ['allow h|^mi', 'panel', /standard library, which is read-only/],
  ])('refuses %s as %j', async (mark, newName, why) => {
    await expect(rename(mark, newName)).rejects.toThrow(why);
  });

  it('refuses a name that would make another name ambiguous', async () => {
    await client.open(
      'more.seg',
      'zone North { network 10.60.0.0/24 asset P1 : plc at 10.60.0.1 }\nzone South { network 10.61.0.0/24 asset P2 : plc at 10.61.0.1 }\nexpect P1 can reach P1, P2\n',
    );
    const params = { textDocument: { uri: uriOf('more.seg') }, position: { line: 1, character: 42 }, newName: 'P1' };
    await expect(client.connection.sendRequest('textDocument/rename', params)).rejects.toThrow(/could mean several/);
  });
});

describe('for an editor that takes versions', () => {
  beforeEach(async () => {
    await client.settled();
    await client.stop();
    client = await TestClient.start({ files: PLANT, versions: true });
  });

  it('a rename says for which version of each open document it holds', async () => {
    await client.open('zones.seg');
    await client.change('zones.seg', ZONES);
    const edit = await client.at<WorkspaceEdit>('textDocument/rename', 'zones.seg', at(ZONES, 'zone K|^iln'), {
      newName: 'Oven',
    });
    expect(edit.changes).toBeUndefined();
    const versions = edit.documentChanges?.map((c) => ('textDocument' in c ? c.textDocument : undefined));
    expect(versions).toEqual([
      { uri: uriOf('conduits.seg'), version: null },
      { uri: uriOf('zones.seg'), version: 3 },
    ]);
  });

  it('quick-fixes hold for the text that they were found in', async () => {
    const text = ZONES.replace('plc at', 'plcc at');
    await client.open('zones.seg', text);
    await client.settled();
    const [fix] = await client.fixes('zones.seg', 'reference');
    expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf('zones.seg'), version: 1 } }]);
  });
});
