/** Compiled outputs as read-only documents; from a line of one, *Go to Definition* leads to the rules that it comes from. */
import * as vscode from 'vscode';
import { type CompiledFile, OUTPUT_SCHEME } from '../server/protocol/messages.ts';
import { rangeOf } from './places.ts';

export class CompiledOutputs implements vscode.TextDocumentContentProvider, vscode.DefinitionProvider {
  readonly #files = new Map<string, CompiledFile>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  /** Keeps an output and returns its document's URI; one of an earlier compilation changes in place. */
  put(policyFolder: string, file: CompiledFile): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: OUTPUT_SCHEME, path: `/${file.file}`, query: policyFolder });
    this.#files.set(uri.toString(), file);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#files.get(uri.toString())?.text ?? '';
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.Location[] {
    const lines = this.#files.get(document.uri.toString())?.lines ?? [];
    return lines
      .filter((l) => l.line === position.line + 1)
      .flatMap((l) => l.origins)
      .map((o) => new vscode.Location(vscode.Uri.parse(o.uri), rangeOf(o)));
  }
}
