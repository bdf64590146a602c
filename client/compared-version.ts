/** Which older version a review compares with, and its files: kept with the window, so that a review outlives it. */
import * as vscode from 'vscode';
import type { ReviewedVersion } from '../server/protocol/diagram.ts';
import { filesAtRevision, filesInFolder, repositoryOf } from './git-revisions.ts';

export type ComparedVersion =
  | { readonly kind: 'revision'; readonly revision: string }
  /** Another folder, by its URI. */
  | { readonly kind: 'folder'; readonly folder: string };

/** The version with the files that a policy's folder had in it. Throws, with git's words, where a revision is not there. */
export async function filesOf(version: ComparedVersion, policyFolder: vscode.Uri): Promise<ReviewedVersion> {
  if (version.kind === 'folder') {
    const other = vscode.Uri.parse(version.folder);
    return { name: vscode.workspace.asRelativePath(other), before: await filesInFolder(other) };
  }
  const repository = await repositoryOf(policyFolder);
  return { name: version.revision, before: await filesAtRevision(repository, policyFolder, version.revision) };
}
