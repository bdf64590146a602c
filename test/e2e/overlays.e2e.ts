/** Overlays of the diagram in a real VS Code: asked for in the editor, led to the source, moved in time, kept with the window. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;

const inPage = (selector: string): Locator => vscode.webview().locator(selector);
const panelTitle = (title: string): Locator => inPage(`.side-panel h2:text-is("${title}")`);
const hops = (): Promise<string[]> => inPage('.picture .overlay-hop text').allTextContents();
const lineOf = (file: string, text: string): number =>
  readFileSync(join(vscode.folder, file), 'utf8')
    .split('\n')
    .findIndex((l) => l.includes(text)) + 1;

describe.skipIf(reason !== undefined)(`overlays of the diagram${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia', viewport: { width: 1800, height: 1000 } });
    await vscode.openFile('zones.seg');
    await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
    await inPage('[data-node^="zone:"]').first().waitFor({ timeout: 30_000 });
  });
  afterAll(() => vscode?.close());

  it('the blast radius that the editor shows lies over the open diagram, with the witness, whose steps lead to their rules', async () => {
    await vscode.runCommand('View: Focus First Editor Group');
    await vscode.goTo(lineOf('zones.seg', 'asset JUMP-1'), 12);
    await vscode.runCommand('Segmentation: Show Blast Radius');
    await panelTitle('Blast radius of JUMP-1').waitFor();
    expect((await hops()).sort()).toEqual(['1', '2']);
    await vscode.screenshot('overlay-blast');
    await inPage('[data-node="asset:Plant.Kiln.101-PT-22"]').click();
    await expect.poll(async () => (await hops()).sort()).toEqual(['1', '2', '3']);
    await inPage('.side-panel button.link')
      .filter({ hasText: /^access\.seg, line/ })
      .click();
    await vscode.page.locator('.tab.active[data-resource-name="access.seg"]').waitFor();
  });

  it('follows an edit: without the access less falls', async () => {
    await vscode.goTo(lineOf('access.seg', 'allow JUMP-1'), 3);
    await vscode.page.keyboard.type('// ');
    await expect.poll(() => inPage('.side-panel .figure strong').textContent(), { timeout: 15_000 }).toBe('1');
    await vscode.runCommand('File: Revert File');
    await expect.poll(() => inPage('.side-panel .figure strong').textContent(), { timeout: 15_000 }).toBe('7');
  });

  it('vendor access is open and closed by the time that the slider stands at', async () => {
    await inPage('.overlay-select select').selectOption('access');
    await panelTitle('Vendor access').waitFor();
    const time = inPage('.times input');
    await inPage('.side-panel h3:text-is("Open")').waitFor();
    await vscode.screenshot('overlay-access');
    await time.focus();
    await vscode.page.keyboard.press('PageUp');
    await expect.poll(() => time.getAttribute('aria-valuetext')).toBe('Tue 2031-03-04 17:00');
    await inPage('.side-panel h3:text-is("Closed")').waitFor();
  });

  it('comes back with a panel that was hidden, at the same time', async () => {
    await vscode.page.locator('.tab', { hasText: 'Zone Diagram' }).click();
    await vscode.openFile('policy.seg');
    await panelTitle('Vendor access').waitFor({ state: 'detached' });
    await vscode.page.locator('.tab', { hasText: 'Zone Diagram' }).click();
    await panelTitle('Vendor access').waitFor();
    expect(await inPage('.times input').getAttribute('aria-valuetext')).toBe('Tue 2031-03-04 17:00');
  });
});
