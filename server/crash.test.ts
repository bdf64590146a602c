/** A feature with a defect: it answers nothing and is logged once, with what to do about it; all others go on. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PLANT } from './features/plant.fixture.ts';
import { TestClient, uriOf } from './testing/client.ts';

vi.mock('./features/hover.ts', () => ({
  hover: () => {
    throw new Error('a fault put in by this test');
  },
}));

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

const ask = (method: string): Promise<unknown> =>
  client.connection.sendRequest(method, {
    textDocument: { uri: uriOf('zones.seg') },
    position: { line: 6, character: 9 },
  });
const defects = (): string[] => client.logged.filter((text) => text.includes('defect'));

it('answers nothing, however often it is asked, and is logged the first time only', async () => {
  for (let time = 0; time < 5; time++) expect(await ask('textDocument/hover')).toBeNull();
  await client.settled();
  expect(defects()).toHaveLength(1);
  expect(defects()[0]).toContain('hover failed');
  expect(defects()[0]).toContain('a fault put in by this test');
});

it('says how to report it', async () => {
  await ask('textDocument/hover');
  await client.settled();
  expect(defects()[0]).toMatch(/report it.*these lines.*smallest policy/s);
});

it('leaves other features and findings working', async () => {
  await ask('textDocument/hover');
  expect(await ask('textDocument/definition')).not.toBeNull();
  await client.open('more.seg', 'conduit Late { between Nowhere and Kiln }');
  await client.settled();
  expect(client.findings('more.seg').join()).toContain('No zone is named Nowhere');
});
