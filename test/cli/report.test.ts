import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bulkhead, folderOf, NOW } from './bulkhead.ts';

const EXAMPLE = ['--policy', 'examples/cascadia', '--now', NOW];

describe('bulkhead report', () => {
  it('writes one HTML file that asks for nothing else, the drawing inside, the same bytes each time', () => {
    const folder = folderOf({});
    const [first, second] = ['a.html', 'b.html'].map((name) => {
      expect(bulkhead(['report', ...EXAMPLE, '-o', join(folder, name)]).code).toBe(0);
      return readFileSync(join(folder, name), 'utf8');
    });
    expect(first).toBe(second);
    expect(first).toContain('data:image/svg+xml');
    expect(first).not.toMatch(/(src|href)="(?!data:|#)/);
    for (const word of ['KilnSupervision', '101-PT-22', '10.42.0.0/28', 'FW-3', 'operator control'])
      expect(first).toContain(word);
  });

  it('documents the folder that is named, as --policy does', () => {
    const rest = ['--format', 'markdown', '--now', NOW];
    const named = bulkhead(['report', 'examples/cascadia', ...rest]);
    expect([named.code, named.out]).toEqual([0, bulkhead(['report', '--policy', 'examples/cascadia', ...rest]).out]);
  });

  it('writes Markdown with the drawing beside it', () => {
    const folder = folderOf({});
    expect(bulkhead(['report', ...EXAMPLE, '-o', join(folder, 'plant.md')]).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['plant.md', 'plant.svg']);
    expect(readFileSync(join(folder, 'plant.md'), 'utf8')).toContain('](plant.svg)');
    expect(bulkhead(['report', ...EXAMPLE, '--format', 'markdown']).out).toContain('## Vendor access');
  });

  it('writes a CSV file a table into a folder, and asks for one where none is named', () => {
    const folder = folderOf({});
    expect(bulkhead(['report', ...EXAMPLE, '--format', 'csv', '-o', folder]).code).toBe(0);
    expect(readdirSync(folder)).toContain('zones.csv');
    const { code, err } = bulkhead(['report', ...EXAMPLE, '--format', 'csv']);
    expect(code).toBe(2);
    expect(err).toContain('name a folder with -o');
    expect(bulkhead(['report', ...EXAMPLE, '-o', join(folder, 'all.csv')]).err).toContain('name a folder with -o');
  });
});
