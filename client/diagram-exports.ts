/** Files that a diagram page was asked to make of its picture, until they come. */
import * as vscode from 'vscode';
import type { ExportChoice, ToClient, ToWebview } from '../server/protocol/diagram.ts';

type Answer = Extract<ToClient, { type: 'exported' | 'exportFailed' }>;

export class DiagramExports {
  readonly #post: (message: ToWebview) => void;
  readonly #waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  /** What waits for the first picture. */
  readonly #unsent: ToWebview[] = [];
  #drawn = false;
  #count = 0;

  constructor(post: (message: ToWebview) => void) {
    this.#post = post;
  }

  /** A file of the picture as the page shows it; waits for the page where it is still loading. Rejects with the reason. */
  make(choice: ExportChoice): Promise<Uint8Array> {
    const request = ++this.#count;
    const message: ToWebview = { type: 'export', request, ...choice };
    const made = new Promise<Uint8Array>((resolve, reject) => this.#waiting.set(request, { resolve, reject }));
    if (this.#drawn) this.#post(message);
    else this.#unsent.push(message);
    return made.finally(() => this.#waiting.delete(request));
  }

  /** A picture is on the screen. */
  drawn(): void {
    this.#drawn = true;
    for (const message of this.#unsent.splice(0)) this.#post(message);
  }

  receive(answer: Answer): void {
    const waiting = this.#waiting.get(answer.request);
    if (answer.type === 'exported') waiting?.resolve(answer.bytes);
    else waiting?.reject(new Error(answer.message));
  }

  /** The page is gone. */
  close(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(vscode.l10n.t('The diagram was closed.')));
  }
}
