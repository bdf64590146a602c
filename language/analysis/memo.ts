/** Answers are kept with the policy they were computed from and go with it: the policy is immutable, so they never grow stale. */
import type { Policy } from '../model/policy.ts';

/** Makes a function of the policy compute once per policy. */
export function perPolicy<T>(compute: (policy: Policy) => T): (policy: Policy) => T {
  const known = new WeakMap<Policy, { readonly value: T }>();
  return (policy) => {
    let entry = known.get(policy);
    if (entry === undefined) {
      entry = { value: compute(policy) };
      known.set(policy, entry);
    }
    return entry.value;
  };
}
