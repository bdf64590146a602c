import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bulkhead, folderOf, PLANT } from './bulkhead.ts';

const UNTIDY = PLANT.replace('  level 2\n', '      level    2\n');

describe('bulkhead fmt', () => {
  it('lays the files of a policy out and names those that it changed', () => {
    const folder = folderOf({ 'plant.seg': UNTIDY, 'tidy.seg': '' });
    const { code, out } = bulkhead(['fmt'], { cwd: folder });
    expect(out).toBe('plant.seg\n');
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'plant.seg'), 'utf8')).toContain('\n  level 2\n');
    expect(bulkhead(['fmt', '--check'], { cwd: folder }).code).toBe(0);
  });

  it('changes nothing with --check, and ends with code 1 where it would', () => {
    const folder = folderOf({ 'plant.seg': UNTIDY });
    const { code, out } = bulkhead(['fmt', '--check', folder]);
    expect(out).toContain('plant.seg');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'plant.seg'), 'utf8')).toBe(UNTIDY);
  });

  it('leaves a file with syntax errors as it is, and formats the others', () => {
    const broken = 'zone {{{ \n';
    const folder = folderOf({ 'broken.seg': broken, 'plant.seg': UNTIDY });
    const { code, out, err } = bulkhead(['fmt'], { cwd: folder });
    expect(err).toContain('broken.seg has syntax errors');
    expect(out).toBe('plant.seg\n');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'broken.seg'), 'utf8')).toBe(broken);
  });

  it('does not write a file back whose bytes are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('// caf'), Buffer.from([0xe9]), Buffer.from('\nzone   A { }\n')]);
    const folder = folderOf({ 'latin.seg': bytes });
    const { code, err } = bulkhead(['fmt'], { cwd: folder });
    expect(err).toContain('not UTF-8');
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'latin.seg'))).toEqual(bytes);
  });

  it('formats standard input', () => {
    const { code, out } = bulkhead(['fmt', '--stdin'], { input: UNTIDY });
    expect(out).toContain('\n  level 2\n');
    expect(code).toBe(0);
  });
});
