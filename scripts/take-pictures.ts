/**
 * Takes the pictures of README and walkthrough from a real VS Code, in a light and in a dark theme: `npm run package`, then
 * `node scripts/run.mjs take-pictures [--only NAME,...] [--themes light,dark,hc] [-o FOLDER]`. Colours are cut down to a palette, so that they stay light.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import UPNG from 'upng-js';
import { openVscode, type Vscode } from '../test/e2e/host/vscode.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const README = 'docs/pictures';
const WALKTHROUGH = 'media/walkthrough';
const PALETTE_ROW = '.quick-input-list .monaco-list-row';
const THEMES: Readonly<Record<string, string>> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};
const SETTINGS = {
  'git.enabled': true,
  'workbench.layoutControl.enabled': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'files.simpleDialog.enable': true,
};

interface Picture {
  readonly name: string;
  readonly into: string;
  readonly colours: number;
  readonly size: { readonly width: number; readonly height: number };
  /** Brings the window to what is to be seen; the part of it that the picture shows, all where it gives none. */
  act(vscode: Vscode): Promise<Clip | undefined>;
}

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDE = { width: 1180, height: 720 };
const SMALL = { width: 860, height: 560 };

const lineOf = (vscode: Vscode, file: string, text: string): number =>
  readFileSync(join(vscode.folder, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

async function replaceInLine(vscode: Vscode, file: string, before: string, after: string): Promise<void> {
  const line = lineOf(vscode, file, before);
  const text = readFileSync(join(vscode.folder, file), 'utf8').split('\n')[line - 1] ?? '';
  await vscode.openFile(file);
  await vscode.goTo(line, text.indexOf(before) + before.length + 1);
  for (const _ of before) await vscode.page.keyboard.press('Backspace');
  await vscode.page.keyboard.type(after);
  await vscode.page.keyboard.press('Escape');
}

async function revert(vscode: Vscode, file: string): Promise<void> {
  await vscode.openFile(file);
  await vscode.runCommand('File: Revert File');
}

async function hide({ page }: Vscode): Promise<void> {
  const bar = page.locator('.part.sidebar');
  if (!(await bar.isVisible())) return;
  await page.keyboard.press('Control+b');
  await bar.waitFor({ state: 'hidden' });
}

async function compiled(vscode: Vscode): Promise<undefined> {
  const { page } = vscode;
  await vscode.openFile('conduits.seg');
  await vscode.runCommand('Segmentation: Compile Rules...');
  await page.locator(PALETTE_ROW).filter({ hasText: 'nftables' }).first().click();
  await page.locator(PALETTE_ROW).filter({ hasText: 'FW-3' }).filter({ hasNotText: 'All firewalls' }).first().click();
  const output = page.locator('.editor-group-container').nth(1);
  await output.getByText('rules for FW-3').waitFor();
  await page
    .locator('.editor-group-container')
    .nth(0)
    .locator('.view-line')
    .first()
    .click({ position: { x: 20, y: 5 } });
  await vscode.goTo(lineOf(vscode, 'conduits.seg', 'allow HIST-1 -> HIST-DMZ'), 5);
  await page.keyboard.press('Home');
  await output.locator('.view-overlays .cdr[class*="ced-"]').first().waitFor();
  await closeNotices(vscode);
  return undefined;
}

async function closeNotices(vscode: Vscode): Promise<void> {
  await vscode.runCommand('Notifications: Clear All Notifications');
}

const PICTURES: readonly Picture[] = [
  {
    ...{ name: 'editor', into: README, colours: 200, size: WIDE },
    async act(vscode) {
      const { page } = vscode;
      await vscode.openFile('zones.seg');
      await replaceInLine(vscode, 'zones.seg', '10.41.0.10', '10.99.0.10');
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await page.locator('.activitybar a.action-label[aria-label*="Segmentation"]').first().click();
      await page.locator('.pane-body .monaco-list-row').filter({ hasText: 'Zones' }).first().waitFor();
      await vscode.goTo(lineOf(vscode, 'zones.seg', 'asset PLC-301'), 40);
      await vscode.problems();
      return undefined;
    },
  },
  {
    ...{ name: 'diagram', into: README, colours: 200, size: WIDE },
    async act(vscode) {
      await revert(vscode, 'zones.seg');
      await hide(vscode);
      if (await vscode.page.locator('.part.panel').isVisible()) await vscode.page.keyboard.press('Control+j');
      await vscode.goTo(lineOf(vscode, 'zones.seg', 'zone Kiln '), 8);
      await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
      await vscode.webview().locator('.picture .zone').first().waitFor();
      await vscode.page.waitForTimeout(1500);
      return undefined;
    },
  },
  {
    ...{ name: 'compiled', into: README, colours: 200, size: WIDE },
    async act(vscode) {
      await vscode.runCommand('View: Close All Editors');
      await hide(vscode);
      return compiled(vscode);
    },
  },
  {
    ...{ name: 'policy', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await vscode.runCommand('View: Close All Editors');
      await hide(vscode);
      await vscode.openFile('zones.seg');
      await vscode.goTo(lineOf(vscode, 'zones.seg', 'zone IDMZ'), 1);
      await vscode.page.locator('.codelens-decoration').first().waitFor();
      return { x: 48, y: 36, width: 640, height: 400 };
    },
  },
  {
    ...{ name: 'mend', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await replaceInLine(vscode, 'zones.seg', '10.41.0.10', '10.99.0.10');
      await vscode.page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await vscode.goTo(lineOf(vscode, 'zones.seg', 'asset PLC-301'), 36);
      await vscode.quickFixes();
      return { x: 48, y: 36, width: 640, height: 400 };
    },
  },
  {
    ...{ name: 'blast', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await vscode.page.keyboard.press('Escape');
      await revert(vscode, 'zones.seg');
      await vscode.goTo(lineOf(vscode, 'zones.seg', 'asset JUMP-1'), 12);
      await vscode.runCommand('Segmentation: Show Blast Radius');
      const rows = vscode.page.locator('.pane-body .monaco-list-row');
      await rows.filter({ hasText: 'fall with' }).first().waitFor();
      await vscode.page.waitForTimeout(500);
      return { x: 0, y: 0, width: 640, height: 480 };
    },
  },
  {
    ...{ name: 'expect', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await vscode.runCommand('View: Close All Editors');
      await vscode.page.waitForTimeout(1500);
      await vscode.openFile('expectations.seg');
      await vscode.runCommand('Testing: Focus on Test Explorer View');
      await vscode.page.locator('.testing-run-glyph').first().waitFor();
      await vscode.page.locator('.codelens-decoration').filter({ hasText: 'Passed' }).first().waitFor();
      await vscode.page.locator('.test-explorer .monaco-list-row').first().click();
      await vscode.page.keyboard.press('ArrowRight');
      await vscode.page.waitForTimeout(800);
      return { x: 0, y: 0, width: 640, height: 480 };
    },
  },
  {
    ...{ name: 'compile', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await vscode.runCommand('View: Close All Editors');
      await hide(vscode);
      await compiled(vscode);
      return { x: 48, y: 0, width: 800, height: 480 };
    },
  },
  {
    ...{ name: 'review', into: WALKTHROUGH, colours: 48, size: SMALL },
    async act(vscode) {
      await vscode.runCommand('View: Close All Editors');
      await replaceInLine(vscode, 'conduits.seg', ': pi ', ': pi, https ');
      await vscode.page.keyboard.press('Control+s');
      await vscode.runCommand('Segmentation: Review Changes Against...');
      await vscode.page.locator(PALETTE_ROW).filter({ hasText: 'HEAD' }).first().click();
      await vscode.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'may now' }).first().waitFor();
      await vscode.page.waitForTimeout(500);
      return { x: 0, y: 0, width: 640, height: 480 };
    },
  },
];

