import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BULKHEAD, bulkhead, folderOf, PLANT, ROOT } from './bulkhead.ts';

/** A Node of the machine that is older than what the command line needs, if there is one. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((node) => {
  if (!existsSync(node)) return false;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout)?.[1]) < 22;
});

describe('bin/bulkhead', () => {
  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(bulkhead(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('works through a link, from any folder', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    symlinkSync(BULKHEAD, join(folder, 'bh'));
    const { status, stdout } = spawnSync(process.execPath, [join(folder, 'bh'), 'check', '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).summary.assets).toBe(2);
  });

  it.skipIf(OLD_NODE === undefined)(
    'goes on under a newer Node where the machine has an older one, and hands on the exit code',
    () => {
      const folder = folderOf({ 'plant.seg': PLANT.replace('is allowed', 'is denied') });
      const { status, stdout, stderr } = spawnSync(OLD_NODE as string, [BULKHEAD, 'check', folder], {
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toContain('expectation-failed');
      expect(status).toBe(1);
    },
  );

  it.skipIf(OLD_NODE === undefined)('hands a signal on to the Node that it started', async () => {
    const child = spawn(OLD_NODE as string, [BULKHEAD, 'check', '--stdin'], { stdio: ['pipe', 'ignore', 'inherit'] });
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGTERM');
    const signal = await new Promise((resolve) => child.on('exit', (_, name) => resolve(name)));
    expect(signal).toBe('SIGTERM');
  });
});

describe('wrong use', () => {
  it.each([
    [['chek'], /Did you mean check/],
    [['check', '--fail-on', 'sometimes'], /--fail-on/],
    [['check', '--now', 'tomorrow'], /2031-03-04T08:00/],
    [['check', '--now', '2031-02-30'], /no such time/],
    [['check', 'no/such/folder'], /no folder no\/such\/folder/],
    [['blast', 'NOBODY', '--policy', 'examples/cascadia'], /no asset or zone NOBODY/],
    [['explain', 'HMI-1', 'PLC-301', 'modbuss', '--policy', 'examples/cascadia'], /Did you mean modbus/],
    [['compile', 'examples/cascadia', '--target', 'abacus'], /no target "abacus"/],
    [['compile', 'examples/cascadia', '--firewall', 'FW-99'], /no firewall "FW-99"/],
  ])('%j ends with code 2 and says what was wrong', (args, message) => {
    const { code, out, err } = bulkhead(args);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('shows examples in the help of every command, and a line in docs/command-line.md', () => {
    const page = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
    const commands = [...bulkhead(['--help']).out.matchAll(/^ {2}([a-z-]+) .*\S/gm)].map((match) => match[1] as string);
    expect(commands.length).toBeGreaterThan(9);
    for (const command of commands.filter((name) => name !== 'help')) {
      const { code, out } = bulkhead([command, '--help']);
      expect(out, command).toContain('Examples:');
      expect(page, command).toContain(`\`bulkhead ${command}`);
      expect(code).toBe(0);
    }
  });
});
