/** The page in a real Chromium, under the content security policy of a webview. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph } from '../../language/diagram/build/build-graph.ts';
import { exampleFiles, NOON } from '../../language/diagram/test-policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { buildDiagramPage } from '../../scripts/build.ts';
import type { ToClient, ToWebview } from '../../server/protocol/diagram.ts';

const CHROMIUM = '/usr/bin/chromium';
const ADDRESS = 'http://127.0.0.1:1';
const SECURITY = `default-src 'none'; script-src 'nonce-n'; style-src ${ADDRESS}; font-src ${ADDRESS}; worker-src blob:`;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function show(example: string, edit: (text: string) => string = (t) => t): Promise<ToWebview> {
  const files = exampleFiles(example).map((f) => ({ ...f, text: edit(f.text) }));
  return { type: 'show', graph: buildGraph((await loadPolicy(files)).policy, { now: NOON }) };
}

describe.skipIf(!existsSync(CHROMIUM))('the diagram page in Chromium', { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bulkhead-page-'));
    await buildDiagramPage(folder);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page that has said it is ready; `errors` holds what went wrong in it. */
  async function open(theme = 'vscode-light'): Promise<{ page: Page; errors: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1316, height: 914 } });
    await context.route(`${ADDRESS}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name !== '') {
        const type = name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'font/woff2';
        return route.fulfill({
          contentType: type,
          headers: { 'access-control-allow-origin': '*' },
          body: readFileSync(join(folder, name)),
        });
      }
      return route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': SECURITY },
        body: `<!doctype html><html lang="en"><head><title>Diagram</title><link rel="stylesheet" href="${ADDRESS}/diagram.css"></head>
          <body class="${theme}"><div id="diagram"></div><script nonce="n">window.sent = []; window.acquireVsCodeApi = () => ({
          postMessage: (m) => window.sent.push(m), getState: () => window.kept, setState: (s) => { window.kept = s; } });</script>
          <script nonce="n" src="${ADDRESS}/diagram.js"></script></body></html>`,
      });
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
    await page.goto(`${ADDRESS}/`);
    return { page, errors };
  }

  async function post(page: Page, message: ToWebview): Promise<void> {
    await page.evaluate((m) => window.postMessage(m, '*'), message);
  }

  /** What the page posted since it was last asked, once a message of the kind is among it. */
  async function posted(page: Page, type: ToClient['type']): Promise<ToClient[]> {
    await page.waitForFunction((t) => (window as unknown as { sent: ToClient[] }).sent.some((m) => m.type === t), type);
    return page.evaluate(() => (window as unknown as { sent: ToClient[] }).sent.splice(0));
  }

  async function places(page: Page): Promise<Record<string, [number, number]>> {
    return page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.picture .zone > .border')].map((b) => {
          const { x, y } = b.getBoundingClientRect();
          return [b.parentElement?.getAttribute('data-node'), [x, y]];
        }),
      ),
    );
  }

  test('shows every zone of a policy and names it', async () => {
    const { page, errors } = await open();
    await post(page, await show('cascadia'));
    await posted(page, 'drawn');
    expect(await page.locator('.picture .zone').count()).toBe(6);
    expect(await page.locator('[data-node="zone:Plant.Kiln"]').getAttribute('aria-label')).toBe(
      'Kiln cell, control zone, level 1, SL 1 to 2, micro-segmented, 2 assets, 1 conduit',
    );
    expect(errors).toEqual([]);
  });

  test('a click selects the source, a double click opens it', async () => {
    const { page } = await open();
    await post(page, await show('cascadia'));
    await posted(page, 'drawn');
    await page.click('[data-node="asset:Plant.Kiln.PLC-301"]');
    expect(await posted(page, 'source')).toMatchObject([{ open: false, place: { file: 'zones.seg' } }]);
    expect(await page.locator('.marks .selected').count()).toBe(1);
    await page.dblclick('[data-node="asset:Plant.Kiln.101-PT-22"]');
    expect((await posted(page, 'source')).at(-1)).toMatchObject({ type: 'source' });
  });

  test('an edit leaves view and selection, and moves nothing that did not change', async () => {
    const { page } = await open();
    await post(page, await show('cascadia'));
    await posted(page, 'drawn');
    await page.click('[data-node="asset:Supervisory.ENG-1"], [data-node="asset:Plant.Supervisory.ENG-1"]');
    const before = await places(page);
    await post(
      page,
      await show('cascadia', (t) =>
        t.replace(/asset 101-PT-22[^\n]*/, (l) => `${l}\n    asset 101-PT-23 : sensor at 10.41.0.51`),
      ),
    );
    await posted(page, 'drawn');
    await page.waitForSelector('[data-node="asset:Plant.Kiln.101-PT-23"]');
    const after = await places(page);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const id of ['zone:Enterprise', 'zone:IDMZ', 'zone:Plant.Supervisory'])
      expect(after[id], id).toEqual(before[id]);
    expect(await page.locator('.marks .selected').count()).toBe(1);
  });

  test('the cursor in the source marks its node', async () => {
    const { page } = await open();
    const message = await show('cascadia');
    await post(page, message);
    await posted(page, 'drawn');
    const { file, line, column } =
      message.type === 'show' ? message.graph.zones[0]!.source : { file: '', line: 0, column: 0 };
    await post(page, { type: 'reveal', file, line, column, select: false });
    await page.waitForSelector('.marks .cursor');
  });

  test('text that does not parse leaves the picture, dimmed, and says where', async () => {
    const { page } = await open();
    const message = await show('cascadia');
    const place = { file: 'zones.seg', line: 40, column: 0, endLine: 40, endColumn: 3 };
    await post(page, { ...message, stale: { message: 'expected }', place } } as ToWebview);
    await page.waitForSelector('.picture.stale');
    expect(await page.textContent('.strip')).toContain('zones.seg does not parse, line 41');
  });

  test('is reachable by keyboard: one stop for the toolbar, one for the picture, arrows inside', async () => {
    const { page } = await open();
    await post(page, await show('cascadia'));
    await posted(page, 'drawn');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.toolbar') !== null)).toBe(true);
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-node'));
    expect(await focused()).toBe('zone:Enterprise');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toMatch(/^conduit:/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('zone:IDMZ');
    await page.keyboard.press('F12');
    expect(await posted(page, 'source')).toMatchObject([{ open: true }]);
  });

  test.each(['vscode-light', 'vscode-dark', 'vscode-high-contrast'])(
    'has no accessibility fault that axe knows, in %s',
    async (theme) => {
      const { page } = await open(theme);
      await post(page, await show('wind-plant'));
      await posted(page, 'drawn');
      await page.evaluate(AXE);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`);
      });
      expect(violations).toEqual([]);
    },
  );
});
