/** Every state of the page, in every theme, as axe sees it: names for everything, contrast, roles that fit. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPolicy } from '../../language/checks/index.ts';
import { buildDrawing } from '../../language/diagram/build/build-graph.ts';
import { overlayOf } from '../../language/diagram/overlay/index.ts';
import { OVERLAY_KINDS } from '../../language/diagram/overlay/overlay.ts';
import { reviewGraph } from '../../language/diagram/review/review-graph.ts';
import { reviewOverlay } from '../../language/diagram/review/review-overlay.ts';
import { NOON } from '../../language/diagram/test-policy.ts';
import { differenceOf, findingChanges } from '../../language/difference/index.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import type { ToWebview } from '../../server/protocol/diagram.ts';
import { cascadiaFiles, changedCascadiaFiles } from '../../test/examples/cascadia-change.ts';
import { EVERY_SIGN } from '../../test/pictures/every-sign.ts';
import {
  axeViolations,
  breakLayout,
  exampleMessage,
  hasChromium,
  type OpenOptions,
  PageHost,
  post,
  textMessage,
} from './test-page.ts';

const THEMES = [
  'vscode-light',
  'vscode-dark',
  'vscode-high-contrast',
  'vscode-high-contrast vscode-high-contrast-light',
];

async function signs(kind?: (typeof OVERLAY_KINDS)[number]): Promise<ToWebview> {
  const { policy } = await loadPolicy([{ path: 'signs.seg', text: EVERY_SIGN }]);
  const findings = checkPolicy(policy, { now: NOON });
  const drawing = buildDrawing(policy, { now: NOON, findings });
  const overlay = kind && overlayOf({ policy, drawing, now: NOON, findings }, { kind });
  return { type: 'show', graph: drawing.graph, ...(overlay && { overlay }) };
}

async function review(): Promise<ToWebview> {
  const [before, after] = [await loadPolicy(cascadiaFiles()), await loadPolicy(changedCascadiaFiles())];
  const difference = differenceOf(before.policy, after.policy, { now: NOON });
  const [old, current] = [before, after].map(({ policy }) => checkPolicy(policy, { now: NOON }));
  const findings = findingChanges(old ?? [], current ?? []);
  const names = { before: 'HEAD', after: 'working tree' };
  const graph = reviewGraph(difference, { now: NOON, names, newFindings: findings.came });
  return { type: 'show', graph, overlay: reviewOverlay(graph, difference, findings) };
}

interface State {
  readonly name: string;
  readonly message: () => Promise<ToWebview | undefined>;
  readonly options?: OpenOptions;
  /** Before the message comes. */
  readonly before?: (page: Page) => Promise<void>;
  /** Brings the page into the state; then this is there. */
  readonly act?: (page: Page) => Promise<void>;
  readonly there: string;
}

const cascadia = (): Promise<ToWebview> => exampleMessage('cascadia');
const keys =
  (...pressed: string[]) =>
  async (page: Page): Promise<void> => {
    await page.locator('.picture .zone').first().waitFor();
    await page.locator('[data-node][tabindex="0"]').focus();
    for (const key of pressed) await page.keyboard.press(key);
  };

const STATES: readonly State[] = [
  { name: 'every sign, with legend', message: () => signs(), there: '.legend-panel' },
  { name: 'zones only', message: () => signs(), options: { kept: { detail: 'zones' } }, there: '.picture .zone' },
  { name: 'a zone collapsed', message: cascadia, act: keys('e'), there: '.picture .zone' },
  { name: 'zoomed in, with minimap', message: () => signs(), act: keys('+', '+', '+', '+'), there: '.minimap-panel' },
  { name: 'seen from afar', message: () => signs(), act: keys('-', '-', '-', '-', '-'), there: '.picture .zone' },
  { name: 'search open', message: cascadia, act: keys('/', 'k', 'i'), there: '[role=option]' },
  { name: 'a search that finds nothing', message: cascadia, act: keys('/', 'q', 'x'), there: '.search .count' },
  {
    ...{ name: 'filter open', message: cascadia, there: '.filter-panel' },
    act: (page) => page.click('[data-item=filter]'),
  },
  { name: 'the list of keys', message: cascadia, act: keys('?'), there: 'dialog.help' },
  ...OVERLAY_KINDS.map((kind) => ({
    ...{ name: `overlay ${kind}`, message: () => signs(kind), there: '.side-panel' },
    options: { kept: { overlay: { kind } } },
  })),
  {
    ...{ name: 'a review', message: review, there: '.side-panel' },
    before: (page) => post(page, { type: 'ask', question: { kind: 'review' } }),
  },
  {
    ...{ name: 'a narrow panel', message: () => signs('blast'), there: '.side-panel' },
    options: { width: 560, kept: { overlay: { kind: 'blast' } } },
  },
  {
    name: 'a text that does not parse',
    message: async () => {
      const place = { file: 'zones.seg', line: 40, column: 0, endLine: 40, endColumn: 3 };
      return { ...(await cascadia()), stale: { message: 'expected }', place } } as ToWebview;
    },
    there: '.picture.stale',
  },
  {
    name: 'a policy of errors only',
    message: async () => {
      const place = { file: 'a.seg', line: 0, column: 0, endLine: 0, endColumn: 3 };
      const empty = await textMessage([{ path: 'a.seg', text: 'zone {' }]);
      return { ...empty, stale: { message: 'expected a name', place } } as ToWebview;
    },
    there: '.state button',
  },
  {
    ...{ name: 'an older picture, the newest not laid out', message: cascadia, there: '.strip[role=alert]' },
    async act(page) {
      await page.locator('.picture .zone').first().waitFor();
      await breakLayout(page, 'failing');
      await post(page, await exampleMessage('wind-plant'));
    },
  },
  { name: 'no picture at all', message: cascadia, options: { layoutFault: 'failing' }, there: '.state[role=alert]' },
  {
    ...{ name: 'the list in place of a picture', message: cascadia, options: { layoutFault: 'failing' } },
    act: (page) => page.getByRole('button', { name: 'Open as list' }).click(),
    there: '.list',
  },
  { name: 'a layout that takes long', message: cascadia, options: { layoutFault: 'silent' }, there: '.state button' },
  { name: 'no policy yet', message: async () => undefined, there: '.state' },
  { name: 'a policy without zones', message: () => textMessage([{ path: 'a.seg', text: '' }]), there: '.state button' },
  {
    ...{ name: 'a filter that leaves nothing', message: cascadia, there: '.state button' },
    options: { kept: { filter: { tag: ['gone'] } } },
  },
];

describe.skipIf(!hasChromium)('the diagram page has no accessibility fault that axe knows', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  test.each(STATES)('in any theme: $name', async ({ message, options, before, act, there }) => {
    const { page } = await host.open(options);
    const shown = await message();
    await before?.(page);
    if (shown) await post(page, shown);
    await act?.(page);
    await page.locator(there).first().waitFor();
    const faults: string[] = [];
    for (const theme of THEMES) {
      await page.evaluate((name) => {
        document.body.className = name;
      }, theme);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      faults.push(...(await axeViolations(page)).map((fault) => `${theme}: ${fault}`));
    }
    await page.context().close();
    expect(faults).toEqual([]);
  });
});
