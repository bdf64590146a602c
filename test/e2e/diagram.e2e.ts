/** The zone diagram in a real VS Code: follows the text, leads to the source and back, and looks right in every theme. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
const ZONES = ['Enterprise', 'IDMZ', 'Plant', 'Plant.Kiln', 'Plant.KilnSafety', 'Plant.Supervisory'];
const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', hc: 'Default High Contrast' } as const;
let vscode: Vscode;

interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const nodes = (kind: string): Locator => vscode.webview().locator(`[data-node^="${kind}:"]`);
const node = (id: string): Locator => vscode.webview().locator(`[data-node="${id}"]`);
/** Where the zones are in the picture's own coordinates, whatever pan and zoom. */
const boxes = (): Promise<Box[]> =>
  nodes('zone').evaluateAll((groups) =>
    groups.map((group) => {
      const rect = group.querySelector('rect') as SVGRectElement;
      const { x, y, width, height } = rect.getBBox();
      return { id: (group.getAttribute('data-node') ?? '').slice('zone:'.length), x, y, width, height };
    }),
  );
const order = (list: readonly Box[], by: 'x' | 'y'): string[] =>
  [...list].sort((a, b) => a[by] - b[by] || a.x - b.x || (a.id < b.id ? -1 : 1)).map((b) => b.id);
/** Every zone but the changed one keeps its order, and moves no more than that one grew. */
const expectSteady = (before: readonly Box[], after: readonly Box[], changed: string): void => {
  expect(order(after, 'y')).toEqual(order(before, 'y'));
  expect(order(after, 'x')).toEqual(order(before, 'x'));
  const pairs = before.map((b) => ({ b, a: after.find((a) => a.id === b.id) as Box }));
  const own = pairs.find(({ b }) => b.id === changed) as (typeof pairs)[number];
  const grown = Math.max(own.a.width - own.b.width, own.a.height - own.b.height, 1);
  for (const { a, b } of pairs.filter(({ b: { id } }) => id !== changed)) {
    const moved = Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y));
    expect(moved, `${b.id} moved ${moved}, ${changed} grew ${grown}`).toBeLessThanOrEqual(grown);
  }
};
const lineOf = (file: string, text: string): number =>
  readFileSync(join(vscode.folder, file), 'utf8')
    .split('\n')
    .findIndex((l) => l.includes(text)) + 1;
