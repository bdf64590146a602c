/** The extension where there is no server: VS Code's web build, the language server in a web worker, files in a virtual file system. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vscode } from './host/vscode.ts';
import { whyNoVscode } from './host/vscode.ts';
import { openWeb } from './host/web.ts';

const reason = whyNoVscode();
let vscode: Vscode;
const viewLine = (text: RegExp): Locator =>
  vscode.page.locator('.editor-instance .view-line').filter({ hasText: text });

describe.skipIf(reason !== undefined)(`the browser${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openWeb({ folder: 'examples/cascadia' });
  });
  afterAll(() => vscode?.close());

  it('colours a policy, and knows by its other files that nothing is wrong with it', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    const words = viewLine(/^conduit\s+PlantEdge/).locator('span[class^=mtk]');
    const colours = () => words.evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    // The word, the name, the title, the brace.
    await expect.poll(colours, { timeout: 20_000 }).toBeGreaterThan(2);
    await page
      .getByText(/Cascadia Mill 3.*10 assets/)
      .first()
      .waitFor();
    await vscode.problems();
    await page.getByText('No problems have been detected').waitFor();
  });

  it('marks a finding while someone types, and its quick-fix mends it', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.goTo(4, '  between Supervisory and Kiln'.length + 1);
    await page.keyboard.type('n');
    const rows = await vscode.problems();
    await rows.filter({ hasText: 'No zone is named Kilnn' }).first().waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await vscode.screenshot('web-finding');
    await vscode.goTo(4, '  between Supervisory and Kil'.length);
    const fixes = await vscode.quickFixes();
    // In this version of VS Code something transparent lies over the menu.
    await fixes.and(page.locator('.focused')).filter({ hasText: 'Change to Kiln' }).waitFor();
    await page.keyboard.press('Enter');
    await viewLine(/between\s+Supervisory\s+and\s+Kiln$/).waitFor();
    await page.getByText('No problems have been detected').waitFor();
  });

  it('draws the zone diagram, which follows the text', async () => {
    await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
    const diagram = vscode.webview();
    await diagram.locator('svg text').filter({ hasText: 'Industrial DMZ' }).first().waitFor();
    await vscode.openFile('zones.seg');
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.type('\nzone Yard { level 2 network 10.60.0.0/24 }');
    await diagram.locator('svg text').filter({ hasText: 'Yard' }).first().waitFor();
    await vscode.screenshot('web-diagram');
    await vscode.runCommand('File: Revert File');
  });

  it('compiles rules beside the source', async () => {
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
    await vscode.screenshot('web-compiled');
  });

  it('sends no request to another machine', () => {
    expect(vscode.foreignRequests).toEqual([]);
  });
});
