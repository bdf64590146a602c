/** Starts the installed VS Code server on loopback, with all its state in one folder, and stops it with all its children. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './install.ts';

const SETTINGS = join(import.meta.dirname, 'settings.json');
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** A running VS Code server. */
export interface VscodeServer {
  /** `http://127.0.0.1:PORT`, never another name: webviews need a secure context. */
  readonly origin: string;
  /** Address that opens a folder. */
  folderUrl(folder: string): string;
  /** Address that opens a workspace of several folders, by its `.code-workspace` file. */
  workspaceUrl(file: string): string;
  /** What the server printed. */
  log(): string;
  /** Ends the server and all its processes. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Folder for settings, extensions, logs; made where absent. */
  readonly state: string;
  readonly vsix: string;
  /** User settings on top of the quiet ones of settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Nothing that is opened is trusted, and nobody asks. */
  readonly restricted?: boolean;
}

const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function environment(state: string): NodeJS.ProcessEnv {
  const own = {
    HOME: join(state, 'home'),
    XDG_CONFIG_HOME: join(state, 'xdg'),
    XDG_DATA_HOME: join(state, 'xdg'),
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
  };
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE_ENV|VSCODE_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

/** Settings that keep VS Code quiet: nothing opens by itself, nothing leaves the machine. */
export function quietSettings(): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(SETTINGS, 'utf8'));
}

function writeSettings(options: ServerOptions): void {
  const user = join(options.state, 'data', 'User');
  for (const folder of [user, join(options.state, 'ext'), join(options.state, 'home')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(options.state, 'config.yaml'), '');
  const settings = { ...quietSettings(), ...options.settings, ...(options.restricted && RESTRICTED) };
  writeFileSync(join(user, 'settings.json'), JSON.stringify(settings, null, 2));
}

async function untilHealthy(origin: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
  throw new Error(`The VS Code server did not start:\n${log()}`);
}

/** Its own process group, so that the extension host and the language server end with it. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** Installs the extension into a server of its own and starts it. Throws with the server's log where it does not come up. */
export async function startServer(host: Host, options: ServerOptions): Promise<VscodeServer> {
  const { state } = options;
  writeSettings(options);
  const env = environment(state);
  const paths = ['--config', join(state, 'config.yaml'), '--user-data-dir', join(state, 'data')];
  const common = [host.entry, ...paths, '--extensions-dir', join(state, 'ext')];
  const install = spawnSync(host.node, [...common, '--install-extension', options.vsix, '--force'], {
    env,
    encoding: 'utf8',
  });
  if (install.status !== 0)
    throw new Error(`The extension could not be installed:\n${install.stdout}${install.stderr}`);

  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const trusting = options.restricted ? [] : ['workspace-trust'];
  const quiet = ['telemetry', 'update-check', ...trusting, 'getting-started-override', 'proxy'].map(
    (name) => `--disable-${name}`,
  );
  const logFile = join(state, 'server.log');
  const output = openSync(logFile, 'w');
  const child = spawn(host.node, [...common, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', ...quiet], {
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const log = (): string => readFileSync(logFile, 'utf8');
  try {
    await untilHealthy(origin, child, log);
  } catch (error) {
    await stopGroup(child);
    throw error;
  }
  return {
    origin,
    folderUrl: (folder) => `${origin}/?folder=${encodeURI(folder)}`,
    workspaceUrl: (file) => `${origin}/?workspace=${encodeURI(file)}`,
    log,
    stop: () => stopGroup(child),
  };
}
