/** *Explain Connection...*: whether one asset may open a service to another, and the rules that say so. */
import * as vscode from 'vscode';
import { EXPLAIN_REQUEST, type ExplainResult } from '../../server/protocol/messages.ts';
import { contentsOf, pickAsset, pickStep } from '../choices.ts';
import type { Extension } from '../extension.ts';

export async function explainConnection(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await contentsOf(extension, document);
  if (contents === undefined) return;
  const from = await pickAsset(contents, 'Which asset opens the connection?');
  const to = from && (await pickAsset(contents, `To which asset does ${from} open it?`));
  if (from === undefined || to === undefined) return;
  const services = contents.services.map(({ name, title }) => ({ label: name, description: title }));
  const title = `Which service does ${from} open to ${to}?`;
  const chosen = await vscode.window.showQuickPick([...services, { label: 'any', description: 'every service' }], {
    title,
  });
  if (chosen === undefined) return;
  const params = { uri: document.toString(), from, to, service: chosen.label };
  const result = await extension.request<ExplainResult | null>(EXPLAIN_REQUEST, params);
  if (result === null) {
    await vscode.window.showInformationMessage('The policy has changed: one of these is not in it any more.');
    return;
  }
  const verdict = `${from} → ${to} : ${chosen.label} is ${result.allowed ? 'allowed' : 'not allowed'}`;
  if (result.places.length === 0) await vscode.window.showInformationMessage(`${verdict}. ${result.reason}`);
  else await pickStep(result.places, verdict, `${result.reason} Pick a line to go there`);
}
