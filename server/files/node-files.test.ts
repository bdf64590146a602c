/** The disk: which files a policy's folder has, and what is said of those that cannot be read. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { URI } from 'vscode-uri';
import { nodeFiles } from './node-files.ts';

let folder: string;
const uri = (path: string): string => URI.file(join(folder, path)).toString();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text = ''): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

describe('a folder', () => {
  it('holds .seg files and bulkhead.json at any depth, and nothing of hidden folders and packages', async () => {
    for (const path of [
      'a.seg',
      'sub/deep er/b.seg',
      'bulkhead.json',
      'notes.txt',
      '.git/c.seg',
      'node_modules/x/d.seg',
    ])
      write(path);
    expect(await nodeFiles.list(uri(''))).toEqual([uri('a.seg'), uri('bulkhead.json'), uri('sub/deep er/b.seg')]);
  });

  it('does not follow links out of itself or round in a circle', async () => {
    write('own/a.seg');
    write('other/b.seg');
    symlinkSync(join(folder, 'other'), join(folder, 'own', 'linked'));
    symlinkSync(join(folder, 'other', 'b.seg'), join(folder, 'own', 'out.seg'));
    symlinkSync(join(folder, 'own', 'loop.seg'), join(folder, 'own', 'loop.seg'));
    symlinkSync(join(folder, 'own'), join(folder, 'own', 'round'));
    expect(await nodeFiles.list(uri('own'))).toEqual([uri('own/a.seg')]);
  });

  it('that is not there holds nothing', async () => {
    expect(await nodeFiles.list(uri('none'))).toEqual([]);
    expect(await nodeFiles.list('untitled:Untitled-1')).toEqual([]);
  });
});

describe('a file', () => {
  it('is read as UTF-8 without its byte-order mark', async () => {
    write('a.seg', '\uFEFFzone Öl { }');
    expect(await nodeFiles.read(uri('a.seg'))).toEqual({ text: 'zone Öl { }' });
  });

  it('that is not there is absent', async () => {
    expect(await nodeFiles.read(uri('none.seg'))).toEqual({ absent: true });
    expect(await nodeFiles.read(uri('a/none.seg'))).toEqual({ absent: true });
  });

  it('that cannot be read says why', async () => {
    mkdirSync(join(folder, 'folder.seg'));
    symlinkSync(join(folder, 'loop.seg'), join(folder, 'loop.seg'));
    expect(await nodeFiles.read(uri('folder.seg'))).toEqual({ unreadable: 'it is a folder' });
    expect(await nodeFiles.read(uri('loop.seg'))).toEqual({ unreadable: 'its links go round in a circle' });
  });
});
