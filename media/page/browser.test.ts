/** The page in a real Chromium, under the content security policy of a webview. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ToWebview } from '../../server/protocol/diagram.ts';
import {
  axeViolations,
  exampleMessage,
  focused,
  hasChromium,
  PageHost,
  post,
  posted,
  textMessage,
} from './test-page.ts';

describe.skipIf(!hasChromium)('the diagram page in Chromium', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

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
    const { page, errors } = await host.show(await exampleMessage('cascadia'));
    expect(await page.locator('.picture .zone').count()).toBe(6);
    expect(await page.locator('[data-node="zone:Plant.Kiln"]').getAttribute('aria-label')).toBe(
      'Kiln cell, control zone, level 1, SL 1 to 2, micro-segmented, 2 assets, 1 conduit',
    );
    expect(errors).toEqual([]);
  });

  test('a click selects the source, a double click opens it', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'));
    await page.click('[data-node="asset:Plant.Kiln.PLC-301"]');
    expect(await posted(page, 'source')).toMatchObject([{ open: false, place: { file: 'zones.seg' } }]);
    expect(await page.locator('.marks .selected').count()).toBe(1);
    await page.dblclick('[data-node="asset:Plant.Kiln.101-PT-22"]');
    expect((await posted(page, 'source')).at(-1)).toMatchObject({ type: 'source' });
  });

  test('an edit leaves view and selection, and moves nothing that did not change', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'));
    await page.click('[data-node="asset:Supervisory.ENG-1"], [data-node="asset:Plant.Supervisory.ENG-1"]');
    const before = await places(page);
    await post(
      page,
      await exampleMessage('cascadia', (t) =>
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
    const message = await exampleMessage('cascadia');
    const { page } = await host.show(message);
    const { file, line, column } =
      message.type === 'show' ? message.graph.zones[0]!.source : { file: '', line: 0, column: 0 };
    await post(page, { type: 'reveal', file, line, column, select: false });
    await page.waitForSelector('.marks .cursor');
  });

  test('where lines cannot be laid out, zones are there, and a strip says so and leads to the list', async () => {
    const names = Array.from({ length: 34 }, (_, i) => `Z${i}`);
    const conduits = names.flatMap((a, i) =>
      names.slice(i + 1).map((b) => `conduit C${a}${b} { between ${a} and ${b} }`),
    );
    const text = [...names.map((z) => `zone ${z} { level 2 }`), ...conduits].join('\n');
    const { page, errors } = await host.show(await textMessage([{ path: 'mesh.seg', text }]));
    expect(await page.locator('[data-node^="zone:"]').count()).toBe(34);
    expect(await page.textContent('.strip')).toContain(
      'A simple picture: the lines of 561 conduits could not be laid out',
    );
    await page.getByRole('button', { name: 'Open as list' }).click();
    await page.getByRole('button', { name: /CZ0Z1/ }).first().waitFor();
    expect(errors).toEqual([]);
  });

  test('text that does not parse leaves the picture, dimmed, and says where', async () => {
    const { page } = await host.open();
    const message = await exampleMessage('cascadia');
    const place = { file: 'zones.seg', line: 40, column: 0, endLine: 40, endColumn: 3 };
    await post(page, { ...message, stale: { message: 'expected }', place } } as ToWebview);
    await page.waitForSelector('.picture.stale');
    expect(await page.textContent('.strip')).toContain('zones.seg does not parse, line 41');
  });

  test('is reachable by keyboard: one stop for the toolbar, one for the picture, arrows inside', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.toolbar') !== null)).toBe(true);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('zone:Enterprise');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toMatch(/^conduit:/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toMatch(/^gate:/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('zone:IDMZ');
    await page.keyboard.press('F12');
    expect(await posted(page, 'source')).toMatchObject([{ open: true }]);
  });

  test.each(['vscode-light', 'vscode-dark', 'vscode-high-contrast', 'vscode-high-contrast vscode-high-contrast-light'])(
    'has no accessibility fault that axe knows, in %s',
    async (theme) => {
      const { page } = await host.show(await exampleMessage('wind-plant'), { theme });
      expect(await axeViolations(page)).toEqual([]);
    },
  );
});
