/** *Request Vendor Access...*: asks who, from where to where, by what and when; shows what it would open; writes it without an approval. */
import * as vscode from 'vscode';
import {
  ACCESS_CHANGE_REQUEST,
  ACCESS_CHOICES_REQUEST,
  type AccessChangeAnswer,
  type AccessChangeParams,
  type AccessChoices,
  type AccessRequestForm,
} from '../../server/protocol/access.ts';
import { applyChange, previewText } from '../access-view.ts';
import type { Extension } from '../extension.ts';

const STEPS = 7;
const DAY = 86_400_000;

export async function requestAccess(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const uri = document.toString();
  const choices = await extension.request<AccessChoices | null>(ACCESS_CHOICES_REQUEST, { uri });
  if (choices === null || choices.assets.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('This policy has no assets that a vendor could be let to. Declare some first.'),
    );
    return;
  }
  const form = await fill(choices);
  if (form === undefined) return;
  const params: AccessChangeParams = { uri, kind: 'request', form };
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Working out what the access opens') },
    () => extension.request<AccessChangeAnswer | null>(ACCESS_CHANGE_REQUEST, params),
  );
  if (answer === null) return;
  if ('problem' in answer) {
    await vscode.window.showWarningMessage(vscode.l10n.t('The access cannot be requested.'), {
      modal: true,
      detail: answer.problem,
    });
    return;
  }
  const write = vscode.l10n.t('Write Request');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('What {0} opens', answer.access),
    { modal: true, detail: previewText(answer) },
    write,
  );
  if (chosen === write) await applyChange(answer);
}

async function fill(choices: AccessChoices): Promise<AccessRequestForm | undefined> {
  const vendor = await ask(1, vscode.l10n.t('For which vendor?'), vscode.l10n.t('ABB'));
  if (vendor === undefined) return undefined;
  const source = await pickOne(choices);
  if (source === undefined) return undefined;
  const targets = await pickTargets(choices, source);
  if (targets === undefined) return undefined;
  const services = await pickServices(choices, targets);
  if (services === undefined) return undefined;
  const window = await askWindow(choices);
  if (window === undefined) return undefined;
  const ticket = await ask(7, vscode.l10n.t('Which ticket does it belong to?'), vscode.l10n.t('CHG-1042, or nothing'));
  if (ticket === undefined) return undefined;
  return {
    ...{ vendor, ...window, requires: choices.requires, ticket },
    rules: [`${source} -> ${targets.join(', ')} : ${services.join(', ')}`],
  };
}

function titled(step: number): string {
  return vscode.l10n.t('Request vendor access ({0} of {1})', step, STEPS);
}

async function ask(step: number, prompt: string, placeHolder: string): Promise<string | undefined> {
  return vscode.window.showInputBox({ title: titled(step), prompt, placeHolder, ignoreFocusOut: true });
}

function assetItems(choices: AccessChoices): (vscode.QuickPickItem & { readonly name: string })[] {
  return choices.assets.map(({ name, id, type, jumpHost }) => ({
    name,
    label: `${jumpHost ? '$(shield) ' : ''}${id.replaceAll('$(', '$ (')}`,
    description: type,
  }));
}

async function pickOne(choices: AccessChoices): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(assetItems(choices), {
    title: titled(2),
    placeHolder: vscode.l10n.t('From where? A jump host, where the target is OT'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.name;
}

async function pickTargets(choices: AccessChoices, source: string): Promise<string[] | undefined> {
  const items = assetItems(choices).filter((item) => item.name !== source);
  return pickSome(items, 3, vscode.l10n.t('To which assets?'));
}

async function pickServices(choices: AccessChoices, targets: readonly string[]): Promise<string[] | undefined> {
  const served = new Set(choices.assets.filter((a) => targets.includes(a.name)).flatMap((a) => a.serves));
  const rank = (s: AccessChoices['services'][number]): number => (served.has(s.name) ? 0 : s.remote ? 1 : 2);
  const items = [...choices.services]
    .sort((a, b) => rank(a) - rank(b))
    .map((s) => ({
      name: s.name,
      label: s.name,
      description: served.has(s.name) ? vscode.l10n.t('{0}, served by the target', s.title) : s.title,
    }));
  return pickSome(items, 4, vscode.l10n.t('By which services?'));
}

/** At least one of the items; undefined where the user gave up. */
async function pickSome(
  items: readonly (vscode.QuickPickItem & { readonly name: string })[],
  step: number,
  placeHolder: string,
): Promise<string[] | undefined> {
  for (;;) {
    const picked = await vscode.window.showQuickPick(items, {
      ...{ title: titled(step), placeHolder, canPickMany: true, matchOnDescription: true, ignoreFocusOut: true },
    });
    if (picked === undefined) return undefined;
    if (picked.length > 0) return picked.map((item) => item.name);
    await vscode.window.showInformationMessage(vscode.l10n.t('Choose at least one, with the space bar.'));
  }
}

/** The window on the policy's wall clock; by default tomorrow's working day. */
async function askWindow({
  now,
  timezone,
  mostDays,
}: AccessChoices): Promise<{ from: string; until: string } | undefined> {
  const tomorrow = new Date(Date.parse(`${now}Z`) + DAY).toISOString().slice(0, 10);
  const from = await askTime(
    5,
    vscode.l10n.t("From when? On the policy's clock, {0}", timezone),
    `${tomorrow}T08:00`,
    () => undefined,
  );
  if (from === undefined) return undefined;
  const until = await askTime(
    6,
    vscode.l10n.t("Until when? At most {0} days, on the policy's clock, {1}", mostDays, timezone),
    `${from.slice(0, 10)}T17:00`,
    (text) => wrongEnd(from, text, now, mostDays),
  );
  return until === undefined ? undefined : { from, until };
}

function wrongEnd(from: string, until: string, now: string, mostDays: number): string | undefined {
  const [begin, end] = [instant(from, false), instant(until, true)];
  if (end <= begin) return vscode.l10n.t('It would end before it begins, {0}.', from);
  if (end <= instant(now, false)) return vscode.l10n.t('That is over: it is {0} now.', now);
  return end - begin > mostDays * DAY ? vscode.l10n.t('The policy grants at most {0} days.', mostDays) : undefined;
}

/** Milliseconds on a clock without changes: enough to compare. A date alone ends with its day. */
function instant(text: string, isEnd: boolean): number {
  return text.includes('T') ? Date.parse(`${text}Z`) : Date.parse(`${text}T00:00Z`) + (isEnd ? DAY : 0);
}

async function askTime(
  step: number,
  prompt: string,
  value: string,
  wrong: (text: string) => string | undefined,
): Promise<string | undefined> {
  const input = await vscode.window.showInputBox({
    ...{ title: titled(step), prompt, value, ignoreFocusOut: true, placeHolder: '2031-03-04T08:00' },
    validateInput: (text) =>
      isTime(text.trim()) ? wrong(text.trim()) : vscode.l10n.t('Write it as 2031-03-04 or 2031-03-04T08:00.'),
  });
  return input?.trim();
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/.test(text) && !Number.isNaN(instant(text, false));
}
