/**
 * `npm start`: builds the extension, checks and compiles the example plant where the user can see it, and opens it - in VS Code where
 * `code` is on the PATH, else in a VS Code server on loopback. `-- --no-open` only starts that server, prints `ready URL` and waits.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOST_FOLDER, installHost } from '../test/e2e/host/install.ts';
import { startServer } from '../test/e2e/host/server.ts';
import { packageExtension, VSIX } from './package.ts';
import { findCommand } from './system-packages.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXAMPLE = 'examples/cascadia';
/** The copy that is opened: what someone tries out in it leaves the checkout as it was. */
const PLANT = join(HOST_FOLDER, 'cascadia');
const COMPILED = join(HOST_FOLDER, 'compiled');

/** Runs the command line as a user would, showing the command. Returns whether it ended well. */
function bulkhead(...args: string[]): boolean {
  console.log(`\n$ bin/bulkhead ${args.join(' ')}`);
  const { status } = spawnSync(join(ROOT, 'bin', 'bulkhead'), args, { cwd: ROOT, stdio: 'inherit' });
  return status === 0;
}

function checkAndCompile(): void {
  const good =
    bulkhead('check', EXAMPLE) && bulkhead('compile', EXAMPLE, '--target', 'nftables', '-o', relative(ROOT, COMPILED));
  if (!good)
    throw new Error(`The example plant ${EXAMPLE} does not check and compile; what is printed above says why.`);
}

function copyPlant(): void {
  rmSync(PLANT, { recursive: true, force: true });
  cpSync(join(ROOT, EXAMPLE), PLANT, { recursive: true });
}

function openInCode(code: string): void {
  for (const args of [['--install-extension', VSIX, '--force'], [PLANT]]) {
    const { status } = spawnSync(code, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${code} ${args.join(' ')} failed.`);
  }
  console.log(`\nOpened ${relative(ROOT, PLANT)}, a copy of ${EXAMPLE} made anew, in VS Code.`);
}

function openInBrowser(url: string): void {
  const opener = findCommand(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (opener !== undefined) spawnSync(opener, [url], { stdio: 'ignore', timeout: 10_000 });
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

async function serve(open: boolean): Promise<void> {
  const host = installHost();
  const server = await startServer(host, { state: join(HOST_FOLDER, 'state'), vsix: VSIX });
  const stopped = untilStopped();
  const url = server.folderUrl(PLANT);
  console.log(`\n${relative(ROOT, PLANT)} is a copy of ${EXAMPLE}, made anew at each start. Stop with Ctrl+C.`);
  console.log(`ready ${url}`);
  if (open) openInBrowser(url);
  await stopped;
  await server.stop();
}

const open = !process.argv.includes('--no-open');
console.log('Building the extension, the language server and the command line...');
await packageExtension();
if (!existsSync(join(ROOT, EXAMPLE))) throw new Error(`${EXAMPLE} is missing.`);
checkAndCompile();
copyPlant();
const code = open ? findCommand('code') : undefined;
if (code === undefined) await serve(open);
else openInCode(code);
