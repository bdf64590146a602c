/** Starts the language server as a web worker and speaks to it. */
import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { clientOptions, serverFile, startClient } from './client-options.ts';
import type { Extension } from './extension.ts';
import { Lenses } from './lenses.ts';

export async function startInWorker(extension: Extension): Promise<BaseLanguageClient> {
  const lenses = new Lenses(extension.onPolicyChanged);
  const client = new LanguageClient(
    'bulkhead',
    'Bulkhead',
    () => startWorker(extension),
    clientOptions(extension, lenses),
  );
  await startClient(extension, client, lenses);
  return client;
}

/**
 * The server's text is read and not loaded by address: an extension's files may come from another origin, and under any media type. The
 * two ends are made here, because the client does not know the host's own kind of worker for one.
 */
async function startWorker({ context }: Extension): Promise<MessageTransports> {
  const text = await vscode.workspace.fs.readFile(serverFile(context));
  const address = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'Bulkhead' });
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}
