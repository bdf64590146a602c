/** A server without a disk: it reads what the editor's own file systems hold. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestClient } from '../testing/client.ts';
import { byScheme } from './client-files.ts';
import type { FileSystem } from './file-system.ts';

const ZONES =
  'zone A { level 2 network 10.1.0.0/24 asset HMI : hmi at 10.1.0.5 }\nzone B { level 1 network 10.2.0.0/24 asset PLC : plc at 10.2.0.5 }\n';
const CONDUIT = 'conduit C { between A and Bee allow hmi -> plc : modbus because "x" }\n';

/** A server in a browser with a folder open. */
const open = async (folder: string, files: Readonly<Record<string, string>>): Promise<TestClient> => {
  const within = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const client = await TestClient.start({ inBrowser: true, files: within, workspaceFolders: [`${folder}/`] });
  onTestFinished(() => client.stop());
  await client.settled();
  return client;
};

describe.each(['vscode-vfs://github/owner/repository', 'memfs:', 'vscode-test-web://mount', 'file:///plant'])(
  'a policy in %s',
  (folder) => {
    it('is found in all its files, without those of hidden folders, packages and what bulkhead.json leaves out', async () => {
      const client = await open(folder, {
        'zones.seg': ZONES,
        'conduits/c.seg': CONDUIT,
        'bulkhead.json': '{ "exclude": ["old/**"] }',
        'old/a.seg': 'zone Old { kind nonsense }',
        '.git/b.seg': 'zone Hidden { kind nonsense }',
        'node_modules/x/c.seg': 'zone Package { kind nonsense }',
      });
      expect([...client.published.keys()]).toContain(`${folder}/conduits/c.seg`);
      expect(client.findings(`${folder}/conduits/c.seg`).join()).toContain('No zone is named Bee.');
      expect([...client.published.keys()].filter((uri) => /old|git\/b|node_modules/.test(uri))).toEqual([]);
    });

    it('follows files that are made, changed and deleted', async () => {
      const client = await open(folder, { 'conduits.seg': CONDUIT });
      const references = () => client.findings(`${folder}/conduits.seg`).filter((f) => f.includes(' reference '));
      expect(references()).not.toEqual([]);
      await client.write({ [`${folder}/zones.seg`]: { text: ZONES.replace('zone B', 'zone Bee') } });
      await client.settled();
      expect(references()).toEqual([]);
      await client.write({ [`${folder}/zones.seg`]: undefined });
      await client.settled();
      expect(references()).not.toEqual([]);
    });
  },
);

describe('observed traffic', () => {
  it('is read through the editor too', async () => {
    const client = await open('vscode-vfs://github/owner/plant', {
      'plant.seg': `${ZONES}conduit C { between A and B allow hmi -> plc : modbus because "x" }`,
      'bulkhead.json': '{ "observed": ["flows/*.csv"] }',
      'flows/day.csv': 'source,target,protocol,port,first\n10.1.0.5,10.2.0.5,tcp,22,2031-03-04T08:00:00Z\n',
    });
    const findings = [...client.published.values()].flat().map((d) => d.code);
    expect(findings).toContain('observed-not-permitted');
  });
});

describe('a file that the editor cannot read', () => {
  it('says so, and the others keep their meaning', async () => {
    const client = await open('memfs:', { 'zones.seg': ZONES });
    await client.write({ 'memfs:/b.seg': { unreadable: 'permission denied' } });
    await client.settled();
    expect(client.findings('memfs:/b.seg').join()).toContain('cannot be read: permission denied');
    expect(client.findings('memfs:/zones.seg').filter((f) => f.includes('reference'))).toEqual([]);
  });
});

describe('files on a disk', () => {
  it('are read by the server itself where it has one, all others through the editor', async () => {
    const named = (text: string): FileSystem => ({
      list: async () => [text],
      listFlows: async () => [text],
      read: async () => ({ text }),
    });
    const files = byScheme(named('disk'), named('editor'));
    expect(await files.read('file:///a.seg')).toEqual({ text: 'disk' });
    expect(await files.list('vscode-vfs://github/a/b')).toEqual(['editor']);
    expect(await files.listFlows('vscode-remote://x/y')).toEqual(['editor']);
  });
});
