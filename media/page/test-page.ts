/** For tests: the diagram page in a real Chromium, under the content security policy of a webview. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { buildGraph } from '../../language/diagram/build/build-graph.ts';
import { exampleFiles, NOON } from '../../language/diagram/test-policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { buildDiagramPage } from '../../scripts/build.ts';
import type { ToClient, ToWebview } from '../../server/protocol/diagram.ts';

const CHROMIUM = '/usr/bin/chromium';
const ADDRESS = 'http://127.0.0.1:1';
const SECURITY = `default-src 'none'; script-src 'nonce-n' 'wasm-unsafe-eval'; connect-src ${ADDRESS}; style-src ${ADDRESS}; font-src ${ADDRESS}; worker-src blob:`;
const { resolve } = createRequire(import.meta.url);
const AXE = readFileSync(resolve('axe-core/axe.min.js'), 'utf8');

/** What PNG files are drawn with, by the names that the build gives them. */
const RASTER: Readonly<Record<string, string>> = {
  'raster/resvg.wasm': resolve('@resvg/resvg-wasm/index_bg.wasm'),
  'raster/Inter-400Regular.ttf': resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  'raster/Inter-600SemiBold.ttf': resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};

export const hasChromium = existsSync(CHROMIUM);

/** The message that shows an example, its text changed. */
export async function exampleMessage(example: string, edit: (text: string) => string = (t) => t): Promise<ToWebview> {
  return textMessage(exampleFiles(example).map((f) => ({ ...f, text: edit(f.text) })));
}

export async function textMessage(files: readonly { path: string; text: string }[]): Promise<ToWebview> {
  return { type: 'show', graph: buildGraph((await loadPolicy(files)).policy, { now: NOON }) };
}

export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page. */
  readonly errors: string[];
}

export interface OpenOptions {
  /** Class that an editor gives the body. Default: a light theme. */
  readonly theme?: string;
  readonly width?: number;
  /** What an earlier page kept. */
  readonly kept?: unknown;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** The editor's words in its language, by the English ones. */
  readonly words?: Readonly<Record<string, string>>;
  /** What the layout worker does instead of its work; changed later by `breakLayout`. */
  readonly layoutFault?: LayoutFault;
}

/** It never answers, or says that it could not. */
export type LayoutFault = 'silent' | 'failing';

/** Stands before the page's own worker, and lets questions through unless `layoutFault` says otherwise. */
const BREAKABLE_WORKER = `window.Worker = class extends Worker {
  postMessage(question, ...rest) {
    if (window.layoutFault === undefined || !question.graph) super.postMessage(question, ...rest);
    else if (window.layoutFault === 'failing')
      setTimeout(() => this.onmessage({ data: { request: question.request, result: { ok: false, message: 'There is no way around.' } } }));
  }
};`;

/** Chromium and the page, built once for all tests of a file. */
export class PageHost {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bulkhead-page-'));
  #browser: Browser | undefined;

  async start(): Promise<void> {
    await buildDiagramPage(this.#folder);
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A page that has said it is ready; closed when the test that asked for it ends. */
  async open({
    theme = 'vscode-light',
    width = 1316,
    kept,
    reducedMotion = 'reduce',
    words = {},
    layoutFault,
  }: OpenOptions = {}): Promise<OpenPage> {
    if (this.#browser === undefined) throw new Error('start the host first');
    const context = await this.#browser.newContext({ viewport: { width, height: 914 }, reducedMotion });
    await context.route(`${ADDRESS}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name !== '') {
        const type = name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'font/woff2';
        return route.fulfill({
          contentType: type,
          headers: { 'access-control-allow-origin': '*' },
          body: readFileSync(RASTER[name] ?? join(this.#folder, name)),
        });
      }
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': SECURITY },
        body: `<!doctype html><html lang="en"><head><title>Diagram</title><link rel="stylesheet" href="${ADDRESS}/diagram.css"></head>
          <body class="${theme}"><div id="diagram" data-raster="${ADDRESS}/raster"></div><script nonce="n">document.getElementById('diagram').dataset.words = ${JSON.stringify(JSON.stringify(words))}; window.sent = []; window.kept = ${JSON.stringify(kept ?? null)};
          window.acquireVsCodeApi = () => ({ postMessage: (m) => window.sent.push(m), getState: () => window.kept,
          setState: (s) => { window.kept = s; } });</script>
          <script nonce="n" src="${ADDRESS}/diagram.js"></script></body></html>`,
      });
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.addInitScript(`${BREAKABLE_WORKER} window.layoutFault = ${JSON.stringify(layoutFault)};`);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
    await page.goto(`${ADDRESS}/`);
    // What is posted before the page listens is lost.
    await page.waitForFunction(() => (window as unknown as { sent: ToClient[] }).sent.some((m) => m.type === 'ready'));
    return { page, errors };
  }

  /** A page that shows something. */
  async show(message: ToWebview, options: OpenOptions = {}): Promise<OpenPage> {
    const opened = await this.open(options);
    await post(opened.page, message);
    await posted(opened.page, 'drawn');
    return opened;
  }
}

export async function post(page: Page, message: ToWebview): Promise<void> {
  await page.evaluate((m) => window.postMessage(m, '*'), message);
}

export async function breakLayout(page: Page, fault: LayoutFault): Promise<void> {
  await page.evaluate((f) => Object.assign(window, { layoutFault: f }), fault);
}

/** What the page posted since it was last asked, once a message of the kind is among it. */
export async function posted(page: Page, type: ToClient['type']): Promise<ToClient[]> {
  await page.waitForFunction((t) => (window as unknown as { sent: ToClient[] }).sent.some((m) => m.type === t), type);
  return page.evaluate(() => (window as unknown as { sent: ToClient[] }).sent.splice(0));
}

/** The node that has the focus. */
export function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-node'));
}

/** What axe finds wrong with the page as it is. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`);
  });
}
