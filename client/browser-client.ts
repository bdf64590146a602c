/** Starts the language server as a web worker and speaks to it. */
import * as vscode from 'vscode';
import { type BaseLanguageClient, LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions, serverFile, takeCare } from './client-options.ts';
import type { Extension } from './extension.ts';

export async function startInWorker(extension: Extension): Promise<BaseLanguageClient> {
  const client = new LanguageClient('bulkhead', 'Bulkhead', () => startWorker(extension), clientOptions(extension));
  await client.start();
  takeCare(extension, client);
  return client;
}

/** The server's text is read and not loaded by address: an extension's files may come from another origin, and under any media type. */
async function startWorker({ context }: Extension): Promise<Worker> {
  const text = await vscode.workspace.fs.readFile(serverFile(context));
  const address = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'Bulkhead' });
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
}
