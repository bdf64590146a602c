/** Importing traffic over the protocol, from a disk and in pieces. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportBegun, ImportEnd, ImportedFile } from '../protocol/observe.ts';
import { MemoryFiles, TestClient, uriOf } from '../testing/client.ts';

const FLOWS = 'source,target,protocol,port,first\n10.0.0.1,10.1.0.1,tcp,502,2031-03-04T08:00:00Z\n';
const DISK = 'file:///elsewhere/big.csv';

class DiskFiles extends MemoryFiles {
  async *bytes(uri: string): AsyncIterable<Uint8Array> {
    if (uri !== DISK) throw new Error('permission denied');
    const bytes = new TextEncoder().encode(FLOWS);
    yield bytes.subarray(0, 20);
    yield bytes.subarray(20);
  }
}

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ fileSystem: new DiskFiles({}) });
  await client.open('a.seg', 'zone A { asset a : plc at 10.1.0.1 }\n');
});
afterEach(() => client.stop());

const ask = <R>(method: string, params: object): Promise<R> =>
  client.connection.sendRequest(`bulkhead/${method}`, params);
const begin = () => ask<ImportBegun>('importBegin', { uri: uriOf('a.seg') });
const pieces = async (id: number, bytes: Uint8Array): Promise<ImportedFile | null> => {
  const half = bytes.length >> 1;
  const send = (part: Uint8Array, isLast: boolean) =>
    ask<ImportedFile | null>('importPiece', { id, name: 'x', bytes: Buffer.from(part).toString('base64'), isLast });
  await send(bytes.subarray(0, half), false);
  return send(bytes.subarray(half), true);
};

it('makes the same flow file of a file on the disk, of its pieces, and of gzipped ones', async () => {
  const texts: string[] = [];
  for (const way of ['disk', 'pieces', 'gzip']) {
    const { id, readsFiles } = await begin();
    expect(readsFiles).toBe(true);
    if (way === 'disk') await ask('importFile', { id, name: 'x', uri: DISK });
    else await pieces(id, way === 'gzip' ? gzipSync(FLOWS) : new TextEncoder().encode(FLOWS));
    const end = await ask<ImportEnd>('importEnd', { id, path: 'observed/x.csv' });
    expect(end).toMatchObject({ conversations: 1, settings: expect.stringContaining('observed/x.csv') });
    texts.push(end.text);
  }
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toContain('10.0.0.1,10.1.0.1,tcp,502');
});

it('says what is wrong with a file, and forgets an import that was given up', async () => {
  const { id } = await begin();
  expect(await ask('importFile', { id, name: 'x', uri: 'file:///none' })).toEqual({
    failed: true,
    warnings: ['permission denied'],
  });
  const cut = gzipSync(FLOWS);
  expect((await pieces(id, cut.subarray(0, cut.length - 12)))?.warnings.join()).toContain('cut off or broken');
  expect(await ask('importEnd', { id })).toBeNull();
  expect(await ask('importEnd', { id, path: 'a.csv' })).toBeNull();
});
