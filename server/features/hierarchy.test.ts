/** Type hierarchy, implementations and linked editing: what is a kind of what, what is there of it, and what is typed over together. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkedEditingRanges, Location, TypeHierarchyItem } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT, ZONES } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
});
afterEach(() => client.stop());

const at = (text: string, mark: string): string => text.replace(mark.replace('|^', ''), mark);

describe('the type hierarchy', () => {
  const prepare = async (path: string, marked: string): Promise<TypeHierarchyItem> => {
    const found = await client.at<TypeHierarchyItem[]>('textDocument/prepareTypeHierarchy', path, marked);
    return found[0] as TypeHierarchyItem;
  };
  const names = async (method: string, item: TypeHierarchyItem): Promise<string[]> => {
    const found = await client.connection.sendRequest<TypeHierarchyItem[]>(`typeHierarchy/${method}`, { item });
    return found.map((i) => i.name);
  };

  it('leads from a type to what it is a kind of, and to its kinds', async () => {
    await client.open('t.seg', 'type press : plc "Press"\ntype big-press : press\nzone N { asset P : big-press }');
    const item = await prepare('zones.seg', at(ZONES, 'PLC-301 : pl|^c'));
    expect(item).toMatchObject({ name: 'plc', uri: 'bulkhead-library:/types.seg' });
    expect(item.detail).toContain('2 assets');
    expect(await names('supertypes', item)).toEqual(['controller']);
    expect(await names('subtypes', item)).toEqual(['press']);
    expect(await names('supertypes', await prepare('zones.seg', at(ZONES, 'asset HMI|^-1')))).toEqual([]);
  });

  it('is empty for what has no type, and for a type that is gone', async () => {
    expect(await client.at('textDocument/prepareTypeHierarchy', 'zones.seg', at(ZONES, 'zone K|^iln'))).toBeNull();
    await client.open('t.seg', 'type press : plc');
    const item = await prepare('t.seg', 'type pr|^ess : plc');
    await client.change('t.seg', '');
    expect(await names('supertypes', item)).toEqual([]);
  });
});

describe('implementations', () => {
  const lines = async (path: string, marked: string): Promise<string[]> => {
    const found = await client.at<Location[]>('textDocument/implementation', path, marked);
    return found.map((l) => `${l.uri.slice(uriOf('').length)}:${l.range.start.line}`);
  };

  it('of a type are its assets, of a service those that serve it, of a zone and a group what is in them', async () => {
    expect(await lines('conduits.seg', at(CONDUITS, 'allow h|^mi'))).toEqual(['zones.seg:6', 'zones.seg:7']);
    expect(await lines('conduits.seg', at(CONDUITS, 'plc : mod|^bus'))).toContain('zones.seg:13');
    expect(await lines('zones.seg', at(ZONES, 'zone Of|^fice'))).toEqual(['zones.seg:20']);
    expect(await lines('g.seg', 'group G|^ = HMI-1, tagged "spare"')).toEqual(['zones.seg:6', 'zones.seg:7']);
    expect(await lines('conduits.seg', at(CONDUITS, 'schedule Main|^tenance'))).toEqual([]);
  });
});

describe('linked editing', () => {
  const linked = (path: string, marked: string) =>
    client.at<LinkedEditingRanges | null>('textDocument/linkedEditingRange', path, marked);

  it('ties a name to its uses where all stand in this file', async () => {
    const found = await linked('conduits.seg', at(CONDUITS, 'schedule Main|^tenance'));
    expect(found?.ranges.map((r) => r.start.line)).toEqual([2, 5]);
    expect(new RegExp(`^${found?.wordPattern}$`, 'u').test('Änder-1')).toBe(true);
  });

  it('is not offered where uses stand in other files, in quotes, or in the library', async () => {
    expect(await linked('zones.seg', at(ZONES, 'zone K|^iln'))).toBeNull();
    expect(await linked('q.seg', "zone 'A|^ 1' { }\nconduit C { between 'A 1' and Kiln }")).toBeNull();
    expect(await linked('zones.seg', at(ZONES, 'PLC-301 : pl|^c'))).toBeNull();
  });
});
