/** Observed traffic in the editor: flow files that bulkhead.json names are compared, watched, and read anew when they change. */
import { afterEach, expect, it } from 'vitest';
import { TestClient } from './testing/client.ts';

let client: TestClient;
afterEach(() => client.stop());

const PLANT = `zone A { level 2 sl-t 1 network 10.1.0.0/24 asset HMI : hmi at 10.1.0.5 }
zone B { level 1 sl-t 1 network 10.2.0.0/24 asset PLC : plc at 10.2.0.5 }
conduit C { between A and B sl-t 1 allow hmi -> plc : modbus because "x" }
`;
const row = (port: number) => `10.1.0.5,10.2.0.5,tcp,${port},2031-03-04T08:00:00Z\n`;
const HEAD = 'source,target,protocol,port,first\n';

const start = async (files: Readonly<Record<string, string>>): Promise<void> => {
  client = await TestClient.start({ files });
  await client.settled();
};
const observed = (path = 'a.seg') => client.findings(path).filter((f) => f.includes('observed-not-permitted'));

it('is told at the conduit, follows the flow file, and goes with it', async () => {
  await start({ 'a.seg': PLANT, 'bulkhead.json': '{ "observed": ["seen/*.csv"] }', 'seen/f.csv': HEAD + row(502) });
  expect(observed()).toEqual([]);
  await client.write({ 'seen/f.csv': { text: HEAD + row(22) } });
  await client.settled();
  expect(observed()).toHaveLength(1);
  expect(observed()[0]).toContain('seen 2031-03-04 08:00 in seen/f.csv');
  await client.write({ 'seen/f.csv': undefined });
  await client.settled();
  expect(observed()).toEqual([]);
  expect(client.findings('bulkhead.json').join()).toContain('no such .csv file is there');
});

it('is read when bulkhead.json names it, also unsaved, and forgotten when it names it no more', async () => {
  await start({ 'a.seg': PLANT, 'bulkhead.json': '{}', 'seen/f.csv': HEAD + row(22) });
  expect(observed()).toEqual([]);
  await client.open('bulkhead.json');
  await client.change('bulkhead.json', '{ "observed": ["seen/*.csv"] }');
  await client.settled();
  expect(observed()).toHaveLength(1);
  await client.change('bulkhead.json', '{ "observed": ["other/*.csv"] }');
  await client.settled();
  expect(observed()).toEqual([]);
});

it('is not judged by files that no glob names, and belongs to the nearest policy', async () => {
  await start({
    'one/bulkhead.json': '{ "observed": ["*.csv"] }',
    'one/a.seg': PLANT,
    'one/f.csv': HEAD + row(502),
    'one/more/f.csv': HEAD + row(22),
    'two/bulkhead.json': '{ "observed": ["*.csv"] }',
    'two/b.seg': PLANT,
    'two/f.csv': HEAD + row(22),
  });
  expect(observed('one/a.seg')).toEqual([]);
  expect(observed('two/b.seg')).toHaveLength(1);
});

it('says which rows of a flow file cannot be read', async () => {
  await start({
    'a.seg': PLANT,
    'bulkhead.json': '{ "observed": ["f.csv"] }',
    'f.csv': `${HEAD}nonsense\n${row(502)}`,
  });
  expect(client.findings('f.csv')).toEqual([
    '2:1 flow-file 1 row of this flow file cannot be read and is left out. Line 2: source "nonsense" is no address.',
  ]);
});

it('asks the client to watch these files and no others', async () => {
  await start({ 'a.seg': PLANT, 'bulkhead.json': '{ "observed": ["seen/*.csv"] }' });
  const patterns = client.watched.flatMap((w) => JSON.stringify(w));
  expect(patterns.filter((p) => p.includes('.csv'))).toEqual([JSON.stringify({ globPattern: '**/seen/*.csv' })]);
});
