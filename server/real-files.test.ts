/** Real files on a real disk: branches switched, folders renamed and removed, encodings and line ends, many policies at once. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { nodeFiles } from './files/node-files.ts';
import { TestClient } from './testing/client.ts';

let folder: string;
const uri = (path: string): string => URI.file(join(folder, path)).toString();
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
const start = async (folders: readonly string[] = ['']): Promise<TestClient> => {
  const client = await TestClient.start({ fileSystem: nodeFiles, workspaceFolders: folders.map((f) => uri(f)) });
  onTestFinished(() => client.stop());
  await client.settled();
  return client;
};
/** What the editor tells of changes on disk; of a folder that went it tells nothing of the files in it. */
const tell = async (client: TestClient, paths: readonly string[], type = 2): Promise<void> => {
  const changes = paths.map((path) => ({ uri: uri(path), type }));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await client.settled();
};
const shown = (client: TestClient): Record<string, Diagnostic[]> =>
  Object.fromEntries([...client.published].sort(([a], [b]) => (a < b ? -1 : 1)));
const references = (client: TestClient, path: string): string[] =>
  client.findings(uri(path)).filter((f) => f.includes(' reference '));

const zone = (name: string, n: number): string =>
  `zone ${name} { level 2 network 10.${n}.0.0/24 asset ${name}-PLC : plc at 10.${n}.0.5 }\n`;
