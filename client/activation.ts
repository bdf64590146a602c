/** What the extension does at start, in every host. That is little: what a command needs is loaded when it is first used. */
import * as vscode from 'vscode';
import { LIBRARY_SCHEME, OLD_SCHEME, OUTPUT_SCHEME } from '../server/protocol/messages.ts';
import { OutputLenses } from './compiled/output-lenses.ts';
import { OutputMarks } from './compiled/output-marks.ts';
import { DocumentationLinks } from './documentation-links.ts';
import { Extension, type StartClient } from './extension.ts';
import { PolicyView } from './policy-view.ts';

const loaded = performance.now();

type Command = (extension: Extension, ...args: unknown[]) => Promise<void>;

/** Commands by id; each module is loaded on first use. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  'bulkhead.openDiagram': async () => (await import('./commands/open-diagram.ts')).openDiagram,
  'bulkhead.openDiagramToSide': async () => (await import('./commands/open-diagram.ts')).openDiagramToSide,
  'bulkhead.showInDiagram': async () => (await import('./commands/show-in-diagram.ts')).showInDiagram,
  'bulkhead.showBlastRadius': async () => (await import('./commands/show-blast-radius.ts')).showBlastRadius,
  'bulkhead.whoCanReach': async () => (await import('./commands/who-can-reach.ts')).whoCanReach,
  'bulkhead.explainConnection': async () => (await import('./commands/explain-connection.ts')).explainConnection,
  'bulkhead.compileRules': async () => (await import('./commands/compile-rules.ts')).compileRules,
  'bulkhead.reviewChanges': async () => (await import('./commands/review-changes.ts')).reviewChanges,
  'bulkhead.saveOutput': async () => (await import('./commands/save-output.ts')).saveOutput,
  'bulkhead.compareOutput': async () => (await import('./commands/save-output.ts')).compareOutput,
  'bulkhead.showRollback': async () => (await import('./commands/save-output.ts')).showRollback,
  'bulkhead.exportDiagram': async () => (await import('./commands/export-diagram.ts')).exportDiagram,
  'bulkhead.newPolicy': async () => (await import('./commands/new-policy.ts')).newPolicy,
  'bulkhead.requestAccess': async () => (await import('./commands/request-access.ts')).requestAccess,
  'bulkhead.approveAccess': async () => (await import('./commands/decide-access.ts')).approveAccess,
  'bulkhead.revokeAccess': async () => (await import('./commands/decide-access.ts')).revokeAccess,
  'bulkhead.importInventory': async () => (await import('./commands/import-inventory.ts')).importInventory,
  'bulkhead.importTraffic': async () => (await import('./commands/import-traffic.ts')).importTraffic,
  'bulkhead.openWalkthrough': async () => (await import('./commands/open-walkthrough.ts')).openWalkthrough,
  'bulkhead.exportReport': async () => (await import('./commands/export-report.ts')).exportReport,
  'bulkhead.ignoreFinding': async () => (await import('./commands/ignore-finding.ts')).ignoreFinding,
  'bulkhead.restartServer': async () => (await import('./commands/restart-server.ts')).restartServer,
  'bulkhead.revealPlace': async () => (await import('./commands/reveal-place.ts')).revealPlace,
};

/** Registers everything and lets the language server start. Which server that is, is the host's matter. */
export function activateIn(context: vscode.ExtensionContext, startClient: StartClient): void {
  const log = vscode.window.createOutputChannel('Bulkhead', { log: true });
  const extension = new Extension(context, log, startClient);
  context.subscriptions.push(log, extension);
  for (const [id, load] of Object.entries(COMMANDS)) {
    const run = async (...args: unknown[]): Promise<void> =>
      extension.guard(async () => (await load())(extension, ...args));
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  }
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(LIBRARY_SCHEME, {
      provideTextDocumentContent: (uri) => extension.libraryText(uri),
    }),
    vscode.workspace.registerTextDocumentContentProvider('bulkhead-docs', {
      provideTextDocumentContent: (uri) => extension.documentation(uri),
    }),
    vscode.workspace.registerTextDocumentContentProvider(OLD_SCHEME, extension.oldVersion),
    vscode.workspace.registerTextDocumentContentProvider(OUTPUT_SCHEME, extension.outputs),
    vscode.languages.registerDefinitionProvider({ scheme: OUTPUT_SCHEME }, extension.outputs),
    vscode.languages.registerCodeLensProvider({ scheme: OUTPUT_SCHEME }, new OutputLenses(extension.outputs)),
    new OutputMarks(extension.outputs),
    new PolicyView(extension),
    vscode.window.registerUriHandler(new DocumentationLinks(extension)),
    vscode.window.registerWebviewPanelSerializer('bulkhead.diagram', {
      deserializeWebviewPanel: async (panel) =>
        extension.guard(async () => (await import('./diagram-panels.ts')).restoreDiagram(extension, panel)),
    }),
  );
  // The client's code is loaded once activation is over: nobody waits for it before the first command.
  setTimeout(() => extension.start(), 0);
  log.info(`Activated in ${(performance.now() - loaded).toFixed(1)} ms`);
}
