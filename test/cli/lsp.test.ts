/** `bulkhead lsp --stdio` as an editor uses it: a process spoken to over its standard input and output. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CodeAction,
  type CompletionList,
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BULKHEAD, folderOf, PLANT } from './bulkhead.ts';

const WRONG = PLANT.replace('allow hmi -> plc : modbus', 'allow hmi  ->  plc : modbuss');

interface Editor {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  readonly started: InitializeResult;
  readonly uri: string;
  /** The next publication for the document. */
  readonly published: Promise<PublishDiagnosticsParams>;
}

/** Starts the command in a folder with one file, and opens that. */
async function editor(text: string, args: readonly string[] = ['--stdio']): Promise<Editor> {
  const folder = folderOf({ 'plant.seg': text });
  const child = spawn(process.execPath, [BULKHEAD, 'lsp', ...args], { cwd: folder });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  onTestFinished(() => {
    connection.dispose();
    child.kill();
  });
  const uri = pathToFileURL(join(folder, 'plant.seg')).href;
  const published = new Promise<PublishDiagnosticsParams>((resolve) => {
    connection.onNotification('textDocument/publishDiagnostics', (p: PublishDiagnosticsParams) => {
      if (p.uri === uri && p.diagnostics.some((d) => d.code === 'reference')) resolve(p);
    });
  });
  connection.listen();
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'plant' }];
  const started = await connection.sendRequest<InitializeResult>('initialize', {
    ...{ processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'seg', version: 1, text },
  });
  return { process: child, connection, started, uri, published };
}

describe('bulkhead lsp', () => {
  it('shows findings, completes, mends and formats for an editor on its standard input', async () => {
    const { process: child, connection, started, uri, published } = await editor(WRONG);
    expect(started.serverInfo?.name).toBe('bulkhead');
    const { diagnostics } = await published;
    const unknown = diagnostics.find((d) => d.code === 'reference');
    expect(unknown?.message).toContain('modbuss');

    const document = TextDocument.create(uri, 'seg', 1, WRONG);
    const textDocument = { uri };
    const position = document.positionAt(WRONG.indexOf('modbuss'));
    const list = await connection.sendRequest<CompletionList>('textDocument/completion', { textDocument, position });
    expect(list.items.map((i) => i.label)).toContain('modbus');

    const actions = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      ...{ textDocument, range: unknown?.range, context: { diagnostics: [unknown] } },
    });
    const fix = actions.find((a) => a.title === 'Change to modbus');
    const mended = TextDocument.applyEdits(document, fix?.edit?.changes?.[uri] ?? []);
    expect(mended).toContain(': modbus because');

    const edits = await connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      ...{ textDocument, options: { tabSize: 2, insertSpaces: true } },
    });
    expect(TextDocument.applyEdits(document, edits)).toContain('allow hmi -> plc : modbuss');

    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
  });

  it('speaks on standard output without being told to, and prints nothing else there', async () => {
    const { started, published } = await editor(WRONG, []);
    expect(started.capabilities.hoverProvider).toBe(true);
    expect((await published).diagnostics.length).toBeGreaterThan(0);
  });
});
