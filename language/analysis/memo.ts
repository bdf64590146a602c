/** Answers are kept with the policy they were computed from and go with it: the policy is immutable, so they never grow stale. */
import type { Policy } from '../model/policy.ts';

/** A function of the policy that computes once per policy. */
export interface PerPolicy<T> {
  (policy: Policy): T;
  /** Takes over an answer that is known to be this policy's too; one that was computed already stays. */
  readonly adopt: (policy: Policy, value: T) => void;
}

/** Makes a function of the policy compute once per policy. */
export function perPolicy<T>(compute: (policy: Policy) => T): PerPolicy<T> {
  const known = new WeakMap<Policy, { readonly value: T }>();
  const answer = (policy: Policy): T => {
    let entry = known.get(policy);
    if (entry === undefined) {
      entry = { value: compute(policy) };
      known.set(policy, entry);
    }
    return entry.value;
  };
  const adopt = (policy: Policy, value: T): void => {
    if (!known.has(policy)) known.set(policy, { value });
  };
  return Object.assign(answer, { adopt });
}
