/**
 * One running server: takes the client's events in order, keeps workspace and diagnostics current, and finds for every request the
 * policy that it speaks of. Knows nothing of Node, so that it runs in a browser too.
 */
import type {
  Connection,
  Position,
  TextDocumentChangeEvent,
  TextDocuments,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { versioned } from './edits.ts';
import { CONFIGURATION_FILE, type FileSystem } from './files/file-system.ts';
import { nextInstant } from './findings.ts';
import { FlowWatch, type Watching } from './flow-watch.ts';
import { folderOf, nameOf, normalUri, pathIn } from './places.ts';
import { PolicyFolder } from './policy-folder.ts';
import { DIAGRAM_CHANGED, type DiagramChangedParams } from './protocol/diagram.ts';
import { type InitializationOptions, LIBRARY_SCHEME } from './protocol/messages.ts';
import { Publisher } from './publisher.ts';
import { Showing } from './showing.ts';
import type { Snapshot } from './snapshot.ts';
import { Workspace } from './workspace.ts';

/** Edits within this time are judged together, in milliseconds. */
const COALESCE_MS = 12;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What a request about a document is answered from. */
export interface Asked {
  readonly snapshot: Snapshot;
  /** Path in the policy. */
  readonly file: string;
  readonly document: TextDocument;
}

/** What a request about a place is answered from. */
export interface AskedAt extends Asked {
  readonly offset: number;
}

/** What completion is answered from. */
export interface TypedAt {
  readonly snapshot: Snapshot;
  readonly document: TextDocument;
  readonly uri: string;
  readonly offset: number;
}

export interface SessionOptions {
  readonly connection: Connection;
  readonly files: FileSystem;
  readonly documents: TextDocuments<TextDocument>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly initialization: InitializationOptions;
  /** Requests by which the client can be asked to ask again for what tells of the whole policy. */
  readonly refreshes: readonly string[];
  /** The client asks for the edit of a code action when it is chosen. */
  readonly resolvesActions: boolean;
  /** The client takes edits with the versions of the documents that they hold for. */
  readonly versions: boolean;
  /** The client knows completions with places to fill in. */
  readonly snippets: boolean;
  /** How the client can be asked to watch flow files. */
  readonly watching: Watching;
}

/** A `bulkhead.json` is no file of its policy, and speaks of it all the same. */
function isSettings(uri: string): boolean {
  return nameOf(uri) === CONFIGURATION_FILE;
}

export class Session {
  readonly workspace: Workspace;
  readonly options: SessionOptions;
  readonly #showing: Showing;
  readonly #told = new Set<string>();
  readonly #flowWatch: FlowWatch;
  #queue: Promise<void> = Promise.resolve();
  #pending: ReturnType<typeof setTimeout> | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #lastPolicy: PolicyFolder | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.workspace = new Workspace(options.files);
    this.#flowWatch = new FlowWatch(options.connection, options.watching);
    const { connection, documents, initialization } = options;
    const publisher = new Publisher((params) => void connection.sendDiagnostics(params), initialization.documentation);
    this.#showing = new Showing(publisher, (error) => this.tellOnce('checks', error));
    type Event = TextDocumentChangeEvent<TextDocument>;
    documents.onDidOpen(
      ({ document }: Event) => this.#isOurs(document) && this.run(() => this.workspace.opened(document)),
    );
    documents.onDidChangeContent(({ document }: Event) => {
      if (!this.#isOurs(document)) return;
      this.workspace.edited(document);
      if (this.workspace.flowsAreStale) this.run(() => this.workspace.readFlows());
      this.#schedule();
    });
    documents.onDidSave(({ document }: Event) => this.#isOurs(document) && this.workspace.saved(document));
    documents.onDidClose(
      ({ document }: Event) => this.#isOurs(document) && this.run(() => this.workspace.closed(document.uri)),
    );
  }

  /** Runs a change of the workspace after those before it, and publishes what follows. Errors are logged, not thrown. */
  run(change: () => Promise<void>): void {
    this.#queue = this.#queue.then(change).catch((error) => this.tellOnce('workspace', error));
    void this.#queue.then(() => this.#schedule());
  }

  /** Ends all timers and what is at work. */
  dispose(): void {
    this.#showing.dispose();
    clearTimeout(this.#pending);
    clearTimeout(this.#alarm);
  }

  /** Waits until the workspace is as the events so far say. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** Waits until everything that follows from the events so far is published, the exact checks' findings too. */
  async quiet(): Promise<void> {
    for (;;) {
      await this.settled();
      await this.#showing.settled();
      if (this.#pending === undefined) return;
      await new Promise((resolve) => setTimeout(resolve, COALESCE_MS));
    }
  }

  /** The policy of a document with all its findings at hand; while someone types, of the newest text that could be judged. */
  async judgedPolicyOf(uri: string): Promise<Snapshot | undefined> {
    for (;;) {
      const snapshot = await this.policyOf(uri);
      if (snapshot === undefined || (await snapshot.judge())) return snapshot;
    }
  }

  /** The policy of a document, as it is now; undefined where it has none. */
  async policyOf(uri: string): Promise<Snapshot | undefined> {
    return (await this.#folderOf(uri))?.snapshot(this.options.clock());
  }

  /** The policy of a document as it was built last: at hand while someone types, however large it is. */
  async builtPolicyOf(uri: string): Promise<Snapshot | undefined> {
    return (await this.#folderOf(uri))?.built(this.options.clock());
  }

  async #folderOf(uri: string): Promise<PolicyFolder | undefined> {
    await this.settled();
    const normal = normalUri(uri);
    const policy = normal.startsWith(`${LIBRARY_SCHEME}:`)
      ? (this.#lastPolicy ?? this.workspace.policies[0] ?? new PolicyFolder(normal))
      : (this.workspace.policyOf(normal) ?? this.workspace.policyIn(isSettings(normal) ? folderOf(normal) : normal));
    if (policy !== undefined && !normal.startsWith(`${LIBRARY_SCHEME}:`)) this.#lastPolicy = policy;
    return policy;
  }

  /** The document that a request speaks of; undefined where it is in no policy. */
  async asked(uri: string): Promise<Asked | undefined> {
    const snapshot = await this.policyOf(uri);
    if (snapshot === undefined) return undefined;
    const file = pathIn(snapshot.folder, normalUri(uri));
    const document = snapshot.document(file);
    return document === undefined ? undefined : { snapshot, file, document };
  }

  /** A place in an open document as it reads now, and its policy as it was built last. */
  async typedAt(uri: string, position: Position): Promise<TypedAt | undefined> {
    const snapshot = await this.builtPolicyOf(uri);
    const document = this.options.documents.get(uri);
    if (snapshot === undefined || document === undefined) return undefined;
    return { snapshot, document, uri, offset: document.offsetAt(position) };
  }

  async askedAt(uri: string, position: Position): Promise<AskedAt | undefined> {
    const asked = await this.asked(uri);
    return asked && { ...asked, offset: asked.document.offsetAt(position) };
  }

  /** An edit as the client takes it; undefined where it holds no more, as someone has typed meanwhile. */
  edit(snapshot: Snapshot, edit: WorkspaceEdit): WorkspaceEdit | undefined {
    return this.options.versions ? versioned(edit, snapshot, this.options.documents) : edit;
  }

  /** Logs a failure the first time it happens, with how to report it. */
  tellOnce(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const key = `${what}: ${text}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.options.connection.console.error(
      `${what} failed and answered nothing. This is a defect of Bulkhead; everything else goes on, and this is told once. ` +
        `To report it, send these lines and the smallest policy with which it happens.\n${text}`,
    );
  }

  /** A document of the library is read-only and known; it is no part of a policy. */
  #isOurs(document: TextDocument): boolean {
    return !document.uri.startsWith(`${LIBRARY_SCHEME}:`);
  }

  #schedule(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      try {
        this.publish();
      } catch (error) {
        this.tellOnce('publishing', error);
      }
    }, COALESCE_MS);
  }

  /** Publishes every policy that changed since the last time. */
  publish(): void {
    const { policies } = this.workspace;
    this.#flowWatch.update(policies);
    const folders = new Set(policies.map((p) => p.folder));
    let changed = false;
    for (const folder of this.#showing.folders) {
      if (folders.has(folder)) continue;
      this.#showing.remove(folder);
      this.#tellDiagram(folder);
    }
    for (const policy of policies) {
      const snapshot = policy.snapshot(this.options.clock());
      const before = this.#showing.snapshotOf(policy.folder);
      if (before === snapshot) continue;
      changed ||= before !== undefined;
      this.#showing.show(snapshot);
      this.#tellDiagram(policy.folder);
    }
    if (changed) this.#refresh();
    this.#setAlarm();
  }

  /** Lenses, hints and colours tell of the whole policy: an edit in one file changes those of others, which the client does not know. */
  #refresh(): void {
    const { connection, refreshes } = this.options;
    // A client that refuses, or is about to end, asks again when it next wants to.
    for (const method of refreshes) connection.sendRequest(method).catch(() => undefined);
  }

  #tellDiagram(folder: string): void {
    const params: DiagramChangedParams = { folder };
    void this.options.connection.sendNotification(DIAGRAM_CHANGED, params);
  }

  /** Asks again when the next window of any policy opens or ends. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const now = this.options.clock();
    const next = Math.min(...this.#showing.snapshots.map((s) => nextInstant(s) ?? Infinity));
    if (next === Infinity) return;
    this.#alarm = setTimeout(
      () => {
        if (this.options.clock() >= next) for (const policy of this.workspace.policies) policy.expire();
        this.#schedule();
      },
      Math.min(Math.max(0, next - now), LONGEST_TIMER_MS),
    );
  }
}
