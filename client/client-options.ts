/** What the client tells and does for the language server, in every host. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, DocumentSelector, LanguageClientOptions } from 'vscode-languageclient';
import { type InitializationOptions, LIBRARY_SCHEME } from '../server/protocol/messages.ts';
import type { Extension } from './extension.ts';
import { answerFileRequests } from './workspace-files.ts';

/** After so many ends within three minutes the server is left ended, with a message. */
const MOST_RESTARTS = 5;

/** Whether code lenses are shown. */
const LENSES = 'bulkhead.codeLens.enabled';

/** Schemes whose files may be in a workspace without a folder of it: the disk, GitHub, a remote machine, memory. */
const KNOWN_SCHEMES = ['file', 'vscode-vfs', 'vscode-remote', 'memfs'];

/** The server's bundle, the same in every host. */
export function serverFile(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs');
}

export function clientOptions({ context, log }: Extension): LanguageClientOptions {
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
    middleware: {
      provideCodeLenses: (document, token, next) => (showsLenses(document) ? next(document, token) : []),
    },
  };
}

/** What a client needs from before it starts until the extension ends: the server asks for files at once. */
export function takeCare({ context }: Extension, client: BaseLanguageClient): void {
  context.subscriptions.push(
    answerFileRequests(client),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(LENSES)) refreshLenses(client);
    }),
  );
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

function showsLenses(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(undefined, document.uri).get<boolean>(LENSES, true);
}

function refreshLenses(client: BaseLanguageClient): void {
  for (const document of vscode.workspace.textDocuments)
    client.getFeature('textDocument/codeLens').getProvider(document)?.onDidChangeCodeLensEmitter.fire();
}
