/** The disk, in Node. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { URI } from 'vscode-uri';
import {
  CONFIGURATION_FILE,
  type FileContent,
  type FileSystem,
  FLOW_EXTENSION,
  POLICY_EXTENSION,
} from './file-system.ts';

/** Larger files would not fit a string with its syntax tree; they are told as unreadable. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Folders below the one that was opened. No policy lies deeper; a loop of mounts might. */
const MAX_DEPTH = 40;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
};

/** Files of the machine that the server runs on; other schemes than `file:` hold nothing. */
export const nodeFiles: FileSystem = {
  list: (folder) => filesIn(folder, isPolicyFile),

  listFlows: (folder) => filesIn(folder, (name) => name.endsWith(FLOW_EXTENSION)),

  async read(uri): Promise<FileContent> {
    const path = filePath(uri);
    if (path === undefined) return { absent: true };
    try {
      if ((await stat(path)).size > MAX_BYTES) return { unreadable: 'it is larger than 256 MB' };
      return { text: new TextDecoder().decode(await readFile(path)) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { absent: true };
      return { unreadable: REASONS[code ?? ''] ?? message };
    }
  },
};

function filePath(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}

type IsWanted = (name: string) => boolean;

async function filesIn(folder: string, isWanted: IsWanted): Promise<readonly string[]> {
  const root = filePath(folder);
  if (root === undefined) return [];
  const found: string[] = [];
  await enter(root, 0, isWanted, found);
  return found.sort();
}

async function enter(folder: string, depth: number, isWanted: IsWanted, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const skipped = entry.name.startsWith('.') || entry.name === 'node_modules' || depth >= MAX_DEPTH;
      if (!skipped) await enter(path, depth + 1, isWanted, found);
    } else if (
      isWanted(entry.name) &&
      (entry.isFile() || (await isOwnLink(entry.isSymbolicLink(), folder, path, isWanted)))
    ) {
      found.push(URI.file(path).toString());
    }
  }
}

function isPolicyFile(name: string): boolean {
  return name.endsWith(POLICY_EXTENSION) || name === CONFIGURATION_FILE;
}

/** Whether a link leads to a file that the walk does not meet by itself, in the link's own folder tree. */
async function isOwnLink(isLink: boolean, folder: string, path: string, isWanted: IsWanted): Promise<boolean> {
  if (!isLink) return false;
  try {
    const [home, target] = await Promise.all([realpath(folder), realpath(path)]);
    return target.startsWith(home + sep) && !isWanted(target);
  } catch {
    return false;
  }
}
