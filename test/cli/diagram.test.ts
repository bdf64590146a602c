import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bulkhead, folderOf, NOW } from './bulkhead.ts';

const EXAMPLE = ['diagram', '--policy', 'examples/cascadia', '--now', NOW];

describe('bulkhead diagram', () => {
  it('writes PNG without a browser, the same bytes each time', () => {
    const folder = folderOf({});
    const [first, second] = ['a.png', 'b.png'].map((name) => {
      expect(bulkhead([...EXAMPLE, '--format', 'png', '-o', join(folder, name)]).code).toBe(0);
      return readFileSync(join(folder, name));
    });
    expect(first?.subarray(1, 4).toString()).toBe('PNG');
    expect(second && first?.equals(second)).toBe(true);
  });

  it('writes SVG, draw.io and Mermaid to standard output', () => {
    expect(bulkhead(EXAMPLE).out).toContain('<svg');
    expect(bulkhead([...EXAMPLE, '--format', 'drawio']).out).toContain('<mxGraphModel');
    expect(bulkhead([...EXAMPLE, '--format', 'mermaid']).out).toMatch(/^flowchart TB/);
  });
});
