/** *Compile Rules...*: choose a target and a firewall, see the output beside the source, save it where wanted. */
import * as vscode from 'vscode';
import {
  COMPILE_REQUEST,
  CONTENTS_REQUEST,
  type CompileAnswer,
  type CompileParams,
  type CompileTarget,
  type PolicyContents,
} from '../../server/protocol/messages.ts';
import { ruleCount } from '../counts.ts';
import type { Extension } from '../extension.ts';
import { showPlace } from '../places.ts';
import { saveOutputs } from './save-output.ts';

/** Language of outputs by the end of their name; the syntax of devices has one of ours. */
const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/\.json$/, 'json'],
  [/\.xml$/, 'xml'],
  [/\.ya?ml$/, 'yaml'],
  [/\.(csv|txt)$/, 'plaintext'],
];

/**
 * `uri`, `firewalls` and `rules` are given by lenses: of which firewalls the output is wanted, and by which rules it opens. Without
 * them the user says.
 */
export async function compileRules(
  extension: Extension,
  uri?: unknown,
  firewalls?: unknown,
  rules?: unknown,
): Promise<void> {
  const document = typeof uri === 'string' ? vscode.Uri.parse(uri) : await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, { uri: document.toString() });
  if (contents === null) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('This file is in no policy, so there is nothing to compile.'),
    );
    return;
  }
  const settings = vscode.workspace.getConfiguration('bulkhead.compile', document);
  const target = await chooseTarget(contents, settings.get<string>('target', ''));
  if (target === undefined) return;
  const wanted = namesIn(firewalls);
  const [only, another] = wanted ?? [];
  const firewall =
    only !== undefined && another === undefined ? only : await chooseFirewall(wanted ?? contents.firewalls);
  if (firewall === undefined) return;
  const params: CompileParams = {
    uri: document.toString(),
    target: target.name,
    horizonDays: settings.get<number>('horizonDays', 400),
    ...(firewall === ALL ? {} : { firewall }),
  };
  await compileAndShow(extension, { folder: contents.folder, target, params, rules: namesIn(rules) ?? [] });
}

function namesIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : undefined;
}

interface Job {
  /** URI of the policy's folder. */
  readonly folder: string;
  readonly target: CompileTarget;
  readonly params: CompileParams;
  /** Ids of rules; the output opens at the first line of any of them. */
  readonly rules: readonly string[];
}

async function compileAndShow(extension: Extension, job: Job): Promise<void> {
  const title = vscode.l10n.t('Compiling rules for {0}', job.target.name);
  const location = vscode.ProgressLocation.Notification;
  const answer = await vscode.window.withProgress({ location, title }, () =>
    extension.request<CompileAnswer>(COMPILE_REQUEST, job.params),
  );
  const rules = new Set(job.rules);
  for (const output of answer.outputs) {
    const line = output.lines.find((l) => rules.has(l.rule))?.line;
    await show(extension.outputs.put(job.folder, job.params, output), line);
  }
  if (answer.errors.length > 0) void tellErrors(extension, answer);
  if (answer.outputs.length > 0 && answer.unapproved !== undefined) void tellUnapproved(answer.unapproved);
  void tellResult(extension, job, answer);
}

async function chooseTarget(contents: PolicyContents, preset: string): Promise<CompileTarget | undefined> {
  const fixed = contents.targets.find((t) => t.name === preset);
  if (fixed !== undefined || contents.targets.length < 2) return fixed ?? contents.targets[0];
  const items = contents.targets.map((target) => ({ label: target.name, description: `.${target.extension}`, target }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compile rules for which target?') }))
    ?.target;
}

/** Stands for all firewalls; no name of one, for names are not empty. */
const ALL = '';

async function chooseFirewall(firewalls: readonly string[]): Promise<string | undefined> {
  if (firewalls.length < 2) return ALL;
  const all = { label: vscode.l10n.t('All firewalls'), description: firewalls.join(', '), firewall: ALL };
  const items = [all, ...firewalls.map((firewall) => ({ label: firewall, description: '', firewall }))];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('For which firewall?') }))?.firewall;
}

