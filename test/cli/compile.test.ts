import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

interface CompileAnswer {
  readonly outputs: readonly {
    readonly firewall: string;
    readonly target: string;
    readonly file: string;
    readonly rules: number;
  }[];
}

/** The plant with two firewalls that do not meet, so that its permission has no path. */
const PARTED = `${PLANT}
firewall FW-A { platform nftables interface a to Supervisory fails closed }
firewall FW-B { platform nftables interface b to Kiln fails closed }
`;

/** Its firewalls state platforms of their own. */
const CASCADIA = ['compile', 'examples/cascadia', '--now', NOW, '--target', 'nftables'];

describe('bulkhead compile', () => {
  it('writes a file a firewall, and says which', () => {
    const folder = folderOf({});
    const { code, err } = bulkhead([...CASCADIA, '-o', join(folder, 'rules')]);
    expect(code).toBe(0);
    const files = readdirSync(join(folder, 'rules')).sort();
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(err).toContain(file);
      expect(readFileSync(join(folder, 'rules', file), 'utf8')).toContain('table ');
    }
  });

  it('answers in JSON with what it wrote', () => {
    const folder = folderOf({});
    const { out } = bulkhead([
      'compile',
      'examples/cascadia',
      '--now',
      NOW,
      '--target',
      'nftables,json',
      '-o',
      folder,
      '--format',
      'json',
    ]);
    const { outputs } = answerOf<CompileAnswer>('compile', out);
    expect(outputs.map(({ firewall, target }) => `${firewall} ${target}`)).toEqual([
      'FW-3 nftables',
      'FW-DMZ nftables',
      'FW-3 json',
      'FW-DMZ json',
    ]);
    expect(outputs.every(({ file }) => existsSync(join(folder, file)))).toBe(true);
    expect(outputs.find(({ firewall }) => firewall === 'FW-3')?.rules).toBeGreaterThan(0);
  });

  it('prints the rules of one firewall, the same bytes each time', () => {
    const args = [...CASCADIA, '--firewall', 'FW-3'];
    const [first, second] = [bulkhead(args), bulkhead(args)];
    expect(first.out).toContain('table ');
    expect(second.out).toBe(first.out);
  });

  it('refuses to write two targets over each other', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    const { code, err } = bulkhead(['compile', '--target', 'nftables,nftables', '-o', 'out'], { cwd: folder });
    expect(err).toContain('Two outputs would be written to');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('writes to the file named where that has the extension of the target and there is one firewall', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    expect(bulkhead(['compile', '-o', 'out/plant.nft'], { cwd: folder }).code).toBe(0);
    expect(readFileSync(join(folder, 'out', 'plant.nft'), 'utf8')).toContain('table ');
  });

  it('refuses a policy part of which has no meaning: a deny that does not resolve would be lost', () => {
    const folder = folderOf({ 'plant.seg': PLANT.replace('expect HMI-1', 'expect NOBODY') });
    const { code, out, err } = bulkhead(['compile', folder, '-o', join(folder, 'rules')]);
    expect(err).toContain('NOBODY');
    expect(err).toContain('Nothing is compiled');
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'rules'))).toBe(false);
  });

  it('writes nothing at all where a permission has no path, and names its place', () => {
    const folder = folderOf({ 'plant.seg': PARTED });
    const { code, err } = bulkhead(['compile', '-o', 'rules'], { cwd: folder });
    expect(err).toMatch(/^plant\.seg:\d+:\d+ error/);
    expect(err).toContain('nothing is written');
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'rules'))).toBe(false);
  });

  it('leaves what was there where it cannot write everything', () => {
    const folder = folderOf({ 'rules/FW-3.nft': 'before' });
    const { out } = bulkhead([...CASCADIA, '--format', 'json']);
    const files = answerOf<CompileAnswer>('compile', out).outputs.map(({ file }) => file) as [string, string];
    writeFileSync(join(folder, 'rules', files[0]), 'before');
    mkdirSync(join(folder, 'rules', files[1]));
    const { code, err } = bulkhead([...CASCADIA, '-o', join(folder, 'rules')]);
    expect(err).toContain('cannot be written');
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'rules', files[0]), 'utf8')).toBe('before');
    expect(readdirSync(join(folder, 'rules')).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('says what is wrong where -o lies under a file, and where no folder can be made', () => {
    const folder = folderOf({ 'rules.nft': 'before' });
    const nowhere = existsSync('/proc') ? ['/proc/nowhere'] : [];
    for (const path of [join(folder, 'rules.nft'), ...nowhere]) {
      const { code, err } = bulkhead([...CASCADIA, '-o', path]);
      expect(err).toContain('cannot be written');
      expect(err).not.toContain('defect');
      expect(code).toBe(2);
    }
    expect(readFileSync(join(folder, 'rules.nft'), 'utf8')).toBe('before');
  });

  it('does what exports of bulkhead.json says, inside the policy folder only', () => {
    const folder = folderOf({
      'plant.seg': PLANT,
      'bulkhead.json': '{ "exports": [{ "target": "json", "path": "out" }] }',
    });
    expect(bulkhead(['compile'], { cwd: folder }).code).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toHaveLength(1);
    writeFileSync(join(folder, 'bulkhead.json'), '{ "exports": [{ "target": "json", "path": "../out" }] }');
    const { code, err } = bulkhead(['compile'], { cwd: folder });
    expect(err).toContain('outside the policy');
    expect(code).toBe(2);
  });
});
