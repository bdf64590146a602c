/**
 * Requests of *Import Observed Traffic...*: an import is begun, given the bytes of its files, and ended with the flow file that they make.
 * A file's bytes come from the server's own disk, or from the client in pieces where the server has none.
 */
import type { PolicyParams } from './messages.ts';

/** Params {@link PolicyParams}, answer {@link ImportBegun}, or null where there is no policy. */
export const IMPORT_BEGIN_REQUEST = 'bulkhead/importBegin';

export interface ImportBegun {
  readonly id: number;
  /** The server reads files of `file:` itself, of any size. */
  readonly readsFiles: boolean;
}

/** Params {@link ImportFileParams}, answer {@link ImportedFile}, or null where the import is over. */
export const IMPORT_FILE_REQUEST = 'bulkhead/importFile';

export interface ImportFileParams {
  readonly id: number;
  /** What the file is called in what is told of it. */
  readonly name: string;
  readonly uri: string;
}

/** Params {@link ImportPieceParams}, answer {@link ImportedFile} with the last piece of a file, else null. */
export const IMPORT_PIECE_REQUEST = 'bulkhead/importPiece';

export interface ImportPieceParams {
  readonly id: number;
  readonly name: string;
  /** Base 64. */
  readonly bytes: string;
  readonly isLast: boolean;
}

/** Notification from server to client while a file is read: how many bytes of it so far. */
export const IMPORT_PROGRESS = 'bulkhead/importProgress';

export interface ImportProgress {
  readonly id: number;
  readonly bytes: number;
}

export interface ImportedFile {
  /** What is wrong with the file, in sentences. */
  readonly warnings: readonly string[];
  /** It could not be read at all. */
  readonly failed: boolean;
}

/** Params {@link ImportEndParams}, answer {@link ImportEnd}, or null where the import is over. */
export const IMPORT_END_REQUEST = 'bulkhead/importEnd';

export interface ImportEndParams {
  readonly id: number;
  /** Where the flow file is to lie, relative to the policy's folder; absent: nothing comes of the import. */
  readonly path?: string;
}

export interface ImportEnd {
  /** The flow file. */
  readonly text: string;
  readonly conversations: number;
  /** `bulkhead.json` as it then is, where it does not name the file yet. */
  readonly settings?: string;
  /** Why `bulkhead.json` cannot name it. */
  readonly problem?: string;
}
