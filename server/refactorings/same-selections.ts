/**
 * Whether two versions of a policy permit the same because every rule and every expectation selects the same: what a refactoring that
 * keeps the meaning is held to before it is applied. Sufficient, not necessary; linear in the policy.
 *
 * Where everything that selectors select from is as before, a rule that says the same selects the same. Only the rules that say something
 * else are worked out, asset by asset.
 */
import { type Selection, scopeOf, select, WHOLE_POLICY } from '../../language/analysis/index.ts';
import { perPolicy } from '../../language/analysis/memo.ts';
import type {
  Asset,
  AssetType,
  Conduit,
  Expectation,
  Firewall,
  Group,
  GroupRef,
  Leg,
  Policy,
  Rule,
  RuleContainer,
  SelectorList,
  Zone,
} from '../../language/model/policy.ts';
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
  const versions = { before, after, renamed: renamedBetween(before, after) };
  if (!standSame(versions)) return false;
  const [old, now] = unmatched(RULE, versions, ({ rules }) => rules);
  if (keys(before, old, ruleKey) !== keys(after, now, ruleKey)) return false;
  const [asked, asks] = unmatched(EXPECTATION, versions, ({ expectations }) => expectations);
  return keys(before, asked, expectationKey) === keys(after, asks, expectationKey);
}

function keys<T>(policy: Policy, list: readonly T[], key: (policy: Policy, entity: T) => string): string {
  const written = list.map((entity) => key(policy, entity));
  return written.sort().join('\n');
}

/**
 * What is said of one entity: by itself, whatever policy it is in, and by the names of what it refers to. The two together are its key.
 * So what is the same object in two versions, and refers to what has the same names, has the same key, which need not be written.
 */
interface Said<T> {
  readonly own: (entity: T) => unknown;
  /** Tells of everything that it refers to. */
  readonly refer: (entity: T, tell: (kind: Kind, ref: number | undefined) => void) => void;
}

type Kind = keyof typeof NAMES;

/** What things are called in a policy; groups by what their members say. */
const NAMES = {
  zone: ({ zones }: Policy, index: number) => zones[index]?.id,
  asset: ({ assets }: Policy, index: number) => assets[index]?.id,
  type: ({ types }: Policy, index: number) => types[index]?.id,
  group: (policy: Policy, index: number) => groupsSaid(policy)[index],
  firewall: ({ firewalls }: Policy, index: number) => firewalls[index]?.id,
  conduit: ({ conduits }: Policy, index: number) => conduits[index]?.id,
  access: ({ accesses }: Policy, index: number) => accesses[index]?.id,
} as const;

/** Of each kind, the positions at which two versions have other names. */
type Renamed = Readonly<Record<Kind, ReadonlySet<number>>>;

interface Versions {
  readonly before: Policy;
  readonly after: Policy;
  readonly renamed: Renamed;
}

/** A list of a policy. */
type ListOf<T> = (policy: Policy) => readonly T[];

function renamedBetween(before: Policy, after: Policy): Renamed {
  const renamed = (kind: Kind, list: ListOf<unknown>): ReadonlySet<number> => {
    const found = new Set<number>();
    const name = NAMES[kind];
    const length = Math.max(list(before).length, list(after).length);
    for (let i = 0; i < length; i++) if (name(before, i) !== name(after, i)) found.add(i);
    return found;
  };
  return {
    zone: renamed('zone', (p) => p.zones),
    asset: renamed('asset', (p) => p.assets),
    type: renamed('type', (p) => p.types),
    group: renamed('group', (p) => p.groups),
    firewall: renamed('firewall', (p) => p.firewalls),
    conduit: renamed('conduit', (p) => p.conduits),
    access: renamed('access', (p) => p.accesses),
  };
}

/** What only one of the two versions has, each as often as it has it more often. */
function unmatched<T extends object>(said: Said<T>, { before, after, renamed }: Versions, pick: ListOf<T>): [T[], T[]] {
  const [old, now] = [pick(before), pick(after)];
  const differs = now.map((entity, i) => entity !== old[i] || refersTo(said, entity, renamed));
  const left = new Map<string, T[]>();
  old.forEach((entity, i) => {
    if (differs[i] === false) return;
    const key = keyOf(said, before, entity);
    const alike = left.get(key);
    if (alike === undefined) left.set(key, [entity]);
    else alike.push(entity);
  });
  const fresh = now.filter((entity, i) => differs[i] && left.get(keyOf(said, after, entity))?.pop() === undefined);
  return [[...left.values()].flat(), fresh];
}

function refersTo<T>({ refer }: Said<T>, entity: T, renamed: Renamed): boolean {
  let found = false;
  refer(entity, (kind, ref) => {
    found ||= ref !== undefined && renamed[kind].has(ref);
  });
  return found;
}

function keyOf<T>({ own, refer }: Said<T>, policy: Policy, entity: T): string {
  const names: (string | undefined)[] = [];
  refer(entity, (kind, ref) => names.push(ref === undefined ? ref : NAMES[kind](policy, ref)));
  return JSON.stringify([own(entity), names]);
}

/** Every rule as it is said, groups by their members. */
const RULE: Said<Rule> = {
  own: (rule) => [rule.container.kind, outlineOf(rule), LIST.own(rule.sources), rule.both, LIST.own(rule.targets)],
  refer: ({ container, sources, targets }, tell) => {
    if (container.kind === 'conduit') tell('conduit', container.conduit);
    else if (container.kind === 'zone') tell('zone', container.zone);
    else tell('access', container.access);
    LIST.refer(sources, tell);
    LIST.refer(targets, tell);
  },
};

