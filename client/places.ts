/** Shows places of the source in the editor. */
import * as vscode from 'vscode';
import type { SourceRange } from '../server/protocol/messages.ts';

export function rangeOf(place: Pick<SourceRange, 'line' | 'column' | 'endLine' | 'endColumn'>): vscode.Range {
  return new vscode.Range(place.line, place.column, place.endLine, place.endColumn);
}

/** A document's path in a folder, with `/`; undefined where it is not in it. */
export function pathIn(folder: vscode.Uri, { scheme, authority, path }: vscode.Uri): string | undefined {
  const beginning = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  const isThere = scheme === folder.scheme && authority === folder.authority && path.startsWith(beginning);
  return isThere ? path.slice(beginning.length) : undefined;
}

/** Whether an argument of a command is a place. */
export function isSourceRange(value: unknown): value is SourceRange {
  if (typeof value !== 'object' || value === null || !('uri' in value) || typeof value.uri !== 'string') return false;
  const { line, column, endLine, endColumn } = value as Record<string, unknown>;
  return [line, column, endLine, endColumn].every((n) => Number.isInteger(n));
}

export interface ShowOptions {
  /** The focus moves to the editor. */
  readonly focus: boolean;
  /** A column that is not to be covered: the diagram's. */
  readonly beside?: vscode.ViewColumn | undefined;
}

/** Selects a place in the source, in the editor that shows its file already, else in one beside what must not be covered. */
export async function showPlace(place: SourceRange, options: ShowOptions): Promise<void> {
  const uri = vscode.Uri.parse(place.uri);
  const selection = rangeOf(place);
  const open = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
  const viewColumn = open?.viewColumn ?? freeColumn(options.beside);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn, selection, preserveFocus: !options.focus });
}

function freeColumn(taken: vscode.ViewColumn | undefined): vscode.ViewColumn {
  if (taken === undefined) return vscode.ViewColumn.Active;
  const other = vscode.window.visibleTextEditors.find((e) => e.viewColumn !== undefined && e.viewColumn !== taken);
  if (other?.viewColumn !== undefined) return other.viewColumn;
  return taken === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}
