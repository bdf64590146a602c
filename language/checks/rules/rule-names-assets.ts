/** Check `rule-names-assets`: a rule lists most assets of a type in a zone one by one. */
import { scopeOf, select } from '../../analysis/select.ts';
import { isWithin, sideOf } from '../../analysis/zones.ts';
import type { Asset, AssetType, LegRef, Policy, Rule, Selector, SelectorList, Zone } from '../../model/policy.ts';
import { type Check, type CheckContext, threshold } from '../check.ts';
import { referenceTo, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';
import { subtreeOf } from './pairing.ts';

const LINE = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PT-1 : sensor at 10.41.0.51
  asset PT-2 : sensor at 10.41.0.52
  asset PT-3 : sensor at 10.41.0.53
}
`;

const conduit = (sensors: string) => `conduit Values {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> ${sensors} : modbus because "process values"
}
`;

export const ruleNamesAssets: Check = {
  name: 'rule-names-assets',
  family: 'rules',
  severity: 'hint',
  thresholds: {
    assets: { value: 3, meaning: 'Assets of one type and zone from which on a list of them is spoken of.' },
    percent: { value: 50, meaning: 'Percent of them that have to be named, exceeded.' },
  },
  documentation: {
    summary: 'A rule lists most assets of a type in a zone one by one.',
    why: `Whoever adds the next sensor has to find every rule that lists the others. A rule that names the type gives it its rights by being declared, and a rule that lacks it
never is the reason for a stop at night.

Of a type and a zone, with what is nested in it, more than half and at least three have to be named. The quick-fix selects exactly the same assets as before: those that
are not in the list are taken out with \`except\`.`,
    avoid: `${LINE}
${conduit('PT-1, PT-2, PT-3')}`,
    prefer: `${LINE}
${conduit('sensor')}`,
    fixes: ['Write the type, in the zone where it is needed, with the assets that were not listed behind `except`.'],
    basis: 'Bulkhead: rules name types and groups',
  },
  *run(context) {
    const { policy } = context;
    const membersOf = membersFinder(policy);
    const least = threshold(ruleNamesAssets, 'assets', context.configuration);
    const percent = threshold(ruleNamesAssets, 'percent', context.configuration);
    for (const rule of policy.rules) {
      if (rule.broken) continue;
      for (const list of [rule.sources, rule.targets].filter((l) => l.items.length >= least))
        for (const named of groupsIn(policy, list)) {
          if (named.assets.length < least) continue;
          const members = membersOf(named).filter((a) => standsIn(policy, rule, a));
          if (named.assets.length * 100 <= members.length * percent) continue;
          const { type, zone } = named;
          const all = named.assets.length === members.length;
          yield {
            message: `This rule lists ${all ? 'all' : named.assets.length} of the ${members.length} assets of type ${type.name} in zone ${label(policy, zone)} one by one. Name the type, so that the next one gets the rule by being declared.`,
            place: list.place,
            related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
            fixes: () => typeFix(context, rule, list, { ...named, members }),
          };
        }
    }
  },
};

/** Assets of one type whose own zone is the same, each named by itself in a list. */
interface Named {
  readonly type: AssetType;
  readonly zone: Zone;
  readonly assets: readonly Asset[];
  readonly items: ReadonlySet<Selector>;
}

function groupsIn(policy: Policy, list: SelectorList): readonly Named[] {
  const found = new Map<string, { type: AssetType; zone: Zone; assets: Set<Asset>; items: Set<Selector> }>();
  for (const item of list.items) {
    const asset = item.kind === 'asset' ? policy.assets[item.ref ?? -1] : undefined;
    const [type, zone] = [policy.types[asset?.type ?? -1], policy.zones[asset?.zone ?? -1]];
    if (asset === undefined || type === undefined || zone === undefined) continue;
    if (item.in !== undefined || item.narrowedTo !== undefined) continue;
    const key = `${type.index} ${zone.index}`;
    const group = found.get(key) ?? { type, zone, assets: new Set(), items: new Set() };
    group.assets.add(asset);
    group.items.add(item);
    found.set(key, group);
  }
  return [...found.values()].map((g) => ({ ...g, assets: [...g.assets] }));
}

