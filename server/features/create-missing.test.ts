/** Quick-fixes that create what a name was meant to name. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestClient } from '../testing/client.ts';

const ZONES = `zone East {
  network 10.1.0.0/24
  asset HMI-1 : hmi at 10.1.0.1
}

zone West {
  asset PLC-1 : plc
}
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { 'zones.seg': ZONES } });
  await client.open('zones.seg');
});
afterEach(() => client.stop());

/** What may be created for the first name without meaning; the first of it is created. */
async function created(rules: string): Promise<string[]> {
  await client.open('rules.seg', rules);
  await client.settled();
  const actions = (await client.fixes('rules.seg', 'reference')).filter((a) => a.title.startsWith('Create '));
  await client.apply(actions[0]?.edit ?? {});
  await client.settled();
  expect(client.findings('rules.seg').filter((f) => f.includes(' reference '))).toEqual([]);
  return actions.map((a) => a.title.slice('Create '.length));
}

const conduit = (rule: string, between = 'East and West') => `conduit C {\n  between ${between}\n  ${rule}\n}\n`;

it('an asset where its rule would hold something, of the type of those named alike, without an address', async () => {
  expect(await created(conduit('allow HMI-7 -> plc : modbus'))).toEqual(['asset HMI-7 : hmi in zone East']);
  expect(client.textOf('zones.seg')).toMatch(/asset HMI-7 : hmi\n\}/);
});

it('an asset in either zone of the conduit where both would do', async () => {
  expect(await created(conduit('allow HMI-7 <-> any : modbus'))).toEqual([
    'asset HMI-7 : hmi in zone East',
    'asset HMI-7 : hmi in zone West',
  ]);
});

it('an asset in the zone that the name says, in quotes where it needs them', async () => {
  expect(await created(conduit("allow hmi -> West.'PLC 9' : modbus"))).toEqual(["asset 'PLC 9' : plc in zone West"]);
});

it('a zone that a conduit joins', async () => {
  expect(await created(conduit('', 'East and Quarry'))).toEqual(['zone Quarry']);
  expect(client.textOf('rules.seg')).toMatch(/\nzone Quarry \{\s*\}\n$/);
});

it('a zone in the zone that the name says', async () => {
  expect(await created(conduit('', 'East and West.Line'))).toEqual(['zone Line in West']);
});

it('a service without ports and a schedule without times: they permit nothing until someone says what', async () => {
  expect(await created(conduit('allow hmi -> plc : millbus'))).toEqual(['service millbus']);
});

it('a schedule', async () => {
  expect(await created(conduit('allow hmi -> plc : modbus during Shift'))).toEqual(['schedule Shift']);
});

it('an asset type and a firewall', async () => {
  expect(await created('zone North {\n  asset X-1 : kettle\n}\n')).toEqual(['type kettle']);
  expect(await created('zone South {\n  enforced by FW-9\n}\n')).toEqual(['firewall FW-9']);
});

it('nothing for a name that stands where it could be anywhere', async () => {
  await client.open('rules.seg', 'expect Nobody cannot reach West\n');
  await client.settled();
  const titles = (await client.fixes('rules.seg', 'reference')).map((a) => a.title);
  expect(titles.filter((t) => t.startsWith('Create '))).toEqual([]);
});
