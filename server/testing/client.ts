/** A client for tests: a real server over an in-memory connection, files in memory, and fixtures with cursor marks. */
import { PassThrough } from 'node:stream';
import {
  type CodeAction,
  type CompletionItem,
  type CompletionList,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serve } from '../connection.ts';
import type { FileContent, FileSystem } from '../files/file-system.ts';
import { type FileParams, type FolderEntry, READ_FILE_REQUEST, READ_FOLDER_REQUEST } from '../protocol/files.ts';
import { type InitializationOptions, SETTLED_REQUEST } from '../protocol/messages.ts';

/** Folder of the test's workspace. */
export const ROOT = 'file:///plant';

/** Files in memory; a text stands for itself. */
export class MemoryFiles implements FileSystem {
  readonly files = new Map<string, FileContent>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.files.set(uriOf(path), { text });
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...this.files.keys()].filter((uri) => uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`)).sort();
  }

  async listFlows(folder: string): Promise<readonly string[]> {
    return (await this.list(folder)).filter((uri) => uri.endsWith('.csv'));
  }

  async read(uri: string): Promise<FileContent> {
    return this.files.get(uri) ?? { absent: true };
  }
}

export function uriOf(path: string): string {
  return path.includes(':') ? path : `${ROOT}/${path}`;
}

/** A text whose cursor is marked with `|^`, without the mark. */
export function cursorIn(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|^');
  return offset < 0 ? { text: marked, offset: 0 } : { text: marked.replace('|^', ''), offset };
}

export interface TestOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly clock?: () => number;
  readonly fileSystem?: FileSystem;
  readonly workspaceFolders?: readonly string[];
  /** Default: those of the extension. */
  readonly initializationOptions?: InitializationOptions;
  /** The client takes edits with versions. */
  readonly versions?: boolean;
  /** What the client says it can do with documents; snippets alone where absent. */
  readonly textDocument?: object;
  /** The server has no files of its own and asks the client for them, as in a browser. */
  readonly inBrowser?: boolean;
}

export class TestClient {
  readonly disk: MemoryFiles;
  readonly connection: ProtocolConnection;
  /** What the server published last, by URI; emptied files are not in it. */
  readonly published = new Map<string, Diagnostic[]>();
  readonly notifications: string[] = [];
  readonly logged: string[] = [];
  /** What it asked to read, where it has no files of its own. */
  readonly asked: string[] = [];
  /** What the server asked to watch. */
  readonly watched: unknown[] = [];
  /** How often the server asked to ask for code lenses again. */
  lensRefreshes = 0;
  /** How often it asked to ask again for inlay hints, and for semantic tokens. */
  hintRefreshes = 0;
  tokenRefreshes = 0;
  readonly #versions = new Map<string, number>();
  readonly #open = new Map<string, TextDocument>();
  readonly #ends: () => void;

  private constructor(disk: MemoryFiles, connection: ProtocolConnection, end: () => void) {
    this.disk = disk;
    this.connection = connection;
    this.#ends = end;
    connection.onNotification('textDocument/publishDiagnostics', (p: PublishDiagnosticsParams) => {
      if (p.diagnostics.length === 0) this.published.delete(p.uri);
      else this.published.set(p.uri, p.diagnostics);
    });
    connection.onNotification('window/logMessage', (p: { message: string }) => void this.logged.push(p.message));
    connection.onNotification('bulkhead/diagramChanged', () => void this.notifications.push('bulkhead/diagramChanged'));
    connection.onRequest('client/registerCapability', (p: RegistrationParams) => {
      for (const r of p.registrations) this.watched.push(...(r.registerOptions?.watchers ?? []));
      return null;
    });
    connection.onRequest('client/unregisterCapability', () => null);
    connection.onRequest(READ_FOLDER_REQUEST, ({ uri }: FileParams) => this.#entries(uri));
    connection.onRequest<FileContent, void>(READ_FILE_REQUEST, ({ uri }: FileParams) => {
      this.asked.push(uri);
      return disk.read(uri);
    });
    connection.onRequest('workspace/codeLens/refresh', () => {
      this.lensRefreshes++;
      return null;
    });
    connection.onRequest('workspace/inlayHint/refresh', () => {
      this.hintRefreshes++;
      return null;
    });
    connection.onRequest('workspace/semanticTokens/refresh', () => {
      this.tokenRefreshes++;
      return null;
    });
  }

  static async start(options: TestOptions = {}): Promise<TestClient> {
    const up = new PassThrough();
    const down = new PassThrough();
    const disk = new MemoryFiles(options.files ?? {});
    const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
    serve(server, {
      ...(options.inBrowser ? {} : { files: options.fileSystem ?? disk }),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
    server.listen();
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const client = new TestClient(disk, connection, () => {
      connection.dispose();
      server.dispose();
    });
    connection.listen();
    const folders = options.workspaceFolders ?? [ROOT];
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {
        workspace: {
          workspaceEdit: { documentChanges: options.versions === true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          codeLens: { refreshSupport: true },
          inlayHint: { refreshSupport: true },
          semanticTokens: { refreshSupport: true },
        },
        textDocument: options.textDocument ?? { completion: { completionItem: { snippetSupport: true } } },
      },
      initializationOptions: options.initializationOptions ?? {
        documentation: 'docs:/',
        version: '0.0.0',
        commands: true,
        files: options.inBrowser === true,
      },
      workspaceFolders: folders.map((uri) => ({ uri, name: 'plant' })),
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  /** What lies in a folder of the test's disk. */
  #entries(folder: string): FolderEntry[] {
    const beginning = folder.endsWith('/') ? folder : `${folder}/`;
    const inside = [...this.disk.files.keys()].filter((uri) => uri.startsWith(beginning));
    const names = inside.map((uri) => uri.slice(beginning.length).split('/'));
    return [...new Map(names.map(([name = '', ...rest]) => [name, { name, isFolder: rest.length > 0 }])).values()];
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.#ends();
  }

  async open(path: string, text?: string): Promise<void> {
    const uri = uriOf(path);
    const content = await this.disk.read(uri);
    const document = TextDocument.create(uri, 'seg', 1, text ?? ('text' in content ? content.text : ''));
    this.#open.set(uri, document);
    this.#versions.set(uri, 1);
    const textDocument = { uri, languageId: 'seg', version: 1, text: document.getText() };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async change(path: string, text: string): Promise<void> {
    const uri = uriOf(path);
    const version = (this.#versions.get(uri) ?? 1) + 1;
    this.#versions.set(uri, version);
    this.#open.set(uri, TextDocument.create(uri, 'seg', version, text));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Edits a range of an open document, as typing does. Offsets are cut to its text. */
  async splice(path: string, offset: number, length: number, newText: string): Promise<void> {
    const uri = uriOf(path);
    const document = this.#open.get(uri);
    if (document === undefined) throw new Error(`${path} is not open`);
    const version = (this.#versions.get(uri) ?? 1) + 1;
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
    const text = TextDocument.applyEdits(document, [{ range, newText }]);
    this.#versions.set(uri, version);
    this.#open.set(uri, TextDocument.create(uri, 'seg', version, text));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
  }

  /** Renames a file on the test's disk as the editor does: an open document closes and opens again under its new name. */
  async rename(from: string, to: string): Promise<void> {
    const text = this.textOf(from);
    const content = this.disk.files.get(uriOf(from));
    if (text !== undefined) await this.close(from);
    if (content !== undefined) {
      this.disk.files.delete(uriOf(from));
      this.disk.files.set(uriOf(to), content);
    }
    if (text !== undefined) await this.open(to, text);
    const files = [{ oldUri: uriOf(from), newUri: uriOf(to) }];
    await this.connection.sendNotification('workspace/didRenameFiles', { files });
  }

  async close(path: string): Promise<void> {
    this.#open.delete(uriOf(path));
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
  }

  /** Writes files on the test's disk (undefined deletes) and tells the server. */
  async write(files: Readonly<Record<string, FileContent | undefined>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      if (content === undefined) this.disk.files.delete(uriOf(path));
      else this.disk.files.set(uriOf(path), content);
    }
    const changes = Object.keys(files).map((path) => ({ uri: uriOf(path), type: 2 }));
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** Waits until the server has published what follows from everything sent so far. */
  async settled(): Promise<void> {
    await this.connection.sendRequest(SETTLED_REQUEST);
  }

  /** `line:column check message` of a file's diagnostics, one-based. */
  findings(path: string): string[] {
    return (this.published.get(uriOf(path)) ?? []).map(
      (d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${d.code} ${d.message}`,
    );
  }

  /** Sends a request about the cursor `|^` in a text, which becomes the content of the open document `path`. */
  async at<R>(method: string, path: string, marked: string, more: object = {}): Promise<R> {
    const { text, offset } = cursorIn(marked);
    if (this.#open.has(uriOf(path))) await this.change(path, text);
    else await this.open(path, text);
    const position = this.position(path, offset);
    return this.connection.sendRequest(method, { textDocument: { uri: uriOf(path) }, position, ...more });
  }

  position(path: string, offset: number): Position {
    return (this.#open.get(uriOf(path)) as TextDocument).positionAt(offset);
  }

  async complete(path: string, marked: string): Promise<CompletionItem[]> {
    const list = await this.at<CompletionList | null>('textDocument/completion', path, marked);
    return [...(list?.items ?? [])].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
  }

  /** Quick-fixes at the first finding of a check in an open document. */
  async fixes(path: string, check: string): Promise<CodeAction[]> {
    const diagnostic = this.published.get(uriOf(path))?.find((d) => d.code === check);
    if (diagnostic === undefined) return [];
    const params = {
      textDocument: { uri: uriOf(path) },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    };
    return this.connection.sendRequest('textDocument/codeAction', params);
  }

  /** Applies an edit to open documents, and to the disk where none is open. */
  async apply(edit: WorkspaceEdit): Promise<void> {
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
      const open = this.#open.get(uri);
      const content = await this.disk.read(uri);
      const document = open ?? TextDocument.create(uri, 'seg', 1, 'text' in content ? content.text : '');
      const text = TextDocument.applyEdits(document, edits as TextEdit[]);
      if (open === undefined) await this.write({ [uri]: { text } });
      else await this.change(uri, text);
    }
  }

  textOf(path: string): string | undefined {
    return this.#open.get(uriOf(path))?.getText();
  }
}