/** What a type means in a zone: with derived types and nested zones; each answer found once. */
function membersFinder(policy: Policy): (named: Named) => readonly Asset[] {
  const known = new Map<string, readonly Asset[]>();
  return ({ type, zone }) => {
    const key = `${type.index} ${zone.index}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const legs = subtreeOf(policy, zone.index).flatMap((z) => policy.zones[z]?.legs ?? []);
    const assets = [...new Set(legs.flatMap((l) => policy.assets[policy.legs[l]?.asset ?? -1] ?? []))];
    const members = assets.filter((a) => isOf(policy, a, type));
    known.set(key, members);
    return members;
  };
}

function isOf(policy: Policy, asset: Asset, type: AssetType): boolean {
  return asset.type === type.index || (policy.types[asset.type ?? -1]?.ancestors.includes(type.index) ?? false);
}

/** Whether some leg of the asset lies where the rule's selectors look. */
function standsIn(policy: Policy, rule: Rule, asset: Asset): boolean {
  return legsIn(policy, rule, asset).length > 0;
}

function legsIn(policy: Policy, { container }: Rule, asset: Asset): readonly LegRef[] {
  if (container.kind === 'access') return asset.legs;
  const holds = (zone: number) =>
    container.kind === 'zone' ? zone === container.zone : sideOf(policy, container.conduit, zone) !== undefined;
  return asset.legs.filter((l) => holds(policy.legs[l]?.zone ?? -1));
}

/**
 * The list with the type in place of the assets. Exactly the same is selected: every leg of the assets that the rule can mean lies in
 * the zone, and of those that `except` takes away nothing else in the list holds any.
 */
function typeFix(
  context: CheckContext,
  rule: Rule,
  list: SelectorList,
  named: Named & { readonly members: readonly Asset[] },
): Fix[] {
  const { policy } = context;
  const { type, zone, assets, items, members } = named;
  const inZone = (l: LegRef) => isWithin(policy, policy.legs[l]?.zone ?? -1, zone.index);
  if (!assets.every((a) => legsIn(policy, rule, a).every(inZone))) return [];
  const missing = members.filter((a) => !assets.includes(a));
  const others = select(policy, { ...list, items: list.items.filter((i) => !items.has(i)), except: [] }, scopeOf(rule));
  const otherwise = new Set([...others.legs, ...others.partial.keys()]);
  if (missing.some((a) => legsIn(policy, rule, a).some((l) => otherwise.has(l)))) return [];
  const typeText = referenceTo(context, type);
  const written = isOnlyHere(policy, rule, named) ? typeText : `${typeText} in ${referenceTo(context, zone)}`;
  const texts = list.items.flatMap((i) => (items.has(i) ? [] : [textAt(context, i.place)]));
  const excepted = [
    ...list.except.map((i) => textAt(context, i.place)),
    ...missing.map((a) => referenceTo(context, a)),
  ];
  if (textAt(context, list.place) === undefined || [...texts, ...excepted].some((t) => t === undefined)) return [];
  const position = list.items.findIndex((i) => items.has(i));
  const newText = `${texts.toSpliced(position, 0, written).join(', ')}${excepted.length === 0 ? '' : ` except ${excepted.join(', ')}`}`;
  const same = missing.length === 0;
  const without = same
    ? ''
    : ` except ${listed(
        missing.map((a) => label(policy, a)),
        3,
      )}`;
  const title = `Name the type: ${written}${without}`;
  return [{ title, edits: [replace(list.place, newText)], safe: same, preferred: true }];
}

/** Whether every asset of the type that the rule can mean is one of these, so that the zone need not be said. */
function isOnlyHere(policy: Policy, rule: Rule, { type, members }: { type: AssetType; members: readonly Asset[] }) {
  const here = new Set(members);
  return policy.assets.every((a) => here.has(a) || !isOf(policy, a, type) || !standsIn(policy, rule, a));
}
