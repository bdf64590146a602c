/**
 * Compiled outputs as read-only documents that follow the policy: after an edit an open one is compiled anew and its changed lines
 * are known; while the policy has no meaning the last good text stays and says so.
 */
import * as vscode from 'vscode';
import {
  COMPILE_REQUEST,
  type CompileAnswer,
  type CompiledFile,
  type CompileParams,
  OUTPUT_SCHEME,
  type SourceRange,
} from '../../server/protocol/messages.ts';
import { rangeOf } from '../places.ts';
import { changedLines } from './changed-lines.ts';

/** Edits within this time are compiled together, in milliseconds. */
const COALESCE_MS = 250;

/** Why an output is not what the policy says now. */
export interface Stale {
  readonly message: string;
  readonly place?: SourceRange;
}

export interface ShownOutput {
  /** URI of the policy's folder. */
  readonly folder: string;
  readonly params: CompileParams;
  readonly file: CompiledFile;
  readonly stale?: Stale;
  /** Lines (zero-based) that the last edit of the policy changed or added. */
  readonly changed: readonly number[];
}

type Request = <R>(method: string, params: unknown) => Promise<R>;

export class CompiledOutputs implements vscode.TextDocumentContentProvider, vscode.DefinitionProvider {
  readonly #request: Request;
  readonly #shown = new Map<string, ShownOutput>();
  readonly #textChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #stateChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly onDidChange = this.#textChanged.event;
  /** An output was put or compiled anew: its text, its changed lines or whether it is stale. */
  readonly onDidUpdate = this.#stateChanged.event;

  constructor(request: Request) {
    this.#request = request;
  }

  /** Keeps an output and returns its document's URI; one of an earlier compilation changes in place. */
  put(folder: string, params: CompileParams, file: CompiledFile): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: OUTPUT_SCHEME, path: `/${file.file}`, query: folder });
    this.#replace(uri, { folder, params, file, changed: [] });
    return uri;
  }

  get(uri: vscode.Uri): ShownOutput | undefined {
    return this.#shown.get(uri.toString());
  }

  /** Every output that an open document shows. */
  *open(): Iterable<{ readonly uri: vscode.Uri; readonly output: ShownOutput }> {
    for (const { uri } of vscode.workspace.textDocuments) {
      const output = this.get(uri);
      if (output !== undefined) yield { uri, output };
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const gone = vscode.l10n.t('This output is gone: run Segmentation: Compile Rules... again.');
    return this.get(uri)?.file.text ?? `${gone}\n`;
  }

  /** From a line to the rules that it comes from. */
  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.Location[] {
    return this.originsOf(document.uri, position.line).map(
      (origin) => new vscode.Location(vscode.Uri.parse(origin.uri), rangeOf(origin)),
    );
  }

  /** The places of the policy that a line (zero-based) of an output comes from. */
  originsOf(uri: vscode.Uri, line: number): SourceRange[] {
    const lines = this.get(uri)?.file.lines ?? [];
    return lines.filter((l) => l.line === line + 1).flatMap((l) => l.origins);
  }

  /** Lines (zero-based) of an output that come from a line of a source. */
  linesFrom(uri: vscode.Uri, source: string, line: number): number[] {
    const lines = this.get(uri)?.file.lines ?? [];
    return lines
      .filter((l) => l.origins.some((o) => o.uri === source && o.line <= line && line <= o.endLine))
      .map((l) => l.line - 1);
  }

  /** The policy of a folder changed: its open outputs are compiled anew, soon. */
  policyChanged(folder: string): void {
    clearTimeout(this.#waiting.get(folder));
    this.#waiting.set(
      folder,
      setTimeout(() => {
        this.#waiting.delete(folder);
        void this.#refresh(folder);
      }, COALESCE_MS),
    );
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#textChanged.dispose();
    this.#stateChanged.dispose();
  }

  async #refresh(folder: string): Promise<void> {
    const mine = [...this.open()].filter(({ output }) => output.folder === folder);
    const runs = new Map(mine.map(({ output }) => [JSON.stringify(output.params), output.params]));
    for (const [key, params] of runs) {
      const answer = await this.#request<CompileAnswer>(COMPILE_REQUEST, params).catch(
        (error: unknown): CompileAnswer => ({ outputs: [], errors: [{ message: String(error) }] }),
      );
      for (const { uri, output } of mine) if (JSON.stringify(output.params) === key) this.#renew(uri, output, answer);
    }
  }

  #renew(uri: vscode.Uri, output: ShownOutput, { outputs, errors }: CompileAnswer): void {
    const file = outputs.find((o) => o.file === output.file.file);
    if (file !== undefined) {
      const changed = changedLines(output.file.text, file.text);
      this.#replace(uri, { folder: output.folder, params: output.params, file, changed });
      return;
    }
    const [error] = errors;
    const stale = error ?? { message: vscode.l10n.t('{0} is compiled no more', output.file.firewall) };
    this.#replace(uri, { ...output, stale, changed: [] });
  }

  #replace(uri: vscode.Uri, output: ShownOutput): void {
    const before = this.get(uri);
    this.#shown.set(uri.toString(), output);
    if (before?.file.text !== output.file.text) this.#textChanged.fire(uri);
    this.#stateChanged.fire(uri);
  }
}
