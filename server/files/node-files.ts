/** The disk, in Node. */
import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { URI } from 'vscode-uri';
import { type FileContent, MAX_FILE_BYTES } from '../protocol/files.ts';
import type { FileSystem } from './file-system.ts';
import { type FolderContent, type IsWanted, listsOf } from './walk.ts';

const CHUNK = 1 << 20;
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
};

/** Files of the machine that the server runs on; other schemes than `file:` hold nothing. */
export const nodeFiles: FileSystem = {
  ...listsOf(readFolder),

  async read(uri): Promise<FileContent> {
    const path = filePath(uri);
    if (path === undefined) return { absent: true };
    try {
      if ((await stat(path)).size > MAX_FILE_BYTES) return { unreadable: 'it is larger than 256 MB' };
      return { text: new TextDecoder().decode(await readFile(path)) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { absent: true };
      return { unreadable: REASONS[code ?? ''] ?? message };
    }
  },
  async *bytes(uri) {
    const path = filePath(uri);
    if (path === undefined) throw new Error('it is on no disk');
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) yield chunk as Uint8Array;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(REASONS[code ?? ''] ?? message);
    }
  },
};

function filePath(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}

async function readFolder(uri: string, isWanted: IsWanted): Promise<FolderContent> {
  const folder = filePath(uri);
  const entries = folder === undefined ? [] : await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries) {
    if (!isWanted(entry.name)) continue;
    if (entry.isFile() || (entry.isSymbolicLink() && (await isOwnLink(folder ?? '', entry.name, isWanted))))
      files.push(entry.name);
  }
  return { files, folders: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name) };
}

/** Whether a link leads to a file that the walk does not meet by itself, in the link's own folder tree. */
async function isOwnLink(folder: string, name: string, isWanted: IsWanted): Promise<boolean> {
  try {
    const [home, target] = await Promise.all([realpath(folder), realpath(join(folder, name))]);
    return target.startsWith(home + sep) && !isWanted(target);
  } catch {
    return false;
  }
}
