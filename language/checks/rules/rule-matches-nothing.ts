/** Check `rule-matches-nothing`: a rule speaks of nothing where it stands. */
import { distance } from 'fastest-levenshtein';
import type { Unit } from '../../analysis/universe.ts';
import { isWithin, sideOf } from '../../analysis/zones.ts';
import { atoms } from '../../model/atoms.ts';
import { overlaps } from '../../model/intervals.ts';
import type { Declared, Policy, Rule, Selector, SelectorList, Zone } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertProperties, referenceTo, removalOf, removeSelector, replace, zoneChildren } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isControl } from '../levels.ts';
import { label, listed } from '../words.ts';
import { pairUp, zonesAround } from './pairing.ts';

export const ruleMatchesNothing: Check = {
  name: 'rule-matches-nothing',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'A selector of a rule is empty where the rule stands, or the rule pairs nothing with nothing.',
    why: `The rule looks as if it permitted or forbade something and does neither: a name from another zone, a type of which there is no
asset here, or both ends on one side of the conduit. A \`deny\` that matches nothing is a protection that is not there.

Inside a conduit a selector means only what lies in its zones, inside a zone only its own assets. A zone, an address and \`any\` also hold
undeclared addresses, so they are empty only where there is no network either. A rule with a name that cannot be resolved has its
own finding and is left alone here.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset RTU-1 : rtu at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset RTU-1 : rtu at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> rtu : modbus because "operator control"
}
`,
    fixes: [
      'Change the selector to one of the nearest that match: kindred types first, then names that are written alike.',
      'Give an external zone that holds nothing `network rest`.',
      'Take the empty selector out of its list.',
      'Remove the rule.',
    ],
    basis: 'Bulkhead: a rule that matches nothing does nothing',
  },
  *run(context) {
    for (const rule of context.policy.rules) {
      if (rule.broken || joinsNothing(context, rule)) continue;
      const empty = [...emptySelectors(context, rule)];
      yield* empty;
      if (empty.length === 0 && !pairsSomething(context, rule)) yield pairsNothing(context, rule);
    }
  },
};

/** A conduit that names no zones says so itself; its rules have nothing to select from. */
function joinsNothing({ policy }: CheckContext, { container }: Rule): boolean {
  return container.kind === 'conduit' && policy.conduits[container.conduit]?.zones.length === 0;
}

function* emptySelectors(context: CheckContext, rule: Rule): Generator<Report> {
  for (const [list, other] of [
    [rule.sources, rule.targets],
    [rule.targets, rule.sources],
  ] as const)
    for (const [index, selector] of list.items.entries())
      if (context.analyses.units(alone(selector, list), rule).length === 0)
        yield emptySelector(context, { rule, list, other, index, selector });
}

/** A list of one selector, out of one that may hold more: what most lists are already, and known. */
function alone(selector: Selector, list: SelectorList): SelectorList {
  if (list.items.length === 1 && list.except.length === 0) return list;
  return { items: [selector], except: [], place: selector.place };
}

function pairsSomething(context: CheckContext, rule: Rule): boolean {
  const { policy, analyses } = context;
  return pairUp(
    policy,
    rule,
    analyses.units(rule.sources, rule),
    analyses.units(rule.targets, rule),
    (u) => analyses.assetsOf(u).length,
  );
}

interface Empty {
  readonly rule: Rule;
  readonly list: SelectorList;
  readonly other: SelectorList;
  readonly index: number;
  readonly selector: Selector;
}

function emptySelector(context: CheckContext, empty: Empty): Report {
  const { rule, selector } = empty;
  const { policy } = context;
  const near = candidates(context, empty).slice(0, 3);
  const zone = emptyZone(policy, selector);
  const matches = near.length > 0 ? `What would match: ${listed(near.map((n) => n.text))}.` : undefined;
  const advice =
    zone !== undefined
      ? `Zone ${label(policy, zone)} has neither assets nor a network: give it some, or remove the rule.`
      : (matches ?? 'Remove it, or declare what it means.');
  const elsewhere = whereItIs(policy, selector);
  return {
    message: `"${selector.text}" selects nothing ${placeWords(policy, rule)}. ${advice}`,
    place: selector.place,
    related: elsewhere === undefined ? [] : [elsewhere],
    fixes: () => [
      ...(zone?.kind === 'external' ? restFixes(context, zone) : []),
      ...near.map(
        (n, i): Fix => ({
          title: `Change to ${n.text}`,
          edits: [replace(selector.place, n.text)],
          safe: false,
          preferred: i === 0,
        }),
      ),
      ...dropFixes(context, empty),
    ],
  };
}

