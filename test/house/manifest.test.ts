/** What the packed extension holds: all that its manifest names, and nothing that is not needed to run it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const MANIFEST = readFileSync(join(ROOT, 'package.json'), 'utf8');

describe('the packed extension', async () => {
  const packed = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });

  it('holds every file that its manifest names', () => {
    // A browser's VS Code puts `.js` behind the name of the extension's file.
    const named = [...MANIFEST.matchAll(/"\.\/([^"]+)"/g)].map((match) =>
      (match[1] as string).replace(/^dist\/browser\.cjs$/, '$&.js'),
    );
    expect(named.length).toBeGreaterThan(3);
    const isPacked = (path: string) => packed.some((file) => file === path || file.startsWith(`${path}/`));
    expect(named.filter((path) => !isPacked(path) || !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('holds the language server and the diagram page, whose paths the client knows', () => {
    expect(packed).toEqual(
      expect.arrayContaining(['dist/server.cjs', 'dist/media/diagram.js', 'dist/media/diagram.css']),
    );
  });

  it('asks for no document where there is none: in workers and in Node', () => {
    for (const bundle of ['dist/server.cjs', 'dist/browser.cjs.js', 'dist/client.cjs', 'dist/language-client.cjs'])
      expect(readFileSync(join(ROOT, bundle), 'utf8'), bundle).not.toMatch(
        /document\.(createElement|getElementById)\b/,
      );
  });

  it('holds a light picture for every step of the walkthrough', () => {
    const pictures = packed.filter((path) => path.startsWith('media/walkthrough/'));
    const files = pictures.map((path) => ({ path, bytes: readFileSync(join(ROOT, path)) }));
    expect(pictures.length).toBeGreaterThan(10);
    expect(files.filter(({ bytes }) => bytes.toString('latin1', 1, 4) !== 'PNG').map((f) => f.path)).toEqual([]);
    expect(files.filter(({ bytes }) => bytes.length > 48 * 1024).map((f) => f.path)).toEqual([]);
  });

  it('holds no sources, tests or node modules', () => {
    expect(packed.filter((path) => /\.(ts|tsx|map)$|node_modules|^(test|scripts|cli|dist\/cli)\//.test(path))).toEqual(
      [],
    );
  });
});

describe('the manifest', () => {
  it('states every dependency in one exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(MANIFEST);
    const all: [string, string][] = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version))).toEqual([]);
  });
});
