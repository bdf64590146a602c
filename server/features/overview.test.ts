/** What the view *Policy* is told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PolicyOverview } from '../protocol/overview.ts';
import { TestClient, uriOf } from '../testing/client.ts';

const NOW = Date.UTC(2026, 5, 3, 12); // A Wednesday.
const TEXT = `policy "Mill" { timezone "UTC" }
zone Plant {
  zone Line { level 1  kind control  asset PLC-1 : plc  asset PLC-2 : plc }
  asset HMI-1 : hmi
}
zone Outside { asset L-1 : laptop }
conduit Way { between Plant and Outside  one-way from Outside to Plant  allow laptop -> plc : modbus }
`;
const access = (name: string, more: string) => `access ${name} { allow L-1 -> PLC-1 : ssh ${more} }\n`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ clock: () => NOW });
});
afterEach(() => client.stop());

async function ask(text: string): Promise<PolicyOverview> {
  await client.open('a.seg', text);
  return client.connection.sendRequest('bulkhead/overview', { uri: uriOf('a.seg') });
}

it('zones nest, each with all assets in it, and conduits name their direction', async () => {
  const { title, zones, conduits } = await ask(TEXT);
  expect(title).toBe('Mill');
  expect(zones.map((z) => [z.name, z.assets, z.children.map((c) => [c.name, c.detail, c.assets])])).toEqual([
    ['Plant', 3, [['Line', 'level 1, control', 2]]],
    ['Outside', 1, []],
  ]);
  expect(conduits[0]).toMatchObject({ name: 'Way', zones: ['Outside', 'Plant'], oneWay: true, rules: 1 });
  expect(conduits[0]?.place).toMatchObject({ uri: uriOf('a.seg'), line: 6, column: 8 });
});

it('findings are counted by check, errors first, each with its place', async () => {
  const { findings } = await ask(`${TEXT}group Unused = hmi\nzone Bad { level 1  level 2 }\n`);
  expect(findings[0]?.severity).toBe('error');
  const unused = findings.find((f) => f.check === 'unused-group');
  expect(unused).toMatchObject({ count: 1, severity: 'hint' });
  expect(unused?.shown[0]?.place.line).toBe(7);
  const ranks = findings.map((f) => ['error', 'warning', 'info', 'hint'].indexOf(f.severity));
  expect(ranks).toEqual([...ranks].sort());
});

it('accesses are told by how they stand now, on the wall clock', async () => {
  const { accesses } = await ask(
    [
      TEXT,
      access('Now', 'from 2026-06-01 until 2026-06-05 approved by "J. Ortiz"'),
      access('Weekend', 'every sat 08:00-12:00 from 2026-06-01 until 2026-07-01'),
      access('Later', 'from 2026-07-01 until 2026-07-02'),
      access('Over', 'from 2026-05-01 until 2026-05-02'),
      access('Typo', '').replace('PLC-1', 'PLC-9'),
    ].join('\n'),
  );
  expect(accesses.map((a) => [a.name, a.state, a.unapproved])).toEqual([
    ['Now', 'open', false],
    ['Weekend', 'waiting', true],
    ['Later', 'to come', true],
    ['Over', 'expired', true],
    ['Typo', 'permits nothing', true],
  ]);
});

it('says nothing where there is no policy', async () => {
  expect(await client.connection.sendRequest('bulkhead/overview', { uri: 'file:///elsewhere/b.seg' })).toBeNull();
});
