/** Files that the editor reads for the server: in a browser all, elsewhere those that are on no disk. */
import type { Connection } from 'vscode-languageserver';
import {
  type FileContent,
  type FileParams,
  type FolderEntry,
  READ_FILE_REQUEST,
  READ_FOLDER_REQUEST,
} from '../protocol/files.ts';
import type { FileSystem } from './file-system.ts';
import { listsOf } from './walk.ts';

/** The files that a client reads on request. One that does not answer has none, and says so of a file. */
export function clientFiles(connection: Connection): FileSystem {
  const ask = <R>(method: string, uri: string): Promise<R> =>
    connection.sendRequest<R>(method, { uri } satisfies FileParams);
  return {
    ...listsOf(async (folder, isWanted) => {
      const entries = await ask<readonly FolderEntry[]>(READ_FOLDER_REQUEST, folder).catch(() => []);
      const names = (isFolder: boolean) => entries.filter((e) => e.isFolder === isFolder).map((e) => e.name);
      return { files: names(false).filter(isWanted), folders: names(true) };
    }),
    read: (uri) =>
      ask<FileContent>(READ_FILE_REQUEST, uri).catch(
        (): FileContent => ({ unreadable: 'the editor does not read it' }),
      ),
  };
}

/** Files of `file:` from one file system, all others from another. */
export function byScheme(onDisk: FileSystem, others: FileSystem): FileSystem {
  const of = (uri: string): FileSystem => (uri.startsWith('file:') ? onDisk : others);
  return {
    list: (folder) => of(folder).list(folder),
    listFlows: (folder) => of(folder).listFlows(folder),
    read: (uri) => of(uri).read(uri),
    ...(onDisk.bytes === undefined ? {} : { bytes: onDisk.bytes }),
  };
}

const NO_FILES: FileSystem = {
  list: async () => [],
  listFlows: async () => [],
  read: async () => ({ absent: true }),
};

/** The files that there are. `own`: those of the machine that the server runs on; `reads`: whether the client reads files. */
export function filesFor(connection: Connection, own: FileSystem | undefined, reads: boolean): FileSystem {
  if (!reads) return own ?? NO_FILES;
  const others = clientFiles(connection);
  return own === undefined ? others : byScheme(own, others);
}
