/** What the client tells and does for the language server, in every host. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, DocumentSelector, LanguageClientOptions } from 'vscode-languageclient';
import { type InitializationOptions, LIBRARY_SCHEME } from '../server/protocol/messages.ts';
import type { Extension, RunningClient } from './extension.ts';
import type { Lenses } from './lenses.ts';
import { answerFileRequests } from './workspace-files.ts';

/** After so many ends within three minutes the server is left ended, with a message. */
const MOST_RESTARTS = 5;

/** Schemes whose files may be in a workspace without a folder of it: the disk, GitHub, a remote machine, memory. */
const KNOWN_SCHEMES = ['file', 'vscode-vfs', 'vscode-remote', 'memfs'];

/** The server's bundle, the same in every host. */
export function serverFile(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs');
}

export function clientOptions({ context, log }: Extension, lenses: Lenses): LanguageClientOptions {
  const { version } = context.extension.packageJSON as { version?: string };
  const initializationOptions: InitializationOptions = {
    documentation: 'bulkhead-docs:/',
    commands: true,
    files: true,
    ...(version === undefined ? {} : { version }),
  };
  return {
    documentSelector: documentSelector(),
    diagnosticCollectionName: 'bulkhead',
    outputChannel: log,
    connectionOptions: { maxRestartCount: MOST_RESTARTS },
    initializationOptions,
    middleware: lenses.middleware,
  };
}

/** Starts a client with what it needs as long as it runs; the server asks for files at once. */
export async function startClient(client: BaseLanguageClient, lenses: Lenses): Promise<RunningClient> {
  const parts = vscode.Disposable.from(answerFileRequests(client), lenses);
  try {
    await client.start();
  } catch (error) {
    parts.dispose();
    throw error;
  }
  lenses.start(client);
  const end = async (): Promise<void> => {
    parts.dispose();
    await client.dispose();
  };
  return { client, end };
}

/** Files of every file system that the workspace has; not the older versions that git shows. */
function documentSelector(): DocumentSelector {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = [...new Set([...KNOWN_SCHEMES, ...folders.map((f) => f.uri.scheme)])];
  return [
    ...schemes.map((scheme) => ({ scheme, language: 'seg' })),
    { scheme: 'untitled', language: 'seg' },
    { scheme: LIBRARY_SCHEME, language: 'seg' },
    ...schemes.map((scheme) => ({ scheme, pattern: '**/bulkhead.json' })),
  ];
}
