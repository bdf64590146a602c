/**
 * Installs a real VS Code server (code-server, with a Node of its own) from lock files, without compiling anything. It runs the
 * end-to-end tests, and is where `npm start` opens a plant on a machine without VS Code. About 30 s and 600 MB, once.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const LOCK_FOLDER = join(import.meta.dirname, 'locks');
const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Where all that belongs to the host lives; git ignores it. */
export const HOST_FOLDER = join(ROOT, '.host');
const INSTALLED = join(HOST_FOLDER, 'vscode');
const LOCKS = ['package.json', 'package-lock.json', 'vscode-shrinkwrap.json'];

/** Files of an installed host. */
export interface Host {
  readonly node: string;
  readonly entry: string;
}

function locksHash(): string {
  const hash = createHash('sha256');
  for (const file of LOCKS) hash.update(readFileSync(join(LOCK_FOLDER, file)));
  return hash.digest('hex');
}

function npmCi(folder: string, args: readonly string[]): void {
  const npm = process.env.npm_execpath;
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  const path = [join(folder, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  // npm tells its children about the project that started it; these folders are projects of their own.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(local_)?prefix|package_)/i.test(name),
  );
  const env = { ...Object.fromEntries(inherited), PATH: path };
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args];
  const { status, stderr } = spawnSync(command, [...before, ...options], { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stderr}`);
}

/** Brings the host if it is not there or its lock files changed, saying so. Throws with npm's words where that fails. */
export function installHost(): Host {
  const host: Host = {
    node: join(INSTALLED, 'node_modules', '.bin', 'node'),
    entry: join(INSTALLED, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
  const stamp = join(INSTALLED, 'installed');
  const wanted = locksHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return host;
  console.log('Installing a VS Code server under .host/ (once, about half a minute)...');
  const building = `${INSTALLED}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  for (const file of LOCKS.slice(0, 2)) copyFileSync(join(LOCK_FOLDER, file), join(building, file));
  npmCi(building, []);
  const vscode = join(building, 'node_modules', 'code-server', 'lib', 'vscode');
  copyFileSync(join(LOCK_FOLDER, 'vscode-shrinkwrap.json'), join(vscode, 'npm-shrinkwrap.json'));
  npmCi(vscode, ['--omit=dev']);
  writeFileSync(join(building, 'installed'), wanted);
  rmSync(INSTALLED, { recursive: true, force: true });
  renameSync(building, INSTALLED);
  return host;
}