/** The zone that a selector names, where nothing in the policy lies in it. */
function emptyZone(policy: Policy, selector: Selector): Zone | undefined {
  const zone = selector.kind === 'zone' && selector.ref !== undefined ? policy.zones[selector.ref] : undefined;
  if (zone === undefined || selector.in !== undefined || selector.narrowedTo !== undefined) return undefined;
  const inside = policy.zones.filter((z) => isWithin(policy, z.index, zone.index));
  return inside.every((z) => z.legs.length === 0 && z.networks.length === 0 && !z.rest) ? zone : undefined;
}

/** An external zone without network is nearly always the Internet: every address that no other zone holds. */
function restFixes(context: CheckContext, zone: Zone): Fix[] {
  const { policy, analyses } = context;
  const { segmentOf } = analyses.topology();
  if (policy.zones.some((z) => z.rest) || segmentOf[zone.index] === undefined) return [];
  const edits = insertProperties(context, zone, ['network rest'], zoneChildren(policy, zone));
  const title = `Give zone ${label(policy, zone)} every address that no other zone has`;
  return edits.length === 0 ? [] : [{ title, edits, safe: false }];
}

function placeWords(policy: Policy, rule: Rule): string {
  const { container } = rule;
  if (container.kind === 'access') return 'in this policy';
  if (container.kind === 'zone') return `in zone ${named(policy, policy.zones[container.zone])} itself`;
  const conduit = policy.conduits[container.conduit];
  return `in the zones of conduit ${conduit?.name ?? ''} (${listed((conduit?.zones ?? []).map((z) => named(policy, policy.zones[z])))})`;
}

function named(policy: Policy, declared: Declared | undefined): string {
  return declared === undefined ? '?' : label(policy, declared);
}

function whereItIs(policy: Policy, selector: Selector) {
  if (selector.ref === undefined) return undefined;
  if (selector.kind === 'asset') {
    const asset = policy.assets[selector.ref];
    const zones = asset?.legs.map((l) => named(policy, policy.zones[policy.legs[l]?.zone ?? -1])) ?? [];
    return (
      asset && { place: asset.namePlace, message: `${label(policy, asset)} is declared here, in ${listed(zones)}.` }
    );
  }
  const declared = declaredBy(policy, selector);
  return declared && { place: declared.namePlace, message: `${declared.name} is declared here.` };
}

function declaredBy(policy: Policy, selector: Selector): Declared | undefined {
  const lists = {
    asset: policy.assets,
    zone: policy.zones,
    type: policy.types,
    group: policy.groups,
    firewall: policy.firewalls,
  } as const;
  if (selector.ref === undefined || !(selector.kind in lists)) return undefined;
  return lists[selector.kind as keyof typeof lists][selector.ref];
}

/** Whether the rule would pair the units with its other end, and raise no error of another check by it. */
function fits(context: CheckContext, { rule, list }: Empty, units: readonly Unit[], others: readonly Unit[]): boolean {
  const { policy, analyses } = context;
  const [sources, targets] = list === rule.sources ? [units, others] : [others, units];
  if (!pairUp(policy, rule, sources, targets, (u) => analyses.assetsOf(u).length)) return false;
  if (rule.action === 'deny') return true;
  const wide = [...rule.sources.items, ...rule.targets.items, ...rule.services].some((s) => s.kind === 'any');
  const zones = [...sources, ...targets].flatMap((u) => policy.zones[u.zone] ?? []);
  if (wide && zones.some((z) => isControl(context, z))) return false;
  const conduit = rule.container.kind === 'conduit' ? policy.conduits[rule.container.conduit] : undefined;
  if (conduit?.oneWay === undefined) return true;
  const on = (end: readonly Unit[], side: number) => end.every((u) => sideOf(policy, conduit.index, u.zone) === side);
  const along = on(sources, conduit.oneWay.from) && on(targets, conduit.oneWay.to) && !rule.both;
  return along && (conduit.proxied || !overlaps(rule.atoms, atoms('tcp')));
}

