/**
 * Takes pictures of the diagram page as it is built (dist/media), in Chromium and without an editor, one for each theme:
 * `node scripts/run.mjs look-at-diagram POLICY-FOLDER [-o FOLDER] [--media FOLDER] [--detail zones|counts|assets] [--size 1316x914]
 * [--overlay blast --of asset:Zone.Name]`.
 * Run `npm run build` first. The page gets the content security policy of a webview, and every message it posts is printed.
 */
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';
import { checkPolicy } from '../language/checks/index.ts';
import { asBuilt } from '../language/compile/index.ts';
import { buildDrawing } from '../language/diagram/build/build-graph.ts';
import { overlayOf } from '../language/diagram/overlay/index.ts';
import { OVERLAY_KINDS } from '../language/diagram/overlay/overlay.ts';
import { loadPolicy } from '../language/pipeline.ts';
import type { ToWebview } from '../server/protocol/diagram.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ADDRESS = 'http://127.0.0.1:1';
const NONCE = 'look';
const POLICY = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${ADDRESS}; font-src ${ADDRESS}; worker-src blob:`;
/** The class that an editor gives the page's body. */
const THEMES = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  hc: 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    output: { type: 'string', short: 'o', default: '.' },
    media: { type: 'string', default: join(ROOT, 'dist/media') },
    detail: { type: 'string', default: 'assets' },
    size: { type: 'string', default: '1316x914' },
    overlay: { type: 'string' },
    of: { type: 'string' },
    to: { type: 'string' },
    at: { type: 'string' },
    themes: { type: 'string', default: Object.keys(THEMES).join(',') },
  },
});

async function graphOf(folder: string): Promise<ToWebview> {
  const paths = globSync('**/*.seg', { cwd: folder });
  const { policy, findings } = await loadPolicy(
    paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })),
  );
  const now = Date.now();
  const all = [...findings, ...checkPolicy(policy, { now })];
  const drawing = buildDrawing(policy, { now, findings: all });
  const kind = OVERLAY_KINDS.find((k) => k === values.overlay);
  const { of, to, at } = values;
  const question = kind && { kind, ...(of && { of }), ...(to && { to }), ...(at && { at: Date.parse(at) }) };
  const source = { policy, drawing, now, findings: all, openWire: asBuilt(policy) };
  return { type: 'show', graph: drawing.graph, ...(question && { overlay: overlayOf(source, question) }) };
}

function pageOf(theme: keyof typeof THEMES): string {
  const state = JSON.stringify({ detail: values.detail, ...(values.overlay && { overlay: { kind: values.overlay } }) });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Diagram</title>
<link rel="stylesheet" href="${ADDRESS}/diagram.css"></head><body class="${THEMES[theme]}"><div id="diagram"></div>
<script nonce="${NONCE}">globalThis.acquireVsCodeApi = () => ({ postMessage: (m) => console.log(JSON.stringify(m)), getState: () => (${state}), setState() {} });</script>
<script nonce="${NONCE}" src="${ADDRESS}/diagram.js"></script></body></html>`;
}

async function serve(context: BrowserContext, theme: keyof typeof THEMES): Promise<void> {
  const types = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' } as const;
  await context.route(`${ADDRESS}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '')
      return route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': POLICY },
        body: pageOf(theme),
      });
    const type = types[name.slice(name.lastIndexOf('.') + 1) as keyof typeof types] ?? 'text/plain';
    return route.fulfill({
      contentType: type,
      headers: { 'access-control-allow-origin': '*' },
      body: readFileSync(join(values.media, name)),
    });
  });
}

const message = await graphOf(positionals[0] ?? join(ROOT, 'examples/cascadia'));
const [width = 1316, height = 914] = values.size.split('x').map(Number);
mkdirSync(values.output, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const theme of values.themes.split(',') as (keyof typeof THEMES)[]) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1.64 });
  await serve(context, theme);
  const page = await context.newPage();
  page.on('console', (m) => console.log(`${theme}: ${m.text()}`));
  page.on('pageerror', (error) => console.log(`${theme}: ${error.stack}`));
  await page.goto(`${ADDRESS}/`);
  await page.evaluate((m) => window.postMessage(m, '*'), message);
  await page.waitForSelector('.picture .zone', { timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const file = join(values.output, `diagram-${theme}.png`);
  await page.screenshot({ path: file });
  console.log(file);
  await context.close();
}
await browser.close();