/** The example as the first commit of a repository. */
function prepare(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', '-C', folder, ...args]);
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
}

function compress(png: Buffer, colours: number): Buffer {
  const image = UPNG.decode(Uint8Array.from(png).buffer);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, colours));
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PICTURES.map((p) => p.name).join(',') },
    themes: { type: 'string', default: 'light,dark' },
    output: { type: 'string', short: 'o' },
  },
});
for (const theme of values.themes.split(',')) {
  const settings = { ...SETTINGS, 'workbench.colorTheme': THEMES[theme] };
  const vscode = await openVscode({ folder: 'examples/cascadia', settings, prepare, viewport: WIDE });
  try {
    for (const { name, into, colours, size, act } of PICTURES.filter((p) => values.only.split(',').includes(p.name))) {
      await vscode.page.setViewportSize(size);
      const clip = await act(vscode).catch(async (error: unknown) => {
        console.error(`${name}: the window is shown in ${await vscode.screenshot(`picture-${name}`)}`);
        throw error;
      });
      await vscode.page.mouse.move(1, 1);
      await vscode.page.waitForTimeout(400);
      const folder = values.output ?? join(ROOT, into);
      mkdirSync(folder, { recursive: true });
      const png = await vscode.page.screenshot({ ...(clip === undefined ? {} : { clip }), caret: 'hide' });
      const small = compress(png, colours);
      writeFileSync(join(folder, `${name}-${theme}.png`), small);
      console.log(`${name}-${theme}.png  ${Math.ceil(small.length / 1024)} kB`);
    }
  } finally {
    await vscode.close();
  }
}
