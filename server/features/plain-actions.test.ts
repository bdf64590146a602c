/** Code actions in an editor that knows no command of ours, such as Neovim. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestClient } from '../testing/client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ initializationOptions: {} });
  await client.open('a.seg', 'zone A { level 1  asset H-1 : hmi }\n  group Spare = hmi\n');
  await client.settled();
});
afterEach(() => client.stop());

it('none of them is a command; an ignore is an edit that waits for its reason', async () => {
  const actions = await client.fixes('a.seg', 'unused-group');
  expect(actions.filter((a) => a.command !== undefined)).toEqual([]);
  const ignore = actions.find((a) => a.title.startsWith('Ignore unused-group here'));
  await client.apply(ignore?.edit ?? {});
  await client.settled();
  expect(client.textOf('a.seg')).toContain('\n  // bulkhead-ignore unused-group:\n  group Spare');
  const left = client.findings('a.seg').filter((f) => /unused-group|ignore-without-reason/.test(f));
  expect(left.map((f) => f.split(' ')[1])).toEqual(['ignore-without-reason']);
});
