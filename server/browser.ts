/** The language server as a web worker, spoken to by messages. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { serve } from './connection.ts';

/** The worker's own end of the channel; the types at hand are those of a page. */
const scope = globalThis as unknown as Worker;
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(scope),
  new BrowserMessageWriter(scope),
);
// A defect that no feature's guard caught is told; the worker goes on answering.
globalThis.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  connection.console.error(`A defect of Bulkhead: ${String(event.reason)}`);
});
serve(connection, {});
connection.listen();
