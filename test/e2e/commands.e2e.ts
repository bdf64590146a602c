/** Every command of the palette where there is no policy, and those that keep a policy true to the plant, in one real VS Code. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteTitles } from './host/palette.ts';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;
let scratch: string;

/** Where vendors come in; a conduit without rules is enough for an access. */
const REMOTE = `
zone Remote {
  level 3.5
  kind dmz
  sl-t 2
  network 10.21.0.0/24
  asset JUMP-1 : jump-host at 10.21.0.10
}

conduit Vendors { between Remote and ControlRoom  sl-t 2 }
`;

/** What a command can answer with: a message, a question, a dialog, the walkthrough. */
const ANSWERS =
  '.notification-toast .notification-list-item-message, .quick-input-widget .quick-input-title, .monaco-dialog-box, .gettingStartedContainer';
const LISTED = '.notifications-center .notification-list-item-message';

const rows = (): Locator => vscode.page.locator('.quick-input-list .monaco-list-row');
const dialog = (): Locator => vscode.page.locator('.monaco-dialog-box');

async function pick(text: string): Promise<void> {
  await rows().filter({ hasText: text }).first().click();
}

/** Ticks rows of a list that takes several, and goes on. */
async function tick(...texts: string[]): Promise<void> {
  for (const text of texts)
    await rows()
      .filter({ hasText: text })
      .first()
      .locator('.quick-input-list-checkbox, input, .monaco-checkbox')
      .first()
      .click();
  await vscode.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
}

/** Names a file in VS Code's own dialog, once it shows where it stands. */
async function fileIn(button: string, path: string): Promise<void> {
  const widget = vscode.page.locator('.quick-input-widget');
  await widget.getByRole('button', { name: button }).waitFor();
  await rows().filter({ hasText: '..' }).first().waitFor();
  await widget.locator('.quick-input-box input[type=text]').fill(path);
  await widget.getByRole('button', { name: button }).click();
}

async function answer(prompt: string, text?: string): Promise<void> {
  const { page } = vscode;
  await page.locator('.quick-input-widget').getByText(prompt).first().waitFor();
  if (text !== undefined) await page.locator('.quick-input-widget .quick-input-box input[type=text]').fill(text);
  await page.keyboard.press('Enter');
}

