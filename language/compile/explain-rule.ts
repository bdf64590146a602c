/** From a device's log line or comment back to the policy: which rule an id means, and where it is enforced. */
import type { Place, Policy, Rule } from '../model/policy.ts';
import type { CompiledRule, FirewallRules } from './entry.ts';
import { containerName } from './origins.ts';
import { compileRules } from './rule-list.ts';

/** A rule of the policy - or a zone that is open inside - and its entries on firewalls. */
export interface ExplainedRule {
  readonly id: string;
  readonly action: 'allow' | 'deny';
  /** The rules that have this id; empty: a zone that is open inside. */
  readonly rules: readonly Rule[];
  /** What each stands in, and where. */
  readonly origins: readonly { readonly within: string; readonly place: Place }[];
  readonly firewalls: readonly { readonly firewall: string; readonly entries: readonly CompiledRule[] }[];
}

/** A word that may be a rule's id: base 32, six characters or more. */
const ID = /(?<![A-Za-z0-9])[a-z2-7]{6,}(?![A-Za-z0-9])/g;

/**
 * The rules that a text names: an id, a comment, or a whole line of a log. Ids grow where two rules would share one, and shrink when
 * that ends: an id names also the rules whose ids begin with it, and the rule whose id it begins with. Pure.
 */
export function explainRule(policy: Policy, now: number, text: string): ExplainedRule[] {
  const asked = [...new Set(text.match(ID) ?? [])];
  const { firewalls } = compileRules(policy, now);
  const known = new Set(policy.rules.map((r) => r.id));
  for (const f of firewalls) for (const r of f.rules) known.add(r.id);
  const named = [...known].filter((id) => asked.some((a) => id.startsWith(a) || a.startsWith(id)));
  const exact = named.filter((id) => asked.includes(id));
  const order = (id: string) => asked.findIndex((a) => id.startsWith(a) || a.startsWith(id));
  const chosen = named.filter((id) => exact.includes(id) || !asked.some((a) => exact.includes(a) && meets(a, id)));
  return chosen.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1)).map((id) => explained(policy, firewalls, id));
}

function meets(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function explained(policy: Policy, firewalls: readonly FirewallRules[], id: string): ExplainedRule {
  const rules = policy.rules.filter((r) => r.id === id);
  const on = firewalls.flatMap((f) => {
    const entries = f.rules.filter((r) => r.id === id);
    return entries.length === 0 ? [] : [{ firewall: f.firewall, entries }];
  });
  const origins = on[0]?.entries[0]?.origin ?? rules.map((r) => ({ within: containerName(policy, r), place: r.place }));
  return {
    ...{ id, action: rules[0]?.action ?? 'allow', rules, firewalls: on },
    origins: origins.map(({ within, place }) => ({ within, place })),
  };
}
