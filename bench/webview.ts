/**
 * Measures the diagram in the real webview: a real VS Code with the packed extension, in a real browser, as the end-to-end tests have
 * it. `node bench/webview.ts` prints JSON, all times in milliseconds.
 *
 * - `first`: from the message with a policy's graph in a ready webview - one that shows another picture and has come to rest - to its
 *   picture painted.
 * - `edits`: from a keystroke in the source to the changed picture painted; `asked`, `drawn`: the part until the webview has the new
 *   graph, and from there on.
 * - `pan`: frames a second while the picture is dragged in full detail at 100 %, and at the scale that shows it whole.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { openVscode, type Vscode } from '../test/e2e/host/vscode.ts';
import { largeCompany } from '../test/generators/mill.ts';
import { percentile } from './editor.ts';

/** Zones and conduits that a plant shows, by the bound that it is for. */
const FIFTY = { sites: 1, areas: 7, cells: 4, extra: 0 };
const THREE_HUNDRED = { sites: 3, areas: 14, cells: 5, extra: 231 };
const EDITS = 12;
const WARM_UP = 3;
const PAN_MS = 2000;
/** Until the page and its workers have done what they do at first, warming up elk among it. */
const SETTLED_MS = 9000;
const FILE = 'plant.seg';
const TITLED = 'Cell 1-1';
const TIMEOUT_MS = 60_000;

/** What the probe in the webview noted: epoch milliseconds. */
interface Seen {
  readonly asked: number;
  readonly painted: number;
}

interface Probe {
  /** When a graph came in which more or fewer zones are titled so, and when its picture was painted. */
  wait(title: string): Promise<Seen>;
  pan(milliseconds: number): Promise<number>;
}

type Probed = Window & { readonly bulkheadProbe: Probe };

/** Runs in the webview: notes when graphs come and when they are seen. */
function installProbe(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  const wait = (title: string): Promise<Seen> =>
    new Promise((resolve) => {
      // Several zones may have the same title: one more or less of them is the change that is waited for.
      const drawn = (): number => document.querySelectorAll(`[data-node][aria-label^="${title}, "]`).length;
      const before = drawn();
      let asked: number | undefined;
      const look = (): void => {
        if (asked === undefined || drawn() === before) return;
        observer.disconnect();
        window.removeEventListener('message', onMessage, true);
        const came = asked;
        // A task after the next frame's callbacks: the frame is painted.
        requestAnimationFrame(() => setTimeout(() => resolve({ asked: came, painted: now() })));
      };
      const onMessage = ({ data, timeStamp }: MessageEvent): void => {
        const zones: { readonly title: string }[] = data?.type === 'show' ? data.graph.zones : [];
        if (zones.filter((zone) => zone.title === title).length === before) return;
        // The page may have heard it before.
        asked ??= performance.timeOrigin + timeStamp;
        look();
      };
      const observer = new MutationObserver(look);
      window.addEventListener('message', onMessage, true);
      observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-label'] });
    });
  const pan = (milliseconds: number): Promise<number> =>
    new Promise((resolve) => {
      const canvas = document.querySelector('svg.canvas') as SVGSVGElement;
      const began = performance.now();
      let frames = 0;
      const event = (type: string): MouseEvent => {
        const swing = Math.sin(frames / 30);
        const at = { clientX: 500 + 200 * swing, clientY: 400 + 60 * swing };
        return new MouseEvent(type, { ...at, bubbles: true, cancelable: true, view: window, buttons: 1 });
      };
      canvas.dispatchEvent(event('mousedown'));
      const next = (): void => {
        window.dispatchEvent(event('mousemove'));
        if (performance.now() - began < milliseconds) {
          frames++;
          requestAnimationFrame(next);
          return;
        }
        window.dispatchEvent(event('mouseup'));
        resolve((frames * 1000) / (performance.now() - began));
      };
      requestAnimationFrame(next);
    });
  Object.assign(window, { bulkheadProbe: { wait, pan } });
}

async function webviewFrame({ page, webview }: Vscode): Promise<Frame> {
  await webview().locator('#diagram .page').waitFor({ timeout: TIMEOUT_MS });
  const element = await webview().locator('#diagram').elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('the webview has no frame');
  await frame.evaluate(installProbe);
  // When the newest key or text came to the editor.
  await page.evaluate(() => {
    const note = (): void => void Object.assign(window, { bulkheadTyped: performance.timeOrigin + performance.now() });
    for (const type of ['keydown', 'beforeinput']) window.addEventListener(type, note, true);
  });
  return frame;
}

