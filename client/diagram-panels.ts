/** The diagram's panels: one a policy, opened by command or restored with the window. */
import * as vscode from 'vscode';
import type { OverlayQuestion } from '../server/protocol/diagram.ts';
import {
  CONTENTS_REQUEST,
  POLICIES_REQUEST,
  type PolicyContents,
  type PolicySummary,
} from '../server/protocol/messages.ts';
import { type ComparedVersion, filesOf } from './compared-version.ts';
import { pageRoots } from './diagram-page.ts';
import { DIAGRAM_VIEW_TYPE, DiagramPanel } from './diagram-panel.ts';
import type { Extension } from './extension.ts';

/** Workspace state: the document whose policy a panel shows, by the panel's title. */
const SHOWN = 'bulkhead.diagrams';
/** Workspace state: what a panel compares its policy with, by the panel's title. */
const REVIEWED = 'bulkhead.reviews';

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
  const compared = reviewsOf(extension)[panel.title];
  const restored = await adopt(extension, panel, vscode.Uri.parse(document), compared);
  if (compared !== undefined) await resumeReview(extension, restored, document, compared);
}

/** Shows the review that a panel showed before the window was loaded anew. */
async function resumeReview(
  extension: Extension,
  panel: DiagramPanel,
  document: string,
  compared: ComparedVersion,
): Promise<void> {
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, { uri: document });
  if (contents === null) return;
  const version = await filesOf(compared, vscode.Uri.parse(contents.folder));
  extension.oldVersion.show(version.before);
  panel.review(version, compared);
}

function reviewsOf(extension: Extension): Readonly<Record<string, ComparedVersion>> {
  return extension.context.workspaceState.get(REVIEWED, {});
}

async function adopt(
  extension: Extension,
  webviewPanel: vscode.WebviewPanel,
  document: vscode.Uri,
  restored?: ComparedVersion,
): Promise<DiagramPanel> {
  const panel = new DiagramPanel(extension, webviewPanel, document);
  panels.add(panel);
  let compared = restored;
  panel.onTitle(() => remember(extension, webviewPanel.title, document, compared));
  panel.onReview((version) => {
    compared = version;
    // Without its policy's title, a panel is not known again; it is remembered when that comes.
    if (panel.policyTitle !== '') remember(extension, webviewPanel.title, document, compared);
  });
  webviewPanel.onDidDispose(() => panels.delete(panel));
  panel.load();
  return panel;
}

function remember(
  extension: Extension,
  title: string,
  document: vscode.Uri,
  compared: ComparedVersion | undefined,
): void {
  const { workspaceState } = extension.context;
  const known = workspaceState.get<Record<string, string>>(SHOWN, {});
  void workspaceState.update(SHOWN, { ...known, [title]: document.toString() });
  const { [title]: _, ...others } = reviewsOf(extension);
  void workspaceState.update(REVIEWED, compared === undefined ? others : { ...others, [title]: compared });
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
