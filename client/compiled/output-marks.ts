/**
 * Output and source side by side: the cursor in one marks what belongs to it in the other and brings it into view; lines that the
 * last edit changed are marked in the output.
 */
import * as vscode from 'vscode';
import { OUTPUT_SCHEME } from '../../server/protocol/messages.ts';
import { rangeOf } from '../places.ts';
import type { CompiledOutputs } from './outputs.ts';

export class OutputMarks implements vscode.Disposable {
  readonly #outputs: CompiledOutputs;
  readonly #linked = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('bulkhead.linkedLine'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  readonly #changed = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.addedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  readonly #parts: vscode.Disposable[];

  constructor(outputs: CompiledOutputs) {
    this.#outputs = outputs;
    this.#parts = [
      this.#linked,
      this.#changed,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.#follow(textEditor);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#markChanges()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === OUTPUT_SCHEME) this.#markChanges();
      }),
      outputs.onDidUpdate(() => this.#markChanges()),
    ];
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  #follow(editor: vscode.TextEditor): void {
    const { uri, languageId } = editor.document;
    const { line } = editor.selection.active;
    const others = vscode.window.visibleTextEditors.filter((e) => e !== editor);
    if (uri.scheme === OUTPUT_SCHEME) {
      const origins = this.#outputs.originsOf(uri, line);
      for (const other of others) {
        const own = origins.filter((o) => o.uri === other.document.uri.toString());
        if (other.document.languageId === 'seg') this.#mark(other, own.map(rangeOf));
      }
    } else if (languageId === 'seg') {
      for (const other of others) {
        if (other.document.uri.scheme !== OUTPUT_SCHEME) continue;
        const lines = this.#outputs.linesFrom(other.document.uri, uri.toString(), line);
        this.#mark(
          other,
          lines.map((l) => new vscode.Range(l, 0, l, 0)),
        );
      }
    } else return;
    editor.setDecorations(this.#linked, []);
  }

  #mark(editor: vscode.TextEditor, ranges: readonly vscode.Range[]): void {
    editor.setDecorations(this.#linked, ranges);
    const [first] = ranges;
    if (first !== undefined) editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #markChanges(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const output = this.#outputs.get(editor.document.uri);
      if (output === undefined || output.file.text !== editor.document.getText()) continue;
      editor.setDecorations(
        this.#changed,
        output.changed.map((l) => new vscode.Range(l, 0, l, 0)),
      );
    }
  }
}
