/** *Compile Rules...*: choose a target and a firewall, see the output beside the source, save it where wanted. */
import * as vscode from 'vscode';
import {
  COMPILE_REQUEST,
  CONTENTS_REQUEST,
  type CompileAnswer,
  type CompiledFile,
  type CompileParams,
  type CompileTarget,
  type PolicyContents,
} from '../../server/protocol/messages.ts';
import type { Extension } from '../extension.ts';
import { showPlace } from '../places.ts';

/** Language of outputs by their extension; what VS Code has no language for is plain text. */
const LANGUAGES: Readonly<Record<string, string>> = { json: 'json', tf: 'terraform', csv: 'csv' };

export async function compileRules(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, { uri: document.toString() });
  if (contents === null) {
    await vscode.window.showInformationMessage('This file is in no policy, so there is nothing to compile.');
    return;
  }
  const settings = vscode.workspace.getConfiguration('bulkhead.compile', document);
  const target = await chooseTarget(contents, settings.get<string>('target', ''));
  if (target === undefined) return;
  const firewall = await chooseFirewall(contents.firewalls);
  if (firewall === undefined) return;
  const params: CompileParams = {
    uri: document.toString(),
    target: target.name,
    horizonDays: settings.get<number>('horizonDays', 400),
    ...(firewall === ALL ? {} : { firewall }),
  };
  const title = `Compiling rules for ${target.name}`;
  const location = vscode.ProgressLocation.Notification;
  const answer = await vscode.window.withProgress({ location, title }, () =>
    extension.request<CompileAnswer>(COMPILE_REQUEST, params),
  );
  for (const output of answer.outputs) await show(extension, contents.folder, output, target);
  if (answer.errors.length > 0) void tellErrors(extension, answer);
  void tellResult(extension, answer, target);
}

async function chooseTarget(contents: PolicyContents, preset: string): Promise<CompileTarget | undefined> {
  const fixed = contents.targets.find((t) => t.name === preset);
  if (fixed !== undefined || contents.targets.length < 2) return fixed ?? contents.targets[0];
  const items = contents.targets.map((target) => ({ label: target.name, description: `.${target.extension}`, target }));
  return (await vscode.window.showQuickPick(items, { title: 'Compile rules for which target?' }))?.target;
}

/** Stands for all firewalls; no name of one, for names are not empty. */
const ALL = '';

async function chooseFirewall(firewalls: readonly string[]): Promise<string | undefined> {
  if (firewalls.length < 2) return ALL;
  const all = { label: 'All firewalls', description: firewalls.join(', '), firewall: ALL };
  const items = [all, ...firewalls.map((firewall) => ({ label: firewall, description: '', firewall }))];
  return (await vscode.window.showQuickPick(items, { title: 'For which firewall?' }))?.firewall;
}

async function show(extension: Extension, folder: string, output: CompiledFile, target: CompileTarget): Promise<void> {
  const uri = extension.outputs.put(folder, output);
  const document = await vscode.workspace.openTextDocument(uri);
  const language = LANGUAGES[target.extension] ?? 'plaintext';
  const known = (await vscode.languages.getLanguages()).includes(language);
  const coloured = known ? await vscode.languages.setTextDocumentLanguage(document, language) : document;
  const shown = vscode.window.visibleTextEditors.find((e) => e.document.uri.scheme === uri.scheme);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(coloured, { viewColumn, preview: false, preserveFocus: true });
}

async function tellErrors(extension: Extension, { errors, outputs }: CompileAnswer): Promise<void> {
  for (const { message } of errors) extension.log.warn(`Compile: ${message}`);
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, in the output channel)` : '';
  const place = first.place;
  const head = outputs.length === 0 ? 'Not compiled' : 'Not in the compiled rules';
  const show = 'Show Place';
  const chosen = await vscode.window.showErrorMessage(
    `${head}: ${first.message}${more}`,
    ...(place === undefined ? [] : [show]),
  );
  if (chosen === show && place !== undefined) await showPlace(place, { focus: true });
}

async function tellResult(extension: Extension, { outputs }: CompileAnswer, target: CompileTarget): Promise<void> {
  if (outputs.length === 0) return;
  const refused = outputs.flatMap((o) => o.refused.map((r) => ({ ...r, firewall: o.firewall })));
  for (const r of refused) extension.log.warn(`Compile: ${r.firewall}: rule ${r.rule} refused: ${r.reason}`);
  const rules = outputs.reduce((sum, o) => sum + o.rules, 0);
  const summary = `${rules} rules on ${outputs.map((o) => o.firewall).join(', ')} for ${target.name}`;
  const save = 'Save to Folder...';
  const details = 'Show Output';
  const chosen =
    refused.length === 0
      ? await vscode.window.showInformationMessage(`Compiled ${summary}.`, save)
      : await vscode.window.showWarningMessage(
          `Compiled ${summary}; ${refused.length} could not be expressed and are not in it: ${refused[0]?.reason}`,
          details,
          save,
        );
  if (chosen === details) extension.log.show();
  if (chosen === save) await extension.guard(() => saveOutputs(outputs));
}

async function saveOutputs(outputs: readonly CompiledFile[]): Promise<void> {
  const [folder] = (await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: 'Save Rules Here',
  })) ?? [undefined];
  if (folder === undefined) return;
  const files = outputs.map((o) => ({ uri: vscode.Uri.joinPath(folder, o.file), text: o.text }));
  const existing: string[] = [];
  for (const { uri } of files) {
    const found = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (found) existing.push(uri.path.slice(uri.path.lastIndexOf('/') + 1));
  }
  if (existing.length > 0) {
    const replace = 'Replace';
    const question = `${existing.join(', ')} ${existing.length === 1 ? 'exists' : 'exist'} already in this folder.`;
    if ((await vscode.window.showWarningMessage(question, { modal: true }, replace)) !== replace) return;
  }
  for (const { uri, text } of files) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  void vscode.window.showInformationMessage(`Saved ${files.length} ${files.length === 1 ? 'file' : 'files'}.`);
}
