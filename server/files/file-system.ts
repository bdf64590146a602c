/** What the server asks of a disk: a small interface, so that the same server runs in Node, in a browser and in a test. */
import type { FileContent } from '../protocol/files.ts';

export type { FileContent };

/** Name of the file that makes its folder a policy's. */
export const CONFIGURATION_FILE = 'bulkhead.json';
export const POLICY_EXTENSION = '.seg';
/** Extension of flow files; which of them count, `observed` of `bulkhead.json` says. */
export const FLOW_EXTENSION = '.csv';

export interface FileSystem {
  /**
   * URIs of all `.seg` files and `bulkhead.json` in a folder and below, sorted. Folders that begin with a dot, `node_modules` and
   * linked folders are not entered. A folder that cannot be read holds none. Never throws.
   */
  list(folder: string): Promise<readonly string[]>;
  /** URIs of all `.csv` files there, found in the same way. */
  listFlows(folder: string): Promise<readonly string[]>;
  /** A file's text. Never throws. */
  read(uri: string): Promise<FileContent>;
  /** The bytes of a file of any size, in a stream; absent where there is no disk. Throws, with a reason for people. */
  bytes?(uri: string): AsyncIterable<Uint8Array>;
}
