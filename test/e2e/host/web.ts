/**
 * VS Code without any server, as vscode.dev and github.dev are: the web build in Chromium, the extension in a web worker, the folder in a
 * virtual file system that keeps changes in memory.
 *
 *     const vscode = await openWeb({ folder: 'examples/cascadia' });
 *     await vscode.close();                                          // throws if anything went past loopback
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { type BrowserContext, chromium } from 'playwright-core';
import { findCommand } from '../../../scripts/system-packages.ts';
import { installWebHost } from './install.ts';
import { keepWhenBusy } from './kept.ts';
import { freePort, quietSettings } from './server.ts';
import {
  actions,
  CHROMIUM_ARGUMENTS,
  copyFolder,
  keepOnLoopback,
  type OpenOptions,
  packedExtension,
  type Vscode,
} from './vscode.ts';

const START_TIMEOUT_MS = 60_000;
/** The newest web build on npm; the extension asks for a newer VS Code, which its copy here does not. */
const WEB_BUILD_VERSION = '1.91.0';
/** Webviews are pages of another origin, and their service worker needs storage. */
const BROWSER_PREFERENCES = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };

/** The packed extension's files in a folder, fit for the web build. */
function unpackExtension(into: string): string {
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(packedExtension())))) {
    if (!path.startsWith('extension/') || path.endsWith('/')) continue;
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), bytes);
  }
  const manifest = join(into, 'extension', 'package.json');
  const { engines, ...others } = JSON.parse(readFileSync(manifest, 'utf8'));
  writeFileSync(manifest, JSON.stringify({ ...others, engines: { ...engines, vscode: `^${WEB_BUILD_VERSION}` } }));
  return join(into, 'extension');
}

async function serve(extension: string, folder: string): Promise<{ origin: string; child: ChildProcess }> {
  const { entry, builds, commit } = installWebHost();
  const port = await freePort();
  const build = ['--quality', 'stable', '--commit', commit, '--testRunnerDataDir', builds, '--esm', 'false'];
  const place = ['--browser', 'none', '--host', 'localhost', '--port', String(port)];
  const args = [entry, ...build, ...place, '--extensionDevelopmentPath', extension, folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const origin = `http://localhost:${port}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(origin).catch(() => undefined);
    if (answer?.ok) return { origin, child };
    await delay(100);
  }
  child.kill();
  throw new Error(`The web build was not served:\n${log}`);
}

/** Copies the folder, opens it in the web build with the packed extension, waits until the file explorer shows it. */
export async function openWeb(options: OpenOptions): Promise<Vscode> {
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-web-'));
  const folder = copyFolder(options, scratch);
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ ...quietSettings(), ...options.settings }));
  const profile = join(scratch, 'profile');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(BROWSER_PREFERENCES));
  const foreignRequests: string[] = [];
  let child: ChildProcess | undefined;
  let context: BrowserContext | undefined;
  const stop = async (): Promise<void> => {
    await context?.close();
    child?.kill();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const served = await serve(unpackExtension(scratch), folder);
    child = served.child;
    context = await chromium.launchPersistentContext(profile, {
      executablePath: findCommand('chromium') ?? 'chromium',
      args: CHROMIUM_ARGUMENTS,
      viewport: options.viewport ?? { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    await keepOnLoopback(context, foreignRequests);
    await keepWhenBusy(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(served.origin);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: START_TIMEOUT_MS });
    const close = async (): Promise<void> => {
      await stop();
      if (foreignRequests.length > 0) throw new Error(`Requests left this machine:\n${foreignRequests.join('\n')}`);
    };
    /** From the explorer: this file system is not searched by name. */
    const openFile = async (name: string): Promise<void> => {
      const explorer = page.locator('.explorer-folders-view');
      if (!(await explorer.isVisible())) await page.keyboard.press('Control+Shift+E');
      const row = explorer.locator('.monaco-list-row').filter({ hasText: name });
      await row.first().dblclick();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    };
    return { page, folder, foreignRequests, close, ...actions(page), openFile };
  } catch (error) {
    await stop();
    throw new Error('The web build of VS Code did not open the folder.', { cause: error });
  }
}
