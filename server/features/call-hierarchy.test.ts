/** Call hierarchy: who may open connections to an asset or a zone, and to whom it may open them. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';
import { PLANT, ZONES } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

const prepare = async (marked: string): Promise<CallHierarchyItem | undefined> => {
  const items = await client.at<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', 'zones.seg', marked);
  return items?.[0];
};
const marked = (text: string): string => ZONES.replace(text, `|^${text}`);
const incoming = (item: CallHierarchyItem | undefined): Promise<CallHierarchyIncomingCall[]> =>
  client.connection.sendRequest('callHierarchy/incomingCalls', { item });
const outgoing = (item: CallHierarchyItem | undefined): Promise<CallHierarchyOutgoingCall[]> =>
  client.connection.sendRequest('callHierarchy/outgoingCalls', { item });

describe('call hierarchy of an asset', () => {
  it('lists who may open connections to it, and by what', async () => {
    const calls = await incoming(await prepare(marked('PLC-301 :')));
    expect(calls.map((c) => c.from.name)).toEqual(['101-PT-22', 'HMI-1']);
    expect(calls[0]?.from.detail).toBe('Kiln, inside Kiln, which is open');
    expect(calls[1]?.from.detail).toContain('allow hmi -> plc : modbus during Maintenance');
    expect(calls[1]?.from.detail).toContain('(conduits.seg:3)');
  });

  it('lists to whom it may open them, a denied target left out', async () => {
    const names = async (from: string) => (await outgoing(await prepare(marked(from)))).map((c) => c.to.name);
    expect(await names('HMI-1 :')).toEqual(['PLC-301', 'HMI-2']);
    expect(await names('HMI-2 :')).toEqual(['HMI-1']);
    expect(await names('MES-1 :')).toEqual([]);
  });

  it('walks on from an answer, also after an edit in another file', async () => {
    const [first] = await outgoing(await prepare(marked('HMI-1 :')));
    expect((await outgoing(first?.to)).map((c) => c.to.name)).toEqual(['101-PT-22']);
    await client.open('more.seg', 'conduit Up { between Kiln and Office allow PLC-301 -> MES-1 : https because "x" }');
    expect((await outgoing(first?.to)).map((c) => c.to.name)).toEqual(['101-PT-22', 'MES-1']);
  });

  it('gives the open zone in the same file as range, and its own name for a rule in another', async () => {
    const item = await prepare(marked('HMI-1 :'));
    const [toPlc, toHmi] = await outgoing(item);
    expect(toPlc?.fromRanges).toEqual([item?.selectionRange]);
    const zoneLine = ZONES.split('\n').findIndex((l) => l.startsWith('zone Supervisory'));
    expect(toHmi?.fromRanges[0]?.start).toEqual({ line: zoneLine, character: 5 });
  });
});

describe('call hierarchy of a zone', () => {
  it('is that of all its assets, less themselves', async () => {
    const kiln = await prepare(marked('Kiln "'));
    expect((await incoming(kiln)).map((c) => c.from.name)).toEqual(['HMI-1']);
    expect(await outgoing(kiln)).toEqual([]);
  });

  it('stands for its assets where they are many', async () => {
    const assets = Array.from({ length: 60 }, (_, i) => `asset N-${i} : hmi at 10.60.0.${i + 1}`).join('\n  ');
    const more = `zone Many {\n  level 2\n  network 10.60.0.0/24\n  ${assets}\n}
conduit Wide { between Many and Kiln allow hmi -> PLC-301 : https because "x" }`;
    await client.open('more.seg', more);
    const calls = await incoming(await prepare(marked('PLC-301 :')));
    const many = calls.find((c) => c.from.name === 'Many');
    expect(many?.from.detail).toMatch(/^60 assets, allow hmi -> PLC-301 : https/);
    expect(many?.fromRanges).toHaveLength(1);
    expect((await outgoing(many?.from)).map((c) => c.to.name)).toEqual(['PLC-301']);
  });
});

it('nothing has a call hierarchy but assets and zones, and an item that is gone has no calls', async () => {
  expect(await prepare(marked('timezone'))).toBeUndefined();
  const item = await prepare(marked('HMI-1 :'));
  await client.change('zones.seg', ZONES.replace(/HMI-1/, 'HMI-9'));
  expect(await outgoing(item)).toEqual([]);
  expect(item?.uri).toBe(uriOf('zones.seg'));
});
