/** Keeps the client watching the flow files that policies name, and no other `.csv` file. */
import { type Connection, DidChangeWatchedFilesNotification, type Disposable } from 'vscode-languageserver';
import type { PolicyFolder } from './policy-folder.ts';

/** How the client can be asked to watch files: by a pattern within a folder, by a pattern alone, or not at all. */
export type Watching = 'within folders' | 'anywhere' | 'never';

export class FlowWatch {
  readonly #connection: Connection;
  readonly #watching: Watching;
  #wanted = '[]';
  #registered: Promise<Disposable> | undefined;

  constructor(connection: Connection, watching: Watching) {
    this.#connection = connection;
    this.#watching = watching;
  }

  /** Watches what the policies name now. A client that refuses is told of changes when a folder is read anew. */
  update(policies: readonly PolicyFolder[]): void {
    if (this.#watching === 'never') return;
    const watchers = policies.flatMap(({ folder, configuration }) =>
      configuration.observed.map((pattern) => ({
        globPattern: this.#watching === 'anywhere' ? `**/${pattern}` : { baseUri: folder, pattern },
      })),
    );
    const wanted = JSON.stringify(watchers);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    const before = this.#registered;
    before?.then((r) => r.dispose()).catch(() => undefined);
    this.#registered =
      watchers.length === 0
        ? undefined
        : this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    this.#registered?.catch(() => undefined);
  }
}
