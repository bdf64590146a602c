/** Reviewing a change against git in a real VS Code: what it opens and closes, live while the text is edited. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;

function commitAll(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', '-C', folder, ...args], { stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
}

describe.skipIf(reason !== undefined)(`the review of a change${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia', prepare: commitAll, settings: { 'git.enabled': true } });
  });
  afterAll(() => vscode?.close());

  it('tells what the working tree opens against HEAD, leads to the rule, and follows an edit', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    const lines = readFileSync(join(vscode.folder, 'conduits.seg'), 'utf8').split('\n');
    await vscode.goTo(lines.findIndex((l) => l.includes('allow HIST-1 -> HIST-DMZ')) + 1, 1);
    await page.keyboard.type('  allow HIST-DMZ -> HMI-1 : https because "screens"\n');
    await vscode.runCommand('Segmentation: Review Changes Against...');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'HEAD' }).first().click();
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /HIST-DMZ may now open https to HMI-1/ }).waitFor();
    expect(await rows.filter({ hasText: 'Opened' }).count()).toBe(1);
    await vscode.screenshot('review');
    await rows.filter({ hasText: 'may now open https' }).click();
    await page.locator('.tab.active[data-resource-name="conduits.seg"]').waitFor();
    await vscode.runCommand('File: Revert File');
    await page.getByText('No change in meaning.').waitFor();
  });
});
