/** *Explain Connection...*: whether one asset, firewall or address may open a service to another, and the rules that say so. */
import * as vscode from 'vscode';
import { EXPLAIN_REQUEST, type ExplainResult, type PolicyContents } from '../../server/protocol/messages.ts';
import { contentsOf, pickOrType, pickStep } from '../choices.ts';
import type { Extension } from '../extension.ts';

export async function explainConnection(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await contentsOf(extension, document);
  if (contents === undefined) return;
  const ends = endsOf(contents);
  const from = await pickOrType(
    ends,
    vscode.l10n.t('Who opens the connection?'),
    vscode.l10n.t('An asset, a firewall, or any address'),
  );
  const to =
    from &&
    (await pickOrType(
      ends,
      vscode.l10n.t('To whom does {0} open it?', from),
      vscode.l10n.t('An asset, a firewall, or any address'),
    ));
  if (from === undefined || to === undefined) return;
  const services = contents.services.map(({ name, title }) => ({ label: name, description: title }));
  const all = [...services, { label: 'any', description: vscode.l10n.t('every service') }];
  const service = await pickOrType(
    all,
    vscode.l10n.t('Which service does {0} open to {1}?', from, to),
    vscode.l10n.t('A service, or protocol and port: tcp 502'),
  );
  if (service === undefined) return;
  const params = { uri: document.toString(), from, to, service };
  const result = await extension.request<ExplainResult | null>(EXPLAIN_REQUEST, params);
  if (result === null || result.problem !== undefined) {
    await vscode.window.showWarningMessage(
      result?.problem ?? vscode.l10n.t('This file is no longer part of a policy.'),
    );
    return;
  }
  const connection = `${result.from ?? from} → ${result.to ?? to} : ${service}`;
  const verdict = result.allowed
    ? vscode.l10n.t('{0} is allowed', connection)
    : vscode.l10n.t('{0} is not allowed', connection);
  if (result.places.length === 0) await vscode.window.showInformationMessage(`${verdict}. ${result.reason}`);
  else await pickStep(result.places, verdict, vscode.l10n.t('{0} Pick a line to go there', result.reason));
}

function endsOf({ assets, firewalls }: PolicyContents): vscode.QuickPickItem[] {
  return [
    ...assets.map(({ id, type, zone }) => ({ label: id, description: type, detail: zone })),
    ...firewalls.map((name) => ({ label: name, description: vscode.l10n.t('firewall') })),
  ];
}
