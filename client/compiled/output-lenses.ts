/** Above an output: what it is, whether it is current, and what can be done with it. */
import * as vscode from 'vscode';
import {
  COMPARE_OUTPUT_COMMAND,
  REVEAL_COMMAND,
  ROLLBACK_COMMAND,
  SAVE_OUTPUT_COMMAND,
} from '../../server/protocol/messages.ts';
import { ruleCount } from '../counts.ts';
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
        ? lens(vscode.l10n.t('{0} for {1}', ruleCount(file.rules), file.firewall) + changes(changed.length))
        : stale.place === undefined
          ? lens(`$(warning) ${notCurrent(stale.message)}`)
          : lens(`$(warning) ${notCurrent(stale.message)}`, REVEAL_COMMAND, stale.place);
    return [
      state,
      lens(vscode.l10n.t('Save to Folder...'), SAVE_OUTPUT_COMMAND, uri),
      lens(vscode.l10n.t('Compare with Last Export'), COMPARE_OUTPUT_COMMAND, uri),
      ...(file.rollback === undefined ? [] : [lens(vscode.l10n.t('Show Rollback'), ROLLBACK_COMMAND, uri)]),
    ];
  }
}

function notCurrent(why: string): string {
  return vscode.l10n.t('Not current: {0}', why);
}

function changes(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? vscode.l10n.t(', 1 line changed by the last edit')
    : vscode.l10n.t(', {0} lines changed by the last edit', count);
}
