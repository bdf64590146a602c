/** Starts the language server as a process of its own and speaks to it. */
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions, serverFile, startClient } from './client-options.ts';
import type { Extension, RunningClient } from './extension.ts';
import { Lenses } from './lenses.ts';

/** The most that the server's heap may grow to; a policy of 100,000 assets needs a quarter of it. */
const HEAP_MB = 8192;

export async function startInProcess(extension: Extension): Promise<RunningClient> {
  const module = serverFile(extension.context).fsPath;
  const run = { module, transport: TransportKind.ipc, options: { execArgv: [`--max-old-space-size=${HEAP_MB}`] } };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=127.0.0.1:6009'] } };
  const lenses = new Lenses(extension.onPolicyChanged);
  const client = new LanguageClient('bulkhead', 'Bulkhead', { run, debug }, clientOptions(extension, lenses));
  return startClient(client, lenses);
}
