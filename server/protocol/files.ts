/**
 * Requests that the server sends to the extension: it reads through the editor what it cannot reach itself - everything in a browser,
 * and elsewhere what is on no disk, such as a repository that is open without a clone.
 */

/** Request: what is in a folder. Params {@link FileParams}, answer {@link FolderEntry} list; empty where it cannot be read. */
export const READ_FOLDER_REQUEST = 'bulkhead/readFolder';
/** Request: a file's text. Params {@link FileParams}, answer {@link FileContent}. */
export const READ_FILE_REQUEST = 'bulkhead/readFile';

export interface FileParams {
  readonly uri: string;
}

/** Links are not among a folder's entries: where they lead is not known to the editor. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Whether a folder's files may be of a policy: no hidden ones, no packages. */
export function isEntered(folderName: string): boolean {
  return !folderName.startsWith('.') && folderName !== 'node_modules';
}

export type FileContent =
  | { readonly text: string }
  | { readonly absent: true }
  /** The reason, to be put behind `cannot be read:`. */
  | { readonly unreadable: string };

/** Larger files would not fit a string with its syntax tree; they are told as unreadable. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;
