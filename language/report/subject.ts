/** What the sections of a report are computed from: the policy with the analyses that several of them need, each made once. */
import { type BlastTotals, blastTotals, reachGraph, whenOf } from '../analysis/index.ts';
import type { Finding } from '../checks/finding.ts';
import { type CompiledRule, compileRules, type RuleList } from '../compile/index.ts';
import type { Policy } from '../model/policy.ts';

export interface ReportOptions {
  /** Epoch ms: the instant that the report is of. */
  readonly now: number;
  /** All findings on the policy at that instant. */
  readonly findings: readonly Finding[];
  /** Of this tool. */
  readonly toolVersion: string;
}

export interface Subject extends ReportOptions {
  readonly policy: Policy;
  readonly blast: BlastTotals;
  readonly compiled: RuleList;
  /** Names of the firewalls that a rule is enforced on, by the rule's id. */
  readonly enforcedOn: ReadonlyMap<string, readonly string[]>;
}

export function subjectOf(policy: Policy, options: ReportOptions): Subject {
  const compiled = compileRules(policy, options.now);
  const graph = reachGraph(policy, { when: whenOf({ now: options.now }) });
  return { ...options, policy, compiled, blast: blastTotals(graph), enforcedOn: enforcement(compiled) };
}

function enforcement({ firewalls }: RuleList): Map<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { firewall, rules } of firewalls)
    for (const { id } of rules satisfies readonly CompiledRule[])
      found.set(id, (found.get(id) ?? new Set<string>()).add(firewall));
  return new Map([...found].map(([id, names]) => [id, [...names]]));
}
