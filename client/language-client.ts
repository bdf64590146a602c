/** Starts the language server and speaks to it. */
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { type InitializationOptions, LIBRARY_SCHEME } from '../server/protocol/messages.ts';
import type { Extension } from './extension.ts';

/** After so many ends within three minutes the server is left ended, with a message. */
const MOST_RESTARTS = 5;

/** Whether code lenses are shown. */
const LENSES = 'bulkhead.codeLens.enabled';

/** The most that the server's heap may grow to; a policy of 100,000 assets needs a quarter of it. */
const HEAP_MB = 8192;

export async function startClient({ context, log }: Extension): Promise<LanguageClient> {
  const { version } = context.extension.packageJSON as { version?: string };
  const initializationOptions: InitializationOptions = {
    documentation: 'bulkhead-docs:/',
    commands: true,
    ...(version === undefined ? {} : { version }),
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: 'file', language: 'seg' },
      { scheme: 'untitled', language: 'seg' },
      { scheme: LIBRARY_SCHEME, language: 'seg' },
      { scheme: 'file', pattern: '**/bulkhead.json' },
    ],
    diagnosticCollectionName: 'bulkhead',
    outputChannel: log,
    connectionOptions: { maxRestartCount: MOST_RESTARTS },
    initializationOptions,
    middleware: {
      provideCodeLenses: (document, token, next) => (showsLenses(document) ? next(document, token) : []),
    },
  };
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const run = { module, transport: TransportKind.ipc, options: { execArgv: [`--max-old-space-size=${HEAP_MB}`] } };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=127.0.0.1:6009'] } };
  const client = new LanguageClient('bulkhead', 'Bulkhead', { run, debug }, options);
  await client.start();
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(LENSES)) refreshLenses(client);
    }),
  );
  return client;
}

function showsLenses(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(undefined, document.uri).get<boolean>(LENSES, true);
}

function refreshLenses(client: LanguageClient): void {
  for (const document of vscode.workspace.textDocuments)
    client.getFeature('textDocument/codeLens').getProvider(document)?.onDidChangeCodeLensEmitter.fire();
}
