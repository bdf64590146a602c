/** Hover, outline, folding, formatting: what a file tells of itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  DocumentSymbol,
  FoldingRange,
  Hover,
  MarkupContent,
  TextEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT, ZONES } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
});
afterEach(() => client.stop());

const at = (text: string, mark: string): string => text.replace(mark.replace('|^', ''), mark);
const hover = async (path: string, marked: string): Promise<string> => {
  const found = await client.at<Hover | null>('textDocument/hover', path, marked);
  return ((found?.contents as MarkupContent | undefined)?.value ?? '').replace(/\n+/g, '\n');
};

describe('hover', () => {
  it('on an asset tells its zone, addresses, rules and blast radius', async () => {
    const text = await hover('zones.seg', at(ZONES, 'HMI|^-1'));
    expect(text).toContain('In zone `Supervisory` at 10.30.0.11');
    expect(text).toContain('`hmi`');
    expect(text).toContain('allow hmi -> plc : modbus');
    expect(text).not.toContain('deny HMI-2');
    expect(text).toMatch(/Blast radius.*: 3 of 4 assets \(worst case; 4 as built\)/);
    expect(text).toContain('`Kiln.PLC-301`');
  });

  it('on a zone tells its doc comment, network and conduits', async () => {
    const text = await hover('zones.seg', at(ZONES, 'zone Super|^visory'));
    expect(text).toContain('Where people look.');
    expect(text).toContain('`10.30.0.0/24`');
    expect(text).toContain('Conduits: `Supervision`');
  });

  it('on a service tells ports, risks and who initiates', async () => {
    const text = await hover('conduits.seg', at(CONDUITS, 'plc : mod|^bus'));
    expect(text).toMatch(/tcp 502/);
    expect(text).toMatch(/Risks: .*writes/);
    expect(text).toMatch(/opens the connection/);
  });

  it('on a rule tells what it expands to, when, and where it is enforced', async () => {
    const text = await hover('conduits.seg', at(CONDUITS, 'hmi -|^>'));
    expect(text).toContain('From 2 assets: `Supervisory.HMI-1` and `Supervisory.HMI-2`');
    expect(text).toContain('To 1 asset: `Kiln.PLC-301`');
    expect(text).toMatch(/Tue, Thu 08:00-12:00/);
    expect(text).toContain('Enforced on `FW-3`');
  });

  it('on a security level spells the vector out', async () => {
    const text = await hover('zones.seg', at(ZONES, 'sl-t { i|^ac'));
    expect(text).toContain('| DC | data confidentiality | 1 |');
  });

  it('on an address tells the zone, who has it, and of a network what is free', async () => {
    const one = await hover('zones.seg', at(ZONES, 'plc at 10.41|^.0.10'));
    expect(one).toContain('In zone `Kiln`');
    expect(one).toContain('1 asset: `Kiln.PLC-301`');
    const all = await hover('zones.seg', at(ZONES, 'network 10.41|^.0.0/24'));
    expect(all).toContain('256 addresses');
    expect(all).toContain('2 taken, 254 free');
  });

  it('on a tag tells who has it', async () => {
    expect(await hover('zones.seg', at(ZONES, 'tags "sp|^are"'))).toContain('1 asset: `Supervisory.HMI-2`');
    expect(await hover('x.seg', 'group G = tagged "no|^ne"')).toContain('No asset has it.');
  });

  it('on a port tells the services that have it', async () => {
    expect(await hover('x.seg', 'expect HMI-1 -> PLC-301 : tcp 80, 50|^2 is denied')).toContain('`modbus');
    expect(await hover('x.seg', 'service s { tcp 1-2 udp 5|^3 }')).toContain('`dns');
  });

  it('on an expectation tells its verdict, and when it fails the steps that show why', async () => {
    expect(await hover('x.seg', 'expect Office -> Kiln : modbus is|^ denied')).toContain('**expectation holds**');
    const fails = await hover('x.seg', 'expect HMI-1 can|^not reach PLC-301');
    expect(fails).toContain('**expectation fails**');
    expect(fails).toContain('HMI-1 -');
  });

  it('on a schedule tells its times and whether one of them is now', async () => {
    await client.settled();
    await client.stop();
    client = await TestClient.start({ files: PLANT, clock: () => Date.UTC(2026, 10, 24, 9) });
    const text = await hover('conduits.seg', at(CONDUITS, 'during Main|^tenance'));
    expect(text).toContain('Open now, until 24 Nov 2026, 12:00');
    expect(await hover('conduits.seg', at(CONDUITS, 'tue, thu 08:0|^0-12:00'))).toContain('Open now');
  });

  it('on the words of the language tells what they mean, where they stand', async () => {
    expect(await hover('x.seg', 'zone A { kind bus|^iness }')).toContain('Business network.');
    expect(await hover('x.seg', 'zone A { micro|^segmented }')).toContain('only where an allow');
    expect(await hover('x.seg', 'type t { sl-c { iac 2 u|^c 1 } }')).toContain('Capability (SL-C)');
    expect(await hover('x.seg', 'firewall F { fails op|^en }')).toContain('Everything passes.');
  });

  it('on an ignore tells what the check finds', async () => {
    const text = await hover('x.seg', '// bulkhead-ignore any-|^source: agreed\nzone A { }');
    expect(text).toContain('**check any-source**');
  });

  it('is silent in comments and between words', async () => {
    expect(await hover('x.seg', '/* kind bus|^iness */')).toBe('');
    expect(await hover('x.seg', 'zone A {\n|^\n}')).toBe('');
  });

  it('takes nothing of the policy for Markdown', async () => {
    const text = await hover(
      'x.seg',
      'zone Z "[click](command:evil) <img src=x> `x`" { }\nconduit C { between Z|^ and Kiln }',
    );
    expect(text).not.toMatch(/(?<!\\)\[click|(?<!\\)<img/);
  });
});

