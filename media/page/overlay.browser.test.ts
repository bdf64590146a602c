/** Overlays in the page: chosen in the toolbar, drawn over the picture, told in the side panel, kept over edits and reloads. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPolicy } from '../../language/checks/index.ts';
import { buildDrawing } from '../../language/diagram/build/build-graph.ts';
import { overlayOf } from '../../language/diagram/overlay/index.ts';
import type { OverlayQuestion } from '../../language/diagram/overlay/overlay.ts';
import type { OverlaySource } from '../../language/diagram/overlay/source.ts';
import { exampleFiles, NOON } from '../../language/diagram/test-policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import type { ToClient } from '../../server/protocol/diagram.ts';
import { axeViolations, focused, hasChromium, PageHost, post, posted } from './test-page.ts';

const JUMP: OverlayQuestion = { kind: 'blast', of: 'asset:IDMZ.JUMP-1' };

async function sourceOf(edit: (text: string) => string = (t) => t): Promise<OverlaySource> {
  const files = exampleFiles('cascadia').map((f) => ({ ...f, text: edit(f.text) }));
  const { policy } = await loadPolicy(files);
  const findings = checkPolicy(policy, { now: NOON });
  return { policy, drawing: buildDrawing(policy, { now: NOON, findings }), now: NOON, findings };
}

/** Waits for the page's next question about overlays and answers it as the server does. */
async function answer(page: Page, source: OverlaySource): Promise<OverlayQuestion | undefined> {
  const asked = (await posted(page, 'overlay')).filter(
    (m): m is Extract<ToClient, { type: 'overlay' }> => m.type === 'overlay',
  );
  const question = asked.at(-1)?.question;
  if (question !== undefined) await post(page, { type: 'overlay', overlay: overlayOf(source, question) });
  return question;
}

describe.skipIf(!hasChromium)('overlays in the diagram page', { timeout: 60_000 }, () => {
  const host = new PageHost();
  let source: OverlaySource;
  beforeAll(async () => {
    source = await sourceOf();
    await host.start();
  }, 60_000);
  afterAll(() => host.stop());

  const show = (question?: OverlayQuestion, options = {}) =>
    host.show(
      { type: 'show', graph: source.drawing.graph, ...(question && { overlay: overlayOf(source, question) }) },
      { ...options, ...(question && { kept: { overlay: question, ...(options as { kept?: object }).kept } }) },
    );
  const hops = async (page: Page): Promise<string[]> =>
    (await page.locator('.picture .overlay-hop text').allTextContents()).sort();

  test('the toolbar asks for one, of what is selected; it is drawn with its own legend beside a panel, and goes again', async () => {
    const { page, errors } = await show();
    const wide = await page.evaluate(() => document.querySelector('.canvas')?.clientWidth ?? 0);
    await page.click('[data-node="asset:IDMZ.JUMP-1"]');
    await page.selectOption('.overlay-select select', 'blast');
    expect(await answer(page, source)).toEqual(JUMP);
    await page.waitForSelector('.side-panel');
    expect(await page.textContent('.side-panel h2')).toBe('Blast radius of JUMP-1');
    expect(await page.textContent('.side-panel .figure strong')).toBe('7');
    expect(await page.getAttribute('.legend-panel svg', 'aria-label')).toMatch(/^start; reached in 1 step/);
    expect(await hops(page)).toEqual(['1', '2']);
    expect(await page.locator('.tile.faded').count()).toBe(2);
    expect(await page.evaluate(() => document.querySelector('.canvas')?.clientWidth ?? 0)).toBe(wide - 316);
    await page.click('.side-panel [aria-label="Close panel"]');
    expect(await answer(page, source)).toBeUndefined();
    await page.waitForSelector('.side-panel', { state: 'detached' });
    expect(await page.locator('.faded, .overlay-hop').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('B shows the blast radius of the node under the keyboard, a click on something that falls the way there', async () => {
    const { page } = await show();
    await page.click('[data-node="asset:IDMZ.JUMP-1"]');
    await page.keyboard.press('b');
    await answer(page, source);
    await page.waitForSelector('.side-panel');
    await page.click('[data-node="asset:Plant.Kiln.101-PT-22"]');
    expect(await answer(page, source)).toMatchObject({ ...JUMP, to: 'asset:Plant.Kiln.101-PT-22' });
    await expect.poll(() => hops(page)).toEqual(['1', '2', '3']);
    await page.click('.side-panel button.name:text-is("HIST-DMZ")');
    expect(await answer(page, source)).toMatchObject({ to: 'asset:IDMZ.HIST-DMZ' });
    await expect.poll(() => page.locator('[aria-current]').getAttribute('data-node')).toBe('asset:IDMZ.HIST-DMZ');
  });

  test('an edit brings graph and overlay together: never one of the old text over the new picture', async () => {
    const { page } = await show(JUMP);
    const edited = await sourceOf((t) => t.replace(/access Abb-drives[^}]*\}/, ''));
    await post(page, { type: 'show', graph: edited.drawing.graph, overlay: overlayOf(edited, JUMP) });
    await expect.poll(() => page.textContent('.side-panel .figure strong')).toBe('1');
    await expect.poll(() => page.locator('.tile.faded').count()).toBe(8);
  });

  test('a panel that comes back asks for the overlay that it had', async () => {
    const { page } = await host.open({ kept: { overlay: JUMP } });
    expect(await posted(page, 'ready')).toEqual([{ type: 'ready', overlay: JUMP }]);
  });

  test('a collapsed picture has a bar on each card: how many of how many are reached', async () => {
    const { page } = await show(JUMP, { kept: { detail: 'counts' } });
    await page.waitForSelector('.overlay-bar');
    expect(await page.locator('[data-node="zone:Plant.Supervisory"] text').allTextContents()).toContain(
      '4 of 4 reached',
    );
  });

  test('the time slider moves by keyboard from opening to closing, and says where it stands', async () => {
    const { page } = await show({ kind: 'access' });
    const slider = page.locator('.times input');
    expect(await slider.getAttribute('aria-valuetext')).toBe('Tue 2031-03-04 08:00');
    await slider.focus();
    await page.keyboard.press('PageUp');
    await answer(page, source);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('Tue 2031-03-04 17:00');
    await page.waitForSelector('.side-panel h3:text-is("Closed")');
    await page.keyboard.press('ArrowLeft');
    await answer(page, source);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('Tue 2031-03-04 16:59');
    await page.waitForSelector('.side-panel h3:text-is("Open")');
  });

  test('the panel is one tab stop, walked with up and down', async () => {
    const { page } = await show(JUMP);
    await page.click('[data-node="zone:IDMZ"]', { position: { x: 40, y: 14 } });
    await page.keyboard.press('Tab');
    while (!(await page.evaluate(() => document.activeElement?.closest('.side-panel') !== null)))
      await page.keyboard.press('Tab');
    const words = () => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.ariaLabel);
    expect(await words()).toBe('Close panel');
    await page.keyboard.press('ArrowDown');
    expect(await words()).toBe('HIST-DMZ');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.side-panel'))).toBeNull();
    expect(await focused(page)).toBeNull();
  });

  test.each([
    ['vscode-light', 'blast'],
    ['vscode-dark', 'access'],
    ['vscode-high-contrast', 'sl-t'],
    ['vscode-high-contrast vscode-high-contrast-light', 'findings'],
  ] as const)('has no accessibility fault that axe knows, in %s over %s', async (theme, kind) => {
    const { page } = await show({ kind }, { theme });
    await page.waitForSelector('.side-panel');
    expect(await axeViolations(page)).toEqual([]);
  });
});
