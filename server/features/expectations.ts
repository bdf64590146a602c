/** The expectations of every policy with their verdicts, for the Test Explorer. */
import { sourceRange, verdictsOf } from '../describe/verdicts.ts';
import type { PolicyExpectations } from '../protocol/messages.ts';
import type { Session } from '../session.ts';
import { titleOf } from './contents.ts';

/** Policies that have expectations, by folder; in each the order of the policy. */
export async function expectations(session: Session): Promise<PolicyExpectations[]> {
  await session.settled();
  const out = session.workspace.policies.flatMap((policyFolder): PolicyExpectations[] => {
    const snapshot = policyFolder.snapshot(session.options.clock());
    const { folder, policy } = snapshot;
    if (policy.expectations.length === 0) return [];
    const verdicts = verdictsOf(snapshot);
    const all = policy.expectations.flatMap(({ index, text, place }) => {
      const verdict = verdicts[index];
      return verdict === undefined ? [] : [{ text, place: sourceRange(folder, place), ...verdict }];
    });
    return [{ folder, title: titleOf(snapshot), expectations: all }];
  });
  return out.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
