/** *Open Zone Diagram*, in place or to the side. */
import * as vscode from 'vscode';
import { openDiagramPanel } from '../diagram-panels.ts';
import type { Extension } from '../extension.ts';

export async function openDiagram(extension: Extension): Promise<void> {
  await open(extension, vscode.ViewColumn.Active);
}

export async function openDiagramToSide(extension: Extension): Promise<void> {
  await open(extension, vscode.ViewColumn.Beside);
}

async function open(extension: Extension, column: vscode.ViewColumn): Promise<void> {
  const document = await extension.choosePolicy();
  if (document !== undefined) await openDiagramPanel(extension, document, column);
}
