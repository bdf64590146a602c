/**
 * Code lenses: whether they are shown, and that every text in view has them. VS Code asks for lenses a moment after a text came into view
 * or changed, and drops that where the editor loses the focus before: who opens a file and goes on at once would see none, and who moves
 * to the other side after an edit old ones. So whoever was not asked for by then is asked for again.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient, CodeLensMiddleware } from 'vscode-languageclient';

/** Whether code lenses are shown. */
const SETTING = 'bulkhead.codeLens.enabled';
/** VS Code asks after a quarter of a second, later where answers take long. In milliseconds; so much longer each time. */
const PATIENCE_MS = 1000;
const MOST_ATTEMPTS = 5;

export class Lenses implements vscode.Disposable {
  readonly middleware: CodeLensMiddleware = {
    provideCodeLenses: async (document, token, next) => {
      this.#due.delete(document.uri.toString());
      const lenses = isShown(document) ? await next(document, token) : [];
      // Dropped under way is as good as not asked.
      if (token.isCancellationRequested) this.#expectDocuments([document]);
      return lenses;
    },
  };
  /** Documents in view whose lenses VS Code should ask for soon, by URI. */
  readonly #due = new Set<string>();
  readonly #parts: vscode.Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #client: BaseLanguageClient | undefined;
  #seen: ReadonlySet<vscode.TextEditor> = new Set();

  constructor(policyChanged: vscode.Event<string>) {
    this.#parts = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.#look()),
      policyChanged(() => this.#expect(vscode.window.visibleTextEditors)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTING)) this.#askAgain(vscode.workspace.textDocuments);
      }),
    ];
  }

  /** The client runs: VS Code asks for what is in view. */
  start(client: BaseLanguageClient): void {
    this.#client = client;
    this.#look();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const part of this.#parts) part.dispose();
  }

  /** Editors that came into view since the last look. */
  #look(): void {
    const visible = vscode.window.visibleTextEditors;
    const fresh = visible.filter((editor) => !this.#seen.has(editor));
    this.#seen = new Set(visible);
    this.#expect(fresh);
  }

  #expect(editors: readonly vscode.TextEditor[]): void {
    this.#expectDocuments(editors.map((e) => e.document).filter((d) => d.languageId === 'seg'));
  }

  #expectDocuments(documents: readonly vscode.TextDocument[]): void {
    if (this.#client === undefined || documents.length === 0) return;
    for (const { uri } of documents) this.#due.add(uri.toString());
    this.#watch(1);
  }

  #watch(attempt: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const inView = vscode.window.visibleTextEditors.map((e) => e.document);
      const missed = inView.filter((d) => this.#due.has(d.uri.toString()));
      if (missed.length === 0 || attempt > MOST_ATTEMPTS) {
        this.#due.clear();
        return;
      }
      this.#askAgain(missed);
      this.#watch(attempt + 1);
    }, attempt * PATIENCE_MS);
  }

  #askAgain(documents: readonly vscode.TextDocument[]): void {
    const providers = documents.map((d) => this.#client?.getFeature('textDocument/codeLens').getProvider(d));
    for (const provider of new Set(providers)) provider?.onDidChangeCodeLensEmitter.fire();
  }
}

function isShown(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(undefined, document.uri).get<boolean>(SETTING, true);
}
