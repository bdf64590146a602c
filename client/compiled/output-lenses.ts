/** Above an output: what it is, whether it is current, and what can be done with it. */
import * as vscode from 'vscode';
import {
  COMPARE_OUTPUT_COMMAND,
  REVEAL_COMMAND,
  ROLLBACK_COMMAND,
  SAVE_OUTPUT_COMMAND,
} from '../../server/protocol/messages.ts';
import type { CompiledOutputs } from './outputs.ts';

export class OutputLenses implements vscode.CodeLensProvider {
  readonly #outputs: CompiledOutputs;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(outputs: CompiledOutputs) {
    this.#outputs = outputs;
    this.onDidChangeCodeLenses = (listener, self, parts) => outputs.onDidUpdate(() => listener.call(self), null, parts);
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const output = this.#outputs.get(uri);
    if (output === undefined) return [];
    const { file, stale, changed } = output;
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command = '', ...args: unknown[]) =>
      new vscode.CodeLens(top, { title, command, arguments: args });
    const state =
      stale === undefined
        ? lens(`${file.rules} rules for ${file.firewall}${changes(changed.length)}`)
        : stale.place === undefined
          ? lens(`$(warning) Not current: ${stale.message}`)
          : lens(`$(warning) Not current: ${stale.message}`, REVEAL_COMMAND, stale.place);
    return [
      state,
      lens('Save to Folder...', SAVE_OUTPUT_COMMAND, uri),
      lens('Compare with Last Export', COMPARE_OUTPUT_COMMAND, uri),
      ...(file.rollback === undefined ? [] : [lens('Show Rollback', ROLLBACK_COMMAND, uri)]),
    ];
  }
}

function changes(count: number): string {
  return count === 0 ? '' : `, ${count} ${count === 1 ? 'line' : 'lines'} changed by the last edit`;
}
