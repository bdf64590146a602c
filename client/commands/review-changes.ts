/** *Review Changes Against...*: HEAD, a branch, a tag, any revision, or another folder. The result is the view *Changes*. */
import * as vscode from 'vscode';
import { CONTENTS_REQUEST, type PolicyContents } from '../../server/protocol/messages.ts';
import { type ComparedVersion, filesOf } from '../compared-version.ts';
import { openDiagramPanel } from '../diagram-panels.ts';
import type { Extension } from '../extension.ts';
import { repositoryOf, revisionsOf } from '../git-revisions.ts';
import { reviewView } from '../review-view.ts';
import { pickFolder } from '../save-files.ts';

export async function reviewChanges(extension: Extension): Promise<void> {
  const document = await extension.choosePolicy();
  if (document === undefined) return;
  const contents = await extension.request<PolicyContents | null>(CONTENTS_REQUEST, { uri: document.toString() });
  if (contents === null) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('This file is in no policy, so there is nothing to review.'),
    );
    return;
  }
  const folder = vscode.Uri.parse(contents.folder);
  const compared = await chooseVersion(extension, folder);
  if (compared === undefined) return;
  const version = await filesOf(compared, folder);
  await reviewView(extension).show({ uri: document.toString(), ...version }, contents.folder);
  // Over the source: a picture with the story beside it takes the room.
  const panel = await openDiagramPanel(extension, document, vscode.ViewColumn.Active);
  panel.review(version, compared);
}

type Choice = vscode.QuickPickItem & { readonly choice: 'revision' | 'other' | 'folder' };

async function chooseVersion(extension: Extension, folder: vscode.Uri): Promise<ComparedVersion | undefined> {
  let whyNone: string | undefined;
  const repository = await repositoryOf(folder).catch((error: unknown) => {
    whyNone = error instanceof Error ? error.message : String(error);
    extension.log.info(whyNone);
    return undefined;
  });
  const revisions = repository === undefined ? [] : await revisionsOf(repository);
  const items: Choice[] = [
    ...revisions.map(({ name, description }): Choice => ({ label: name, description, choice: 'revision' })),
    ...(repository === undefined ? [] : [{ label: vscode.l10n.t('Another revision...'), choice: 'other' } as const]),
    { label: vscode.l10n.t('Another folder...'), choice: 'folder' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Review changes against'),
    matchOnDescription: true,
    ...(whyNone === undefined ? {} : { placeHolder: whyNone }),
  });
  if (picked === undefined) return undefined;
  if (picked.choice === 'folder' || repository === undefined) {
    const other = await pickFolder(vscode.l10n.t('Compare with This Folder'));
    return other && { kind: 'folder', folder: other.toString() };
  }
  const revision =
    picked.choice === 'revision'
      ? picked.label
      : await vscode.window.showInputBox({
          title: vscode.l10n.t('Review changes against which revision?'),
          ignoreFocusOut: true,
          placeHolder: vscode.l10n.t('HEAD~3, v1.2, a hash'),
        });
  return revision === undefined || revision === '' ? undefined : { kind: 'revision', revision };
}
