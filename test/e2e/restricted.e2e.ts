/** A workspace that nobody trusts: rules are compiled and saved in it, and nothing is written outside of it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveIn } from './host/save-dialog.ts';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;
let elsewhere: string;

describe.skipIf(reason !== undefined)(`a workspace without trust${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'bulkhead-elsewhere-'));
    vscode = await openVscode({
      folder: 'examples/cascadia',
      restricted: true,
      settings: { 'files.simpleDialog.enable': true, 'bulkhead.compile.target': 'nftables' },
    });
    await vscode.page.getByText('Restricted Mode').first().waitFor();
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('Segmentation: Compile Rules...');
    const choices = vscode.page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'FW-3' }).filter({ hasNotText: 'All firewalls' }).first().click();
    await vscode.page.getByText('rules for FW-3').waitFor();
  });
  afterAll(async () => {
    await vscode?.close();
    if (elsewhere !== undefined) rmSync(elsewhere, { recursive: true, force: true });
  });

  it('has nothing written outside of it', async () => {
    await vscode.page.getByText('Save to Folder...').first().click();
    await saveIn(vscode.page, elsewhere, 'Save Rules Here');
    await vscode.page.getByText('This workspace is not trusted').first().waitFor();
    expect(readdirSync(elsewhere)).toEqual([]);
    await vscode.runCommand('Notifications: Clear All Notifications');
  });

  it('has rules saved inside', async () => {
    const inside = join(vscode.folder, 'rules');
    mkdirSync(inside);
    await vscode.page.getByText('Save to Folder...').first().click();
    await saveIn(vscode.page, inside, 'Save Rules Here');
    await expect.poll(() => existsSync(join(inside, 'FW-3.nft')), { timeout: 20_000 }).toBe(true);
  });
});
