/**
 * Whether two versions of a policy permit the same because every rule and every expectation selects the same: what a refactoring that
 * keeps the meaning is held to before it is applied. Sufficient, not necessary; linear in the policy.
 */
import { type Selection, scopeOf, select, WHOLE_POLICY } from '../../language/analysis/index.ts';
import type { Policy, Rule, RuleContainer, SelectorList } from '../../language/model/policy.ts';
import { listsIn } from './refactoring.ts';

const spans = (set: readonly { readonly from: unknown; readonly to: unknown }[]): string =>
  set.map((i) => `${i.from}-${i.to}`).join();

/** Equal for equal selections, also of two versions: ids in place of positions. */
export function selectionKey(policy: Policy, selection: Selection): string {
  const legName = (l: number): string => {
    const leg = policy.legs[l];
    return `${policy.assets[leg?.asset ?? -1]?.id} in ${policy.zones[leg?.zone ?? -1]?.id}`;
  };
  const partial = [...selection.partial].map(([l, set]) => `${legName(l)} ${spans(set)}`);
  const strangers = [...selection.strangers].map(([z, set]) => `${policy.zones[z]?.id} ${spans(set)}`);
  const devices = selection.devices.map(
    (d) => `${policy.firewalls[d.firewall]?.id} ${policy.zones[d.zone]?.id} ${spans(d.addresses)}`,
  );
  return JSON.stringify([selection.legs.map(legName).sort(), partial.sort(), strangers.sort(), devices.sort()]);
}

/** Whether rules, expectations, zones, legs and conduits of two versions are alike, in whatever order they stand. */
export function selectSame(before: Policy, after: Policy): boolean {
  return [rulesKey, expectationsKey, stateKey].every((key) => key(before) === key(after));
}

function containerName(policy: Policy, container: RuleContainer): string {
  if (container.kind === 'conduit') return `conduit ${policy.conduits[container.conduit]?.id}`;
  if (container.kind === 'zone') return `zone ${policy.zones[container.zone]?.id}`;
  return `access ${policy.accesses[container.access]?.id}`;
}

function rulesKey(policy: Policy): string {
  return policy.rules
    .map((r) => ruleKey(policy, r))
    .sort()
    .join('\n');
}

function ruleKey(policy: Policy, rule: Rule): string {
  const side = (list: SelectorList): string => selectionKey(policy, select(policy, list, scopeOf(rule)));
  const container = containerName(policy, rule.container);
  if (rule.broken) return `${container} broken ${rule.text}`;
  const times = [rule.from?.value, rule.until?.value, rule.week && spans(rule.week)];
  const ends = [side(rule.sources), rule.both, side(rule.targets)];
  return JSON.stringify([container, rule.action, ...ends, spans(rule.atoms), times, rule.log]);
}

function expectationsKey(policy: Policy): string {
  const keys = policy.expectations.map((e) => {
    if (e.broken) return `broken ${e.text}`;
    const lists = listsIn(e).map((l) =>
      selectionKey(policy, select(policy, l, WHOLE_POLICY, { devicesByNameOnly: true })),
    );
    const { question } = e;
    const rest = Object.entries(question).filter(([name]) => !LISTS.has(name));
    return JSON.stringify([lists, rest], (_, value) => (typeof value === 'bigint' ? String(value) : value));
  });
  return keys.sort().join('\n');
}

/** Members of questions that selections stand for, and how services are written. */
const LISTS: ReadonlySet<string> = new Set(['sources', 'targets', 'through', 'of', 'services']);

/** Where everything stands and what joins it. */
function stateKey(policy: Policy): string {
  const zone = (z: number): string => policy.zones[z]?.id ?? '';
  const zones = policy.zones.map((z) => [
    z.id,
    z.microsegmented,
    z.kind,
    z.level,
    z.slt,
    z.networks.map((n) => n.text),
  ]);
  const assets = policy.assets.map((a) => [
    a.id,
    policy.types[a.type ?? -1]?.id,
    a.criticality,
    a.serves.length,
    a.tags,
  ]);
  const legs = policy.legs.map((l) => [policy.assets[l.asset]?.id, zone(l.zone), spans(l.addressSet), l.dhcp]);
  const conduits = policy.conduits.map((c) => [c.id, c.zones.map(zone), c.oneWay && zone(c.oneWay.from), c.proxied]);
  return JSON.stringify([zones, assets, legs, conduits].map((list) => list.map((x) => JSON.stringify(x)).sort()));
}