describe('outline', () => {
  it('nests assets in zones', async () => {
    await client.open('zones.seg');
    const found = await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: uriOf('zones.seg') },
    });
    expect(found.map((s) => s.name)).toEqual(['Mill', 'Supervisory', 'Kiln', 'Office']);
    expect(found[2]?.children?.map((s) => s.name)).toEqual(['PLC-301', '101-PT-22']);
  });

  it('of the workspace is searched by characters in order', async () => {
    const found = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'plc3' });
    expect(found.map((s) => s.name)).toEqual(['PLC-301']);
  });

  it('of the workspace gives the closest name first', async () => {
    await client.open('n.seg', 'zone AA-Kiln-Hall { }\nzone Big { asset Kiln-2 : plc }\nzone KXiXlXn { }');
    const found = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'kiln' });
    expect(found.map((s) => s.name)).toEqual(['Kiln', 'Kiln-2', 'AA-Kiln-Hall', 'PLC-301', '101-PT-22', 'KXiXlXn']);
  });

  it('holds the expectations', async () => {
    await client.open('e.seg', 'expect Office cannot reach Kiln\nzone Late { }');
    const found = await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: uriOf('e.seg') },
    });
    expect(found.map((s) => s.name)).toEqual(['Office cannot reach Kiln', 'Late']);
  });
});

describe('folding', () => {
  it('folds bodies and comments', async () => {
    await client.open('f.seg', '// one\n// two\nzone A {\n  level 1\n  asset X : plc {\n    serves modbus\n  }\n}\n');
    const found = await client.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
      textDocument: { uri: uriOf('f.seg') },
    });
    expect(found.map((f) => `${f.startLine}-${f.endLine}`).sort()).toEqual(['0-1', '2-6', '4-5']);
  });

  it('folds regions, one in another too', async () => {
    const text =
      '// #region all\n// #region one\nzone A { }\n// #endregion\n//region two\nzone B { }\n//endregion\n// #endregion\n// #endregion';
    await client.open('f.seg', text);
    const found = await client.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
      textDocument: { uri: uriOf('f.seg') },
    });
    expect(found.map((f) => `${f.kind} ${f.startLine}-${f.endLine}`)).toEqual([
      'region 1-3',
      'region 4-6',
      'region 0-7',
    ]);
  });
});

describe('formatting', () => {
  const options = { tabSize: 2, insertSpaces: true };
  const format = async (text: string, range?: object): Promise<string> => {
    await client.open('f.seg', text);
    const method = range === undefined ? 'textDocument/formatting' : 'textDocument/rangeFormatting';
    const edits = await client.connection.sendRequest<TextEdit[]>(method, {
      textDocument: { uri: uriOf('f.seg') },
      options,
      range,
    });
    return TextDocument.applyEdits(TextDocument.create('f', 'seg', 1, text), edits);
  };

  it('lays out a file and keeps its comments', async () => {
    expect(await format('zone A{level 1 // one\n   network 10.0.0.0/24}')).toMatch(
      /^zone A \{\n {2}level 1 {1,2}\/\/ one\n {2}network 10\.0\.0\.0\/24\n\}\n?$/,
    );
  });

  it('of a range leaves the rest alone', async () => {
    const text = 'zone A {\nlevel 1\n}\nzone B {\nlevel 2\n}\n';
    const range = { start: { line: 3, character: 0 }, end: { line: 5, character: 1 } };
    expect(await format(text, range)).toBe('zone A {\nlevel 1\n}\nzone B {\n  level 2\n}\n');
  });

  it('of several ranges lays out each, once where they overlap', async () => {
    const text = 'zone A {\nlevel 1\n}\nzone B {\nlevel 2\n}\nzone C {\nlevel 3\n}\n';
    await client.open('f.seg', text);
    const lines = (from: number, to: number) => ({
      start: { line: from, character: 0 },
      end: { line: to, character: 1 },
    });
    const edits = await client.connection.sendRequest<TextEdit[]>('textDocument/rangesFormatting', {
      ...{ textDocument: { uri: uriOf('f.seg') }, options, ranges: [lines(6, 8), lines(0, 2), lines(1, 2)] },
    });
    expect(TextDocument.applyEdits(TextDocument.create('f', 'seg', 1, text), edits)).toBe(
      'zone A {\n  level 1\n}\nzone B {\nlevel 2\n}\nzone C {\n  level 3\n}\n',
    );
  });

  it('leaves a file with a syntax error as it is', async () => {
    expect(await format('zone A { level 1')).toBe('zone A { level 1');
  });
});
