/** A plant's policy in a real VS Code: findings, quick-fixes, names, formatting, blast radius, compiled rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;

const lineOf = (file: string, text: string): number => {
  const lines = readFileSync(join(vscode.folder, file), 'utf8').split('\n');
  const line = lines.findIndex((l) => l.includes(text)) + 1;
  if (line === 0) throw new Error(`${file} holds no line with ${text}`);
  return line;
};
const lens = (text: RegExp): Locator => vscode.page.locator('.codelens-decoration').filter({ hasText: text });
const viewLine = (text: RegExp): Locator =>
  vscode.page.locator('.editor-instance .view-line').filter({ hasText: text });
const noProblems = async (): Promise<void> => {
  await vscode.problems();
  await vscode.page.getByText('No problems have been detected').waitFor();
};

describe.skipIf(reason !== undefined)(`the editor${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia' });
  });
  afterAll(() => vscode?.close());

  it('marks a finding in the text, lists it, and its quick-fix mends it', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await noProblems();
    const line = lineOf('conduits.seg', 'between Supervisory and Kiln');
    await vscode.goTo(line, '  between Supervisory and Kiln'.length + 1);
    await page.keyboard.type('n');
    const rows = await vscode.problems();
    await rows.filter({ hasText: 'No zone is named Kilnn' }).first().waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await vscode.screenshot('finding');
    await vscode.goTo(line, '  between Supervisory and Kil'.length);
    const fixes = await vscode.quickFixes();
    await fixes.filter({ hasText: 'Change to Kiln' }).first().click();
    await viewLine(/between\s+Supervisory\s+and\s+Kiln$/).waitFor();
    await page.getByText('No problems have been detected').waitFor();
    // An editor with changes would be asked about before it closes.
    await vscode.runCommand('File: Revert File');
  });

  it('shows whether expectations hold to whoever opens a file and looks elsewhere at once', async () => {
    const { page } = vscode;
    // A server that only comes up now would have VS Code ask for every text in view, also for one that it has just forgotten.
    await vscode.openFile('zones.seg');
    await lens(/Blast radius/)
      .first()
      .waitFor();
    await vscode.runCommand('View: Close All Editors');
    await page.locator('.editor-instance').first().waitFor({ state: 'detached' });
    // VS Code drops what it meant to ask about a text that loses the focus within a quarter of a second. It may give the text the focus
    // more than once while it opens, so whoever looks elsewhere does so each time.
    const stop = await page.evaluateHandle(() => {
      const leave = ({ target }: FocusEvent): void => {
        if (!(target as Element).closest('.editor-instance')) return;
        setTimeout(() => document.querySelector<HTMLElement>('.explorer-folders-view .monaco-list')?.focus(), 50);
      };
      document.addEventListener('focusin', leave);
      return () => document.removeEventListener('focusin', leave);
    });
    await vscode.openFile('expectations.seg');
    await page.locator('.explorer-folders-view .monaco-list:focus-within').waitFor();
    await lens(/^Passed$/)
      .first()
      .waitFor();
    await stop.evaluate((end) => end());
  });

  it('clears a finding in one file by an edit in another', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nconduit Later { between Packing and IDMZ }');
    const rows = await vscode.problems();
    await rows.filter({ hasText: 'No zone is named Packing' }).first().waitFor();
    await vscode.openFile('zones.seg');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nzone Packing { level 2 network 10.60.0.0/24 }');
    await rows.filter({ hasText: 'No zone is named Packing' }).waitFor({ state: 'detached' });
    await vscode.runCommand('File: Revert File');
    await rows.filter({ hasText: 'No zone is named Packing' }).first().waitFor();
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('File: Revert File');
    await noProblems();
  });

  it('opens the page of a check from its finding', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    const line = lineOf('conduits.seg', 'allow HIST-1 -> HIST-DMZ');
    await vscode.goTo(line, '  allow HIST-1 -> HIST-DMZ : pi'.length + 1);
    await page.keyboard.type(', any');
    const rows = await vscode.problems();
    await rows
      .filter({ hasText: 'any-service' })
      .first()
      .locator('a.monaco-link')
      .click({ modifiers: ['Control'] });
    const preview = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await preview.getByRole('heading', { name: 'any-service' }).waitFor();
    await vscode.screenshot('check-page');
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('File: Revert File');
    await noProblems();
  });

  it('tells what an asset is where its name stands', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    const line = lineOf('conduits.seg', 'deny  HMI-2');
    await vscode.goTo(line, '  deny  HM'.length);
    await vscode.runCommand('Show or Focus Hover');
    const hover = page.locator('.monaco-hover:visible');
    await hover.getByText('Blast radius').waitFor();
    expect(await hover.textContent()).toContain('10.30.0.12');
    await vscode.screenshot('hover');
    await page.keyboard.press('Escape');
  });

  it('completes only what lies in the zones of the conduit', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.goTo(lineOf('conduits.seg', 'deny  HMI-2'), 1);
    await page.keyboard.type('  allow ');
    await vscode.runCommand('Trigger Suggest');
    const rows = page.locator('.suggest-widget .monaco-list-row');
    await rows.filter({ hasText: 'HMI-1' }).first().waitFor();
    expect(await rows.filter({ hasText: 'MES-1' }).count()).toBe(0);
    await vscode.screenshot('completion');
    await page.keyboard.press('Escape');
    await vscode.runCommand('File: Revert File');
    await noProblems();
  });

  it('opens a type of the standard library, read-only', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.goTo(lineOf('conduits.seg', 'allow hmi'), '  allow h'.length);
    await vscode.runCommand('Go to Definition');
    await page.locator('.tab.active[data-resource-name="types.seg"]').waitFor();
    await viewLine(/^type\s+hmi/)
      .first()
      .waitFor();
    await vscode.runCommand('View: Close Editor');
  });

  it('shows the blast radius of the asset at the cursor, whose steps lead to their rules', async () => {
    const { page } = vscode;
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset JUMP-1'), '  asset JU'.length);
    await vscode.runCommand('Segmentation: Show Blast Radius');
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /fall with JUMP-1 \(worst case\)/ }).waitFor();
    await rows.filter({ hasText: 'Plant.Supervisory.ENG-1' }).first().locator('.monaco-tl-twistie').click();
    const hop = rows.filter({ hasText: 'allow JUMP-1 -> ENG-1' });
    await hop.first().waitFor();
    await vscode.screenshot('blast-radius');
    await hop.first().click();
    await page.locator('.tab.active[data-resource-name="access.seg"]').waitFor();
  });

  it('compiles rules for a firewall beside the source, and a line leads back to its rule', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('Segmentation: Compile Rules...');
    const choices = page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'nftables' }).first().click();
    await choices.filter({ hasText: 'FW-3' }).filter({ hasNotText: 'All firewalls' }).first().click();
    await page
      .getByText(/Compiled \d+ rules on FW-3 for nftables/)
      .first()
      .waitFor();
    await viewLine(/table\s+inet/)
      .first()
      .waitFor();
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    await vscode.screenshot('compiled');
    await page.locator('.editor-group-container').nth(1).locator('.view-line').first().click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('conduit PlantEdge');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await vscode.runCommand('Go to Definition');
    await page.locator('.tab.active[data-resource-name$=".seg"]').nth(1).waitFor();
  });
});
