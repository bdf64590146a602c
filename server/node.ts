/** The language server as a process of its own: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`, as the client asks. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './connection.ts';
import { nodeFiles } from './files/node-files.ts';

const connection = createConnection(ProposedFeatures.all);
// A defect that no feature's guard caught is told; the process goes on answering.
process.on('uncaughtException', (error) =>
  connection.console.error(`A defect of Bulkhead: ${error.stack ?? error.message}`),
);
process.on('unhandledRejection', (reason) => connection.console.error(`A defect of Bulkhead: ${String(reason)}`));
serve(connection, { files: nodeFiles });
connection.listen();
