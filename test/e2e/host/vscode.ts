/**
 * A real VS Code for a test: the packed extension in a VS Code server, a plant's folder open in Chromium.
 *
 *     const vscode = await openVscode({ folder: 'examples/cascadia' });   // a copy of it; `vscode.folder`
 *     await vscode.openFile('plant.seg');
 *     await vscode.runCommand('Segmentation: Open Zone Diagram');
 *     await vscode.webview().locator('svg').waitFor();
 *     await vscode.close();                                               // throws if anything went past loopback
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { findCommand, missingCommands } from '../../../scripts/system-packages.ts';
import { HOST_FOLDER, installHost } from './install.ts';
import { type Kept, keepWhenBusy, untilKept } from './kept.ts';
import { startServer, type VscodeServer } from './server.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const VSIX = join(ROOT, 'dist', 'bulkhead.vsix');
const SCREENSHOTS = join(ROOT, '.test', 'screenshots');
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const READY_TIMEOUT_MS = 60_000;
const PALETTE_INPUT = '.quick-input-widget .quick-input-box input[type=text]';
/** So long a palette that stays open needs at most, on a busy machine. */
const PALETTE_MS = 8000;
const PALETTE_ROW = '.quick-input-list .monaco-list-row';
const FIX_ROW = '.action-widget .monaco-list-row.action';

/** Why end-to-end tests cannot run here; absent where they can. For `describe.skipIf`. */
export function whyNoVscode(): string | undefined {
  return missingCommands().includes('chromium') ? 'Chromium is not installed' : undefined;
}

export interface OpenOptions {
  /** Folder to copy and open, relative to the project or absolute. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A `.code-workspace` file in the folder, which is opened instead of it. */
  readonly workspace?: string;
  /** Changes the copy before it is opened. */
  readonly prepare?: (folder: string) => void;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The workspace is not trusted: VS Code's restricted mode. */
  readonly restricted?: boolean;
}

/** One VS Code window and what a user does in it. Every method waits until the thing it names is there. */
export interface Vscode {
  readonly page: Page;
  /** The copy that is open; write into it to edit files behind the editor's back. */
  readonly folder: string;
  /** Runs a command by its whole title, through the palette. */
  runCommand(title: string): Promise<void>;
  openFile(name: string): Promise<void>;
  /** Puts the cursor at a line and column (one-based) of the active editor. */
  goTo(line: number, column?: number): Promise<void>;
  /** Rows of the Problems panel, which it opens. */
  problems(): Promise<Locator>;
  /** Opens the quick-fix menu at the cursor and returns its rows. */
  quickFixes(): Promise<Locator>;
  /** The document of the visible webview. */
  webview(): FrameLocator;
  /** Loads the window anew, as a browser does, as soon as what it has written down of the diagram is as expected. */
  reload(isExpected: (kept: Kept) => boolean): Promise<void>;
  /** Saves a picture under .test/screenshots/ and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Requests that were not for loopback; they are refused. */
  readonly foreignRequests: readonly string[];
  /** Ends browser and server. Throws where a request for another host was made. */
  close(): Promise<void>;
}

