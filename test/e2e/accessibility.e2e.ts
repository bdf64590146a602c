/** The diagram in a real VS Code for people who cannot see it well: what axe finds in each theme and state, and the keyboard alone. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const THEMES = [
  ['Default Light Modern', '.vscode-light'],
  ['Default Dark Modern', '.vscode-dark'],
  ['Default High Contrast', '.vscode-high-contrast:not(.vscode-high-contrast-light)'],
  ['Default High Contrast Light', '.vscode-high-contrast-light'],
];

describe.skipIf(whyNoVscode() !== undefined)('the diagram page, to people who cannot see it well', () => {
  let vscode: Vscode;
  beforeAll(async () => {
    vscode = await openVscode({
      folder: 'examples/cascadia',
      settings: { 'git.enabled': true },
      prepare(folder) {
        const git = (...args: string[]) =>
          execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', '-C', folder, ...args], { stdio: 'pipe' });
        git('init', '-q', '-b', 'main');
        git('add', '-A');
        git('commit', '-q', '-m', 'first');
      },
    });
    await vscode.openFile('zones.seg');
    await vscode.runCommand('Segmentation: Open Zone Diagram');
    await vscode.webview().locator('svg text', { hasText: 'PLC-301' }).first().waitFor();
  });
  afterAll(() => vscode?.close());

  const frame = async (): Promise<Frame> => {
    const found = await (await vscode.webview().locator('html').elementHandle())?.ownerFrame();
    if (!found) throw new Error('the webview has no frame');
    return found;
  };
  const focused = async (): Promise<{ node: string | null; name: string | null; inToolbar: boolean }> =>
    (await frame()).evaluate(() => ({
      node: document.activeElement?.getAttribute('data-node') ?? null,
      name: document.activeElement?.getAttribute('aria-label') ?? null,
      inToolbar: document.activeElement?.closest('.toolbar') != null,
    }));
  const faults = async (): Promise<unknown[]> => {
    const page = await frame();
    await page.evaluate(axe.source);
    return page.evaluate(async () => {
      const { violations, passes } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
      if (!passes.some(({ id }) => id === 'aria-allowed-attr')) return ['axe saw no page'];
      return violations.map(({ id, help, nodes }) => ({ id, help, html: nodes[0]?.html.slice(0, 200) }));
    });
  };

  it('is reached, walked whole and left again with the keyboard alone, and every node says its name', async () => {
    const { page } = vscode;
    await vscode.runCommand('View: Focus Active Editor Group');
    for (let presses = 0; (await focused()).node === null && presses < 8; presses++) await page.keyboard.press('Tab');
    const nodes = await (await frame()).evaluate(() =>
      [...document.querySelectorAll('.picture [data-node]')].map((node) => node.getAttribute('data-node') ?? ''),
    );
    const said = new Map<string, string>();
    for (let presses = 0; presses < 2 * nodes.length && said.size < nodes.length; presses++) {
      const { node, name } = await focused();
      said.set(node ?? '', name ?? '');
      await page.keyboard.press('PageDown');
    }
    expect([...said.keys()].sort()).toEqual([...new Set(nodes)].sort());
    expect([...said].filter(([, name]) => name.length < 3)).toEqual([]);
    expect(said.get('zone:Plant.Kiln')).toBe(
      'Kiln cell, control zone, level 1, SL 1 to 2, micro-segmented, 2 assets, 1 conduit',
    );
    const conduits = [...said].filter(([node]) => node.startsWith('conduit:'));
    expect(conduits).toHaveLength(4);
    expect(said.get('conduit:Reports')).toMatch(/Business network.*Industrial DMZ.*https/);
    await page.keyboard.press('Shift+Tab');
    expect((await focused()).inToolbar).toBe(true);
  });

  it.each(THEMES)('has no fault that axe finds in the theme %s', async (theme, bodyClass) => {
    mkdirSync(join(vscode.folder, '.vscode'), { recursive: true });
    writeFileSync(join(vscode.folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await vscode.webview().locator(`body${bodyClass}`).waitFor();
    expect(await faults()).toEqual([]);
    await vscode.webview().locator('[data-node][tabindex="0"]').first().focus();
    await vscode.page.keyboard.press('b');
    await vscode.webview().locator('.side-panel').waitFor();
    expect(await faults()).toEqual([]);
    await vscode.webview().getByRole('button', { name: 'Close panel' }).click();
    await vscode.webview().locator('.side-panel').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('/');
    await vscode.page.keyboard.type('kiln');
    await vscode.webview().locator('[role=option]').first().waitFor();
    expect(await faults()).toEqual([]);
    for (const _ of 'close, clear') await vscode.page.keyboard.press('Escape');
  });

  it('has none while the text does not parse, nor over a review', async () => {
    await vscode.openFile('zones.seg');
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.insertText('\nzone Half { level');
    await vscode.runCommand('Segmentation: Open Zone Diagram');
    await vscode.webview().locator('.picture.stale').waitFor();
    expect(await faults()).toEqual([]);
    await vscode.openFile('zones.seg');
    await vscode.runCommand('File: Revert File');
    await vscode.runCommand('View: Close All Editors');
    const more = 'conduit More { between Enterprise and Kiln allow MES-1 -> PLC-301 : https }\n';
    appendFileSync(join(vscode.folder, 'conduits.seg'), more);
    await vscode.runCommand('Segmentation: Review Changes Against...');
    await vscode.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'HEAD' }).first().click();
    await vscode.webview().locator('.side-panel').getByText('working tree against HEAD').waitFor();
    expect(await faults()).toEqual([]);
  });
});
