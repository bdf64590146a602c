/** What `bulkhead compile` does about files that are there already: checks, changes, rollbacks, and files that cannot be replaced. */
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, BULKHEAD, bulkhead, folderOf } from './bulkhead.ts';

const PLANT = (rules: string, firewall = '') => `policy "P" { }
zone A { network 10.0.0.0/24  asset a1 : hmi at 10.0.0.1  asset a2 : hmi at 10.0.0.2 }
zone B { network 10.0.1.0/24  asset b1 : plc at 10.0.1.1 }
schedule Shift { every mon-fri 06:00-14:00 }
firewall FW { interface "e0" to A  interface "e1" to B  fails closed ${firewall} }
conduit C { between A and B
  ${rules}
}
`;
const ONE = 'allow a1 -> b1 : tcp 502 because "one"';
const TWO = 'allow a2 -> b1 : tcp 502 because "two"';
const TIMED = 'allow a1 -> b1 : tcp 503 during Shift because "shift"';
const LATER = '2026-12-01T00:00';

interface Change {
  readonly added: readonly { rule: string; places: readonly { file: string; line: number }[] }[];
  readonly removed: readonly { rule: string; within?: string; line: number }[];
}
interface CheckAnswer {
  readonly checked: readonly { state: string; file: string; changes?: Change }[];
}

function plant(rules: string, firewall?: string): string {
  const folder = folderOf({ 'plant.seg': PLANT(rules, firewall) });
  return folder;
}

function compile(folder: string, ...args: readonly string[]) {
  return bulkhead(['compile', '--now', '2026-11-23T00:00', '-o', 'rules', ...args], { cwd: folder });
}

function rewrite(folder: string, rules: string): void {
  writeFileSync(join(folder, 'plant.seg'), PLANT(rules));
}

describe('bulkhead compile --check', () => {
  it('is content with what it wrote, also later, where times matter', () => {
    const folder = plant(`${ONE}\n${TIMED}`);
    expect(compile(folder, '--target', 'nftables,iptables,json').code).toBe(0);
    const { code, err } = bulkhead(
      ['compile', '-o', 'rules', '--target', 'nftables,iptables,json', '--check', '--now', LATER],
      { cwd: folder },
    );
    expect(err).toContain('4 files: current.');
    expect(code).toBe(0);
  });

  it('says which files differ, and in which rules, and changes nothing', () => {
    const folder = plant(ONE);
    compile(folder);
    rewrite(folder, TWO);
    const before = readFileSync(join(folder, 'rules', 'FW.nft'), 'utf8');
    const { code, out } = compile(folder, '--check', '--format', 'json');
    const { checked } = answerOf<CheckAnswer>('compile', out);
    expect(checked).toMatchObject([{ state: 'different', file: join('rules', 'FW.nft') }]);
    expect(checked[0]?.changes?.added[0]?.places).toEqual([{ file: 'plant.seg', line: 7 }]);
    expect(checked[0]?.changes?.removed[0]?.within).toBe('conduit C (plant.seg)');
    const line = before.split('\n')[(checked[0]?.changes?.removed[0]?.line ?? 0) - 1];
    expect(line).toContain(checked[0]?.changes?.removed[0]?.rule);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'rules', 'FW.nft'), 'utf8')).toBe(before);
  });

  it('misses files, finds edited ones, those of firewalls that are gone, and times that are over', () => {
    const folder = plant(`${ONE}\n${TIMED}`);
    const states = (now: string, ...args: readonly string[]) => {
      const { out } = bulkhead(['compile', '-o', 'rules', '--check', '--now', now, '--format', 'json', ...args], {
        cwd: folder,
      });
      return answerOf<CheckAnswer>('compile', out).checked.map((c) => `${c.file} ${c.state}`);
    };
    expect(states(LATER)).toEqual(['rules/FW.nft missing']);
    compile(folder, '--horizon', '30');
    expect(states(LATER, '--horizon', '30')).toEqual(['rules/FW.nft current']);
    expect(states('2027-01-01T00:00', '--horizon', '30')).toEqual(['rules/FW.nft times over']);
    const text = readFileSync(join(folder, 'rules', 'FW.nft'), 'utf8');
    writeFileSync(join(folder, 'rules', 'OLD.nft'), text);
    writeFileSync(join(folder, 'rules', 'FW.nft'), text.replace('dport 502', 'dport 500-502'));
    expect(states(LATER, '--horizon', '30')).toEqual(['rules/FW.nft different', 'rules/OLD.nft left over']);
  });

  it('asks for a place to look', () => {
    const folder = plant(ONE);
    const { code, err } = bulkhead(['compile', '--check'], { cwd: folder });
    expect(err).toContain('-o');
    expect(code).toBe(2);
  });
});

describe('the difference to the last export', () => {
  it('is told in rules with their lines, before anything is written', () => {
    const folder = plant(ONE);
    expect(compile(folder, '--changes').out).toContain('rules/FW.nft: new, with 1 rule');
    expect(existsSync(join(folder, 'rules'))).toBe(false);
    compile(folder);
    rewrite(folder, `${ONE}\n  ${TWO}`);
    const { out, code } = compile(folder, '--changes');
    expect(out).toContain('rules/FW.nft: 1 added');
    expect(out).toMatch(/^ {2}\+ [a-z2-7]{6} {2}plant\.seg:8$/m);
    expect(code).toBe(0);
    expect(compile(folder).err).toContain('; 1 added');
    expect(compile(folder).err).toContain('; the same rules as before');
    rewrite(folder, ONE);
    expect(compile(folder, '--changes').out).toMatch(
      /^ {2}- [a-z2-7]{6} {2}conduit C \(plant\.seg\), line \d+ of rules\/FW\.nft$/m,
    );
  });

  it('sees through merged entries', () => {
    const folder = plant(`${ONE}\n${TWO}`);
    expect(compile(folder, '--optimise').err).toContain('2 rules (2 entries, optimised to 1)');
    expect(compile(folder, '--optimise', '--changes').out).toContain('the same rules as before');
    expect(compile(folder, '--changes').out).toContain('the same rules as before');
  });
});

