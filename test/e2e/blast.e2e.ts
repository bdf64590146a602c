/** Blast radius where people see it, in a real VS Code: lenses, the view, who can reach, explain, call hierarchy, Test Explorer, status bar. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const PALETTE_ROW = '.quick-input-list .monaco-list-row';

const reason = whyNoVscode();
let vscode: Vscode;

const lineOf = (file: string, text: string): number => {
  const lines = readFileSync(join(vscode.folder, file), 'utf8').split('\n');
  const line = lines.findIndex((l) => l.includes(text)) + 1;
  if (line === 0) throw new Error(`${file} holds no line with ${text}`);
  return line;
};
const lens = (text: RegExp): Locator => vscode.page.locator('.codelens-decoration').filter({ hasText: text });

describe.skipIf(reason !== undefined)(`blast radius${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia' });
  });
  afterAll(() => vscode?.close());

  it('stands above zones and assets of note, and changes after an edit in another file', async () => {
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'zone Kiln '));
    const closed = lens(/Blast radius: 0 of 8 assets outside/).first();
    await closed.waitFor();
    await lens(/Blast radius: 1 of 9 assets \(worst case\) \| exposed to 8/)
      .first()
      .waitFor();
    await vscode.page
      .locator('.statusbar-item')
      .filter({ hasText: /: 10 assets, worst blast radius 8/ })
      .waitFor();
    await vscode.screenshot('lenses');
    await vscode.openFile('conduits.seg');
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.type('\nconduit Back { between Kiln and Enterprise allow PLC-301 -> MES-1 : https }');
    await vscode.openFile('zones.seg');
    await closed.waitFor({ state: 'detached' });
    await lens(/Blast radius: 8 of 9 assets \(worst case\) \| exposed to 8/)
      .last()
      .waitFor();
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('File: Revert File');
    await vscode.openFile('zones.seg');
    await closed.waitFor();
  });

  it('opens from a lens as a view whose steps lead to their rules', async () => {
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset JUMP-1'));
    await lens(/Blast radius: \d+ of \d+ assets \(worst case\) \| exposed/)
      .first()
      .locator('a')
      .click();
    const rows = vscode.page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /7 of 9 fall with JUMP-1 \(worst case\)/ }).waitFor();
    await rows.filter({ hasText: 'Plant.Supervisory.ENG-1' }).first().locator('.monaco-tl-twistie').click();
    await rows.filter({ hasText: 'allow JUMP-1 -> ENG-1' }).first().click();
    await vscode.page.locator('.tab.active[data-resource-name="access.seg"]').waitFor();
  });

  it('opens the compiled rules of a zone at one of them, and the zone in the diagram', async () => {
    const { page } = vscode;
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'zone Kiln '));
    await lens(/\d+ rules compiled on FW-3/)
      .locator('a')
      .filter({ hasText: 'compiled on FW-3' })
      .last()
      .click();
    await page.locator(PALETTE_ROW).filter({ hasText: 'nftables' }).first().click();
    const output = page
      .locator('.editor-group-container')
      .filter({ has: page.locator('.tab[data-resource-name$=".nft"]') });
    await output.locator('.monaco-editor .view-line').first().waitFor();
    await output.locator('.current-line, .selected-text').first().waitFor();
    await vscode.screenshot('lens-compiled');
    await page.keyboard.press('Escape');
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'zone Kiln '));
    await lens(/Show in diagram/)
      .locator('a')
      .filter({ hasText: 'Show in diagram' })
      .last()
      .click();
    await vscode.webview().locator('.marks .selected').waitFor();
    await vscode.screenshot('lens-diagram');
    await vscode.runCommand('View: Close Editors in Other Groups');
  });

  it('lists who can reach an asset, and goes from a step to its rule', async () => {
    const { page } = vscode;
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset PLC-301'), '    asset PLC'.length);
    await vscode.runCommand('Segmentation: Who Can Reach...');
    const rows = page.locator(PALETTE_ROW);
    await page.getByText('8 of 9 assets can reach Plant.Kiln.PLC-301 (worst case)').waitFor();
    await vscode.screenshot('who-can-reach');
    await rows.filter({ hasText: 'Enterprise.MES-1' }).first().click();
    await rows.filter({ hasText: 'IDMZ.JUMP-1 -> Plant.Supervisory.ENG-1' }).first().click();
    await page.locator('.tab.active[data-resource-name="access.seg"]').waitFor();
  });

  it('explains a connection between an address and an asset on a port, and goes to the rule', async () => {
    const { page } = vscode;
    await vscode.openFile('zones.seg');
    await vscode.runCommand('Segmentation: Explain Connection...');
    const input = page.locator('.quick-input-widget .quick-input-box input[type=text]');
    const rows = page.locator(PALETTE_ROW);
    const type = async (title: string, text: string, row: string): Promise<void> => {
      await page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
      await input.fill(text);
      await rows.filter({ hasText: row }).first().click();
    };
    await type('Who opens the connection?', '10.30.0.11', 'as typed');
    await type('To whom does 10.30.0.11 open it?', 'PLC-301', 'Plant.Kiln.PLC-301');
    await type('Which service', 'tcp 502', 'as typed');
    await page.getByText('Plant.Supervisory.HMI-1 → Plant.Kiln.PLC-301 : tcp 502 is allowed').waitFor();
    await vscode.screenshot('explain-connection');
    await rows.filter({ hasText: 'Allowed by allow hmi -> plc' }).first().click();
    await page.locator('.tab.active[data-resource-name="conduits.seg"]').waitFor();
  });

  it('walks by call hierarchy from a laptop to the safety controller, over rules of another file', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await page.keyboard.press('Control+End');
    const conduit = 'conduit Forgotten { between Supervisory and KilnSafety allow HMI-1 -> SIS-1 : https }';
    await page.keyboard.type(`\n${conduit}`);
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset ENG-1'), '    asset EN'.length);
    await vscode.runCommand('Peek Call Hierarchy');
    const rows = page.locator('.call-hierarchy .monaco-list-row');
    // What comes in is there before it is turned round: it would come into the place of what goes out.
    await rows.filter({ hasText: 'JUMP-1' }).first().waitFor();
    await page.locator('[class*="callhierarchy-outgoing"]:visible').first().click({ timeout: 10_000 });
    // Only what ENG-1 may open leads to the controller: the outgoing side is there.
    await rows.filter({ hasText: 'PLC-301' }).first().waitFor();
    const console = rows.filter({ hasText: 'HMI-1' }).first();
    await console.locator('.monaco-tl-twistie').click();
    const controller = rows.filter({ hasText: 'SIS-1' }).first();
    await controller.waitFor();
    expect(await controller.textContent()).toContain('allow HMI-1 -> SIS-1 : https');
    await vscode.screenshot('call-hierarchy-safety');
    await page.keyboard.press('Escape');
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('File: Revert File');
  });

  it('walks by call hierarchy from a workstation to a controller and on', async () => {
    const { page } = vscode;
    await vscode.openFile('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset ENG-1'), '    asset EN'.length);
    await vscode.runCommand('Peek Call Hierarchy');
    const rows = page.locator('.call-hierarchy .monaco-list-row');
    await rows.filter({ hasText: 'JUMP-1' }).first().waitFor();
    await page.locator('[class*="callhierarchy-outgoing"]:visible').first().click({ timeout: 10_000 });
    const controller = rows.filter({ hasText: 'PLC-301' }).first();
    await controller.waitFor();
    expect(await controller.textContent()).toContain('allow ENG-1 -> plc : s7comm');
    await controller.locator('.monaco-tl-twistie').click();
    await rows.filter({ hasText: '101-PT-22' }).first().waitFor();
    await vscode.screenshot('call-hierarchy');
    await page.keyboard.press('Escape');
  });

  it('shows a failed expectation in the Test Explorer with its witness, and follows its repair', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nconduit Bad { between Enterprise and KilnSafety allow MES-1 -> SIS-1 : https }');
    await vscode.runCommand('Testing: Focus on Test Explorer View');
    const tests = page.locator('.test-explorer .monaco-list-row');
    const broken = tests.filter({ hasText: 'Enterprise cannot reach KilnSafety' });
    if ((await broken.count()) === 0) await tests.first().locator('.monaco-tl-twistie').click();
    await broken.first().waitFor();
    await broken.locator('.codicon-testing-failed-icon, .codicon-testing-error-icon').first().waitFor();
    await vscode.openFile('expectations.seg');
    await vscode.goTo(lineOf('expectations.seg', 'Enterprise cannot reach KilnSafety'));
    await page.locator('.testing-run-glyph').first().waitFor();
    await page.getByText('Enterprise.MES-1 reaches Plant.KilnSafety.SIS-1').first().waitFor();
    await vscode.screenshot('test-explorer');
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('File: Revert File');
    await broken.locator('.codicon-testing-passed-icon').first().waitFor();
    await vscode.runCommand('Test: Run All Tests');
    await broken.locator('.codicon-testing-passed-icon').first().waitFor();
  });
});
