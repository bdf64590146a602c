/** What tests need of the system besides Node: a browser, firewalls, network namespaces. Brought from Debian where missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Command -> the Debian package that has it. */
const PACKAGES: Readonly<Record<string, string>> = {
  chromium: 'chromium',
  nft: 'nftables',
  'iptables-restore': 'iptables',
  ip: 'iproute2',
  ping: 'iputils-ping',
  Xvfb: 'xvfb',
  nvim: 'neovim',
};
const ADMINISTRATORS_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The absolute path of a command, also where only root has its folder on PATH; absent where there is none. */
export function findCommand(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...ADMINISTRATORS_FOLDERS];
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** Commands the tests need that are not here. */
export function missingCommands(): readonly string[] {
  return Object.keys(PACKAGES).filter((command) => findCommand(command) === undefined);
}

/** Installs what is missing, saying so. Where that is not possible it says which tests will be skipped, and goes on. */
export function bringSystemPackages(): void {
  const missing = missingCommands();
  if (missing.length === 0) return;
  const packages = missing.map((command) => PACKAGES[command] as string);
  if (process.getuid?.() !== 0 || findCommand('apt-get') === undefined) {
    console.log(
      `Not here, and only root can bring them with apt-get: ${packages.join(' ')}. Tests that need them are skipped by name.`,
    );
    return;
  }
  console.log(`Installing what tests need from Debian: ${packages.join(' ')}...`);
  const apt = (...args: string[]): boolean => {
    const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync('apt-get', [...options, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  };
  const done = apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
  if (!done) console.log('That did not work out; tests that need them are skipped by name.');
}
