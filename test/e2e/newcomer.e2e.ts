/** A newcomer's hour in a real VS Code: an empty folder, the walkthrough, a first plant, an expectation, compiled rules. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-newcomer-'));
let vscode: Vscode;

const choice = (text: string): Locator =>
  vscode.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
const lens = (text: RegExp): Locator => vscode.page.locator('.codelens-decoration:visible').filter({ hasText: text });

/** Commands that need a policy. */
const COMMANDS = [
  'Open Zone Diagram',
  'Show in Diagram',
  'Show Blast Radius',
  'Who Can Reach...',
  'Explain Connection...',
  'Compile Rules...',
  'Review Changes Against...',
  'Export Report...',
];

/** What a newcomer adds: a second cell, and who may reach it. */
const SECOND_CELL = `
zone Packing {
  level 1
  kind control
  sl-t 2
  network 10.42.0.0/24
  asset PLC-2 : plc at 10.42.0.10 { criticality high }
}

conduit PackingControl {
  between ControlRoom and Packing
  sl-t 2
  allow hmi -> plc : opc-ua because "operator control"
}

expect HMI-1 -> PLC-2 : opc-ua is allowed
`;

describe.skipIf(reason !== undefined)(`a newcomer${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    const folder = join(scratch, 'plant');
    mkdirSync(folder);
    // The host waits for a file to show that the folder is open.
    writeFileSync(join(folder, 'notes.txt'), 'Firewall: see Jo.\n');
    const settings = { 'editor.autoClosingBrackets': 'never', 'editor.autoIndent': 'none' };
    vscode = await openVscode({ folder, settings });
  });
  afterAll(async () => {
    await vscode?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is told by every command that there is no policy yet, and how to begin one', async () => {
    const notice = vscode.page
      .locator('.notifications-center .notification-list-item')
      .filter({ hasText: 'There is no segmentation policy here' });
    const ask = async (command: string): Promise<void> => {
      await vscode.runCommand(`Segmentation: ${command}`);
      // A message is shown once, and stays in the list.
      await vscode.runCommand('Notifications: Show Notifications');
      await notice.getByRole('button', { name: 'New Policy...' }).first().waitFor({ timeout: 10_000 });
    };
    for (const command of COMMANDS) {
      // A palette that loses its focus is closed by Escape, which takes a message along: then the user asks again.
      await ask(command).catch(() => ask(command));
      await vscode.runCommand('Notifications: Clear All Notifications');
      await notice.first().waitFor({ state: 'hidden' });
    }
  });

  it('begins from the walkthrough with a plant that is sound and has its expectations pass', async () => {
    const { page, folder } = vscode;
    await vscode.runCommand('Segmentation: Open Walkthrough');
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.getByText('Begin with a Segmentation Policy').first().waitFor();
    for (const step of [
      'See it as a zone and conduit drawing',
      'Break something, and mend it',
      'Compile it to firewall rules',
    ])
      await walkthrough.getByText(step).first().waitFor();
    await vscode.screenshot('walkthrough');
    await walkthrough.getByRole('button', { name: 'New Policy' }).first().click();
    await choice('Small plant').click();
    await page.locator('.tab.active[data-resource-name="small-plant.seg"]').waitFor();
    expect(existsSync(join(folder, 'small-plant.seg'))).toBe(true);
    await page.keyboard.press('Control+End');
    await lens(/^Passed$/)
      .first()
      .waitFor();
    await vscode.problems();
    await page.getByText('No problems have been detected').waitFor();
    await page.keyboard.press('Control+Shift+m');
  });

  it('adds a zone, a conduit and an expectation, sees a mistake told, and mends it by its quick-fix', async () => {
    const { page } = vscode;
    await vscode.openFile('small-plant.seg');
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(SECOND_CELL);
    await expect.poll(() => lens(/^Passed$/).count(), { timeout: 20_000 }).toBeGreaterThan(1);
    await page.keyboard.insertText('\nexpect OFFICE-1 => PLC-2 : opc-ua is denied');
    const rows = await vscode.problems();
    await rows
      .filter({ hasText: "A rule's arrow is -> and points from who opens the connection to who answers." })
      .waitFor();
    await vscode.screenshot('newcomer-mistake');
    await rows.filter({ hasText: "A rule's arrow" }).dblclick();
    const fixes = await vscode.quickFixes();
    await fixes.filter({ hasText: 'Change to ->' }).first().click();
    await rows.filter({ hasText: 'No firewall has an interface to zone Packing' }).dblclick();
    const ways = await vscode.quickFixes();
    await ways.filter({ hasText: 'Give zone Packing an interface on FW-1' }).first().click();
    await page.getByText('No problems have been detected').waitFor();
    await page.keyboard.press('Control+s');
    await vscode.screenshot('newcomer-plant');
  });

  it('compiles the plant, and the walkthrough shows which steps are done', async () => {
    const { page } = vscode;
    await vscode.runCommand('Segmentation: Compile Rules...');
    await choice('nftables').click();
    const output = page.locator('.editor-group-container').nth(1);
    await output.getByText(/rules for FW-1/).waitFor();
    await vscode.runCommand('Segmentation: Open Walkthrough');
    const done = page.locator('.getting-started-step .codicon-getting-started-step-checked:visible');
    await expect.poll(() => done.count(), { timeout: 20_000 }).toBeGreaterThan(1);
    await vscode.screenshot('walkthrough-done');
  });
});
