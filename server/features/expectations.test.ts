/** The expectations that the Test Explorer shows: verdicts, witnesses and their places, current after any edit. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyExpectations, ShownExpectation } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT } from './plant.fixture.ts';

const EXPECTATIONS = `expect HMI-1 -> PLC-301 : modbus is allowed
expect Supervisory cannot reach 101-PT-22
expect HMI-2 -> PLC-301 : modbus is allowed
expect rules on FW-3 at most 0
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { ...PLANT, 'expectations.seg': EXPECTATIONS } });
  await client.settled();
});
afterEach(() => client.stop());

const ask = (): Promise<PolicyExpectations[]> => client.connection.sendRequest('bulkhead/expectations');
const all = async (): Promise<readonly ShownExpectation[]> => (await ask())[0]?.expectations ?? [];

describe('expectations', () => {
  it('are listed by policy with their verdicts, in the order of the text', async () => {
    const [policy] = await ask();
    expect(policy).toMatchObject({ folder: 'file:///plant', title: 'Mill' });
    expect(policy?.expectations.map((e) => `${e.place.line} ${e.passed} ${e.text}`)).toEqual([
      '0 true expect HMI-1 -> PLC-301 : modbus is allowed',
      '1 false expect Supervisory cannot reach 101-PT-22',
      '2 false expect HMI-2 -> PLC-301 : modbus is allowed',
      '3 false expect rules on FW-3 at most 0',
    ]);
  });

  it('show a broken prohibition by the way there, a broken permission by the rule that denies it', async () => {
    const [, path, denied] = await all();
    expect(path?.message.split('\n')[0]).toBe('Supervisory.HMI-1 reaches Kiln.101-PT-22:');
    expect(path?.places.map((p) => `${p.place.uri}:${p.place.line}`)).toEqual([
      `${uriOf('conduits.seg')}:2`,
      `${uriOf('zones.seg')}:9`,
    ]);
    expect(path?.places[0]?.message).toContain('Supervisory.HMI-1 -> Kiln.PLC-301 by allow hmi -> plc : modbus');
    expect(denied?.places).toEqual([
      { message: 'This rule denies it.', place: expect.objectContaining({ uri: uriOf('conduits.seg'), line: 3 }) },
    ]);
  });

  it('count the rules of a firewall', async () => {
    expect((await all())[3]?.message).toMatch(/^FW-3 gets \d+ rules, at most 0 are expected$/);
  });

  it('follow an edit in another file, saved or not', async () => {
    await client.open('conduits.seg', CONDUITS.replace(/ {2}deny .*\n/, ''));
    expect((await all()).map((e) => e.passed)).toEqual([true, false, true, false]);
  });

  it('are none where a policy has none', async () => {
    await client.open('expectations.seg', '');
    expect(await ask()).toEqual([]);
  });
});
