/** The German translation, as proof that every word of the extension has one; it is held complete. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientStrings } from './client-strings.ts';

const ROOT = join(import.meta.dirname, '..');
const readJson = (path: string): Readonly<Record<string, string>> => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();
const links = (text = ''): string[] => text.match(/\(command:[^)]+\)/g) ?? [];

describe('the German translation', () => {
  it('has every word of the manifest, with its links to commands, and none that is gone', () => {
    const english = readJson('package.nls.json');
    const german = readJson('package.nls.de.json');
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
    const differing = Object.keys(english).filter((key) => `${links(english[key])}` !== `${links(german[key])}`);
    expect(differing).toEqual([]);
  });

  it('has every word of the client, each with its placeholders, and none that is gone', async () => {
    const german = readJson('l10n/bundle.l10n.de.json');
    const wanted = await clientStrings();
    expect(Object.keys(german).sort()).toEqual([...wanted]);
    const differing = wanted.filter((text) => `${placeholders(text)}` !== `${placeholders(german[text] ?? '')}`);
    expect(differing).toEqual([]);
  });
});
