/** The extension's entry in VS Code's Node host: the language server is a process of its own. */
import type * as vscode from 'vscode';
import { activateIn } from './activation.ts';

export function activate(context: vscode.ExtensionContext): void {
  activateIn(context, async (extension) => (await import('./node-client.ts')).startInProcess(extension));
}

/** Everything is disposed with the extension's context. */
export function deactivate(): void {}
