/** The two versions that `diff` compares: folders, or revisions of the current folder's policy. */
import { existsSync, statSync } from 'node:fs';
import type { Finding } from '../language/checks/index.ts';
import type { Policy } from '../language/model/policy.ts';
import { InputError } from './errors.ts';
import { commitOf, filesAt } from './git.ts';
import { CONFIGURATION_FILE, findPolicyFolder } from './policy-files.ts';
import { openSession } from './session.ts';

export interface VersionRead {
  /** As it was named: a folder, a revision, `working tree`. */
  readonly name: string;
  readonly policy: Policy;
  /** Names and text without meaning: what they would say is not compared. */
  readonly withoutMeaning: readonly Finding[];
}

/** Reads a version. `named` absent: the working tree of `folder`. Throws InputError where there is no such thing. */
export async function readVersion(named: string | undefined, folder: string): Promise<VersionRead> {
  if (named === undefined || statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    const { policy, withoutMeaning } = await openSession(named ?? folder, {});
    return { name: named ?? 'working tree', policy, withoutMeaning };
  }
  if (existsSync(named)) throw new InputError(`${named} is a file: name a folder or a revision.`);
  return readRevision(named, findPolicyFolder(folder));
}

async function readRevision(revision: string, folder: string): Promise<VersionRead> {
  const { DEFAULT_CONFIGURATION, parseConfiguration } = await import('../language/checks/index.ts');
  const { loadPolicy, MEANING_FINDINGS } = await import('../language/pipeline.ts');
  const { files, configuration } = filesAt(folder, commitOf(folder, revision));
  const settings =
    configuration === undefined
      ? DEFAULT_CONFIGURATION
      : parseConfiguration(CONFIGURATION_FILE, configuration).configuration;
  const { fileFilter } = await import('../language/checks/file-filter.ts');
  const isOurs = fileFilter(settings);
  const ours = files.filter(({ path }) => isOurs(path));
  if (ours.length === 0) throw new InputError(`Revision ${revision} holds no .seg file in this folder.`);
  const { policy, findings } = await loadPolicy(ours);
  const withoutMeaning = findings.filter((f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check));
  return { name: revision, policy, withoutMeaning };
}
