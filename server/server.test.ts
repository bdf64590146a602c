/** The language server over a real connection: findings, quick-fixes and what lives through bad input. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TestClient, type TestOptions, uriOf } from './testing/client.ts';

let client: TestClient;
const start = async (options: TestOptions | Readonly<Record<string, string>> = {}): Promise<TestClient> => {
  const isOptions =
    'files' in options || 'clock' in options || 'fileSystem' in options || 'workspaceFolders' in options;
  client = await TestClient.start(isOptions ? (options as TestOptions) : { files: options as Record<string, string> });
  await client.settled();
  return client;
};
afterEach(() => client.stop());

const ZONES =
  'zone A { level 2 network 10.1.0.0/24 asset HMI : hmi at 10.1.0.5 }\nzone B { level 1 network 10.2.0.0/24 asset PLC : plc at 10.2.0.5 }\n';

describe('findings', () => {
  it('of files that nobody opened are shown', async () => {
    await start({
      'zones.seg': ZONES,
      'conduit.seg': 'conduit C { between A and Nowhere allow hmi -> plc : modbus because "x" }',
    });
    expect(client.findings('conduit.seg').join('\n')).toMatch(/1:27 reference No zone is named Nowhere/);
  });

  it('in one file go when another file mends them, and come back', async () => {
    await start({ 'conduit.seg': 'conduit C { between A and B allow hmi -> plc : modbus because "x" }' });
    expect(client.findings('conduit.seg').filter((f) => f.includes('reference'))).not.toEqual([]);
    await client.open('zones.seg', ZONES);
    await client.settled();
    expect(client.findings('conduit.seg').filter((f) => f.includes('reference'))).toEqual([]);
    await client.change('zones.seg', ZONES.replace('zone B', 'zone Bee'));
    await client.settled();
    expect(client.findings('conduit.seg').join('\n')).toMatch(/No zone is named B\./);
  });

  it('carry code, source, page and related places', async () => {
    await start({ 'zones.seg': `${ZONES}zone C { level 2 network 10.9.0.0/24 asset X : hmi at 10.1.0.9 }\n` });
    const outside = client.published.get(uriOf('zones.seg'))?.find((d) => d.code === 'address-outside-zone');
    expect(outside).toMatchObject({
      source: 'bulkhead',
      codeDescription: { href: 'docs:/checks/address-outside-zone.md' },
    });
  });

  it('of a file that was deleted vanish', async () => {
    await start({ 'a.seg': 'zone A { kind nonsense }' });
    expect(client.findings('a.seg').filter((f) => f.includes('invalid-value'))).toHaveLength(1);
    await client.write({ 'a.seg': undefined });
    await client.settled();
    expect(client.findings('a.seg')).toEqual([]);
  });

  it('of a file that cannot be read say so, and other files keep their meaning', async () => {
    await start({ 'zones.seg': ZONES, 'other.seg': '// empty' });
    await client.write({ 'other.seg': { unreadable: 'permission denied' } });
    await client.settled();
    expect(client.findings('other.seg')).toEqual([
      '1:1 unreadable-file This file cannot be read: permission denied. The policy is judged without it.',
    ]);
    expect(client.findings('zones.seg').filter((f) => f.includes('reference'))).toEqual([]);
  });

  it('follow the settings of bulkhead.json, whose own mistakes are shown', async () => {
    await start({ 'bulkhead.json': '{ "exclude": ["old/**"], "wrong": 1 }', 'old/a.seg': 'zone A { kind nonsense }' });
    expect(client.findings('old/a.seg')).toEqual([]);
    expect(client.findings('bulkhead.json')).toHaveLength(1);
    await client.write({ 'bulkhead.json': { text: '{}' } });
    await client.settled();
    expect(client.findings('old/a.seg').filter((f) => f.includes('invalid-value'))).toHaveLength(1);
    expect(client.findings('bulkhead.json')).toEqual([]);
  });

  it('belong to the nearest policy: two folders with a bulkhead.json do not share names', async () => {
    await start({
      'one/bulkhead.json': '{}',
      'one/a.seg': ZONES,
      'two/bulkhead.json': '{}',
      'two/b.seg': 'conduit C { between A and B }',
    });
    expect(client.findings('one/a.seg').filter((f) => f.includes('reference'))).toEqual([]);
    expect(client.findings('two/b.seg').filter((f) => f.includes('reference'))).toHaveLength(2);
  });

  it('change when a window ends, without an edit', async () => {
    const end = Date.parse('2031-03-04T11:00Z');
    // The clock stands until the window was seen open, however long the server takes to start.
    let started = Number.POSITIVE_INFINITY;
    const access =
      'access V { vendor "V" allow HMI -> PLC : modbus because "x" from 2031-03-04 until 2031-03-04T11:00 approved by "J" }';
    const conduit = 'conduit C { between A and B allow hmi -> plc : modbus because "x" }\n';
    await start({
      files: { 'a.seg': ZONES + conduit + access },
      clock: () => end - 400 + Math.max(0, Date.now() - started),
    });
    expect(client.findings('a.seg').filter((f) => f.includes('access-expired'))).toEqual([]);
    started = Date.now();
    await vi.waitFor(() => expect(client.findings('a.seg').join()).toContain('access-expired'), { timeout: 5000 });
  });
});

describe('quick-fixes', () => {
  it('mend their finding', async () => {
    await start({ 'zones.seg': ZONES });
    await client.open('c.seg', 'conduit C { between A and Bb allow hmi -> plc : modbuss because "x" }');
    await client.settled();
    const fixes = await client.fixes('c.seg', 'reference');
    const fix = fixes.find((f) => f.isPreferred);
    expect(fix?.edit).toBeDefined();
    await client.apply(fix?.edit ?? {});
    await client.settled();
    expect(client.findings('c.seg').filter((f) => f.includes('reference'))).toHaveLength(1);
  });

  it('offer to ignore a check with a reason', async () => {
    await start({ 'zones.seg': ZONES });
    await client.open('c.seg', 'conduit C { between A and B allow hmi -> plc : modbus }');
    await client.settled();
    const fixes = await client.fixes('c.seg', 'because-missing');
    expect(fixes.map((f) => f.command?.command)).toContain('bulkhead.ignoreFinding');
  });
});
