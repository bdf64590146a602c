/** Compiled rules beside the policy in a real VS Code: the mapping both ways, an edit that changes only its own lines, saving, the report. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveIn } from './host/save-dialog.ts';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;

const lineOf = (file: string, text: string): number =>
  readFileSync(join(vscode.folder, file), 'utf8')
    .split('\n')
    .findIndex((l) => l.includes(text)) + 1;
const source = (): Locator => vscode.page.locator('.editor-group-container').nth(0);
const output = (): Locator => vscode.page.locator('.editor-group-container').nth(1);
/** Lines with a whole-line background: those that a decoration marks. */
const marked = (group: Locator): Locator => group.locator('.view-overlays .cdr[class*="ced-"]');

/** Waits for a file that holds a text. A message that something was saved may be that of an earlier export. */
async function fileWith(path: string, text: string): Promise<void> {
  await expect.poll(() => existsSync(path) && readFileSync(path, 'utf8'), { timeout: 20_000 }).toContain(text);
}

describe.skipIf(reason !== undefined)(`compiled rules${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({
      folder: 'examples/cascadia',
      settings: { 'files.simpleDialog.enable': true, 'bulkhead.compile.target': 'nftables' },
    });
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('Segmentation: Compile Rules...');
    const choices = vscode.page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'FW-3' }).filter({ hasNotText: 'All firewalls' }).first().click();
    await output().getByText('rules for FW-3').waitFor();
  });
  afterAll(() => vscode?.close());

  it('mark the lines of an output that come from the rule at the cursor', async () => {
    await source().locator('.view-line').first().click();
    await vscode.goTo(lineOf('conduits.seg', 'allow HIST-1 -> HIST-DMZ'), 5);
    await marked(output()).first().waitFor();
    await vscode.screenshot('compiled-from-source');
  });

  it('mark the rule that the line at the cursor of an output comes from', async () => {
    await output().locator('.view-line').first().click();
    await vscode.page.keyboard.press('Control+f');
    await vscode.page.keyboard.type('conduit PlantEdge');
    await vscode.page.keyboard.press('Enter');
    await vscode.page.keyboard.press('Escape');
    await marked(source()).first().waitFor();
    await vscode.screenshot('compiled-from-output');
  });

  it('change only in the lines of an edited rule, and say that they are not current while the policy has no meaning', async () => {
    await source().locator('.view-line').first().click();
    const line = lineOf('conduits.seg', 'allow HIST-1 -> HIST-DMZ');
    await vscode.goTo(line, '  allow HIST-1 -> HIST-DMZ : pi'.length + 1);
    await vscode.page.keyboard.type(', https');
    await output()
      .getByText(/rules for FW-3, \d+ lines? changed by the last edit/)
      .waitFor();
    const text = await output()
      .getByText(/changed by the last edit/)
      .textContent();
    const changed = Number(/(\d+) lines? changed/.exec(text ?? '')?.[1]);
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThanOrEqual(8);
    await vscode.screenshot('compiled-changed');
    await vscode.page.keyboard.type('x');
    await output().getByText('Not current').waitFor();
    await vscode.runCommand('File: Revert File');
    await output().getByText('Not current').waitFor({ state: 'detached' });
  });

  it('are saved to a folder, with a question before a file is replaced', async () => {
    const { page, folder } = vscode;
    const rules = join(folder, 'rules', 'FW-3.nft');
    mkdirSync(join(folder, 'rules'));
    for (const round of ['new', 'again']) {
      if (round === 'again') writeFileSync(rules, 'rules of yesterday');
      await output().getByText('Save to Folder...').click();
      await saveIn(page, join(folder, 'rules'), 'Save Rules Here');
      if (round === 'again') await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Replace' }).click();
      await fileWith(rules, 'table inet');
      await page.getByText('Saved 1 file.').first().waitFor();
      await vscode.runCommand('Notifications: Clear All Notifications');
    }
    expect(readdirSync(join(folder, 'rules'))).toEqual(['FW-3.nft']);
  });

  it('are held against the last export', async () => {
    await output().getByText('Compare with Last Export').click();
    await vscode.page.locator('.tab.active').filter({ hasText: 'last export and now' }).waitFor();
    await vscode.screenshot('compiled-compared');
    await vscode.runCommand('View: Close Editor');
  });

  it('come with the report of zones and conduits', async () => {
    const { page, folder } = vscode;
    await source().locator('.view-line').first().click();
    await vscode.runCommand('Segmentation: Export Report...');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'HTML' }).first().click();
    await saveIn(vscode.page, folder, 'Save Report Here');
    const report = join(folder, 'zones-and-conduits.html');
    await fileWith(report, '</html>');
    const [, drawing = ''] = /src="data:image\/svg\+xml,([^"]*)"/.exec(readFileSync(report, 'utf8')) ?? [];
    expect(decodeURIComponent(drawing)).toContain('data-line="conduit:PlantEdge"');
  });
});
