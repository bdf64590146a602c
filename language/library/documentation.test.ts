/** The pages on the standard library: as true as the library itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { libraryPages } from './documentation.ts';

const pages = await libraryPages();

describe('the pages on the standard library', () => {
  it.each(['services.md', 'types.md'])('docs/%s says what the library says now', (name) => {
    const written = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    expect(written, 'run: node scripts/generate-docs-library.ts').toBe(pages.get(name));
  });

  it('name every service and every type once at the head of a row', async () => {
    const { policy } = await loadPolicy([]);
    const heads = (page: string): string[] => [...page.matchAll(/^\| (?:&nbsp;)*`([^`]+)` \|/gm)].map((m) => m[1]!);
    expect(heads(pages.get('services.md')!).sort()).toEqual(policy.services.map((s) => s.name).sort());
    expect(heads(pages.get('types.md')!).sort()).toEqual(policy.types.map((t) => t.name).sort());
  });

  it('keep every table to its columns, whatever a title holds', () => {
    for (const page of pages.values())
      for (const block of page.split('\n\n').filter((b) => b.startsWith('|'))) {
        const columns = block
          .trim()
          .split('\n')
          .map((line) => line.replace(/\\./g, '').split('|').length);
        expect(new Set(columns).size).toBe(1);
      }
  });
});
