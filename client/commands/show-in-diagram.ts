/** *Show in Diagram*: opens the diagram beside the text and selects what is declared at a place, or at the cursor. */
import * as vscode from 'vscode';
import { openDiagramPanel } from '../diagram-panels.ts';
import type { Extension } from '../extension.ts';
import { isSourceRange } from '../places.ts';
import { isPolicyLine } from '../policy-lines.ts';

/** `place` is given by lenses, or a line of the view *Policy*; without it the cursor says. */
export async function showInDiagram(extension: Extension, place?: unknown): Promise<void> {
  const stated = isPolicyLine(place) ? place.place : place;
  const given = isSourceRange(stated) ? stated : undefined;
  const editor = vscode.window.activeTextEditor;
  const document = given === undefined ? await extension.choosePolicy() : vscode.Uri.parse(given.uri);
  if (document === undefined) return;
  const isHere = editor !== undefined && editor.document.uri.toString() === document.toString();
  const position =
    given !== undefined ? new vscode.Position(given.line, given.column) : isHere ? editor.selection.active : undefined;
  const panel = await openDiagramPanel(extension, document, vscode.ViewColumn.Beside);
  if (position !== undefined) panel.select(document, position);
}
