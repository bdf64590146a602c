/** Names in `also in` blocks, as the editor's features see them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestClient, uriOf } from '../testing/client.ts';

const FILES = {
  'plant.seg':
    'zone Plant { zone Kiln { network 10.1.0.0/24 } }\nzone Ops { asset H : hmi }\nconduit C { between Ops and Kiln allow H -> PLC-2 : modbus because "x" }\n',
  'inventory.seg': 'also in Plant.Kiln {\n  asset PLC-2 : plc at 10.1.0.2\n}\n',
};

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: FILES });
});
afterEach(() => client.stop());

const textDocument = { uri: uriOf('plant.seg') };

it.each([
  ['Plant', { line: 0, character: 6 }, 'also in Mill.Kiln {'],
  ['Kiln', { line: 0, character: 18 }, 'also in Plant.Mill {'],
])('renaming %s renames it there too', async (_, position, expected) => {
  await client.open('plant.seg', FILES['plant.seg']);
  const edit = await client.connection.sendRequest<{
    changes: Record<string, { range: { start: { character: number }; end: { character: number } }; newText: string }[]>;
  }>('textDocument/rename', { textDocument, position, newName: 'Mill' });
  const [change] = edit.changes[uriOf('inventory.seg')] ?? [];
  const line = FILES['inventory.seg'].split('\n')[0] ?? '';
  expect(line.slice(0, change?.range.start.character) + change?.newText + line.slice(change?.range.end.character)).toBe(
    expected,
  );
});

it('an asset of the block is outlined in its own file and found from a rule', async () => {
  await client.open('inventory.seg', FILES['inventory.seg']);
  const outline = await client.connection.sendRequest<{ name: string }[]>('textDocument/documentSymbol', {
    textDocument: { uri: uriOf('inventory.seg') },
  });
  expect(outline.map((s) => s.name)).toEqual(['PLC-2']);
  const position = { line: 2, character: FILES['plant.seg'].split('\n')[2]?.indexOf('PLC-2') };
  await client.open('plant.seg', FILES['plant.seg']);
  const found = await client.connection.sendRequest('textDocument/definition', { textDocument, position });
  expect(JSON.stringify(found)).toContain('inventory.seg');
});

it.each([
  ['also in |^', ['Kiln', 'Ops', 'Plant']],
  ['also in Plant.Kiln {\n  |^\n}', ['asset']],
  ['also in Plant.Kiln {\n  asset A : plc at |^\n}', ['10.1.0.3']],
])('completion knows what fits in %s', async (text, expected) => {
  const labels = (await client.complete('b.seg', text)).map((item) => item.label);
  expect(
    labels
      .filter((l) => !l.includes(' '))
      .slice(0, expected.length)
      .sort(),
  ).toEqual(expected);
  expect(labels).not.toContain('level');
});
