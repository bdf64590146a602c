/** Inlay hints: counts and addresses behind the names of rules. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';

const ZONES = `zone East {
  network 10.1.0.0/24
  asset H-1 : hmi at 10.1.0.1 { tags "red" }
  asset H-2 : hmi at dhcp
}
zone West {
  network 10.2.0.0/24
  asset P-1 : plc at 10.2.0.1 also in East at dhcp
  asset H-3 : hmi at 10.2.0.2
}
`;
const RULES = `conduit C {
  between East and West
  allow hmi in East except H-1 -> P-1 : modbus
  allow tagged "red", Both -> any : any
}
group Both = H-1, hmi
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { 'zones.seg': ZONES } });
  await client.open('rules.seg', RULES);
});
afterEach(() => client.stop());

async function hints(path: string, first: number, last: number): Promise<InlayHint[]> {
  return client.connection.sendRequest('textDocument/inlayHint', {
    textDocument: { uri: uriOf(path) },
    range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
  });
}

/** The text with every hint in guillemets where it stands. */
function shown(text: string, all: readonly InlayHint[]): string {
  const lines = text.split('\n');
  const sorted = [...all].sort((a, b) => b.position.character - a.position.character);
  for (const { position: p, label } of sorted)
    lines[p.line] = `${lines[p.line]?.slice(0, p.character)}«${label}»${lines[p.line]?.slice(p.character)}`;
  return lines.join('\n');
}

it('count what a type, tag and group stand for in the conduit, and resolve any', async () => {
  expect(shown(RULES, await hints('rules.seg', 0, 99))).toBe(`conduit C {
  between East and West
  allow hmi in East«2 assets» except H-1 -> P-1 : modbus
  allow tagged "red"«1 asset», Both«3 assets» -> any«4 assets, 10.1.0.0/24, 10.2.0.0/24» : any
}
group Both = H-1, hmi«3 assets»
`);
});

it('name the assets and say that undeclared addresses belong to any', async () => {
  const all = await hints('rules.seg', 3, 3);
  const tooltips = all.map(({ tooltip }) => (typeof tooltip === 'object' ? tooltip.value : tooltip));
  expect(tooltips[1]).toContain('`East.H-1`, `East.H-2` and `West.H-3`');
  expect(tooltips[2]).toContain('undeclared addresses');
});

it('say what dhcp stands for, on each leg', async () => {
  const text = shown(ZONES, await hints('zones.seg', 0, 99));
  expect(text).toContain('asset H-2 : hmi at dhcp«10.1.0.0/24»');
  expect(text).toContain('also in East at dhcp«10.1.0.0/24»');
});

it('follow an edit in another file, and stay within the lines asked for', async () => {
  await client.open('zones.seg', ZONES.replace('  asset H-2 : hmi at dhcp\n', ''));
  expect(shown(RULES, await hints('rules.seg', 2, 2))).toContain('hmi in East«1 asset»');
  expect((await hints('rules.seg', 2, 2)).length).toBe(1);
  expect(await hints('rules.seg', 0, 1)).toEqual([]);
});

it('are asked for again, with the colours, when an edit elsewhere may have changed them', async () => {
  await client.settled();
  const [hintsBefore, tokensBefore] = [client.hintRefreshes, client.tokenRefreshes];
  await client.open('zones.seg', ZONES.replace('asset H-1 : hmi', 'asset H-1 : plc'));
  await client.settled();
  expect(client.hintRefreshes).toBeGreaterThan(hintsBefore);
  expect(client.tokenRefreshes).toBeGreaterThan(tokensBefore);
});
