/** Reviewing a change against git in a real VS Code: what it opens and closes, live while the text is edited. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedCascadiaFiles } from '../examples/cascadia-change.ts';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', hc: 'Default High Contrast' } as const;

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
    vscode = await openVscode({
      folder: 'examples/cascadia',
      prepare: (folder) => {
        commitAll(folder);
        for (const { path, text } of changedCascadiaFiles()) writeFileSync(join(folder, path), text);
      },
      settings: { 'git.enabled': true },
      viewport: { width: 1700, height: 1000 },
    });
  });
  afterAll(() => vscode?.close());

  const panel = (): Locator => vscode.webview().locator('.side-panel');
  const conduit = (id: string): Locator => vscode.webview().locator(`[data-node="conduit:${id}"]`);

  it('draws HEAD and the working tree as one picture, and tells beside it what the change means', async () => {
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('Segmentation: Review Changes Against...');
    await vscode.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'HEAD' }).first().click();
    await panel().getByText('working tree against HEAD').waitFor({ timeout: 30_000 });
    for (const text of ['PLC-301 may now open opc-ua to HIST-DMZ', 'HMI-2 moves from Supervisory to Kiln', '8 → 0'])
      expect(await panel().getByText(text).count(), text).toBe(1);
    await conduit('Reports~before').waitFor();
    expect(await conduit('KilnHistory').locator('title').textContent()).toMatch(/^added, KilnHistory/);
    expect(await vscode.webview().locator('.overlay-move').count()).toBe(1);
    for (const [name, theme] of Object.entries(THEMES)) {
      mkdirSync(join(vscode.folder, '.vscode'), { recursive: true });
      writeFileSync(join(vscode.folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
      await delay(2000);
      await vscode.screenshot(`review-${name}`);
    }
  });

  it('leads from a sentence to the old text where a rule is gone, else to the rule', async () => {
    await panel().getByRole('button', { name: 'HEAD, conduits.seg, line 24' }).first().click();
    await vscode.page.locator('.view-lines').getByText('conduit Reports').waitFor();
    expect(readFileSync(join(vscode.folder, 'conduits.seg'), 'utf8')).not.toContain('conduit Reports');
    await panel().getByRole('button', { name: 'conduits.seg, line 7', exact: true }).first().click();
    await vscode.page.locator('.view-lines').getByText('conduit KilnSupervision').waitFor();
  });

  it('follows an edit, in the picture and in the view Changes', async () => {
    const lines = readFileSync(join(vscode.folder, 'conduits.seg'), 'utf8').split('\n');
    await vscode.goTo(lines.findIndex((l) => l.includes('allow HIST-1 -> HIST-DMZ')) + 1, 1);
    await vscode.page.keyboard.type('  allow HIST-DMZ -> HMI-1 : https because "screens"\n');
    await panel().getByText('HIST-DMZ may now open https to HMI-1').waitFor();
    await vscode.webview().locator('[data-line="conduit:PlantEdge"]:not([opacity])').waitFor({ state: 'attached' });
    const rows = vscode.page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: 'HIST-DMZ may now open https to HMI-1' }).waitFor();
  });

  it('comes back after the window is loaded anew, with the story beside it and where one looked', async () => {
    const looked = (): Promise<string | null> => vscode.webview().locator('g.picture').getAttribute('transform');
    const whole = await looked();
    await vscode
      .webview()
      .getByRole('button', { name: /^Zoom in/ })
      .click();
    await expect.poll(looked).not.toBe(whole);
    const before = await looked();
    await vscode.reload(({ page: { view } }) => `translate(${view?.x} ${view?.y}) scale(${view?.scale})` === before);
    await panel().getByText('working tree against HEAD').waitFor({ timeout: 60_000 });
    await conduit('Reports~before').waitFor();
    expect(await looked()).toBe(before);
    await panel().getByRole('button', { name: 'HEAD, conduits.seg, line 24' }).first().click();
    await vscode.page.locator('.view-lines').getByText('conduit Reports').waitFor();
  });

  it('ends with another overlay: the picture is that of the text again', async () => {
    await vscode.webview().getByRole('combobox', { name: 'Overlay' }).selectOption('');
    await panel().waitFor({ state: 'detached' });
    await vscode.webview().locator('[data-line="conduit:Reports~before"]').waitFor({ state: 'detached' });
  });

  it('is over then: the next window shows the picture of the text', async () => {
    await vscode.reload(({ extension }) => JSON.stringify(extension['bulkhead.reviews']) === '{}');
    await vscode.webview().locator('[data-node="zone:IDMZ"]').waitFor({ timeout: 60_000 });
    await delay(2000);
    expect(await panel().count()).toBe(0);
    expect(await conduit('Reports~before').count()).toBe(0);
  });
});