const conduit = (a: string, b: string): string =>
  `conduit ${a}-${b} { between ${a} and ${b} allow ${a}-PLC -> ${b}-PLC : modbus because "x" }\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-real-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a branch', () => {
  it('switched by git under sixty files shows what a fresh start shows, also with an unsaved editor', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' });
    const names = Array.from({ length: 60 }, (_, n) => `Z${n}`);
    git('init', '-q', '-b', 'one');
    write(Object.fromEntries(names.map((name, n) => [`cells/${name}.seg`, zone(name, n)])));
    write({
      'conduits.seg': names
        .slice(1)
        .map((name) => conduit('Z0', name))
        .join(''),
      'open.seg': zone('Open', 99),
    });
    git('add', '-A');
    git('commit', '-qm', 'one');
    git('checkout', '-qb', 'two');
    for (const name of names.slice(0, 30)) rmSync(join(folder, `cells/${name}.seg`));
    write(Object.fromEntries(names.slice(30).map((name, n) => [`cells/${name}.seg`, zone(name, n + 100)])));
    write({ 'more/Z2.seg': zone('Z2', 2), 'conduits.seg': conduit('Z40', 'Z2') + conduit('Z40', 'Nowhere') });
    git('add', '-A');
    git('commit', '-qm', 'two');
    git('checkout', '-q', 'one');

    const client = await start();
    await client.open(uri('open.seg'), `${zone('Open', 98)}${conduit('Open', 'Z0')}`);
    await client.settled();
    for (const branch of ['two', 'one', 'two']) {
      const before = git('rev-parse', '--abbrev-ref', 'HEAD').trim();
      git('checkout', '-q', branch);
      await tell(client, git('diff', '--name-only', '--no-renames', before, branch).trim().split('\n'));
      const fresh = await start();
      await fresh.open(uri('open.seg'), client.textOf(uri('open.seg')));
      await fresh.settled();
      expect(shown(client)).toEqual(shown(fresh));
      expect(references(client, 'open.seg')).toHaveLength(branch === 'two' ? 2 : 0);
    }
  }, 60_000);
});

describe('a folder', () => {
  const files = { 'cells/a.seg': zone('A', 1), 'cells/deep/b.seg': zone('B', 2), 'conduits.seg': conduit('A', 'B') };

  it('that is removed takes its files along, though only the folder is told of', async () => {
    write(files);
    const client = await start();
    expect(references(client, 'conduits.seg')).toEqual([]);
    rmSync(join(folder, 'cells'), { recursive: true });
    await tell(client, ['cells'], 3);
    expect(references(client, 'conduits.seg').length).toBeGreaterThan(0);
  });

  it('that comes, by a move or from an archive, brings its files, though only the folder is told of', async () => {
    write(files);
    renameSync(join(folder, 'cells'), join(folder, '.away'));
    const client = await start();
    expect(references(client, 'conduits.seg').length).toBeGreaterThan(0);
    renameSync(join(folder, '.away'), join(folder, 'zellen'));
    await tell(client, ['zellen'], 1);
    expect(references(client, 'conduits.seg')).toEqual([]);
  });

  it('that is hidden, or of packages, is left out also where the editor tells of files in it', async () => {
    write(files);
    const client = await start();
    write({ '.git/x.seg': 'zone X { kind nonsense }', 'cells/node_modules/p/y.seg': 'zone Y { kind nonsense }' });
    await tell(client, ['.git/x.seg', '.git', 'cells/node_modules', 'cells/node_modules/p/y.seg'], 1);
    expect([...client.published.keys()].filter((u) => /git|node_modules/.test(u))).toEqual([]);
  });

  it('renamed in the editor keeps what its files say, under their new names', async () => {
    write({ ...files, 'cells/deep/b.seg': `${zone('B', 2)}zone Wrong { kind nonsense }\n` });
    const client = await start();
    renameSync(join(folder, 'cells'), join(folder, 'cells 2'));
    const renamed = { files: [{ oldUri: uri('cells'), newUri: uri('cells 2') }] };
    await client.connection.sendNotification('workspace/didRenameFiles', renamed);
    await client.settled();
    expect(client.findings(uri('cells/deep/b.seg'))).toEqual([]);
    expect(client.findings(uri('cells 2/deep/b.seg')).join()).toContain('nonsense');
    expect(references(client, 'conduits.seg')).toEqual([]);
  });

  it('of the workspace that is removed or is no folder any more leaves the others alone', async () => {
    write({ 'one/a.seg': zone('A', 1), 'two/b.seg': 'zone B { kind nonsense }' });
    const client = await start(['one', 'two', 'none']);
    rmSync(join(folder, 'one'), { recursive: true });
    write({ one: 'a file now' });
    await tell(client, ['one'], 3);
    expect(client.findings(uri('two/b.seg')).join()).toContain('nonsense');
    expect(client.logged.filter((text) => text.includes('defect'))).toEqual([]);
  });
});

describe('a text', () => {
  const text = `${zone('A', 1)}\tzone B { kind nonsense }\n`;

  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n'), '2:16'],
    ['CR', text.replaceAll('\n', '\r'), '2:16'],
    ['a byte-order mark', `\uFEFF${text}`, '2:16'],
    ['non-ASCII names', text.replace('zone B', "zone 'Ölmühle 磨'"), '2:26'],
    ['letters outside the basic plane', text.replace('\tzone', '\t/* 𝔸😀 */ zone'), '2:27'],
  ])('with %s has its findings where an editor shows them', async (_, written, place) => {
    write({ 'plant.seg': written });
    const client = await start();
    expect(
      client
        .findings(uri('plant.seg'))
        .filter((f) => f.includes('invalid-value'))
        .join(),
    ).toMatch(new RegExp(`^${place} `));
  });

  it('in files and folders of any name is read, and told of under that name', async () => {
    const path = "Größe 磨/it's 100 % (a) #1 & ü.seg";
    write({ [path]: 'zone B { kind nonsense }\n' });
    const client = await start();
    expect(client.findings(uri(path)).join()).toContain('nonsense');
    await client.open(uri(path), 'zone B { }\n');
    await client.settled();
    expect(client.findings(uri(path)).join()).not.toContain('nonsense');
    expect(client.published.size).toBeLessThanOrEqual(1);
  });

  it('in fifty editors at once is as current in each as in one', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `Z${n}`);
    write(Object.fromEntries(names.map((name, n) => [`${name}.seg`, zone(name, n)])));
    const client = await start();
    await Promise.all(names.map((name, n) => client.open(uri(`${name}.seg`), zone(name, n))));
    await Promise.all(
      names.map((name, n) => client.change(uri(`${name}.seg`), zone(name, n) + conduit(name, `Z${(n + 1) % 50}x`))),
    );
    await client.settled();
    expect(names.filter((name) => references(client, `${name}.seg`).length !== 2)).toEqual([]);
    await Promise.all(names.map((name, n) => client.change(uri(`${name}.seg`), zone(name, n))));
    await client.settled();
    expect(names.filter((name) => references(client, `${name}.seg`).length > 0)).toEqual([]);
  }, 60_000);
});

describe('a workspace of several folders and policies', () => {
  it('keeps every policy to itself, with what its own bulkhead.json takes in and leaves out', async () => {
    write({
      'north/bulkhead.json': '{ "include": ["zones/**"], "exclude": ["**/draft-*.seg"] }',
      'north/zones/a.seg': zone('A', 1),
      'north/zones/draft-b.seg': 'zone B { kind nonsense }',
      'north/notes/c.seg': 'zone C { kind nonsense }',
      'south/plants/one/bulkhead.json': '{ "exclude": ["old/**"] }',
      'south/plants/one/a.seg': zone('A', 1) + conduit('A', 'A2'),
      'south/plants/one/old/a.seg': zone('A2', 2),
      'south/plants/two/bulkhead.json': '{}',
      'south/plants/two/a.seg': zone('A', 1) + zone('A2', 2) + conduit('A', 'A2'),
    });
    const client = await start(['north', 'south']);
    expect([...client.published.keys()].filter((u) => /draft|notes|old/.test(u))).toEqual([]);
    expect(references(client, 'south/plants/one/a.seg')).toHaveLength(2);
    expect(references(client, 'south/plants/two/a.seg')).toEqual([]);
    const policies = await client.connection.sendRequest<{ folder: string }[]>('bulkhead/policies');
    expect(policies.map((p) => p.folder).sort()).toEqual([
      uri('north'),
      uri('south/plants/one'),
      uri('south/plants/two'),
    ]);
  });

  it('answers nothing about a file that is left out, open or not, and takes it in when bulkhead.json does', async () => {
    write({ 'bulkhead.json': '{ "exclude": ["old/**"] }', 'a.seg': zone('A', 1), 'old/b.seg': zone('B', 2) });
    const client = await start();
    await client.open(uri('old/b.seg'), 'zone B { kind nonsense }');
    await client.settled();
    expect(client.findings(uri('old/b.seg'))).toEqual([]);
    write({ 'bulkhead.json': '{}' });
    await tell(client, ['bulkhead.json']);
    expect(client.findings(uri('old/b.seg')).join()).toContain('nonsense');
  });
});
