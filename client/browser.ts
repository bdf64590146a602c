/** The extension's entry in VS Code's browser host (vscode.dev, github.dev): the language server is a web worker. */
import type * as vscode from 'vscode';
import { activateIn } from './activation.ts';
import { startInWorker } from './browser-client.ts';

export function activate(context: vscode.ExtensionContext): void {
  activateIn(context, startInWorker);
}

/** Everything is disposed with the extension's context. */
export function deactivate(): void {}
