/** What the selector lists of an expectation stand for: assets, firewalls that are named, and undeclared addresses of zones. */
import type { AssetRef, Policy, SelectorList, ZoneRef } from '../model/policy.ts';
import type { ReachGraph } from './graph.ts';
import type { Principal } from './permission.ts';
import { selectUnits, WHOLE_POLICY } from './select.ts';
import { type ClassRef, type Unit, universeOf } from './universe.ts';

export interface Chosen {
  /** As written. */
  readonly text: string;
  readonly classes: ReadonlySet<ClassRef>;
  /** Zones whose undeclared addresses are held. */
  readonly strangers: ReadonlySet<ZoneRef>;
  readonly isEmpty: boolean;
  /** How many assets, and zones with undeclared addresses. */
  readonly size: number;
  /** As nodes of a graph. */
  principals(graph: ReachGraph): ReadonlySet<number>;
}

function unitsOfList(policy: Policy, list: SelectorList): Unit[] {
  const { units } = universeOf(policy);
  return selectUnits(policy, list, WHOLE_POLICY, { devicesByNameOnly: true }).units.flatMap((u) => units[u] ?? []);
}

/** Assets, and undeclared addresses as one more asset of each zone: for questions of reach. */
export function chooseEnds(policy: Policy, list: SelectorList): Chosen {
  const all = universeOf(policy).classes;
  const units = unitsOfList(policy, list);
  const classes = new Set(units.filter((u) => u.kind === 'legs').map((u) => u.assetClass));
  const strangers = new Set(units.filter((u) => u.kind === 'strangers').map((u) => u.zone));
  const size = [...classes].reduce((sum, c) => sum + (all[c]?.members.length ?? 0), 0) + strangers.size;
  return {
    ...{ text: listWords(list), classes, strangers, size, isEmpty: size === 0 },
    principals: (graph) =>
      new Set([
        ...classes,
        ...graph.strangerZones.flatMap((z, i) => (strangers.has(z) ? [graph.classes.length + i] : [])),
      ]),
  };
}

/** The assets that a list means, in the order of their ids. */
export function chooseAssets(policy: Policy, list: SelectorList): AssetRef[] {
  const { classes, rank } = universeOf(policy);
  const chosen = [...chooseEnds(policy, list).classes].flatMap((c) => [...(classes[c]?.members ?? [])]);
  return chosen.sort((a, b) => (rank[a] as number) - (rank[b] as number));
}

/** Principals that no rule tells apart, one standing for all. */
export interface Kind {
  readonly members: readonly Principal[];
}

/** The assets and named firewalls that a list means, alike ones together: for questions of permission. */
export function chooseKinds(policy: Policy, list: SelectorList): Kind[] {
  const { classes, rank, units: _ } = universeOf(policy);
  const firewalls = new Set<number>();
  const found = new Set<ClassRef>();
  for (const unit of unitsOfList(policy, list)) {
    if (unit.kind === 'legs') found.add(unit.assetClass);
    if (unit.kind === 'device') firewalls.add(firewallOf(policy, unit));
  }
  const first = (c: ClassRef): number => rank[classes[c]?.members[0] ?? -1] ?? 0;
  return [
    ...[...found]
      .sort((a, b) => first(a) - first(b))
      .map((c) => ({ members: (classes[c]?.members ?? []).map((asset): Principal => ({ kind: 'asset', asset })) })),
    ...[...firewalls].sort((a, b) => a - b).map((firewall) => ({ members: [{ kind: 'firewall', firewall } as const] })),
  ];
}

function firewallOf(policy: Policy, unit: Unit): number {
  for (const [firewall, units] of universeOf(policy).byFirewall) if (units.includes(unit.index)) return firewall;
  return -1;
}

/** Why two choices make no question: both mean one and the same asset, and nothing else. */
export function samePrincipalOnly(a: Chosen, b: Chosen): string | undefined {
  if (a.size !== 1 || b.size !== 1) return undefined;
  const same = [...a.classes].some((c) => b.classes.has(c)) || [...a.strangers].some((z) => b.strangers.has(z));
  return same ? `${a.text} and ${b.text} are the same asset` : undefined;
}

/** A list as it is written. */
export function listWords(list: SelectorList): string {
  const items = list.items.map((i) => i.text).join(', ');
  return list.except.length === 0 ? items : `${items} except ${list.except.map((i) => i.text).join(', ')}`;
}