const seen = (frame: Frame, title: string): Promise<Seen> =>
  frame.evaluate((t) => (window as unknown as Probed).bulkheadProbe.wait(t), title);

const typed = ({ page }: Vscode): Promise<number> =>
  page.evaluate(() => (window as unknown as { bulkheadTyped: number }).bulkheadTyped);

interface Edits {
  readonly middle: number;
  readonly p95: number;
  readonly asked: number;
  readonly drawn: number;
}

/** A letter more in a zone's title, and it gone again. */
async function measureEdits(vscode: Vscode, frame: Frame, line: number): Promise<Edits> {
  const { page } = vscode;
  await vscode.runCommand('View: Focus First Editor Group');
  await vscode.goTo(line, 1);
  const column = await cursorAfter(vscode, TITLED);
  await vscode.goTo(line, column);
  const times: (Seen & { readonly began: number })[] = [];
  for (let edit = 0; edit < WARM_UP + EDITS; edit++) {
    const more = edit % 2 === 0;
    const wanted = seen(frame, more ? `${TITLED}7` : TITLED);
    await page.keyboard.press(more ? '7' : 'Backspace');
    const done = await wanted;
    if (edit >= WARM_UP) times.push({ ...done, began: await typed(vscode) });
    await delay(500);
  }
  const of = (part: (t: (typeof times)[number]) => number, share: number): number => percentile(times.map(part), share);
  return {
    middle: of((t) => t.painted - t.began, 0.5),
    p95: of((t) => t.painted - t.began, 0.95),
    asked: of((t) => t.asked - t.began, 0.5),
    drawn: of((t) => t.painted - t.asked, 0.5),
  };
}

/** The column, from one, behind a text in the line of the cursor. */
async function cursorAfter(vscode: Vscode, text: string): Promise<number> {
  const line = vscode.page
    .locator('.monaco-editor .view-line')
    .filter({ hasText: `"${text}"` })
    .first();
  const content = ((await line.textContent()) ?? '').replaceAll('\u00a0', ' ');
  return content.indexOf(text) + text.length + 1;
}

interface Drawn {
  readonly zones: number;
  readonly conduits: number;
}

async function count(vscode: Vscode): Promise<Drawn> {
  const of = (kind: string): Promise<number> => vscode.webview().locator(`[data-node^="${kind}:"]`).count();
  return { zones: await of('zone'), conduits: (await of('conduit')) + (await of('bundle')) };
}

/** Opens a policy of one zone with its diagram beside it, and lets the file become a whole plant. */
async function measurePlant(size: Parameters<typeof largeCompany>[0]) {
  const text = largeCompany(size);
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-plant-'));
  writeFileSync(join(folder, FILE), 'zone Start "Start" { level 1 }\n');
  const vscode = await openVscode({ folder, viewport: { width: 1920, height: 1080 } });
  try {
    const { webview } = vscode;
    await vscode.openFile(FILE);
    await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
    await webview().locator('[data-node="zone:Start"]').waitFor({ timeout: TIMEOUT_MS });
    const frame = await webviewFrame(vscode);
    await delay(SETTLED_MS);
    const wanted = seen(frame, TITLED);
    writeFileSync(join(vscode.folder, FILE), text);
    const { asked, painted } = await wanted;
    await delay(SETTLED_MS);
    const line = text.split('\n').findIndex((l) => l.includes(`"${TITLED}"`)) + 1;
    const edits = await measureEdits(vscode, frame, line);
    const pan = await measurePan(frame, vscode);
    return { ...(await count(vscode)), first: painted - asked, edits, pan };
  } finally {
    await vscode.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePan(frame: Frame, { webview }: Vscode) {
  const pan = (): Promise<number> =>
    frame.evaluate((ms) => (window as unknown as Probed).bulkheadProbe.pan(ms), PAN_MS);
  await webview().getByRole('button', { name: 'Fit' }).first().click();
  await delay(500);
  const whole = await pan();
  await webview().locator('svg.canvas').focus();
  await webview().locator('[data-node][tabindex="0"]').first().press('1');
  await delay(500);
  return { whole, actual: await pan() };
}

const SIZES = { fifty: FIFTY, threeHundred: THREE_HUNDRED };
const asked = process.argv.slice(2);
const measured: Record<string, Awaited<ReturnType<typeof measurePlant>>> = {};
for (const [name, size] of Object.entries(SIZES))
  if (asked.length === 0 || asked.includes(name)) measured[name] = await measurePlant(size);
console.log(JSON.stringify(measured));
