/**
 * Whether two versions of a policy permit the same because every rule and every expectation selects the same: what a refactoring that
 * keeps the meaning is held to before it is applied. Sufficient, not necessary; linear in the policy.
 *
 * Where everything that selectors select from is as before, a rule that says the same selects the same. Only the rules that say something
 * else are worked out, asset by asset.
 */
import { type Selection, scopeOf, select, WHOLE_POLICY } from '../../language/analysis/index.ts';
import type { GroupRef, Policy, Rule, RuleContainer, Selector, SelectorList } from '../../language/model/policy.ts';
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
  if (stateKey(before) !== stateKey(after)) return false;
  const [old, fresh] = unmatched(rulesSaid(before), rulesSaid(after));
  const rules = (policy: Policy, list: readonly number[]): string =>
    list
      .map((r) => ruleKey(policy, policy.rules[r] as Rule))
      .sort()
      .join('\n');
  return rules(before, old) === rules(after, fresh) && expectationsKey(before) === expectationsKey(after);
}

/** Positions of what only one of the two has, each as often as it has it more often. */
function unmatched(before: readonly string[], after: readonly string[]): [number[], number[]] {
  const left = new Map<string, number[]>();
  before.forEach((key, i) => {
    left.set(key, [...(left.get(key) ?? []), i]);
  });
  const fresh = after.flatMap((key, i) => (left.get(key)?.pop() === undefined ? [i] : []));
  return [[...left.values()].flat(), fresh];
}

const known = new WeakMap<Policy, { state?: string; rules?: readonly string[] }>();

/** What is kept of a policy: many refactorings are tried on one. */
function keptOf(policy: Policy) {
  let kept = known.get(policy);
  if (kept === undefined) {
    kept = {};
    known.set(policy, kept);
  }
  return kept;
}

/** Every rule as it is said, names by ids and groups by their members. */
function rulesSaid(policy: Policy): readonly string[] {
  const kept = keptOf(policy);
  kept.rules ??= policy.rules.map((rule) => {
    const ends = [saidList(policy, rule.sources), rule.both, saidList(policy, rule.targets)];
    return JSON.stringify([...outlineOf(policy, rule), ...ends]);
  });
  return kept.rules;
}

/** What is said of a rule besides whom it selects. */
function outlineOf(policy: Policy, rule: Rule): unknown[] {
  const container = containerName(policy, rule.container);
  if (rule.broken) return [container, 'broken', rule.text];
  const times = [rule.from?.value, rule.until?.value, rule.week && spans(rule.week)];
  return [container, rule.action, spans(rule.atoms), times, rule.log];
}

function saidList(policy: Policy, { items, except }: SelectorList, within: ReadonlySet<GroupRef> = new Set()): unknown {
  return [items, except].map((list) => list.map((item) => saidItem(policy, item, within)));
}

function saidItem(policy: Policy, item: Selector, within: ReadonlySet<GroupRef>): unknown {
  const narrowing = [item.in === undefined ? undefined : policy.zones[item.in]?.id, item.narrowedTo];
  if (item.kind === 'address') return ['address', spans(item.addresses ?? []), ...narrowing];
  const group = item.kind === 'group' ? policy.groups[item.ref ?? -1] : undefined;
  if (group !== undefined && !within.has(group.index))
    return ['group', saidList(policy, group.members, new Set([...within, group.index])), ...narrowing];
  return [item.kind, idOf(policy, item), item.tag, ...narrowing];
}

function idOf(policy: Policy, { kind, ref }: Selector): string | undefined {
  const lists = { asset: policy.assets, zone: policy.zones, type: policy.types, firewall: policy.firewalls };
  return kind in lists ? lists[kind as keyof typeof lists][ref ?? -1]?.id : undefined;
}

function containerName(policy: Policy, container: RuleContainer): string {
  if (container.kind === 'conduit') return `conduit ${policy.conduits[container.conduit]?.id}`;
  if (container.kind === 'zone') return `zone ${policy.zones[container.zone]?.id}`;
  return `access ${policy.accesses[container.access]?.id}`;
}

function ruleKey(policy: Policy, rule: Rule): string {
  if (rule.broken) return JSON.stringify(outlineOf(policy, rule));
  const side = (list: SelectorList): string => selectionKey(policy, select(policy, list, scopeOf(rule)));
  return JSON.stringify([...outlineOf(policy, rule), side(rule.sources), rule.both, side(rule.targets)]);
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

/** Everything that selectors select from, where it stands and what joins it. */
function stateKey(policy: Policy): string {
  const kept = keptOf(policy);
  kept.state ??= JSON.stringify(stateOf(policy).map((list) => list.map((x) => JSON.stringify(x)).sort()));
  return kept.state;
}

function stateOf(policy: Policy): unknown[][] {
  const zone = (z: number): string => policy.zones[z]?.id ?? '';
  const type = (t: number | undefined): string | undefined => policy.types[t ?? -1]?.id;
  const zones = policy.zones.map((z) => [
    ...[z.id, z.microsegmented, z.kind, z.level, z.slt, z.rest],
    z.networks.map((n) => [spans(n.addresses), n.translated && spans(n.translated.addresses)]),
  ]);
  const assets = policy.assets.map((a) => [a.id, type(a.type), a.criticality, a.serves.length, a.effectiveTags]);
  const types = policy.types.map((t) => [t.id, type(t.parent), t.tags]);
  const legs = policy.legs.map((l) => [policy.assets[l.asset]?.id, zone(l.zone), spans(l.addressSet), l.dhcp]);
  const conduits = policy.conduits.map((c) => [c.id, c.zones.map(zone), c.oneWay && zone(c.oneWay.from), c.proxied]);
  const firewalls = policy.firewalls.map((f) => [
    f.id,
    f.interfaces.map((i) => [i.name, i.zones.map(zone), i.addresses.map((a) => a.text)]),
  ]);
  return [zones, assets, types, legs, conduits, firewalls];
}
