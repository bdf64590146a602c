/** The two versions that `diff` compares: folders, or revisions of the current folder's policy. */
import { existsSync, statSync } from 'node:fs';
import type { Configuration, Finding } from '../language/checks/index.ts';
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
  /** What the checks find, by the version's own settings. `now`: epoch milliseconds. */
  readonly findings: (now: number) => Promise<readonly Finding[]>;
}

/** Reads a version. `named` absent: the working tree of `folder`. Throws InputError where there is no such thing. */
export async function readVersion(named: string | undefined, folder: string): Promise<VersionRead> {
  if (named === undefined || statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    const { policy, withoutMeaning, text, configuration } = await openSession(named ?? folder, {});
    return versionRead(named ?? 'working tree', policy, withoutMeaning, { text, checks: configuration.checks });
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
  const texts = new Map(ours.map(({ path, text }) => [path, text]));
  return versionRead(revision, policy, withoutMeaning, { text: (file) => texts.get(file), checks: settings.checks });
}

function versionRead(
  name: string,
  policy: Policy,
  withoutMeaning: readonly Finding[],
  { text, checks }: { readonly text: (file: string) => string | undefined; readonly checks: Configuration['checks'] },
): VersionRead {
  const findings = async (now: number): Promise<readonly Finding[]> => {
    const { checkPolicy } = await import('../language/checks/index.ts');
    return checkPolicy(policy, { now, text, configuration: checks });
  };
  return { name, policy, withoutMeaning, findings };
}
