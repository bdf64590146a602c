/** Findings in a real VS Code: in both files that they concern, mended by either; all of a kind at once; ignored one by one; their pages; settings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

/** Two zones in two files whose networks overlap, two rules without a reason, three ignores that hide nothing. */
const FILES = {
  'east.seg': `zone East {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.200
}
`,
  'west.seg': `zone West {
  level 2
  sl-t 1
  network 10.41.0.0/25
  asset HMI-1 : hmi at 10.41.0.10
}
`,
  'rules.seg': `conduit Control {
  between East and West
  sl-t 1
  allow hmi -> plc : modbus
  allow hmi -> plc : opcua
}

// bulkhead-ignore any-source: the first
// bulkhead-ignore any-target: the second
// bulkhead-ignore any-service: the third
schedule Maintenance { every tue 08:00-12:00 }
`,
  'bulkhead.json': '{\n  \n}\n',
};

const reason = whyNoVscode();
let vscode: Vscode;
let plant: string;

const rowsOf = async (text: string): Promise<Locator> => (await vscode.problems()).filter({ hasText: text });
/** Waits until the Problems panel shows so many rows with the text. */
const untilRows = async (text: string, count: number): Promise<void> => {
  const rows = await rowsOf(text);
  await expect.poll(() => rows.count(), { timeout: 20_000, message: `${count} rows with ${text}` }).toBe(count);
};
/** Puts the cursor into a line of the active editor and replaces the whole line. */
const retype = async (line: number, text: string): Promise<void> => {
  await vscode.goTo(line, 1);
  await vscode.page.keyboard.press('End');
  await vscode.page.keyboard.press('Shift+Home');
  await vscode.page.keyboard.press('Shift+Home');
  await vscode.page.keyboard.type(text);
};

describe.skipIf(reason !== undefined)(`findings${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    plant = mkdtempSync(join(tmpdir(), 'bulkhead-plant-'));
    for (const [path, text] of Object.entries(FILES)) writeFileSync(join(plant, path), text);
    vscode = await openVscode({
      folder: plant,
      settings: {
        'editor.autoIndent': 'none',
        'editor.autoClosingBrackets': 'never',
        'workbench.tree.enableStickyScroll': false,
      },
    });
  });
  afterAll(async () => {
    await vscode?.close();
    if (plant !== undefined) rmSync(plant, { recursive: true, force: true });
  });

  it('shows a finding whose halves lie in two files in both, and mending either mends both', async () => {
    const { page } = vscode;
    for (const [file, mended] of [
      ['west.seg', '  network 10.40.0.0/25'],
      ['east.seg', '  network 10.42.0.0/24'],
    ] as const) {
      await vscode.openFile(file);
      await untilRows('network-overlap', 2);
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      if (file === 'west.seg') await vscode.screenshot('checks-two-halves');
      await retype(4, mended);
      await untilRows('network-overlap', 0);
      await vscode.runCommand('File: Revert File');
      await untilRows('network-overlap', 2);
    }
  });

  it('fixes all of a kind at once, and nothing else', async () => {
    const { page } = vscode;
    await vscode.openFile('rules.seg');
    await untilRows('ignore-useless', 3);
    await vscode.goTo(8, 10);
    const fixes = await vscode.quickFixes();
    await fixes.filter({ hasText: 'Fix all 3 of ignore-useless' }).first().waitFor();
    expect(await fixes.filter({ hasText: 'with a reason' }).count()).toBe(0);
    await vscode.screenshot('checks-fix-all');
    await fixes.filter({ hasText: 'Fix all 3 of ignore-useless' }).first().click();
    await untilRows('ignore-useless', 0);
    await untilRows('because-missing', 2);
    expect(await page.locator('.editor-instance .view-line').filter({ hasText: 'bulkhead-ignore' }).count()).toBe(0);
    expect(
      await page
        .locator('.editor-instance .view-line')
        .filter({ hasText: /schedule\s+Maintenance/ })
        .count(),
    ).toBe(1);
  });

  it('silences exactly one finding by an ignore with a reason', async () => {
    const { page } = vscode;
    await vscode.openFile('rules.seg');
    await untilRows('because-missing', 2);
    await vscode.goTo(4, 6);
    const fixes = await vscode.quickFixes();
    await fixes.filter({ hasText: 'Ignore because-missing here, with a reason...' }).first().click();
    const input = page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.press('Enter');
    await page.getByText('An ignore without a reason is a warning itself.').waitFor();
    await input.fill('agreed with operations');
    await vscode.screenshot('checks-ignore-reason');
    await input.press('Enter');
    await untilRows('because-missing', 1);
    await untilRows('ignore-', 0);
    const line = page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /bulkhead-ignore\s+because-missing:\s+agreed/ });
    await line.waitFor();
    await vscode.screenshot('checks-ignored');
    await vscode.runCommand('File: Revert File');
  });

  it('opens the page of a check from its code, offline, and from the address that exported findings give', async () => {
    const { page } = vscode;
    await vscode.openFile('west.seg');
    const rows = await rowsOf('network-overlap');
    await rows
      .first()
      .locator('a.monaco-link')
      .click({ modifiers: ['Control'] });
    const preview = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await preview.getByRole('heading', { name: 'network-overlap' }).waitFor();
    await vscode.screenshot('checks-page');
    await vscode.runCommand('View: Close All Editors');
    await vscode.runCommand('Developer: Open URL');
    await page.locator('.quick-input-widget input[type=text]').waitFor();
    await page.keyboard.type('vscode://bulkhead.bulkhead/checks/because-missing.md');
    await page.keyboard.press('Enter');
    const allow = page.locator('.monaco-dialog-box').getByRole('button', { name: 'Open' });
    await allow.click();
    await preview.getByRole('heading', { name: 'because-missing' }).waitFor();
    await vscode.runCommand('View: Close All Editors');
  });

  it('completes checks and severities in bulkhead.json, and marks a name that means nothing with what was meant', async () => {
    const { page } = vscode;
    await vscode.openFile('bulkhead.json');
    await vscode.goTo(2, 3);
    await page.keyboard.type('"checks": { "network-o');
    await vscode.runCommand('Trigger Suggest');
    const suggestions = page.locator('.suggest-widget .monaco-list-row');
    await suggestions.filter({ hasText: 'network-overlap' }).first().waitFor();
    await vscode.screenshot('checks-settings-completion');
    await page.keyboard.press('Escape');
    await page.keyboard.type('verlap": "off", "any-sorce": "off" }');
    await untilRows('network-overlap', 0);
    await untilRows('There is no check "any-sorce". Did you mean "any-source"?', 1);
    await vscode.screenshot('checks-settings');
    await vscode.goTo(2, 45);
    const fixes = await vscode.quickFixes();
    await fixes.filter({ hasText: 'Change to "any-source"' }).first().click();
    await untilRows('There is no check', 0);
    await vscode.runCommand('File: Revert File');
    await untilRows('network-overlap', 2);
  });
});
