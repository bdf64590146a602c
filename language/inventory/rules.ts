/** Which compiled rules an inventory changes: those that come and go, and those that now hold other addresses. */
import { compileRules } from '../compile/index.ts';
import { formatAddresses } from '../model/addresses.ts';
import type { Policy } from '../model/policy.ts';

export interface RuleLine {
  /** Id. */
  readonly rule: string;
  /** As written in the policy. */
  readonly text: string;
}

export interface FirewallRules {
  readonly firewall: string;
  readonly added: readonly RuleLine[];
  readonly removed: readonly RuleLine[];
  /** The same rule for other addresses. */
  readonly changed: readonly RuleLine[];
}

/** Per firewall, in the order of names; only firewalls with a change. From `now` (epoch ms) on. */
export function changedRules(before: Policy, after: Policy, now: number): FirewallRules[] {
  const [old, current] = [rulesOf(before, now), rulesOf(after, now)];
  const text = new Map([...before.rules, ...after.rules].map((r) => [r.id, r.text]));
  const line = (rule: string): RuleLine => ({ rule, text: text.get(rule) ?? '' });
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((firewall): FirewallRules[] => {
    const [had, has] = [
      old.get(firewall) ?? new Map<string, string>(),
      current.get(firewall) ?? new Map<string, string>(),
    ];
    const added = [...has.keys()].filter((id) => !had.has(id)).map(line);
    const removed = [...had.keys()].filter((id) => !has.has(id)).map(line);
    const changed = [...has].flatMap(([id, held]) => (had.has(id) && had.get(id) !== held ? [line(id)] : []));
    return added.length + removed.length + changed.length === 0 ? [] : [{ firewall, added, removed, changed }];
  });
}

/** What each rule holds on each firewall, by id: addresses of all its entries. */
function rulesOf(policy: Policy, now: number): Map<string, Map<string, string>> {
  return new Map(
    compileRules(policy, now).firewalls.map(({ firewall, rules }) => [
      firewall,
      new Map(
        [...Map.groupBy(rules, (r) => r.id)].map(([id, entries]) => [
          id,
          entries
            .map((e) => [e.sources, e.targets].map((s) => formatAddresses(s.addresses).join(' ')).join(' -> '))
            .sort()
            .join('\n'),
        ]),
      ),
    ]),
  );
}
