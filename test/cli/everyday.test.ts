/** `bulkhead init`, `watch` and `completion`: beginning a policy, and living with it on a command line. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BULKHEAD, bulkhead, folderOf, PLANT, ROOT } from './bulkhead.ts';

describe('bulkhead init', () => {
  it.each(['small-plant', 'wind-farm', 'water-utility'])(
    'begins with a %s that has no warning and compiles',
    (template) => {
      const folder = folderOf({});
      const begun = bulkhead(['init', 'plant', '--template', template], { cwd: folder });
      expect([begun.code, begun.err]).toEqual([0, expect.stringContaining(`written: plant/${template}.seg`)]);
      expect(bulkhead(['check', '--fail-on', 'warning'], { cwd: join(folder, 'plant') }).code).toBe(0);
      expect(bulkhead(['compile', '-o', 'rules'], { cwd: join(folder, 'plant') }).code).toBe(0);
    },
  );

  it('writes over nothing, neither a policy nor into one', () => {
    const folder = folderOf({ 'a.seg': PLANT, 'sub/x.txt': '' });
    expect(bulkhead(['init', '.'], { cwd: folder })).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds a policy already'),
    });
    expect(readdirSync(folder).sort()).toEqual(['a.seg', 'sub']);
    writeFileSync(join(folder, 'bulkhead.json'), '{}');
    expect(bulkhead(['init', 'sub'], { cwd: folder })).toMatchObject({
      code: 2,
      err: expect.stringContaining('a policy already'),
    });
    expect(bulkhead(['init', 'a.seg'], { cwd: folder }).code).toBe(2);
  });
});

/** A watch that is ended with the test. */
function watching(folder: string): { readonly child: ChildProcess; readonly said: () => string } {
  const child = spawn(process.execPath, [BULKHEAD, 'watch', '--out', 'rules', '--interval', '50'], { cwd: folder });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said: () => said };
}

describe('bulkhead watch', () => {
  it('follows the text: writes what differs, says which rules come and go, and keeps the last good outputs', async () => {
    const firewalls =
      'firewall FW { interface "a" to Supervisory interface "b" to Kiln }\nfirewall OTHER { interface "c" to Supervisory }\n';
    const folder = folderOf({ 'plant.seg': `${PLANT}${firewalls}`, 'bulkhead.json': '{}' });
    const [plant, rules] = [join(folder, 'plant.seg'), join(folder, 'rules', 'FW.nft')];
    const { child, said } = watching(folder);
    await vi.waitFor(() => expect(existsSync(rules)).toBe(true), { timeout: 15_000 });
    const other = statSync(join(folder, 'rules', 'OTHER.nft')).mtimeMs;
    writeFileSync(plant, `${PLANT}${firewalls}`.replace(': modbus because', ': modbus, ssh because'));
    await vi.waitFor(() => expect(said()).toMatch(/FW: 1 added, 1 removed -> rules\/FW\.nft/), { timeout: 15_000 });
    const good = readFileSync(rules, 'utf8');
    expect(good).toContain('22');
    writeFileSync(plant, `${PLANT}${firewalls}conduit X { between Nowhere and Kiln }\n`);
    await vi.waitFor(() => expect(said()).toContain('1 error: the last outputs stay.'), { timeout: 15_000 });
    expect(readFileSync(rules, 'utf8')).toBe(good);
    expect(statSync(join(folder, 'rules', 'OTHER.nft')).mtimeMs).toBe(other);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }, 60_000);
});

describe('bulkhead completion', () => {
  const script = (shell: string) => bulkhead(['completion', shell]).out;

  it('completes commands, their options and values in bash', () => {
    const folder = folderOf({ 'c.bash': script('bash') });
    const complete = (...words: string[]): string[] => {
      const run = `source c.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bulkhead; echo "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', run, 'bash', 'bulkhead', ...words], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      return stdout.trim().split(' ');
    };
    expect(complete('comp')).toEqual(['compile', 'completion']);
    expect(complete('access', 're')).toEqual(['request', 'revoke']);
    expect(complete('access', 'list', '--format', '')).toEqual(['text', 'json']);
    expect(complete('check', 'plant/', '--fail')).toEqual(['--fail-on']);
  });

  it('names every command in every shell, and no other shell', () => {
    const commands = readdirSync(join(ROOT, 'cli', 'commands')).map((f) => f.replace(/\.ts$/, ''));
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = script(shell);
      expect(commands.filter((c) => !text.includes(c))).toEqual([]);
    }
    expect(bulkhead(['completion', 'csh']).code).toBe(2);
  });
});