describe('what is compiled by default', () => {
  it('is for each firewall the target that its platform names, else nftables', () => {
    const folder = plant(ONE, 'platform iptables');
    compile(folder);
    expect(readdirSync(join(folder, 'rules')).sort()).toEqual(['FW.v4.rules', 'FW.v6.rules']);
    rmSync(join(folder, 'rules'), { recursive: true });
    writeFileSync(join(folder, 'plant.seg'), PLANT(ONE, 'platform "some appliance"'));
    compile(folder);
    expect(readdirSync(join(folder, 'rules'))).toEqual(['FW.nft']);
  });

  it('is what exports of bulkhead.json says, with its options', () => {
    const folder = plant(`${ONE}\n${TWO}\n${TIMED}`, 'platform json');
    const settings = (options: string) =>
      writeFileSync(
        join(folder, 'bulkhead.json'),
        `{ "exports": [{ "target": "nftables", "path": "out", "options": ${options} }] }`,
      );
    settings('{ "horizon": 14, "optimise": true, "firewalls": ["FW"] }');
    const run = () => bulkhead(['compile', '--now', '2026-11-23T00:00'], { cwd: folder });
    expect(run().err).toContain('optimised to 2');
    expect(readFileSync(join(folder, 'out', 'FW.nft'), 'utf8')).toContain('spelled out until 2026-12-07T00:00:00Z');
    for (const wrong of ['{ "horizon": "long" }', '{ "fallbacks": "x" }', '{ "horizn": 3 }', '{ "optimise": 1 }']) {
      settings(wrong);
      const { code, err } = run();
      expect(err).toContain('exports of bulkhead.json, options of nftables');
      expect(code).toBe(2);
    }
  });
});

describe('a firewall that would carry too many rules', () => {
  it('is an error that names it and its limit, and nothing is written', () => {
    const folder = plant(`${ONE}\n${TWO}`, 'rules at most 1');
    const { code, err } = compile(folder);
    expect(err).toContain('firewall FW would carry 2 rules, and at most 1 are stated');
    expect(err).toMatch(/^plant\.seg:5:\d+ error/);
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'rules'))).toBe(false);
  });
});

describe('bulkhead compile --rollback', () => {
  it('writes what takes the rules off again beside the outputs', () => {
    const folder = plant(ONE);
    const { err } = compile(folder, '--rollback', '--target', 'nftables,iptables');
    expect(err).toContain('rules/FW.rollback.nft');
    expect(readdirSync(join(folder, 'rules')).sort()).toEqual([
      'FW.rollback.nft',
      'FW.v4.rollback.rules',
      'FW.v6.rollback.rules',
    ]);
    expect(readFileSync(join(folder, 'rules', 'FW.rollback.nft'), 'utf8')).toContain('delete table inet bulkhead');
  });

  it('says so where a target has none', () => {
    const { code, err } = compile(plant(ONE), '--rollback', '--target', 'json');
    expect(err).toContain('json has nothing that takes its rules back');
    expect(code).toBe(2);
  });
});

/** Runs the command in a mount namespace of its own, where the folder `rules` is a file system made for the test. */
function onFileSystem(folder: string, mount: string, then = 'true') {
  const script = `mkdir -p "$1/rules" && ${mount} && cp "$1/before" "$1/rules/FW.nft" && ${then}
    "$2" "$3" compile --policy "$1" --target nftables -o "$1/rules"; echo "code $?"; cat "$1/rules/FW.nft"; ls -A "$1/rules"`;
  const args = ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, BULKHEAD];
  return spawnSync('unshare', args, { encoding: 'utf8' });
}
const mounts = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
/** Where file systems cannot be mounted these are skipped by name; in CI they fail. */
const withMounts = it.skipIf(!mounts && !process.env.CI);

describe('an output that cannot be replaced', () => {
  const rules = Array.from({ length: 120 }, (_, i) => `allow a1 -> b1 : tcp ${1000 + 2 * i}`).join('\n');

  withMounts('stays whole where the disk is full', () => {
    const folder = folderOf({ 'plant.seg': PLANT(rules), before: 'the rules of before\n' });
    const { stdout, stderr } = onFileSystem(folder, 'mount -t tmpfs -o size=8k none "$1/rules"');
    expect(stderr).toMatch(/cannot be written: .*no space/i);
    expect(stdout).toBe('code 2\nthe rules of before\nFW.nft\n');
  });

  withMounts('stays whole where the folder is read-only', () => {
    const folder = folderOf({ 'plant.seg': PLANT(rules), before: 'the rules of before\n' });
    const { stdout, stderr } = onFileSystem(
      folder,
      'mount -t tmpfs none "$1/rules"',
      'mount -o remount,ro "$1/rules" &&',
    );
    expect(stderr).toMatch(/cannot be written: .*read-only/i);
    expect(stdout).toBe('code 2\nthe rules of before\nFW.nft\n');
  });

  it('is whole for who has it open: the old text to its end, and the new one by its name', () => {
    const folder = plant(ONE);
    compile(folder);
    const before = readFileSync(join(folder, 'rules', 'FW.nft'), 'utf8');
    const open = openSync(join(folder, 'rules', 'FW.nft'), 'r');
    rewrite(folder, rules);
    compile(folder);
    expect(readFileSync(open, 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'rules', 'FW.nft'), 'utf8')).toContain('dport 1238');
  });
});
