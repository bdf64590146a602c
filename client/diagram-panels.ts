/** The diagram's panels: one a policy, opened by command or restored with the window. */
import * as vscode from 'vscode';
import type { OverlayQuestion } from '../server/protocol/diagram.ts';
import { POLICIES_REQUEST, type PolicySummary } from '../server/protocol/messages.ts';
import { pageRoots } from './diagram-page.ts';
import { DIAGRAM_VIEW_TYPE, DiagramPanel } from './diagram-panel.ts';
import type { Extension } from './extension.ts';

/** Workspace state: the document whose policy a panel shows, by the panel's title. */
const SHOWN = 'bulkhead.diagrams';

const panels = new Set<DiagramPanel>();
let listening = false;

/** Opens the diagram of a document's policy, or brings the panel that shows it to the front; returns its panel. */
export async function openDiagramPanel(
  extension: Extension,
  document: vscode.Uri,
  column: vscode.ViewColumn,
): Promise<DiagramPanel> {
  await listen(extension);
  const open = [...panels].find((p) => p.shows(document));
  if (open !== undefined) {
    open.reveal(column === vscode.ViewColumn.Beside);
    return open;
  }
  const where = { viewColumn: column, preserveFocus: column === vscode.ViewColumn.Beside };
  const panel = vscode.window.createWebviewPanel(DIAGRAM_VIEW_TYPE, vscode.l10n.t('Zone Diagram'), where, {
    enableScripts: true,
    localResourceRoots: pageRoots(extension.context.extensionUri),
  });
  return adopt(extension, panel, document);
}

/** Shows an overlay in the diagram of a document's policy, where that is open. */
export function showOverlay(document: vscode.Uri, question: OverlayQuestion): void {
  for (const panel of panels) if (panel.shows(document)) panel.ask(question);
}

/** Takes over a panel that VS Code brought back; one whose policy is gone is closed. */
export async function restoreDiagram(extension: Extension, panel: vscode.WebviewPanel): Promise<void> {
  await listen(extension);
  const shown = extension.context.workspaceState.get<Record<string, string>>(SHOWN, {})[panel.title];
  const policies = await extension.request<readonly PolicySummary[]>(POLICIES_REQUEST, undefined);
  const document = shown ?? policies[0]?.file;
  if (document === undefined) {
    panel.dispose();
    return;
  }
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: pageRoots(extension.context.extensionUri),
  };
  await adopt(extension, panel, vscode.Uri.parse(document));
}

async function adopt(
  extension: Extension,
  webviewPanel: vscode.WebviewPanel,
  document: vscode.Uri,
): Promise<DiagramPanel> {
  const panel = new DiagramPanel(extension, webviewPanel, document);
  panels.add(panel);
  panel.onTitle((title) => remember(extension, title, document));
  webviewPanel.onDidDispose(() => panels.delete(panel));
  panel.load();
  return panel;
}

function remember(extension: Extension, title: string, document: vscode.Uri): void {
  const known = extension.context.workspaceState.get<Record<string, string>>(SHOWN, {});
  void extension.context.workspaceState.update(SHOWN, { ...known, [title]: document.toString() });
}

/** Events that concern every panel; listened to from the first panel on. */
async function listen(extension: Extension): Promise<void> {
  if (listening) return;
  listening = true;
  await extension.client();
  extension.context.subscriptions.push(
    extension.onPolicyChanged((folder) => {
      for (const panel of panels) panel.changed(folder);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
      const [selection] = selections;
      if (textEditor.document.languageId !== 'seg' || selection === undefined) return;
      const typed = kind === undefined;
      for (const panel of panels) panel.cursorMoved(textEditor.document.uri, selection.active, typed);
    }),
  );
}
