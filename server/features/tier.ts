/** The tier that a policy has reached, for the status bar. */
import { ladderOf } from '../../language/checks/tiers/ladder.ts';
import type { TierAnswer } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** In larger policies the checks that decide it would hold up what someone types; `bulkhead check --tier` says it there. */
const MOST_ASSETS = 2000;

const known = new WeakMap<Snapshot, TierAnswer>();

/** Null where the policy is too large to be judged while someone edits it. */
export function tierOf(snapshot: Snapshot): TierAnswer | null {
  const { policy, now, configuration, meaning } = snapshot;
  if (policy.assets.length + policy.rules.length > MOST_ASSETS) return null;
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const { reached, next, blockers } = ladderOf(policy, { now, configuration: configuration.checks, meaning });
  const first = blockers[0]?.message;
  const answer = {
    ...{ tier: reached.tier, name: reached.name, blockers: blockers.length },
    ...(next === undefined ? {} : { next: next.name }),
    ...(first === undefined ? {} : { first }),
  };
  known.set(snapshot, answer);
  return answer;
}