describe.skipIf(reason !== undefined)(`commands${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'bulkhead-empty-'));
    mkdirSync(join(scratch, 'plant'));
    writeFileSync(join(scratch, 'plant', 'notes.txt'), 'Nothing here yet.\n');
    vscode = await openVscode({ folder: join(scratch, 'plant') });
  });
  afterAll(async () => {
    await vscode?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('of the palette work, or say why not, where there is no policy', async () => {
    const { page } = vscode;
    const silent: string[] = [];
    for (const title of paletteTitles()) {
      await vscode.runCommand(`Segmentation: ${title}`);
      const said = (where: string) => page.locator(where).locator('visible=true').first();
      const text = await said(ANSWERS)
        .textContent({ timeout: 4000 })
        .catch(async () => {
          // A message whose time was over meanwhile stays in the list.
          await vscode.runCommand('Notifications: Show Notifications');
          return said(LISTED)
            .textContent({ timeout: 2000 })
            .catch(() => undefined);
        });
      if (!text?.trim()) silent.push(title);
      expect(text ?? '').not.toMatch(/undefined|\[object|Error:/);
      await page.keyboard.press('Escape');
      // A message that is still in the list would not be shown again.
      await vscode.runCommand('Notifications: Clear All Notifications');
    }
    expect(silent).toEqual([]);
  });

  it('let a newcomer begin: a policy from a template, which the activity bar offers', async () => {
    const { page } = vscode;
    await page.locator('.activitybar a.action-label[aria-label*="Segmentation"]').first().click();
    await page.locator('.welcome-view').getByText('New Policy').first().click();
    await pick('Small plant');
    await page.locator('.tab.active[data-resource-name="small-plant.seg"]').waitFor();
    await page
      .locator('#bulkhead\\.policy, .statusbar-item')
      .filter({ hasText: /Small plant: 5 assets, worst blast radius \d+, tier \d/ })
      .first()
      .waitFor();
  });

  it('ask for vendor access step by step, show what it opens, and write it as an edit that is undone', async () => {
    const { page, folder } = vscode;
    appendFileSync(join(folder, 'small-plant.seg'), REMOTE);
    await page.locator('.pane-body .monaco-list-row').filter({ hasText: 'Remote' }).first().waitFor();
    await vscode.runCommand('Segmentation: Request Vendor Access...');
    await answer('For which vendor?', 'ABB');
    await pick('JUMP-1');
    await tick('HMI-1');
    await tick('rdp');
    await answer('From when?');
    await answer('Until when?', '2020-01-01');
    await page.locator('.quick-input-widget').getByText('It would end before it begins').waitFor();
    await page.locator('.quick-input-widget .quick-input-box input[type=text]').fill(await tomorrow());
    await page.keyboard.press('Enter');
    await answer('Which ticket', 'CHG-7');
    await dialog().getByText('JUMP-1 may now open rdp').waitFor();
    await vscode.screenshot('access-request');
    await dialog().getByRole('button', { name: 'Write Request' }).click();
    await page.locator('.view-line').filter({ hasText: 'ABB-access' }).first().waitFor();
  });

  it('approve it from the view, and revoke it', async () => {
    const { page } = vscode;
    const view = page.locator('.pane-body .monaco-list-row');
    // Closed as it is at first: its twistie is there once an access is in it.
    await page
      .locator('.pane-body .monaco-list-row[aria-expanded="false"]')
      .filter({ hasText: /^Access/ })
      .first()
      .click();
    const line = view.filter({ hasText: 'ABB-access' }).first();
    await line.filter({ hasText: 'not approved' }).waitFor();
    await line.hover();
    await line.locator('.action-label[aria-label*="Approve"]').click();
    await answer('Who approves?', 'J. Ortiz');
    await dialog().getByRole('button', { name: 'Approve' }).click();
    await page.locator('.view-line').filter({ hasText: 'J. Ortiz' }).first().waitFor();
    await view.filter({ hasText: 'ABB-access' }).filter({ hasNotText: 'not approved' }).first().waitFor();
    await vscode.screenshot('access-approved');
    await vscode.runCommand('Segmentation: Revoke Vendor Access...');
    await pick('ABB-access');
    await dialog().getByText('JUMP-1 may no longer open rdp').waitFor();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    const inView = view.filter({ hasText: 'ABB-access' }).first();
    await inView.waitFor({ state: 'detached' });
    await vscode.runCommand('View: Focus Active Editor Group');
    await page.keyboard.press('Control+Z');
    await inView.waitFor();
  });

  it('import an inventory: the plan as a difference and in words, then the generated file, counted by the policy', async () => {
    const { page, folder } = vscode;
    const list = join(scratch, 'assets.csv');
    writeFileSync(list, 'name,ip,type\nPLC-2,10.41.0.12,plc\nLost,192.168.0.1,plc\n');
    await vscode.runCommand('Segmentation: Import Inventory...');
    await fileIn('Read Inventory', list);
    await dialog().getByText('1 asset added, 0 changed, 0 gone').waitFor();
    await dialog().getByText('row 3, Lost: 192.168.0.1 lies in no zone').waitFor();
    await vscode.screenshot('inventory-plan');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.locator('.tab.active[data-resource-name="inventory.seg"]').waitFor();
    expect(readFileSync(join(folder, 'inventory.seg'), 'utf8')).toContain('asset PLC-2 : plc at 10.41.0.12');
    await page.locator('.statusbar-item').filter({ hasText: '7 assets' }).first().waitFor();
  });

  it('import observed traffic: a flow file that bulkhead.json names, and findings of what is not permitted', async () => {
    const { page, folder } = vscode;
    const log = join(scratch, 'monday.csv');
    writeFileSync(log, 'source,target,protocol,port,first\n10.30.0.11,10.41.0.10,tcp,22,2026-11-20T08:00:00Z\n');
    await vscode.runCommand('Segmentation: Import Observed Traffic...');
    await fileIn('Read Traffic', log);
    await answer('Where is the flow file to lie');
    await page.getByText('1 conversation is compared with the policy now').first().waitFor();
    expect(readFileSync(join(folder, 'observed', 'monday.csv'), 'utf8')).toContain('10.30.0.11,10.41.0.10,tcp,22');
    expect(JSON.parse(readFileSync(join(folder, 'bulkhead.json'), 'utf8'))).toEqual({
      observed: ['observed/monday.csv'],
    });
    const problems = await vscode.problems();
    await problems.filter({ hasText: /ssh/ }).first().waitFor();
    await vscode.screenshot('imported-traffic');
  });
});

/** The evening of tomorrow, on the policy's clock, which is UTC. */
async function tomorrow(): Promise<string> {
  return `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T18:00`;
}
