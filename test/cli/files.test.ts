import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bulkhead, folderOf, PLANT } from './bulkhead.ts';

const ZONE = 'zone Extra { level 1 kind control sl-t 2 network 10.50.0.0/24 asset X-1 : plc at 10.50.0.5 }\n';

function assetsOf(folder: string, cwd?: string): string[] {
  const { out, err, code } = bulkhead(['model', ...(cwd === undefined ? ['--policy', folder] : [])], { cwd });
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out).assets.map(({ id }: { id: string }) => id);
}

describe('the files of a policy', () => {
  it('are all .seg files of the folder, but not of node_modules and dot folders', () => {
    const folder = folderOf({
      'plant.seg': PLANT,
      'lines/extra.seg': ZONE,
      'node_modules/other/extra.seg': ZONE.replaceAll('Extra', 'Extra2'),
      '.old/extra.seg': ZONE.replaceAll('Extra', 'Extra3'),
      'notes.txt': 'no policy',
    });
    expect(assetsOf(folder)).toEqual(['Extra.X-1', 'Kiln.PLC-301', 'Supervisory.HMI-1']);
  });

  it('are found from a folder inside the policy, by the nearest bulkhead.json', () => {
    const folder = folderOf({ 'bulkhead.json': '{}', 'plant.seg': PLANT, 'lines/extra.seg': ZONE });
    expect(assetsOf(folder, join(folder, 'lines'))).toHaveLength(3);
  });

  it('are those that bulkhead.json includes and does not exclude', () => {
    const folder = folderOf({
      'bulkhead.json': '{ "include": ["src/**/*.seg"], /* old ones */ "exclude": ["src/old/**"] }',
      'src/plant.seg': PLANT,
      'src/old/plant.seg': PLANT,
      'draft.seg': ZONE,
    });
    expect(assetsOf(folder)).toEqual(['Kiln.PLC-301', 'Supervisory.HMI-1']);
  });

  it('do not include those of a policy further in', () => {
    const folder = folderOf({ 'plant.seg': PLANT, 'other/bulkhead.json': '{}', 'other/plant.seg': PLANT });
    expect(assetsOf(folder)).toHaveLength(2);
  });

  it('are read once where links lead to them in a circle', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    mkdirSync(join(folder, 'loop'));
    symlinkSync(folder, join(folder, 'loop', 'again'));
    symlinkSync(join(folder, 'plant.seg'), join(folder, 'same.seg'));
    expect(assetsOf(folder)).toHaveLength(2);
  });

  it('are refused where a link leads out of the folder', () => {
    const outside = folderOf({ 'extra.seg': ZONE });
    const folder = folderOf({ 'plant.seg': PLANT });
    symlinkSync(join(outside, 'extra.seg'), join(folder, 'extra.seg'));
    const { code, err } = bulkhead(['check', folder]);
    expect(err).toContain('extra.seg is a link out of');
    expect(code).toBe(2);
  });

  it('end in a clear message where one cannot be read', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    symlinkSync(join(folder, 'gone.seg'), join(folder, 'dangling.seg'));
    const { code, err } = bulkhead(['check', folder]);
    expect(err).toBe('error: dangling.seg cannot be read: no such file.\n');
    expect(code).toBe(2);
  });

  it('end in a clear message where there is none', () => {
    const { code, err } = bulkhead(['check', folderOf({ 'readme.txt': '' })]);
    expect(err).toContain('no .seg file');
    expect(code).toBe(2);
  });
});
