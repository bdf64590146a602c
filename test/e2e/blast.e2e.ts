/** Blast radius where people see it, in a real VS Code: lenses, the view, call hierarchy, Test Explorer, status bar. */
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
    await lens(/Blast radius: 1 of 9 assets \| exposed to 8/)
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
    await lens(/Blast radius: 8 of 9 assets \| exposed to 8/)
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
    await lens(/Blast radius: \d+ of \d+ assets \| exposed/)
      .first()
      .locator('a')
      .click();
    const rows = vscode.page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /assets fall with IDMZ\.JUMP-1/ }).waitFor();
    await rows.filter({ hasText: 'Plant.Supervisory.ENG-1' }).first().locator('.monaco-tl-twistie').click();
    await rows.filter({ hasText: 'allow JUMP-1 -> ENG-1' }).first().click();
    await vscode.page.locator('.tab.active[data-resource-name="access.seg"]').waitFor();
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
