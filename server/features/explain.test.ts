/** Who can reach an asset, and why a connection may or may not be opened. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExplainResult, ReachingResult } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { PLANT } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

const uri = uriOf('zones.seg');
const explain = (from: string, to: string, service: string): Promise<ExplainResult | null> =>
  client.connection.sendRequest('bulkhead/explain', { uri, from, to, service });

it('who can reach an asset are listed by nearness, each with a way whose steps have places', async () => {
  const params = { uri, asset: 'Kiln.101-PT-22' };
  const result = await client.connection.sendRequest<ReachingResult>('bulkhead/reaching', params);
  expect(result.others).toBe(4);
  expect(result.assets.map((a) => `${a.id} ${a.steps}`)).toEqual([
    'Kiln.PLC-301 1',
    'Supervisory.HMI-1 2',
    'Supervisory.HMI-2 3',
  ]);
  expect(result.assets[1]?.path.map((s) => `${s.place.uri}:${s.place.line}`)).toEqual([
    `${uriOf('conduits.seg')}:2`,
    `${uri}:9`,
  ]);
  expect(await client.connection.sendRequest('bulkhead/reaching', { uri, asset: 'none' })).toBeNull();
});

describe('a connection', () => {
  it('is explained by the rule that allows it, with the conduit that joins the zones', async () => {
    const found = await explain('Supervisory.HMI-1', 'Kiln.PLC-301', 'modbus');
    expect(found).toMatchObject({ allowed: true, reason: 'A rule allows it.' });
    expect(found?.places.map((p) => p.message)).toEqual([
      expect.stringMatching(/^Allowed by allow hmi -> plc : modbus/),
      'Joined by conduit Supervision',
    ]);
    expect(found?.places[0]?.place).toMatchObject({ uri: uriOf('conduits.seg'), line: 2 });
  });

  it('is explained by the rule that denies it, or by what is missing', async () => {
    const denied = await explain('Supervisory.HMI-2', 'Kiln.PLC-301', 'modbus');
    expect(denied).toMatchObject({ allowed: false, reason: 'A rule denies it.' });
    expect(denied?.places[0]?.message).toMatch(/^Denied by deny HMI-2 -> PLC-301 : any/);
    const apart = await explain('Office.MES-1', 'Kiln.PLC-301', 'modbus');
    expect(apart).toEqual({
      ...{ from: 'Office.MES-1', to: 'Kiln.PLC-301' },
      ...{ allowed: false, reason: 'No conduit joins their zones.', places: [] },
    });
  });

  it('says which part of it is permitted, and that a zone is open', async () => {
    const part = await explain('Supervisory.HMI-1', 'Kiln.PLC-301', 'any');
    expect(part?.reason).toContain('A part of it is permitted: tcp 502');
    const open = await explain('Kiln.PLC-301', 'Kiln.101-PT-22', 'any');
    expect(open).toMatchObject({ allowed: true, places: [{ message: 'Open inside Kiln' }] });
  });

  it('is asked by name, by address and by protocol and port; what means nothing is said in words', async () => {
    const address =
      Object.values(PLANT)
        .join('')
        .match(/asset HMI-1 [^\n]* at ([0-9.]+)/)?.[1] ?? '';
    const found = await explain(address, 'PLC-301', 'tcp 502');
    expect(found).toMatchObject({ allowed: true, to: 'Kiln.PLC-301' });
    expect(found?.from).toBe('Supervisory.HMI-1');
    const part = await explain('HMI-1', 'PLC-301', 'tcp 502-503, ping');
    expect(part).toMatchObject({ allowed: false, from: 'Supervisory.HMI-1' });
    expect(part?.reason).toContain('A part of it is permitted: tcp 502.');
    const problem = async (from: string, to: string, service: string) => (await explain(from, to, service))?.problem;
    expect(await problem('PLC-302', 'HMI-1', 'modbus')).toBe('There is no asset PLC-302. Did you mean PLC-301?');
    expect(await problem('PLC-301', 'HMI-1', 'modbos')).toBe('There is no service modbos. Did you mean modbus?');
    expect(await problem('PLC-301', 'HMI-1', 'tcp 70000')).toBe('tcp 70000: there is no such port or number.');
    expect(await problem('203.0.113.9', 'HMI-1', 'any')).toBe(
      "203.0.113.9 is the address of no asset and in no zone's network.",
    );
    expect(await problem('PLC-301', '', 'any')).toBe('There is no asset "".');
  });
});
