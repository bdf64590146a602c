/** Vendor access over the protocol: what may be chosen, and the edits that a choice makes. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccessChangeAnswer, AccessChoices } from '../protocol/access.ts';
import { TestClient, uriOf } from '../testing/client.ts';

const NOW = Date.UTC(2031, 2, 1, 12);
const TEXT = `policy "Mill" { owner "OT security"  timezone "Europe/Vienna"  access at most 3 days }
zone DMZ { level 3.5  kind dmz  asset J-1 : jump-host at 10.0.0.1 }
zone Line { level 1  kind control  asset PLC-1 : plc at 10.1.0.1 }
conduit Way { between DMZ and Line }
access Old { vendor "ABB"  from 2031-02-01 until 2031-02-02  approved by "X"  allow J-1 -> PLC-1 : ssh }
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ clock: () => NOW });
  await client.open('a.seg', TEXT);
});
afterEach(() => client.stop());

const uri = uriOf('a.seg');
const form = {
  vendor: 'Siemens',
  rules: ['J-1 -> PLC-1 : ssh'],
  from: '2031-03-02T08:00',
  until: '2031-03-02T17:00',
  requires: ['mfa'],
};
const change = (params: object): Promise<AccessChangeAnswer> =>
  client.connection.sendRequest('bulkhead/accessChange', { uri, ...params });

it('offers jump hosts and remote-access services first, on the clock of the policy', async () => {
  const choices: AccessChoices = await client.connection.sendRequest('bulkhead/accessChoices', { uri });
  expect(choices).toMatchObject({
    timezone: 'Europe/Vienna',
    now: '2031-03-01T13:00',
    mostDays: 3,
    owner: 'OT security',
  });
  expect(choices.assets[0]).toMatchObject({ name: 'J-1', jumpHost: true });
  expect(choices.services[0]?.remote).toBe(true);
  expect(choices.accesses).toMatchObject([{ name: 'Old', state: 'ended', approved: true }]);
});

it('answers a request with edits and what they open, and a refusal with a sentence', async () => {
  const answer = await change({ kind: 'request', form });
  if ('problem' in answer) throw new Error(answer.problem);
  expect(answer.access).toBe('Siemens-access');
  expect(answer.edits).toMatchObject([{ uri, newText: expect.stringContaining('access Siemens-access') }]);
  expect(answer.opens.join('\n')).toContain('J-1 may now open ssh');
  expect(answer.blast).toEqual([{ assets: ['DMZ.J-1'], before: 0, after: 1 }]);
  expect(await change({ kind: 'request', form: { ...form, until: '2031-03-09' } })).toMatchObject({
    problem: expect.stringContaining('at most 3 days'),
  });
  expect(await change({ kind: 'approve', name: 'Old', by: 'Y' })).toMatchObject({
    problem: expect.stringContaining('approved already'),
  });
});

it('names access that nobody approved where rules are compiled', async () => {
  const compile = () =>
    client.connection.sendRequest<{ unapproved?: string[] }>('bulkhead/compile', { uri, target: 'json' });
  expect((await compile()).unapproved).toBeUndefined();
  await client.change('a.seg', TEXT.replace('2031-02-02  approved by "X"', '2031-03-20'));
  expect((await compile()).unapproved).toEqual(['Old']);
});

it('tells the tier of a policy, and what keeps it from the next', async () => {
  expect(await client.connection.sendRequest('bulkhead/tier', { uri })).toMatchObject({
    tier: 1,
    next: 'zones by process area',
    first: expect.any(String),
  });
});
