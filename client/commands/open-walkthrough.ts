/** *Open Walkthrough*: the first steps, each with what to do and a picture. */
import * as vscode from 'vscode';
import type { Extension } from '../extension.ts';

export async function openWalkthrough(extension: Extension): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.context.extension.id}#begin`);
}
