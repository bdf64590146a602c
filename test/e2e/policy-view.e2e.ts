/** The view *Policy* and *New Policy...* in a real VS Code: a plant written from a template in a folder that has a policy already. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;

describe.skipIf(reason !== undefined)(`the policy at a glance${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia' });
  });
  afterAll(() => vscode?.close());

  it('lists zones, conduits, findings by check and access by state, and a zone leads to its text', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await page.locator('.activitybar a.action-label[aria-label*="Segmentation"]').first().click();
    const rows = page.locator('.pane-body .monaco-list-row');
    for (const text of ['Zones', 'Conduits', 'Findings', 'Access'])
      await rows.filter({ hasText: text }).first().waitFor();
    await vscode.screenshot('policy-view');
    await rows.filter({ hasText: 'IDMZ' }).first().click();
    await page.locator('.tab.active[data-resource-name="zones.seg"]').waitFor();
  });

  it('begins a new policy from a template beside the one that is there, without a finding against either', async () => {
    const { page, folder } = vscode;
    await vscode.runCommand('Segmentation: New Policy...');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Small plant' }).first().click();
    await page.locator('.tab.active[data-resource-name="small-plant.seg"]').waitFor();
    expect(existsSync(join(folder, 'small-plant', 'bulkhead.json'))).toBe(true);
    await vscode.problems();
    await page.getByText('No problems have been detected').waitFor();
    await vscode.screenshot('new-policy');
  });
});