/** Opens an output beside the source, at a line (one-based) where one is given. */
async function show(uri: vscode.Uri, line?: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const language = LANGUAGES.find(([name]) => name.test(uri.path))?.[1] ?? 'firewall-rules';
  const coloured = await vscode.languages.setTextDocumentLanguage(document, language);
  const shown = vscode.window.visibleTextEditors.find((e) => e.document.uri.scheme === uri.scheme);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
  const selection = line === undefined ? undefined : coloured.lineAt(Math.min(line, coloured.lineCount) - 1).range;
  const options = {
    viewColumn,
    preview: false,
    preserveFocus: true,
    ...(selection === undefined ? {} : { selection }),
  };
  await vscode.window.showTextDocument(coloured, options);
}

/** Vendor access counts while it stands in the policy, approved or not: whoever loads the rules is to know. */
async function tellUnapproved(names: readonly string[]): Promise<void> {
  const approve = vscode.l10n.t('Approve Access...');
  const text = vscode.l10n.t('The rules hold vendor access that nobody approved: {0}.', names.join(', '));
  if ((await vscode.window.showWarningMessage(text, approve)) === approve)
    await vscode.commands.executeCommand('bulkhead.approveAccess');
}

async function tellErrors(extension: Extension, { errors, outputs }: CompileAnswer): Promise<void> {
  for (const { message } of errors) extension.log.warn(`Compile: ${message}`);
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? vscode.l10n.t(' (and {0} more, in the output channel)', errors.length - 1) : '';
  const place = first.place;
  const head = outputs.length === 0 ? vscode.l10n.t('Not compiled') : vscode.l10n.t('Not in the compiled rules');
  const show = vscode.l10n.t('Show Place');
  const chosen = await vscode.window.showErrorMessage(
    `${head}: ${first.message}${more}`,
    ...(place === undefined ? [] : [show]),
  );
  if (chosen === show && place !== undefined) await showPlace(place, { focus: true });
}

async function tellResult(extension: Extension, job: Job, { outputs }: CompileAnswer): Promise<void> {
  if (outputs.length === 0) return;
  const byFirewall = [...new Map(outputs.map((o) => [o.firewall, o])).values()];
  const refused = byFirewall.flatMap((o) => o.refused.map((r) => ({ ...r, firewall: o.firewall })));
  for (const r of refused) extension.log.warn(`Compile: ${r.firewall}: rule ${r.rule} refused: ${r.reason}`);
  const rules = byFirewall.reduce((sum, o) => sum + o.rules, 0);
  const firewalls = byFirewall.map((o) => o.firewall).join(', ');
  const save = vscode.l10n.t('Save to Folder...');
  if (refused.length === 0) {
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('Compiled {0} on {1} for {2}.', ruleCount(rules), firewalls, job.target.name),
      save,
    );
    if (chosen === save) await extension.guard(() => saveOutputs(extension, job.folder, outputs));
    return;
  }
  const details = vscode.l10n.t('Show Output');
  const fallback = job.target.fallbacks.find((f) => refused.some((r) => r.fallback === f.name));
  const accept = vscode.l10n.t('Compile with {0}', fallback?.name ?? '');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Compiled {0} on {1} for {2}; {3} could not be expressed and are not in it: {4}',
      ...[ruleCount(rules), firewalls, job.target.name, refused.length, refused[0]?.reason ?? ''],
    ) + (fallback === undefined ? '.' : `. ${vscode.l10n.t('With {0}: {1}', fallback.name, fallback.meaning)}`),
    ...[details, save, ...(fallback === undefined ? [] : [accept])],
  );
  if (chosen === details) extension.log.show();
  if (chosen === save) await extension.guard(() => saveOutputs(extension, job.folder, outputs));
  if (chosen === accept && fallback !== undefined) {
    const fallbacks = [...(job.params.fallbacks ?? []), fallback.name];
    await extension.guard(() => compileAndShow(extension, { ...job, params: { ...job.params, fallbacks } }));
  }
}
