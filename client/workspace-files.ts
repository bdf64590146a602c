/** Reads files for the language server through the editor's own file systems, whichever there are. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FileContent,
  type FileParams,
  type FolderEntry,
  isEntered,
  MAX_FILE_BYTES,
  READ_FILE_REQUEST,
  READ_FOLDER_REQUEST,
} from '../server/protocol/files.ts';

const REASONS: Readonly<Record<string, string>> = {
  FileIsADirectory: 'it is a folder',
  NoPermissions: 'permission denied',
  Unavailable: 'its file system does not answer',
};
const ABSENT = ['FileNotFound', 'FileNotADirectory'];

/** Answers the server's requests of files.ts until it is disposed. */
export function answerFileRequests(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest<FolderEntry[], void>(READ_FOLDER_REQUEST, ({ uri }: FileParams) =>
      readFolder(vscode.Uri.parse(uri)),
    ),
    client.onRequest<FileContent, void>(READ_FILE_REQUEST, ({ uri }: FileParams) => readFile(vscode.Uri.parse(uri))),
  );
}

/** The `.seg` files in a folder and below, by the rules by which the server finds them; in no order. */
export async function policyFilesIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const found = (await readFolder(folder)).map(async ({ name, isFolder }) => {
    const uri = vscode.Uri.joinPath(folder, name);
    if (isFolder) return isEntered(name) ? policyFilesIn(uri) : [];
    return name.endsWith('.seg') ? [uri] : [];
  });
  return (await Promise.all(found)).flat();
}

async function readFolder(folder: vscode.Uri): Promise<FolderEntry[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([, type]) => type === vscode.FileType.File || type === vscode.FileType.Directory)
      .map(([name, type]) => ({ name, isFolder: type === vscode.FileType.Directory }));
  } catch {
    return [];
  }
}

async function readFile(uri: vscode.Uri): Promise<FileContent> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > MAX_FILE_BYTES) return { unreadable: 'it is larger than 256 MB' };
    return { text: new TextDecoder().decode(bytes) };
  } catch (error) {
    const code = error instanceof vscode.FileSystemError ? error.code : '';
    if (ABSENT.includes(code)) return { absent: true };
    return { unreadable: REASONS[code] ?? (error instanceof Error ? error.message : String(error)) };
  }
}
