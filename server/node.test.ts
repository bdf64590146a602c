/** The server as a process of its own, over standard input and output, with files on a real disk. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  createProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';

it('a server on standard input finds the files of the folder, publishes, and ends when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-server-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'a.seg'), 'zone A { kind nonsense }\n');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'node.ts'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published = new Promise<PublishDiagnosticsParams>((resolve) => {
    connection.onNotification('textDocument/publishDiagnostics', (p: PublishDiagnosticsParams) => resolve(p));
  });
  connection.listen();
  try {
    const uri = URI.file(folder).toString();
    const workspaceFolders = [{ uri, name: 'plant' }];
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    await connection.sendNotification('initialized', {});
    const { uri: file, diagnostics } = await published;
    expect(file).toBe(`${uri}/sub/a.seg`);
    expect(diagnostics[0]?.message).toContain('nonsense');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
  } finally {
    connection.dispose();
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
