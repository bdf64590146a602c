/**
 * Finds and reads the files of a policy: all `.seg` files under the nearest parent folder that holds a `bulkhead.json`, without one
 * those of the folder named that belong to no policy further in. Folders `node_modules` and those that begin with a dot hold none; links are not followed out of the
 * policy's folder.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { InputError } from './errors.ts';

export const CONFIGURATION_FILE = 'bulkhead.json';
const EXTENSION = '.seg';
/** No policy is written by hand at this size; a text of it would not fit the parser's memory. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface PolicyFile {
  /** Relative to the policy's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Which files belong to the policy, as `bulkhead.json` may say; globs relative to its folder. */
export interface FileFilter {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** The policy's folder for a folder or file that someone names. Throws InputError where there is no such thing. */
export function findPolicyFolder(named: string): string {
  const absolute = resolve(named);
  const kind = statSync(absolute, { throwIfNoEntry: false });
  if (kind === undefined) throw new InputError(`There is no folder ${named}.`);
  const start = kind.isDirectory() ? absolute : dirname(absolute);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIGURATION_FILE))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Text of `bulkhead.json`; absent where the policy has none. */
export function readConfigurationText(folder: string): string | undefined {
  const path = join(folder, CONFIGURATION_FILE);
  return existsSync(path) ? readText(path, CONFIGURATION_FILE) : undefined;
}

/** A file's text. A byte-order mark is not part of it. Throws InputError where it cannot be read. */
export function readText(path: string, shownAs: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error('it is larger than 256 MB');
    return new TextDecoder().decode(readFileSync(path));
  } catch (error) {
    throw new InputError(`${shownAs} cannot be read: ${reason(error)}.`);
  }
}

/** A file of the policy: its path for people, and the file that it really is, for a link names another. */
export interface FoundFile {
  readonly path: string;
  readonly real: string;
}

/** All files of the policy, sorted by path, each once. Throws InputError where a folder cannot be read or a link leads out of it. */
export function findPolicyFiles(folder: string, filter: FileFilter = {}): FoundFile[] {
  const inside = realpathSync(folder);
  const include = picomatch([...(nonEmpty(filter.include) ?? [`**/*${EXTENSION}`])]);
  const exclude = picomatch([...(filter.exclude ?? [])]);
  const paths = filesUnder(folder, EXTENSION).filter((path) => include(path) && !exclude(path));
  const files = new Map<string, FoundFile>();
  for (const path of paths) {
    const real = realPath(join(folder, path), path);
    const way = relative(inside, real);
    if (way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new InputError(`${path} is a link out of the policy's folder.`);
    }
    if (!files.has(real)) files.set(real, { path, real });
  }
  return [...files.values()];
}

/** The files with their texts. Throws InputError where one cannot be read. */
export function readPolicyFiles(folder: string, filter: FileFilter = {}): PolicyFile[] {
  return findPolicyFiles(folder, filter).map(({ path, real }) => ({ path, text: readText(real, path) }));
}

function nonEmpty(globs: readonly string[] | undefined): readonly string[] | undefined {
  return globs && globs.length > 0 ? globs : undefined;
}

function realPath(absolute: string, shownAs: string): string {
  try {
    return realpathSync(absolute);
  } catch (error) {
    throw new InputError(`${shownAs} cannot be read: ${reason(error)}.`);
  }
}

/**
 * Paths with `/` of all files with that extension in the policy's folder, sorted. A folder with a `bulkhead.json` of its own is another policy. Linked
 * folders are not entered, so there is no loop.
 */
export function filesUnder(root: string, extension: string): string[] {
  const found: string[] = [];
  const enter = (folder: string): void => {
    const entries = entriesOf(join(root, folder), folder || '.');
    if (folder !== '' && entries.some(({ name }) => name === CONFIGURATION_FILE)) return;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') enter(path);
      } else if (entry.name.endsWith(extension) && (entry.isFile() || entry.isSymbolicLink())) {
        found.push(path);
      }
    }
  };
  enter('');
  return found.sort();
}

function entriesOf(absolute: string, shownAs: string) {
  try {
    return readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    throw new InputError(`The folder ${shownAs} cannot be read: ${reason(error)}.`);
  }
}

/** What an error says, without the path that the message has already named. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'no such file',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
  };
  return known[code ?? ''] ?? message;
}
