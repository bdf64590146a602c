/** Working with the picture in the page: opening and closing in place, walking, files of it, and what there is where there is none. */
import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ToClient } from '../../server/protocol/diagram.ts';
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

type Kept = { readonly view?: unknown; readonly folding?: unknown };

describe.skipIf(!hasChromium)('in the diagram page', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  const kept = (page: Page): Promise<Kept> => page.evaluate(() => (window as unknown as { kept: Kept }).kept);
  const has = (page: Page, id: string) => page.locator(`[data-node="${id}"]`).count();
  /** The page answers with bytes, which no JSON holds. */
  async function exportedFile(
    page: Page,
    format: 'svg' | 'png' | 'drawio' | 'mermaid',
    theme?: 'dark',
  ): Promise<Buffer> {
    await post(page, { type: 'export', request: 7, format, legend: true, ...(theme && { theme }) });
    const text = await page.waitForFunction(() => {
      const { sent } = window as unknown as { sent: ToClient[] };
      const answer = sent.find((m) => m.type === 'exported' || m.type === 'exportFailed');
      if (answer?.type === 'exportFailed') throw new Error(answer.message);
      return answer?.type === 'exported' && [...answer.bytes].map((b) => String.fromCharCode(b)).join('');
    });
    return Buffer.from((await text.jsonValue()) as string, 'latin1');
  }

  test('E collapses a zone in place and expands it again: view, selection and focus stay, and it is kept', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'));
    await page.click('[data-node="zone:Plant.Supervisory"]', { position: { x: 40, y: 12 } });
    const before = await kept(page);
    await page.keyboard.press('e');
    await expect.poll(() => has(page, 'asset:Plant.Supervisory.HMI-1')).toBe(0);
    expect(await focused(page)).toBe('zone:Plant.Supervisory');
    expect((await kept(page)).folding).toEqual({ collapsed: ['zone:Plant.Supervisory'], expanded: [], unbundled: [] });
    expect((await kept(page)).view).toEqual(before.view);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('e');
    await expect.poll(() => has(page, 'asset:Plant.Supervisory.HMI-1')).toBe(1);
    expect(errors).toEqual([]);
  });

  test('a dragged picture follows the pointer, is painted where it was dropped, and picks nothing', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'));
    const placed = () => page.locator('.picture').getAttribute('transform');
    const where = async () => {
      const { x = 0, y = 0 } = (await page.locator('[data-node="zone:Plant.Supervisory"]').boundingBox()) ?? {};
      return { x: Math.round(x), y: Math.round(y) };
    };
    const [begun, from] = [await placed(), await where()];
    await page.mouse.move(500, 450);
    await page.mouse.down();
    await page.mouse.move(440, 480, { steps: 5 });
    await expect.poll(where).toEqual({ x: from.x - 60, y: from.y + 30 });
    expect(await placed()).toBe(begun);
    await page.mouse.up();
    await expect.poll(placed).not.toBe(begun);
    expect(await where()).toEqual({ x: from.x - 60, y: from.y + 30 });
    expect(await page.locator('.marks .selected').count()).toBe(0);
    const scale = await page.locator('button.scale').textContent();
    await page.mouse.wheel(0, -200);
    await expect.poll(() => page.locator('button.scale').textContent()).not.toBe(scale);
    expect(errors).toEqual([]);
  });

  test('the sign at a zone opens it, and what was opened is there again with the page', async () => {
    const folding = { collapsed: ['zone:Plant'], expanded: [], unbundled: [] };
    const { page } = await host.show(await exampleMessage('cascadia'), { kept: { folding } });
    expect(await has(page, 'zone:Plant.Kiln')).toBe(0);
    await page.hover('[data-node="zone:Plant"]');
    await page.click('.fold');
    await expect.poll(() => has(page, 'zone:Plant.Kiln')).toBe(1);
  });

  test('the cursor in what is collapsed marks the card that stands for it, search opens it', async () => {
    const message = await exampleMessage('cascadia');
    const { page } = await host.show(message, {
      kept: { folding: { collapsed: ['zone:Plant'], expanded: [], unbundled: [] } },
    });
    const plc =
      message.type === 'show' && message.graph.zones.flatMap((z) => z.assets).find((a) => a.name === 'PLC-301');
    const { file, line, column } = (plc || undefined)!.source;
    await post(page, { type: 'reveal', file, line, column: column + 1, select: true });
    await expect.poll(() => page.locator('.marks .cursor').count()).toBe(1);
    await page.keyboard.press('/');
    await page.keyboard.type('PLC-301');
    await page.keyboard.press('Enter');
    await expect.poll(() => has(page, 'asset:Plant.Kiln.PLC-301')).toBe(1);
  });

  test('brackets walk from finding to finding, Page Down through everything, each spoken by name', async () => {
    const message = await exampleMessage('cascadia');
    if (message.type !== 'show') throw new Error('no picture');
    const badges = { errors: 1, warnings: 0, infos: 0, checks: ['any-service'] };
    const zones = message.graph.zones.map((z) =>
      z.id === 'zone:IDMZ' || z.id === 'zone:Plant.Kiln' ? { ...z, badges } : z,
    );
    const { page } = await host.show({ ...message, graph: { ...message.graph, zones } });
    await page.locator('[data-node][tabindex="0"]').focus();
    for (const id of ['zone:IDMZ', 'zone:Plant.Kiln', 'zone:IDMZ']) {
      await page.keyboard.press(']');
      await expect.poll(() => focused(page)).toBe(id);
    }
    const all = await page.evaluate(() =>
      [...document.querySelectorAll('.picture [data-node]')].map((n) => [
        n.getAttribute('data-node'),
        n.getAttribute('aria-label'),
      ]),
    );
    const spoken = () =>
      page.evaluate(() => ['data-node', 'aria-label'].map((name) => document.activeElement?.getAttribute(name) ?? ''));
    const seen = new Map<string, string>();
    for (const _ of all) {
      await expect.poll(async () => seen.has((await spoken())[0] ?? '')).toBe(false);
      const [id = '', name = ''] = await spoken();
      seen.set(id, name);
      await page.keyboard.press('PageDown');
    }
    expect([...seen].sort()).toEqual(all.sort());
    expect([...seen.values()].every((name) => name.length > 2)).toBe(true);
  });

  test('files of the picture are made where it is: SVG in the colours that are wished, draw.io, Mermaid', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'), { kept: { filter: { level: ['1'] } } });
    const svg = (await exportedFile(page, 'svg', 'dark')).toString();
    expect(svg).toMatch(/^<\?xml[^>]*>\n<svg/);
    expect(svg).toContain('PLC-301');
    expect(svg).not.toContain('HMI-1<');
    expect(svg).toContain('#1f1f1f');
    await posted(page, 'exported');
    expect((await exportedFile(page, 'drawio')).toString()).toContain('<mxGraphModel');
    await posted(page, 'exported');
    expect((await exportedFile(page, 'mermaid')).toString()).toMatch(/^flowchart TB/);
    expect(errors).toEqual([]);
  });

  test('a PNG of the picture is drawn without the editor, and is a picture', async () => {
    const { page, errors } = await host.show(
      await textMessage([{ path: 'a.seg', text: 'zone A { level 1 asset P : plc }' }]),
    );
    const png = await exportedFile(page, 'png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(800);
    expect(pixels(png).length).toBeGreaterThan(1000);
    expect(errors).toEqual([]);
  });

  test('help lists the keys, and closes with Escape', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'));
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys in the diagram' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog.help').count()).toBe(0);
  });
});

/** The decompressed image data: throws where the file is broken. */
function pixels(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const [length, kind] = [png.readUInt32BE(at), png.toString('latin1', at + 4, at + 8)];
    if (kind === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return inflateSync(Buffer.concat(parts));
}
