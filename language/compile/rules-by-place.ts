/** How many compiled rules concern each zone and each conduit, and on which firewalls: what lenses tell beside the text. */
import { readRule } from '../analysis/rules.ts';
import { universeOf } from '../analysis/universe.ts';
import type { Policy, Rule, ZoneRef } from '../model/policy.ts';
import type { RuleList } from './entry.ts';

/** Compiled rules by their distinct ids, and the names of the firewalls that have them, sorted. */
export interface RulesAt {
  readonly ids: ReadonlySet<string>;
  readonly firewalls: ReadonlySet<string>;
}

export interface RulesByPlace {
  /** By zone: rules whose source or target lies in it, or in a zone nested in it. */
  readonly zones: readonly RulesAt[];
  /** By conduit: rules that stand in it. */
  readonly conduits: readonly RulesAt[];
  /** By the firewall's name: its rules. */
  readonly firewalls: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Collected {
  readonly ids: Set<string>;
  readonly firewalls: Set<string>;
}

/** Sorts the compiled rules of a policy by the zones and conduits that they concern. */
export function rulesByPlace(policy: Policy, { firewalls }: RuleList): RulesByPlace {
  const empty = (): Collected => ({ ids: new Set(), firewalls: new Set() });
  const zones = policy.zones.map(empty);
  const conduits = policy.conduits.map(empty);
  const add = (at: Collected | undefined, id: string, names: Iterable<string>): void => {
    at?.ids.add(id);
    for (const name of names) at?.firewalls.add(name);
  };
  const carriers = carriersOf(firewalls);
  for (const rule of policy.rules) {
    const on = carriers.get(rule.id);
    if (on === undefined || rule.broken) continue;
    for (const zone of zonesOf(policy, rule)) add(zones[zone], rule.id, on);
    if (rule.container.kind === 'conduit') add(conduits[rule.container.conduit], rule.id, on);
  }
  // What lets an open zone's traffic through the firewall that enforces it stands for no rule of the text.
  const stated = new Set(policy.rules.map((r) => r.id));
  const byId = new Map(policy.zones.map((z) => [z.id, z.index]));
  for (const { firewall, rules } of firewalls)
    for (const { id, crossing } of rules) {
      if (stated.has(id) || crossing.kind !== 'inside') continue;
      for (const zone of withOuter(policy, [byId.get(crossing.zone) ?? -1])) add(zones[zone], id, [firewall]);
    }
  return {
    zones,
    conduits,
    firewalls: new Map(firewalls.map((f) => [f.firewall, new Set(f.rules.map((r) => r.id))])),
  };
}

/** The firewalls that have a rule, by its id. */
function carriersOf(firewalls: RuleList['firewalls']): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { firewall, rules } of firewalls)
    for (const { id, merged = [] } of rules)
      for (const one of [id, ...merged]) {
        const names = found.get(one);
        if (names === undefined) found.set(one, new Set([firewall]));
        else names.add(firewall);
      }
  return found;
}

/** The zones in which a rule's sources and targets lie, and those around them. */
function zonesOf(policy: Policy, rule: Rule): Set<ZoneRef> {
  const { units } = universeOf(policy);
  const { sources, targets } = readRule(policy, rule.index);
  const own = new Set<ZoneRef>();
  for (const list of [sources.units, targets.units]) for (const u of list) own.add(units[u]?.zone ?? -1);
  return withOuter(policy, own);
}

function withOuter(policy: Policy, zones: Iterable<ZoneRef>): Set<ZoneRef> {
  const found = new Set<ZoneRef>();
  for (const zone of zones)
    for (let z = policy.zones[zone]; z !== undefined && !found.has(z.index); z = policy.zones[z.parent ?? -1])
      found.add(z.index);
  return found;
}
