/** *Approve* and *Revoke Vendor Access...*: choose one, see what it opens or what its end closes, and write the decision into the policy. */
import * as vscode from 'vscode';
import {
  ACCESS_CHANGE_REQUEST,
  ACCESS_CHOICES_REQUEST,
  type AccessChangeAnswer,
  type AccessChangeParams,
  type AccessChoices,
  type ChoosableAccess,
} from '../../server/protocol/access.ts';
import { applyChange, previewText, stateWords } from '../access-view.ts';
import type { Extension } from '../extension.ts';
import { isPolicyLine } from '../policy-lines.ts';

interface Chosen {
  readonly uri: string;
  readonly name: string;
  readonly choices: AccessChoices;
}

/** `line` is given by the view *Policy*. */
export async function approveAccess(extension: Extension, line?: unknown): Promise<void> {
  const chosen = await choose(extension, line, {
    title: vscode.l10n.t('Approve which access?'),
    none: vscode.l10n.t('No vendor access waits for an approval.'),
    fits: (access) => !access.approved && access.state !== 'ended',
  });
  if (chosen === undefined) return;
  const { uri, name, choices } = chosen;
  const by = await vscode.window.showInputBox({
    title: vscode.l10n.t('Approve {0}', name),
    prompt: vscode.l10n.t('Who approves? The name is written into the policy.'),
    value: choices.owner ?? '',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('An approval needs a name.') : undefined),
  });
  if (by === undefined) return;
  await decide(
    extension,
    { uri, kind: 'approve', name, by },
    {
      question: vscode.l10n.t('What {0} opens', name),
      verb: vscode.l10n.t('Approve'),
      refused: vscode.l10n.t('{0} cannot be approved.', name),
    },
  );
}

/** `line` is given by the view *Policy*. */
export async function revokeAccess(extension: Extension, line?: unknown): Promise<void> {
  const chosen = await choose(extension, line, {
    title: vscode.l10n.t('Revoke which access?'),
    none: vscode.l10n.t('There is no vendor access that could be revoked.'),
    fits: (access) => access.state !== 'ended',
  });
  if (chosen === undefined) return;
  const { uri, name } = chosen;
  await decide(
    extension,
    { uri, kind: 'revoke', name },
    {
      question: vscode.l10n.t('What the end of {0} closes', name),
      verb: vscode.l10n.t('Revoke'),
      refused: vscode.l10n.t('{0} cannot be revoked.', name),
    },
  );
}

interface Wanted {
  readonly title: string;
  readonly none: string;
  readonly fits: (access: ChoosableAccess) => boolean;
}

async function choose(extension: Extension, line: unknown, { title, none, fits }: Wanted): Promise<Chosen | undefined> {
  const given = isPolicyLine(line) && line.kind === 'access' ? line : undefined;
  const document = given?.place === undefined ? await extension.choosePolicy() : vscode.Uri.parse(given.place.uri);
  if (document === undefined) return undefined;
  const uri = document.toString();
  const choices = await extension.request<AccessChoices | null>(ACCESS_CHOICES_REQUEST, { uri });
  const accesses = choices?.accesses.filter(fits) ?? [];
  if (choices === null || accesses.length === 0) {
    await vscode.window.showInformationMessage(none);
    return undefined;
  }
  if (given !== undefined) return { uri, name: given.label, choices };
  const items = accesses.map(({ name, vendor, title: what, state, approved, times }) => ({
    label: name,
    description: [vendor, what].filter(Boolean).join(', '),
    detail: [stateWords(state), ...(approved ? [] : [vscode.l10n.t('not approved')]), times].join(', '),
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked && { uri, name: picked.label, choices };
}

interface Words {
  readonly question: string;
  readonly verb: string;
  readonly refused: string;
}

async function decide(
  extension: Extension,
  params: AccessChangeParams,
  { question, verb, refused }: Words,
): Promise<void> {
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Working out what the access opens') },
    () => extension.request<AccessChangeAnswer | null>(ACCESS_CHANGE_REQUEST, params),
  );
  if (answer === null) return;
  if ('problem' in answer) {
    await vscode.window.showWarningMessage(refused, { modal: true, detail: answer.problem });
    return;
  }
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail: previewText(answer) }, verb);
  if (chosen === verb) await applyChange(answer);
}