/** Where more legs than this lie around a rule, it gets no suggestions. */
const CANDIDATES = 2000;

interface Candidate {
  readonly text: string;
  readonly rank: number;
}

/** Selectors that match here and pair with the rule's other end, the likeliest first. */
function candidates(context: CheckContext, empty: Empty): Candidate[] {
  const { policy, analyses } = context;
  const { rule, selector } = empty;
  const others = analyses.units(empty.other, rule);
  const legs = zonesAround(policy, rule).flatMap((z) => policy.zones[z]?.legs ?? []);
  if (legs.length > CANDIDATES) return [];
  const meant = selector.kind === 'type' && selector.ref !== undefined ? policy.types[selector.ref] : undefined;
  const kin = new Set(meant === undefined ? [] : [meant.index, ...meant.ancestors]);
  const out = new Map<string, number>();
  const add = (declared: Declared, units: readonly Unit[], bonus: number) => {
    if (!fits(context, empty, units, others)) return;
    const rank =
      distance(selector.text.toLowerCase(), declared.name.toLowerCase()) /
        Math.max(selector.text.length, declared.name.length) -
      bonus;
    const text = referenceTo(context, declared);
    out.set(text, Math.min(rank, out.get(text) ?? rank));
  };
  const byType = new Map<number, Unit[]>();
  const byAsset = Map.groupBy(legs, (l) => policy.legs[l]?.asset ?? -1);
  for (const [index, own] of byAsset) {
    const asset = policy.assets[index];
    if (asset === undefined) continue;
    const units = own.map((l) => analyses.unitOf(l));
    add(asset, units, selector.kind === 'asset' ? 1 : 0);
    if (asset.type === undefined) continue;
    const alike = byType.get(asset.type);
    if (alike === undefined) byType.set(asset.type, [...units]);
    else alike.push(...units);
  }
  for (const [index, units] of byType) {
    const type = policy.types[index];
    const shared = type === undefined ? -1 : [type.index, ...type.ancestors].findIndex((t) => kin.has(t));
    if (type !== undefined) add(type, units, selector.kind === 'type' ? (shared >= 0 ? 3 - shared / 10 : 1) : 0);
  }
  const ranked = [...out].map(([text, rank]): Candidate => ({ text, rank }));
  return ranked.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1)).filter((c) => c.rank < 0.5);
}

function dropFixes(context: CheckContext, { rule, list, index, selector }: Empty): Fix[] {
  const edit = removeSelector(list, index);
  if (edit !== undefined) return [{ title: `Take ${selector.text} out of the list`, edits: [edit], safe: true }];
  return removeRule(context, rule);
}

function removeRule(context: CheckContext, rule: Rule): Fix[] {
  const edits = removalOf(context, rule.place);
  return edits.length === 0 ? [] : [{ title: 'Remove the rule', edits, safe: true }];
}

function pairsNothing(context: CheckContext, rule: Rule): Report {
  const { policy } = context;
  const why =
    rule.container.kind === 'zone'
      ? 'no two assets of the zone are its source and its target'
      : rule.container.kind === 'conduit'
        ? 'its sources and targets all lie on one side of the conduit'
        : 'its sources and targets lie in one zone, where an access never permits';
  const exceptions = rule.sources.except.length + rule.targets.except.length > 0 ? ', after its exceptions' : '';
  return {
    message: `This rule matches nothing ${placeWords(policy, rule)}: ${why}${exceptions}. Correct one end, or remove the rule.`,
    place: rule.place,
    fixes: () => removeRule(context, rule),
  };
}
