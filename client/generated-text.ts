/** A text that is shown and not saved: one side of a difference. */
import * as vscode from 'vscode';

const SCHEME = 'bulkhead-planned';

export class GeneratedText implements vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly #provider: vscode.Disposable;

  /** `text` by its name, whose ending tells the language; the other side may be {@link empty}. */
  constructor(name: string, text: string) {
    this.uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.seg` });
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => (uri.query === 'empty' ? '' : text),
    });
  }

  /** What there is before a file is made. */
  static empty(name: string): vscode.Uri {
    return vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: 'empty' });
  }

  dispose(): void {
    this.#provider.dispose();
  }
}
