/** `bulkhead check --fix` on real files: what it writes, what it says, and that no file is lost. */
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

const UNUSED = 'group Desks = HMI-1\n\nschedule Idle { every mon 08:00-09:00 }\n';
const FILES = { 'plant.seg': PLANT.replace(' because "operator control"', ''), 'sub/more.seg': UNUSED };
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const fix = (cwd: string, ...args: string[]) => bulkhead(['check', '--fix', '--now', NOW, ...args], { cwd });

describe('bulkhead check --fix', () => {
  it('mends what it safely can, says which file by file, and leaves the rest to a person', () => {
    const folder = folderOf(FILES);
    const { out, code } = fix(folder);
    expect(read(folder, 'sub/more.seg')).toBe('');
    expect(read(folder, 'plant.seg')).toBe(FILES['plant.seg']);
    const lines = out.split('\n').map((l) => l.trim().replace(/ +/g, ' '));
    expect(lines).toContain('fixed unused-group: Remove group Desks');
    expect(lines).toContain('fixed unused-schedule: Remove schedule Idle');
    expect(out).toMatch(/^plant\.seg\n {2}left +\d+: warning because-missing - by hand: /m);
    expect(out).toContain('2 fixes applied, 1 file changed');
    expect(code).toBe(0);
    expect(fix(folder).out).toContain('0 fixes applied, 0 files changed');
    expect(fix(folder, '--fail-on', 'warning').code).toBe(1);
  });

  it('shows with --dry-run what it would do, as a diff, and writes nothing', () => {
    const folder = folderOf(FILES);
    const { out } = fix(folder, '--dry-run');
    expect(out).toMatch(/^--- sub\/more\.seg\t.*\n\+\+\+ sub\/more\.seg\t/m);
    expect(out).toMatch(/^-group Desks = HMI-1$/m);
    expect(out).toContain('2 fixes would be applied, 1 file would change');
    expect(read(folder, 'sub/more.seg')).toBe(UNUSED);
    expect(bulkhead(['check', '--dry-run'], { cwd: folder }).code).toBe(2);
  });

  it('tells programs what it fixed', () => {
    const folder = folderOf(FILES);
    const { fixed, findings } = answerOf<{ fixed: unknown[]; findings: { check: string }[] }>(
      'check',
      fix(folder, '--format', 'json', '--quiet').out,
    );
    expect(fixed).toEqual([
      { check: 'unused-group', title: 'Remove group Desks', file: 'sub/more.seg', line: 1 },
      { check: 'unused-schedule', title: 'Remove schedule Idle', file: 'sub/more.seg', line: 1 },
    ]);
    expect(findings.map((f) => f.check)).not.toContain('unused-group');
  });

  it('touches nothing while a file has syntax errors or names without meaning', () => {
    for (const broken of ['zone {', 'conduit C { between A and B }\n']) {
      const folder = folderOf({ ...FILES, 'broken.seg': broken });
      const { out, code } = fix(folder);
      expect(out).toContain('Nothing was fixed');
      expect(out).toContain('broken.seg:1:');
      expect(read(folder, 'sub/more.seg')).toBe(UNUSED);
      expect(code).toBe(1);
    }
  });

  it('keeps byte-order marks, line ends, modes and links, and leaves no other file behind', () => {
    const text = `\ufeff${PLANT}\n${UNUSED}`.replaceAll('\n', '\r\n');
    const folder = folderOf({ 'real/plant.seg': text });
    chmodSync(join(folder, 'real/plant.seg'), 0o640);
    symlinkSync('real/plant.seg', join(folder, 'linked.seg'));
    fix(folder);
    expect(read(folder, 'real/plant.seg')).toBe(`\ufeff${PLANT}`.replaceAll('\n', '\r\n'));
    expect(statSync(join(folder, 'real/plant.seg')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['linked.seg', 'real']);
    expect(readdirSync(join(folder, 'real'))).toEqual(['plant.seg']);
  });

  it('refuses a file that is no UTF-8, and standard input, and leaves every file as it was', () => {
    const folder = folderOf(FILES);
    writeFileSync(join(folder, 'latin.seg'), Buffer.from('// Pr\xfcfung\n', 'latin1'));
    const { code, err } = fix(folder);
    expect([code, err]).toEqual([2, expect.stringContaining('latin.seg cannot be changed: it is not UTF-8 text')]);
    expect(read(folder, 'sub/more.seg')).toBe(UNUSED);
    expect(bulkhead(['check', '--fix', '--stdin'], { input: PLANT }).code).toBe(2);
  });
});
