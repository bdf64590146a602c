/** Files of a policy as a git revision holds them, read by `git` itself: arguments are lists, never a shell's string. */
import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { InputError } from './errors.ts';
import { CONFIGURATION_FILE, type PolicyFile } from './policy-files.ts';
import { shown } from './session.ts';

const MAX_BYTES = 1024 * 1024 * 1024;

function git(folder: string, args: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', [...args], { cwd: folder, maxBuffer: MAX_BYTES, input });
  if (error !== undefined) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'git is not installed' : error.message;
    throw new InputError(`Revisions cannot be read: ${why}.`);
  }
  if (status !== 0) throw new InputError(`git: ${stderr.toString('utf8').trim().split('\n')[0] ?? 'failed'}`);
  return stdout;
}

const SHALLOW = ' The repository is a shallow clone: fetch more of it with git fetch --unshallow.';

/** Whether the repository holds only the newest commits. Throws InputError where there is no repository. */
function isShallow(folder: string): boolean {
  const inside = spawnSync('git', ['rev-parse', '--is-shallow-repository'], { cwd: folder });
  if (inside.error === undefined && inside.status !== 0)
    throw new InputError(`${shown(folder)} is in no git repository: name two folders to compare.`);
  return git(folder, ['rev-parse', '--is-shallow-repository']).toString('utf8').trim() === 'true';
}

/** The commit that a revision names, as a full hash. Throws InputError where there is none, or no repository. */
export function commitOf(folder: string, revision: string): string {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { status, stdout, error } = spawnSync('git', args, { cwd: folder });
  const hash = stdout?.toString('utf8').trim() ?? '';
  if (error !== undefined || status !== 0 || !/^[0-9a-f]{40,64}$/.test(hash)) {
    throw new InputError(
      `There is no revision ${revision}, and no folder of that name.${isShallow(folder) ? SHALLOW : ''}`,
    );
  }
  return hash;
}

/** The `.seg` files under a folder in a commit, and `bulkhead.json` where it has one. Paths are relative to the folder. */
export function filesAt(
  folder: string,
  commit: string,
): { readonly files: readonly PolicyFile[]; readonly configuration: string | undefined } {
  const listed = git(folder, ['ls-tree', '-r', '-z', '--name-only', commit, '--', '.']).toString('utf8');
  const paths = listed.split('\0').filter((path) => path !== '');
  const inner = paths.filter((p) => posix.basename(p) === CONFIGURATION_FILE && p !== CONFIGURATION_FILE);
  const others = inner.map((p) => `${posix.dirname(p)}/`);
  const isOurs = (path: string): boolean =>
    path.endsWith('.seg') &&
    !path.split('/').some((part) => part === 'node_modules' || part.startsWith('.')) &&
    !others.some((other) => path.startsWith(other));
  const read = (path: string): string =>
    new TextDecoder().decode(git(folder, ['show', '--end-of-options', `${commit}:./${path}`]));
  return {
    files: paths.filter(isOurs).map((path) => ({ path, text: read(path) })),
    configuration: paths.includes(CONFIGURATION_FILE) ? read(CONFIGURATION_FILE) : undefined,
  };
}
