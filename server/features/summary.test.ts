/** The policy in one line, as the status bar shows it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PolicyFigures } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

const ask = (): Promise<PolicyFigures> =>
  client.connection.sendRequest('bulkhead/figures', { uri: uriOf('zones.seg') });

it('names the policy, its assets and the worst blast radius, current after an edit in another file', async () => {
  expect(await ask()).toEqual({
    folder: 'file:///plant',
    title: 'Mill',
    assets: 5,
    worst: { asset: 'Supervisory.HMI-1', size: 3 },
  });
  const wide = 'conduit Wide { between Kiln and Office allow MES-1 -> PLC-301 : https allow PLC-301 -> MES-1 : https }';
  await client.open('conduits.seg', `${CONDUITS}${wide}`);
  expect((await ask()).worst).toEqual({ asset: 'Supervisory.HMI-1', size: 4 });
});

it('has no worst blast radius where there are no assets', async () => {
  await client.open('zones.seg', 'policy "Empty" {}');
  await client.open('conduits.seg', '');
  expect(await ask()).toEqual({ folder: 'file:///plant', title: 'Empty', assets: 0 });
});
