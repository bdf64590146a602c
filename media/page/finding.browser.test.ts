/** Finding one's way in the page: search, filter, opening and closing in place, and what there is where there is no picture. */
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

describe.skipIf(!hasChromium)('in the diagram page', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  const zones = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('.picture .zone')].map((z) => z.getAttribute('data-node')?.slice(5) ?? ''),
    );
  const selected = (page: Page): Promise<string | null | undefined> =>
    page.evaluate(() => document.querySelector('[aria-current]')?.getAttribute('data-node'));

  test('search marks what it finds, Enter goes to one after the other, Escape back into the picture', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'));
    await page.keyboard.press('/');
    await page.keyboard.type('hmi-');
    await expect.poll(() => page.textContent('.search .count')).toBe('1 of 2');
    expect(await page.locator('.tile.found').count()).toBe(2);
    expect(await page.locator('[role=option]').count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('asset:Plant.Supervisory.HMI-2');
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('asset:Plant.Supervisory.HMI-1');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('asset:Plant.Supervisory.HMI-1');
    await expect.poll(() => page.locator('.found').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('search goes to what the detail does not draw, and to what the filter left out', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'), {
      kept: { detail: 'counts', filter: { level: ['4'] } },
    });
    expect(await zones(page)).toEqual(['Enterprise']);
    await page.keyboard.press('/');
    await page.keyboard.type('plc-301');
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('asset:Plant.Kiln.PLC-301');
    expect(await page.locator('.filter-bar').count()).toBe(0);
  });

  test('the filter leaves a part, says how much, is kept, and goes away again', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'));
    await page.click('[data-item=filter]');
    await page.getByRole('checkbox', { name: /^level 1/ }).press('Space');
    await expect.poll(() => zones(page)).toEqual(['Plant', 'Plant.Kiln', 'Plant.KilnSafety']);
    expect(await page.textContent('.filter-bar .facts')).toBe('Filtered: 2 of 6 zones, 3 of 10 assets');
    expect(await page.evaluate(() => (window as unknown as { kept: { filter: unknown } }).kept.filter)).toEqual({
      level: ['1'],
    });
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove level 1' }).press('Enter');
    await expect.poll(async () => (await zones(page)).length).toBe(6);
    expect(errors).toEqual([]);
  });

  test('a filter that nothing matches leaves a sentence and a way out', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'), { kept: { filter: { tag: ['gone since'] } } });
    await page.getByRole('heading', { name: 'Nothing matches the filter' }).waitFor();
    await page.locator('.state').getByRole('button', { name: 'Clear filter' }).click();
    await expect.poll(async () => (await zones(page)).length).toBe(6);
  });

  test('a policy of errors only is told as what it is, with the way to the first of them', async () => {
    const place = { file: 'plant.seg', line: 3, column: 0, endLine: 3, endColumn: 1 };
    const { page } = await host.open();
    const empty = await textMessage([{ path: 'plant.seg', text: 'zone { { conduit' }]);
    await post(page, { ...empty, stale: { message: 'expected a name', place } } as ToWebview);
    await page.getByRole('heading', { name: 'No zones can be read' }).waitFor();
    expect(await page.textContent('.state')).toContain('plant.seg does not parse');
    await page.getByRole('button', { name: 'Open line 4' }).click();
    expect(await posted(page, 'source')).toContainEqual({ type: 'source', place, open: true });
  });

  test('an empty policy offers to write one', async () => {
    const { page } = await host.show(await textMessage([{ path: 'plant.seg', text: '' }]));
    await page.getByRole('button', { name: 'New policy' }).click();
    expect((await posted(page, 'newPolicy')).some((m) => m.type === 'newPolicy')).toBe(true);
  });
});
