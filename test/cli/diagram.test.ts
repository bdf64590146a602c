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

  it('takes the kind of picture from the ending of the file, unless it is told', () => {
    const folder = folderOf({});
    const holds = { 'a.png': 'PNG', 'b.SVG': '<svg', 'c.drawio': '<mxfile', 'd.mmd': 'flowchart TB', 'e.txt': '<svg' };
    for (const [name, sign] of Object.entries(holds)) {
      const file = join(folder, name);
      expect(bulkhead([...EXAMPLE, '-o', file]).code).toBe(0);
      expect(readFileSync(file, 'latin1').slice(0, 200), name).toContain(sign);
    }
    const told = join(folder, 'f.svg');
    expect(bulkhead([...EXAMPLE, '--format', 'mermaid', '-o', told]).code).toBe(0);
    expect(readFileSync(told, 'utf8')).toMatch(/^flowchart/);
  }, 120_000);

  it('writes SVG, draw.io and Mermaid to standard output', () => {
    expect(bulkhead(EXAMPLE).out).toContain('<svg');
    expect(bulkhead([...EXAMPLE, '--format', 'drawio']).out).toContain('<mxGraphModel');
    expect(bulkhead([...EXAMPLE, '--format', 'mermaid']).out).toMatch(/^flowchart TB/);
  });

  it('draws the folder that is named, as --policy does', () => {
    const named = bulkhead(['diagram', 'examples/cascadia', '--now', NOW]);
    expect([named.code, named.out]).toEqual([0, bulkhead(EXAMPLE).out]);
  });

  it('draws what is collapsed as one card, and says what a zone could be that there is not', () => {
    const collapsed = bulkhead([...EXAMPLE, '--detail', 'assets', '--collapse', 'Plant', '--expand', 'IDMZ']);
    expect(collapsed.out).toContain('collapsed, 3 zones');
    expect(collapsed.out).not.toContain('PLC-301');
    const wrong = bulkhead([...EXAMPLE, '--collapse', 'Plnt']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('There is no zone Plnt. Did you mean Plant?');
  });
});

describe('bulkhead diagram --only', () => {
  it('draws the part that is asked for, and says on it that it is a part', () => {
    const svg = bulkhead([...EXAMPLE, '--only', 'level=1', '--only', 'type=plc']).out;
    expect(svg).toContain('PLC-301');
    expect(svg).not.toContain('HMI-1');
    expect(svg).toContain('1 of 6 zones, 1 of 10 assets: only level 1, type PLC');
  });

  it('adds what a conduit joins with it', () => {
    const mermaid = bulkhead([
      ...EXAMPLE,
      '--format',
      'mermaid',
      '--only',
      'zone=Business network',
      '--neighbours',
    ]).out;
    expect(mermaid).toContain('HIST-DMZ');
    expect(mermaid).not.toContain('PLC-301');
  });

  it('names what there is where a value is unknown', () => {
    const { code, err } = bulkhead([...EXAMPLE, '--only', 'level=9']);
    expect(code).toBe(2);
    expect(err).toContain('--only level=9: there is none. There are: 4, 3.5, 2, 1');
    expect(bulkhead([...EXAMPLE, '--only', 'colour=red']).code).toBe(2);
  });
});
