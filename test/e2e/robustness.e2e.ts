/** What goes wrong around the editor - the server dies, folders move, branches change - costs nobody their findings. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
/** The client starts a dead server again so often. */
const MOST_RESTARTS = 5;
let vscode: Vscode;

/** The language server of this window: the process that runs the bundle of its own installation. */
function serverProcess(): number | undefined {
  const state = dirname(vscode.folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.some((word) => word.startsWith(state) && word.endsWith('dist/server.cjs'));
      } catch {
        return false;
      }
    });
}

const problem = async (text: string): Promise<Locator> => (await vscode.problems()).filter({ hasText: text });
const noProblems = async (): Promise<void> => {
  await vscode.problems();
  await vscode.page.getByText('No problems have been detected').waitFor();
};

describe.skipIf(reason !== undefined)(`around the editor${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({
      folder: 'examples/cascadia',
      prepare: (folder) => {
        mkdirSync(join(folder, 'cells'));
        renameSync(join(folder, 'zones.seg'), join(folder, 'cells', 'zones.seg'));
      },
    });
  });
  afterAll(() => vscode?.close());

  it('a folder that is moved away on disk takes its zones along, and brings them back', async () => {
    await vscode.openFile('conduits.seg');
    await noProblems();
    renameSync(join(vscode.folder, 'cells'), join(dirname(vscode.folder), 'away'));
    await (await problem('No zone is named Supervisory')).first().waitFor();
    renameSync(join(dirname(vscode.folder), 'away'), join(vscode.folder, 'zellen'));
    await noProblems();
  });

  it('a file that changes on disk under an editor with unsaved changes leaves those in force', async () => {
    const { page, folder } = vscode;
    await vscode.openFile('policy.seg');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nzone Unsaved { kind nonsense }');
    await (await problem('nonsense')).first().waitFor();
    const policy = readFileSync(join(folder, 'policy.seg'), 'utf8');
    writeFileSync(join(folder, 'policy.seg'), `${policy}zone OnDisk { kind rubbish }\n`);
    writeFileSync(join(folder, 'witness.seg'), 'zone Witness { kind drivel }\n');
    await (await problem('drivel')).first().waitFor();
    expect(await (await problem('rubbish')).count()).toBe(0);
    await vscode.openFile('policy.seg');
    await vscode.runCommand('File: Revert File');
    await (await problem('rubbish')).first().waitFor();
    writeFileSync(join(folder, 'policy.seg'), policy);
    rmSync(join(folder, 'witness.seg'));
    await noProblems();
  });

  it('a language server that dies comes back by itself, and after five times says that it stays away', async () => {
    const { page, folder } = vscode;
    for (let death = 1; death <= MOST_RESTARTS; death++) {
      const pid = serverProcess();
      expect(pid, `the server before death ${death}`).toBeDefined();
      process.kill(pid as number, 'SIGKILL');
      await expect.poll(serverProcess, { timeout: 20_000 }).not.toBe(pid);
      await expect.poll(serverProcess, { timeout: 20_000 }).toBeDefined();
      writeFileSync(join(folder, 'late.seg'), `zone Late { kind wrong-${death} }\n`);
      await (await problem(`wrong-${death}`)).first().waitFor();
    }
    process.kill(serverProcess() as number, 'SIGKILL');
    await page
      .getByText(/will not be restarted/)
      .first()
      .waitFor();
    await vscode.screenshot('server-stays-away');
    expect(serverProcess()).toBeUndefined();
  });

  it('a language server that stays away, or hangs, is started anew by a command', async () => {
    const { page, folder } = vscode;
    await vscode.runCommand('Segmentation: Restart Language Server');
    await page.getByText('The language server runs anew.').first().waitFor();
    const hanging = serverProcess();
    expect(hanging).toBeDefined();
    await (await problem('wrong-5')).first().waitFor();
    process.kill(hanging as number, 'SIGSTOP');
    await vscode.runCommand('Notifications: Clear All Notifications');
    await vscode.runCommand('Segmentation: Restart Language Server');
    await page.getByText('The language server runs anew.').first().waitFor();
    writeFileSync(join(folder, 'late.seg'), 'zone Late { kind wrong-again }\n');
    await (await problem('wrong-again')).first().waitFor();
    expect(await (await problem('wrong-again')).count()).toBe(1);
    await expect.poll(() => existsSync(`/proc/${hanging}`), { timeout: 20_000 }).toBe(false);
    await page
      .locator('.statusbar-item')
      .filter({ hasText: /Cascadia Mill 3.*assets/ })
      .first()
      .waitFor();
  });
});