async function openPage(browser: Browser, options: OpenOptions, foreign: string[]): Promise<Page> {
  const viewport = options.viewport ?? { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  await keepOnLoopback(context, foreign);
  await keepWhenBusy(context);
  return context.newPage();
}

/** Refuses every request for another host and notes it. */
export async function keepOnLoopback(context: BrowserContext, foreign: string[]): Promise<void> {
  await context.route(
    (url) => !isLocal(url),
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
}

/** Loopback, data, and the origin that VS Code gives webviews, which its service worker answers from loopback. */
function isLocal(url: URL): boolean {
  if (!/^(https?|wss?):$/.test(url.protocol)) return true;
  return /^(127\.0\.0\.1|([\w-]+\.)?localhost)$/.test(url.hostname);
}

/** The folder of a test's options, copied into another and changed as they say; the copy. */
export function copyFolder(options: OpenOptions, into: string): string {
  const source = join(ROOT, options.folder);
  const folder = join(into, basename(options.folder));
  cpSync(existsSync(source) ? source : options.folder, folder, { recursive: true });
  options.prepare?.(folder);
  return folder;
}

/** Where the packed extension is. Throws, with what to do, where it is not. */
export function packedExtension(): string {
  if (!existsSync(VSIX)) throw new Error('dist/bulkhead.vsix is not built: npm run package');
  return VSIX;
}

/** Copies the folder, installs the packed extension, opens the folder, waits until the file explorer shows it. */
export async function openVscode(options: OpenOptions): Promise<Vscode> {
  const vsix = packedExtension();
  const host = installHost();
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-e2e-'));
  const folder = copyFolder(options, scratch);
  let server: VscodeServer | undefined;
  let browser: Browser | undefined;
  const foreignRequests: string[] = [];
  const stop = async (): Promise<void> => {
    await browser?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const { settings, restricted } = options;
    server = await startServer(host, { state: join(scratch, 'state'), vsix, settings, restricted });
    browser = await chromium.launch({ executablePath: findCommand('chromium'), args: CHROMIUM_ARGUMENTS });
    const page = await openPage(browser, options, foreignRequests);
    const { workspace } = options;
    await page.goto(workspace ? server.workspaceUrl(join(folder, workspace)) : server.folderUrl(folder));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: READY_TIMEOUT_MS });
    const close = async (): Promise<void> => {
      await stop();
      if (foreignRequests.length > 0) throw new Error(`Requests left this machine:\n${foreignRequests.join('\n')}`);
    };
    return { page, folder, foreignRequests, close, ...actions(page) };
  } catch (error) {
    const log = server?.log() ?? '';
    await stop();
    throw new Error(`VS Code did not open the folder.\n${log}`, { cause: error });
  }
}

export type Actions = Pick<
  Vscode,
  'runCommand' | 'openFile' | 'goTo' | 'problems' | 'quickFixes' | 'webview' | 'reload' | 'screenshot'
>;

/** What a user does in a window of VS Code, whatever serves it. */
export function actions(page: Page): Actions {
  /** Opens the palette with a text and does something there. A focus that something moves meanwhile closes it: then again. */
  const inPalette = async (text: string, act: (input: Locator) => Promise<void>): Promise<void> => {
    const input = page.locator(PALETTE_INPUT);
    for (let attempt = 1; ; attempt++) {
      try {
        await page.keyboard.press('F1');
        await input.waitFor({ timeout: PALETTE_MS });
        await input.fill(text, { timeout: PALETTE_MS });
        await act(input);
        return;
      } catch (error) {
        if (attempt === 3) throw error;
        console.log(`palette: attempt ${attempt} for ${text} failed`);
        await page.keyboard.press('Escape');
      }
    }
  };
  const choose = (text: string, row: Locator): Promise<void> =>
    inPalette(text, () => row.first().click({ timeout: 2 * PALETTE_MS }));
  return {
    async runCommand(title) {
      await choose(`>${title}`, page.locator(PALETTE_ROW).filter({ has: page.getByText(title, { exact: true }) }));
    },
    async openFile(name) {
      await choose(name, page.locator(PALETTE_ROW).filter({ hasText: basename(name) }));
      await page.locator(`.tab.active[data-resource-name="${basename(name)}"]`).waitFor();
      await page.locator('.monaco-editor .view-line').first().waitFor();
    },
    async goTo(line, column = 1) {
      await inPalette(`:${line}:${column}`, async (input) => {
        await input.press('Enter', { timeout: PALETTE_MS });
        await input.waitFor({ state: 'hidden' });
      });
    },
    async problems() {
      const panel = page.locator('.markers-panel');
      if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
      await panel.waitFor();
      return panel.locator('.monaco-list-row');
    },
    async quickFixes() {
      const rows = page.locator(FIX_ROW);
      // Pressed right after a cursor move, the key is sometimes dropped.
      for (let attempt = 1; attempt <= 4; attempt++) {
        await page.keyboard.press('Control+.');
        const shown = await rows
          .first()
          .waitFor({ timeout: 3000 })
          .then(
            () => true,
            () => false,
          );
        if (attempt > 1) console.log(`quick-fix menu: attempt ${attempt}`);
        if (shown) return rows;
      }
      throw new Error('The quick-fix menu did not open.');
    },
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    async reload(isExpected) {
      await untilKept(page, isExpected);
      await page.reload();
    },
    async screenshot(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      const path = join(SCREENSHOTS, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}

export { HOST_FOLDER };
