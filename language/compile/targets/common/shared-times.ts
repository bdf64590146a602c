/**
 * Which lists of times several crossings of a firewall share, so that a packet filter writes each once: a chain that all of them
 * enter, and that sends packets on by their interfaces. That is right only where interfaces tell the crossing.
 */
import type { CompiledRule } from '../../entry.ts';
import type { CrossingPlan } from './crossing-plan.ts';

export interface SharedTimes {
  /** Whether the times of this key are written once for this crossing and others. */
  isShared(key: string, crossing: string): boolean;
}

/** `key` names the times of a rule, where they are worth sharing. */
export function sharedTimes(
  plans: readonly CrossingPlan[],
  key: (rule: CompiledRule) => string | undefined,
): SharedTimes {
  const told = new Set(plans.filter((p) => isTold(p, plans)).map((p) => p.key));
  const users = new Map<string, Set<string>>();
  for (const plan of plans) {
    if (!told.has(plan.key)) continue;
    for (const rule of [...plan.opening, ...plan.answered]) {
      const times = key(rule);
      if (times !== undefined) users.set(times, (users.get(times) ?? new Set()).add(plan.key));
    }
  }
  return { isShared: (times, crossing) => (users.get(times)?.size ?? 0) > 1 && told.has(crossing) };
}

/** Whether no other crossing has the same interfaces in and out. */
function isTold({ crossing }: CrossingPlan, plans: readonly CrossingPlan[]): boolean {
  if (crossing.kind !== 'between') return false;
  const meets = (a: readonly string[], b: readonly string[]) =>
    a.length === 0 || b.length === 0 || a.some((n) => b.includes(n));
  if (crossing.from.interfaces.length === 0 || crossing.to.interfaces.length === 0) return false;
  return plans.every(
    ({ crossing: other }) =>
      other === crossing ||
      other.kind !== 'between' ||
      !(meets(crossing.from.interfaces, other.from.interfaces) && meets(crossing.to.interfaces, other.to.interfaces)),
  );
}
