/** Answers of `analysis/` and `compile/` that several checks ask for: each is computed once per run, and only when asked for. */
import type { Policy } from '../model/policy.ts';

export interface Analyses {
  readonly policy: Policy;
  readonly now: number;
}

/** Lazily shared answers about one policy at one instant. */
export function analysesOf(policy: Policy, now: number): Analyses {
  return { policy, now };
}