/** What is said of a rule besides whom it selects. */
function outlineOf(rule: Rule): unknown[] {
  if (rule.broken) return ['broken', rule.text];
  const times = [rule.from?.value, rule.until?.value, rule.week && spans(rule.week)];
  return [rule.action, spans(rule.atoms), times, rule.log];
}

/** A list of selectors, whatever it is part of. */
const LIST: Said<SelectorList> = {
  own: ({ items, except }) =>
    [items, except].map((list) =>
      list.map(({ kind, addresses, tag, narrowedTo }) => [kind, addresses && spans(addresses), tag, narrowedTo]),
    ),
  refer: ({ items, except }, tell) => {
    for (const list of [items, except])
      for (const { kind, ref, in: zone } of list) {
        tell('zone', zone);
        if (kind in NAMES) tell(kind as Kind, ref);
      }
  },
};

/** What every group says, by its index: its members, and what the groups among them say - but inside of itself. */
const groupsSaid = perPolicy((policy) => {
  const said = (group: Group, within: readonly GroupRef[]): string => {
    const inside = [...within, group.index];
    const names: (string | undefined)[] = [];
    LIST.refer(group.members, (kind, ref = -1) => {
      const inner = kind === 'group' && !inside.includes(ref) ? policy.groups[ref] : undefined;
      if (kind !== 'group') names.push(NAMES[kind](policy, ref));
      else names.push(inner && said(inner, inside));
    });
    return JSON.stringify([LIST.own(group.members), names]);
  };
  return policy.groups.map((group) => said(group, []));
});

function containerName(policy: Policy, container: RuleContainer): string {
  if (container.kind === 'conduit') return `conduit ${policy.conduits[container.conduit]?.id}`;
  if (container.kind === 'zone') return `zone ${policy.zones[container.zone]?.id}`;
  return `access ${policy.accesses[container.access]?.id}`;
}

/** A rule by whom it selects. */
function ruleKey(policy: Policy, rule: Rule): string {
  const outline = [containerName(policy, rule.container), ...outlineOf(rule)];
  if (rule.broken) return JSON.stringify(outline);
  const side = (list: SelectorList): string => selectionKey(policy, select(policy, list, scopeOf(rule)));
  return JSON.stringify([...outline, side(rule.sources), rule.both, side(rule.targets)]);
}

const EXPECTATION: Said<Expectation> = {
  own: (e) => [restOf(e), listsIn(e).map(LIST.own)],
  refer: (e, tell) => {
    for (const list of listsIn(e)) LIST.refer(list, tell);
  },
};

/** Members of questions that selections stand for, and how services are written. */
const LISTS: ReadonlySet<string> = new Set(['sources', 'targets', 'through', 'of', 'services']);

/** What an expectation says besides whom it selects. */
function restOf({ broken, text, question }: Expectation): string {
  if (broken) return `broken ${text}`;
  const rest = Object.entries(question).filter(([name]) => !LISTS.has(name));
  return JSON.stringify(rest, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** An expectation by whom it selects. */
function expectationKey(policy: Policy, e: Expectation): string {
  const lists = listsIn(e).map((l) =>
    selectionKey(policy, select(policy, l, WHOLE_POLICY, { devicesByNameOnly: true })),
  );
  return JSON.stringify([restOf(e), lists]);
}

/** Whether everything that selectors select from is alike, where it stands and what joins it. */
function standSame(versions: Versions): boolean {
  const alike = <T extends object>(pick: ListOf<T>, said: Said<T>): boolean =>
    unmatched(said, versions, pick).every((list) => list.length === 0);
  return (
    alike((p) => p.zones, ZONE) &&
    alike((p) => p.types, TYPE) &&
    alike((p) => p.conduits, CONDUIT) &&
    alike((p) => p.firewalls, FIREWALL) &&
    alike((p) => p.assets, ASSET) &&
    alike((p) => p.legs, LEG)
  );
}

const ZONE: Said<Zone> = {
  own: (z) => [
    ...[z.id, z.microsegmented, z.kind, z.level, z.slt, z.rest],
    z.networks.map((n) => [spans(n.addresses), n.translated && spans(n.translated.addresses)]),
  ],
  refer: () => {},
};

const TYPE: Said<AssetType> = {
  own: (t) => [t.id, t.tags],
  refer: (t, tell) => tell('type', t.parent),
};

const CONDUIT: Said<Conduit> = {
  own: (c) => [c.id, c.proxied, c.zones.length],
  refer: (c, tell) => {
    for (const z of [...c.zones, c.oneWay?.from]) tell('zone', z);
  },
};

const FIREWALL: Said<Firewall> = {
  own: (f) => [f.id, f.interfaces.map((i) => [i.name, i.zones.length, i.addresses.map((a) => a.text)])],
  refer: (f, tell) => {
    for (const { zones } of f.interfaces) for (const z of zones) tell('zone', z);
  },
};

const ASSET: Said<Asset> = {
  own: (a) => [a.id, a.criticality, a.serves.length, a.effectiveTags],
  refer: (a, tell) => tell('type', a.type),
};

const LEG: Said<Leg> = {
  own: (l) => [spans(l.addressSet), l.dhcp],
  refer: (l, tell) => {
    tell('asset', l.asset);
    tell('zone', l.zone);
  },
};
