/** Finds files in a folder and below, in every file system by the same rules. */
import { URI, Utils } from 'vscode-uri';
import { isEntered } from '../protocol/files.ts';
import { CONFIGURATION_FILE, type FileSystem, FLOW_EXTENSION, POLICY_EXTENSION } from './file-system.ts';

/** Folders below the one that was opened. No policy lies deeper; a loop of mounts might. */
const MAX_DEPTH = 40;

export type IsWanted = (name: string) => boolean;

/** What is in a folder: names of wanted files, and of folders. */
export interface FolderContent {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Reads one folder by its URI. Never throws; a folder that cannot be read holds nothing. */
export type ReadFolder = (folder: string, isWanted: IsWanted) => Promise<FolderContent>;

/** Both lists of a file system, from how it reads one folder. */
export function listsOf(readFolder: ReadFolder): Pick<FileSystem, 'list' | 'listFlows'> {
  return {
    list: (folder) => filesBelow(folder, isPolicyFile, readFolder),
    listFlows: (folder) => filesBelow(folder, (name) => name.endsWith(FLOW_EXTENSION), readFolder),
  };
}

function isPolicyFile(name: string): boolean {
  return name.endsWith(POLICY_EXTENSION) || name === CONFIGURATION_FILE;
}

async function filesBelow(folder: string, isWanted: IsWanted, readFolder: ReadFolder): Promise<readonly string[]> {
  const found: string[] = [];
  const enter = async (at: URI, depth: number): Promise<void> => {
    const { files, folders } = await readFolder(at.toString(), isWanted);
    for (const name of files) found.push(Utils.joinPath(at, name).toString());
    if (depth === MAX_DEPTH) return;
    await Promise.all(folders.filter(isEntered).map((name) => enter(Utils.joinPath(at, name), depth + 1)));
  };
  await enter(URI.parse(folder), 0);
  return found.sort();
}
