/** Inlay hints at rules: how often traffic hit them, as the flow files say now. */
import { afterEach, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';

const PLANT = `zone A { level 2 sl-t 1 network 10.1.0.0/24 asset HMI : hmi at 10.1.0.5 asset ENG : engineering-workstation at 10.1.0.6 }
zone B { level 1 sl-t 1 network 10.2.0.0/24 asset PLC : plc at 10.2.0.5 }
conduit C {
  between A and B
  allow HMI -> PLC : modbus because "control"
  allow ENG -> PLC : s7comm because "programs"
  deny HMI -> PLC : http because "view"
}
`;
const row = (port: number, packets: number) => `10.1.0.5,10.2.0.5,tcp,${port},2031-03-04T08:00:00Z,${packets}\n`;
const HEAD = '# capture 2031-03-04T00:00Z 2031-03-08T00:00Z\nsource,target,protocol,port,first,packets\n';

let client: TestClient;
afterEach(() => client.stop());

async function labels(): Promise<string[]> {
  const hints = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri: uriOf('a.seg') },
    range: { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } },
  });
  return hints.filter((h) => / seen$/.test(String(h.label))).map((h) => `${h.position.line + 1} ${h.label}`);
}

it('tell hits of allows and denies, and what was never seen, and follow the flow files', async () => {
  const files = {
    'a.seg': PLANT,
    'bulkhead.json': '{ "observed": ["*.csv"] }',
    'f.csv': HEAD + row(502, 7) + row(80, 1),
  };
  client = await TestClient.start({ files });
  await client.open('a.seg');
  await client.settled();
  expect(await labels()).toEqual(['5 7 packets seen', '6 never seen', '7 1 packet seen']);
  await client.write({ 'f.csv': { text: HEAD + row(502, 9) } });
  await client.settled();
  expect(await labels()).toEqual(['5 9 packets seen', '6 never seen']);
});

it('are none without flow files', async () => {
  client = await TestClient.start({ files: { 'a.seg': PLANT } });
  await client.open('a.seg');
  await client.settled();
  expect(await labels()).toEqual([]);
});
