/** The built language server over standard input and output, as an editor has it: what the measurements through it share. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { PlantFile } from './plant.ts';

const SERVER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'server.cjs');

export interface Editor {
  readonly connection: ProtocolConnection;
  readonly uriOf: (file: PlantFile) => string;
  /** Opens a file in the editor. */
  readonly open: (file: PlantFile) => Promise<void>;
  readonly end: () => void;
}

/** Starts a server in a folder of its own that holds the files. */
export async function startEditor(files: readonly PlantFile[], capabilities: ClientCapabilities): Promise<Editor> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const child = spawn(process.execPath, ['--max-old-space-size=4096', SERVER, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reader = new StreamMessageReader(child.stdout);
  const connection = createProtocolConnection(reader, new StreamMessageWriter(child.stdin));
  for (const what of ['codeLens', 'inlayHint', 'semanticTokens'])
    connection.onRequest(`workspace/${what}/refresh`, () => null);
  connection.listen();
  const uri = URI.file(folder).toString();
  const workspaceFolders = [{ uri, name: 'plant' }];
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities, workspaceFolders });
  await connection.sendNotification('initialized', {});
  const uriOf = ({ path }: PlantFile): string => `${uri}/${path}`;
  return {
    connection,
    uriOf,
    open: (file) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uriOf(file), languageId: 'seg', version: 1, text: file.text },
      }),
    end: () => {
      connection.dispose();
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The value below which a share of the times lies. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