/** Opens a file beside the diagram. */
const openBeside = async (file: string): Promise<void> => {
  await vscode.runCommand('View: Focus First Editor Group');
  await vscode.openFile(file);
};
const setTheme = (theme: string): void => {
  mkdirSync(join(vscode.folder, '.vscode'), { recursive: true });
  writeFileSync(join(vscode.folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
};

describe.skipIf(reason !== undefined)(`the diagram${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia', viewport: { width: 1600, height: 1000 } });
    await vscode.openFile('zones.seg');
    await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
    await nodes('zone').first().waitFor({ timeout: 30_000 });
  });
  afterAll(() => vscode?.close());

  it('shows all zones, under the name of the policy', async () => {
    expect((await boxes()).map((b) => b.id).sort()).toEqual(ZONES);
    expect(await nodes('asset').count()).toBe(10);
    await vscode.page.locator('.tab', { hasText: 'Cascadia Mill 3: Zone Diagram' }).waitFor();
    await vscode.screenshot('diagram-beside');
  });

  it('follows an edit, and what did not change keeps its order and its place', async () => {
    await openBeside('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'asset 101-PT-22'), 1);
    for (const number of [51, 52, 53]) {
      const before = await boxes();
      await vscode.page.keyboard.insertText(`    asset 101-PT-${number} : sensor at 10.41.0.${number}\n`);
      await node(`asset:Plant.Kiln.101-PT-${number}`).waitFor();
      expectSteady(before, await boxes(), 'Plant.Kiln');
    }
  });

  it('keeps the last picture while the text does not parse, and says so', async () => {
    await openBeside('zones.seg');
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.insertText('\nzone Half { level');
    await vscode.webview().locator('.picture.stale').waitFor();
    expect((await boxes()).map((b) => b.id).sort()).toEqual(ZONES);
    await vscode.screenshot('diagram-stale');
    await vscode.runCommand('File: Revert File');
    await vscode.webview().locator('.picture:not(.stale)').waitFor();
    await node('asset:Plant.Kiln.101-PT-51').waitFor({ state: 'detached' });
  });

  it('selects the source of what is clicked', async () => {
    await openBeside('policy.seg');
    await node('zone:IDMZ').click({ position: { x: 40, y: 14 } });
    await vscode.page.locator('.tab.active[data-resource-name="zones.seg"]').waitFor();
    await vscode.page
      .locator('.view-line')
      .filter({ hasText: /zone\s+IDMZ/ })
      .first()
      .waitFor();
    await vscode.page.locator('.monaco-editor .selected-text').first().waitFor();
    await vscode.webview().locator('.marks .selected').waitFor();
    await vscode.page.keyboard.press('Escape');
  });

  it('marks the zone that the cursor stands in', async () => {
    await openBeside('zones.seg');
    await vscode.goTo(lineOf('zones.seg', 'zone KilnSafety'), 10);
    const safety = (await boxes()).find((b) => b.id === 'Plant.KilnSafety') as Box;
    const marks = vscode.webview().locator('.marks .cursor');
    const isBeside = async (): Promise<boolean> => {
      const found = await marks.evaluateAll((all) =>
        all.map((e) => {
          const { x, y } = (e as unknown as SVGGraphicsElement).getBBox();
          return { x, y };
        }),
      );
      return found.some(({ x, y }) => Math.abs(x - safety.x) < 12 && y >= safety.y && y < safety.y + safety.height);
    };
    await expect.poll(isBeside, { timeout: 10_000 }).toBe(true);
    await vscode.screenshot('diagram-cursor');
  });

  it('finds, collapses, filters and lays the blast radius over the picture, by keys alone', async () => {
    const { page } = vscode;
    await node('zone:Enterprise').click({ position: { x: 40, y: 14 } });
    await page.keyboard.press('/');
    await page.keyboard.type('kiln cell');
    await vscode.webview().locator('[role=option]', { hasText: 'Kiln cell' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await node('zone:Plant.Kiln').and(vscode.webview().locator('[aria-current]')).waitFor();
    await page.keyboard.press('e');
    await node('asset:Plant.Kiln.PLC-301').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await vscode.webview().locator('.side-panel').waitFor();
    await vscode.screenshot('diagram-collapsed-blast');
    await vscode.webview().getByRole('button', { name: 'Close panel' }).click();
    await node('zone:Plant.Kiln').focus();
    await page.keyboard.press('e');
    await node('asset:Plant.Kiln.PLC-301').waitFor();
    await vscode.webview().getByRole('button', { name: 'Filter', exact: true }).click();
    await vscode
      .webview()
      .getByRole('checkbox', { name: /^level 4/ })
      .check();
    await expect.poll(async () => (await boxes()).map((b) => b.id)).toEqual(['Enterprise']);
    await page.keyboard.press('Escape');
    await vscode.webview().locator('.filter-bar').getByRole('button', { name: 'Clear filter' }).click();
    await expect.poll(async () => (await boxes()).length).toBe(ZONES.length);
  });

  it.each(['SVG', 'PNG'])('is exported as %s, from its toolbar', async (format) => {
    const { page, folder } = vscode;
    const choose = (label: string): Promise<void> =>
      page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
    await vscode.webview().getByRole('button', { name: 'Export diagram' }).click();
    await choose(format);
    await choose('Light');
    await choose('With legend');
    const file = `mill.${format.toLowerCase()}`;
    const dialog = page.locator('.quick-input-widget');
    await dialog.locator('.monaco-list-row').filter({ hasText: '..' }).first().waitFor();
    await dialog.locator('.quick-input-box input[type=text]').fill(join(folder, file));
    await dialog.getByRole('button', { name: 'OK' }).click();
    await page.getByText(`Saved ${file}.`).first().waitFor();
    await vscode.runCommand('Notifications: Clear All Notifications');
    const bytes = readFileSync(join(folder, file));
    if (format === 'PNG') expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    else expect(bytes.toString()).toMatch(/^<\?xml[^>]*>\n<svg[\s\S]*PLC-301[\s\S]*<\/svg>\n$/);
    expect(bytes.length).toBeGreaterThan(20_000);
  });

  it('comes back after the window is loaded anew', async () => {
    await vscode.reload(({ page: { detail, filter } }) => detail === 'assets' && JSON.stringify(filter) === '{}');
    await vscode.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await nodes('zone').first().waitFor({ timeout: 30_000 });
    expect((await boxes()).map((b) => b.id).sort()).toEqual(ZONES);
  });

  it.each(Object.entries(THEMES))('is drawn in the colours of the theme: %s', async (name, theme) => {
    setTheme(theme);
    const wanted = name === 'light' ? '.vs' : name === 'dark' ? '.vs-dark' : '.hc-black';
    await vscode.page.locator(`.monaco-workbench${wanted}`).waitFor();
    if (name === 'light') {
      await vscode.runCommand('View: Close Primary Side Bar');
      await vscode.runCommand('View: Focus First Editor Group');
      await vscode.runCommand('View: Join All Editor Groups');
      await vscode.page.locator('.tab', { hasText: 'Zone Diagram' }).click();
      await nodes('zone').first().waitFor({ timeout: 30_000 });
    }
    await delay(800);
    await vscode.screenshot(`diagram-${name}`);
    const class_ = { light: 'vscode-light', dark: 'vscode-dark', hc: 'vscode-high-contrast' }[name] as string;
    expect(await vscode.webview().locator(`body.${class_}`).count()).toBe(1);
  });
});
