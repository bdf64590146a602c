/** Accesses that nobody has approved: they count while they stand in the policy, so whoever compiles it is told, and may leave them out. */
import type { Access, Policy } from '../model/policy.ts';
import { accessWindow, isApproved } from './standing.ts';

/** Accesses without an approval that permit something at some time from `now` (epoch ms) on. */
export function unapprovedAccesses(policy: Policy, now: number): Access[] {
  const over = ['expired', 'permits nothing'];
  return policy.accesses.filter((a) => !isApproved(a) && !over.includes(accessWindow(policy, a, now)));
}

/** The policy in which accesses without an approval permit nothing. */
export function approvedOnly(policy: Policy): Policy {
  const rules = new Set(policy.accesses.filter((a) => !isApproved(a)).flatMap((a) => a.rules));
  if (rules.size === 0) return policy;
  return { ...policy, rules: policy.rules.map((r) => (rules.has(r.index) ? { ...r, broken: true } : r)) };
}
