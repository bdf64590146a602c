/** The files of the version that a review compares with, as read-only documents: what is gone can be looked at. */
import * as vscode from 'vscode';
import type { ReviewParams } from '../server/protocol/messages.ts';

export class OldVersion implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #texts: ReadonlyMap<string, string> = new Map();

  show(files: ReviewParams['before']): void {
    const shown = vscode.workspace.textDocuments.map((d) => d.uri);
    this.#texts = new Map(files.map(({ path, text }) => [`/${path}`, text]));
    for (const uri of shown) if (this.#texts.has(uri.path)) this.#changed.fire(uri);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }
}
