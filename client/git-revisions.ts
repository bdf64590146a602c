/** Older versions of a folder's policy files, through the editor's own git extension. */
import * as vscode from 'vscode';
import { pathIn } from './places.ts';
import { policyFilesIn } from './workspace-files.ts';

/** What is used of the API that the extension vscode.git publishes (version 1). */
interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
  openRepository(root: vscode.Uri): Promise<Repository | null>;
}
interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly untrackedChanges?: readonly Change[];
    readonly workingTreeChanges: readonly Change[];
  };
  show(ref: string, path: string): Promise<string>;
  diffWith(ref: string): Promise<Change[]>;
  getRefs(query: { readonly count?: number; readonly sort?: 'committerdate' }): Promise<readonly Ref[]>;
  getCommit(ref: string): Promise<{ readonly hash: string; readonly message: string }>;
}
interface Change {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri: vscode.Uri | undefined;
  readonly status: number;
}
interface Ref {
  readonly type: number;
  readonly name?: string;
  readonly commit?: string;
}

/** Of the API's enumeration `Status`: an untracked file. */
const UNTRACKED = 7;
const MOST_REFS = 200;

export interface Revision {
  readonly name: string;
  readonly description: string;
}

/** A policy's files at a revision; paths relative to the folder. */
export interface OldFile {
  readonly path: string;
  readonly text: string;
}

/** The repository that a folder lies in. Throws, with what to do, where there is none or git is off. */
export async function repositoryOf(folder: vscode.Uri): Promise<Repository> {
  const extension = vscode.extensions.getExtension<{ readonly enabled: boolean; getAPI(version: 1): GitApi }>(
    'vscode.git',
  );
  if (extension === undefined && vscode.env.uiKind === vscode.UIKind.Web)
    throw new Error(vscode.l10n.t('Revisions need git, which does not run in a browser.'));
  if (extension === undefined)
    throw new Error(vscode.l10n.t('Revisions need the extension Git, which is not installed here.'));
  const exported = extension.isActive ? extension.exports : await extension.activate();
  if (!exported.enabled) throw new Error(vscode.l10n.t('Revisions need git: switch the setting "git.enabled" on.'));
  const api = exported.getAPI(1);
  // In a window that was just loaded, git has not yet looked for repositories.
  const repository = api.getRepository(folder) ?? (await api.openRepository(folder));
  if (repository === null) throw new Error(vscode.l10n.t('{0} lies in no git repository.', folder.path));
  return repository;
}

/** HEAD, then branches and tags, the newest first. */
export async function revisionsOf(repository: Repository): Promise<Revision[]> {
  const { HEAD } = repository.state;
  const refs = await repository.getRefs({ count: MOST_REFS, sort: 'committerdate' });
  const kinds = [vscode.l10n.t('branch'), vscode.l10n.t('remote branch'), vscode.l10n.t('tag')];
  const named = refs.flatMap(({ name, type }) =>
    name === undefined || name === HEAD?.name ? [] : [{ name, description: kinds[type] ?? '' }],
  );
  const head =
    HEAD?.name === undefined ? vscode.l10n.t('the last commit') : vscode.l10n.t('the last commit on {0}', HEAD.name);
  return [{ name: 'HEAD', description: head }, ...named];
}

/** The `.seg` files of a folder as they were at a revision. Throws where the revision does not exist. */
export async function filesAtRevision(
  repository: Repository,
  folder: vscode.Uri,
  revision: string,
): Promise<OldFile[]> {
  // Throws with git's own words for a revision that is none.
  await repository.getCommit(revision);
  const changes = await repository.diffWith(revision);
  const { untrackedChanges = [], workingTreeChanges } = repository.state;
  const untracked = [...untrackedChanges, ...workingTreeChanges.filter((c) => c.status === UNTRACKED)].map(
    (c) => c.uri,
  );
  const changed = changes.flatMap((c) => [c.uri, c.originalUri, ...(c.renameUri === undefined ? [] : [c.renameUri])]);
  const differing = new Set([...changed, ...untracked].map((uri) => uri.fsPath));
  const inside = (uri: vscode.Uri) => pathIn(folder, uri)?.endsWith('.seg') === true;
  const present = await policyFilesIn(folder);
  const same = present.filter((uri) => !differing.has(uri.fsPath));
  const kept = await Promise.all(same.map(async (uri) => ({ path: within(folder, uri), text: await textOf(uri) })));
  const originals = [...new Map(changes.map((c) => [c.originalUri.fsPath, c.originalUri])).values()].filter(inside);
  const old = await Promise.all(
    originals.map(async (uri): Promise<OldFile[]> => {
      const text = await repository.show(revision, uri.fsPath).catch(() => undefined);
      // A file that the revision does not have is new since then.
      return text === undefined ? [] : [{ path: within(folder, uri), text }];
    }),
  );
  return [...kept, ...old.flat()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The `.seg` files of another folder. */
export async function filesInFolder(folder: vscode.Uri): Promise<OldFile[]> {
  const found = await policyFilesIn(folder);
  return Promise.all(found.map(async (uri) => ({ path: within(folder, uri), text: await textOf(uri) })));
}

function within(folder: vscode.Uri, uri: vscode.Uri): string {
  return pathIn(folder, uri) ?? uri.path;
}

/** What is on disk: unsaved changes are no part of a revision. */
async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
