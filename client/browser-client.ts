/** Starts the language server as a web worker and speaks to it. */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { clientOptions, serverFile, startClient } from './client-options.ts';
import type { Extension, RunningClient } from './extension.ts';
import { Lenses } from './lenses.ts';

export async function startInWorker(extension: Extension): Promise<RunningClient> {
  const lenses = new Lenses(extension.onPolicyChanged);
  let worker: Worker | undefined;
  // The two ends are made here, because the client does not know the host's own kind of worker for one.
  const connect = async (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = await startWorker(extension);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = new LanguageClient('bulkhead', 'Bulkhead', connect, clientOptions(extension, lenses));
  const running = await startClient(client, lenses);
  const end = async (): Promise<void> => {
    await running.end().finally(() => worker?.terminate());
  };
  return { client, end };
}

/**
 * The server's text is read and not loaded by address: an extension's files may come from another origin, and under any media type.
 */
async function startWorker({ context }: Extension): Promise<Worker> {
  const text = await vscode.workspace.fs.readFile(serverFile(context));
  const address = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'Bulkhead' });
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
}
