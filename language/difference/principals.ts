/**
 * The principals of two versions of a policy, side by side: assets and firewalls by id, undeclared addresses by zone. What neither
 * version tells apart is one; so a difference is computed once for all that share it.
 */

import { makeCells, selectorLists, selectorsOf } from '../analysis/cells.ts';
import { deviceLegs, type Principal, type ReachGraph, reachGraph, strangersOf, type When } from '../analysis/index.ts';
import type { AddressSet } from '../model/addresses.ts';
import { formatAddresses } from '../model/addresses.ts';
import { intersect, subtract } from '../model/intervals.ts';
import type { Asset, AssetRef, Policy, ZoneRef } from '../model/policy.ts';
import { type Matched, matchAssets } from './matching.ts';

/** One version of a policy, with the graph of who may open connections to whom. */
export interface Version {
  readonly policy: Policy;
  readonly when: When;
  /** With undeclared addresses. */
  readonly graph: ReachGraph;
}

export function versionOf(policy: Policy, when: When): Version {
  return { policy, when, graph: reachGraph(policy, { when, strangers: true }) };
}

/** What a version knows of a {@link Pair}. */
export interface Half {
  /** Of assets: one for each, in the order of the pair's ids. */
  readonly assets: readonly AssetRef[];
  /** Stands for all: the first; for two of one pair also the second. */
  readonly principals: readonly Principal[];
  /** Number in the version's graph; -1 for firewalls, which stand in none. */
  readonly node: number;
}

/** Principals that neither version tells apart. */
export interface Pair {
  readonly index: number;
  readonly kind: 'assets' | 'strangers' | 'firewall';
  /** Ids of assets, in order; of a firewall its name; of undeclared addresses their zone's id. */
  readonly ids: readonly string[];
  /** Of undeclared addresses that are not all of their zone's: which, as text, and into how many parts the zone's are parted. */
  readonly part?: { readonly addresses: readonly string[]; readonly of: number };
  /** Absent where the version does not have them. */
  readonly before?: Half;
  readonly after?: Half;
}

/** All principals of both versions, in the order of their ids; assets first, then undeclared addresses, then firewalls. */
export function pairsOf(before: Version, after: Version): Pair[] {
  const drafts = [...assetPairs(before, after), ...strangerPairs(before, after), ...firewallPairs(before, after)];
  return drafts.map((draft, index) => ({ ...draft, index }));
}

type Draft = Omit<Pair, 'index'>;

function assetPairs(before: Version, after: Version): Draft[] {
  const alike = new Map<string, Matched[]>();
  for (const one of matchAssets(before.policy, after.policy)) {
    const key = `${classOf(before, one.before)} ${classOf(after, one.after)}`;
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [one]);
    else list.push(one);
  }
  return [...alike.values()].map((list) => ({
    kind: 'assets',
    ids: list.map((m) => m.id),
    ...half(
      'before',
      assetHalf(
        before,
        list.flatMap((m) => m.before?.index ?? []),
      ),
    ),
    ...half(
      'after',
      assetHalf(
        after,
        list.flatMap((m) => m.after?.index ?? []),
      ),
    ),
  }));
}

function classOf({ graph }: Version, asset: Asset | undefined): number | undefined {
  return asset === undefined ? undefined : graph.universe.classOf[asset.index];
}

function assetHalf({ graph }: Version, assets: readonly AssetRef[]): Half | undefined {
  const [first] = assets;
  if (first === undefined) return undefined;
  const principals = assets.slice(0, 2).map((asset): Principal => ({ kind: 'asset', asset }));
  return { assets, principals, node: graph.universe.classOf[first] ?? -1 };
}

function half<K extends 'before' | 'after'>(key: K, value: Half | undefined): { readonly [P in K]?: Half } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: Half };
}

/** Undeclared addresses of each zone, parted where an address selector of either version or their very existence parts them. */
function* strangerPairs(before: Version, after: Version): Generator<Draft> {
  const cells = makeCells([before, after].flatMap(({ policy }) => [...selectorsOf(selectorLists(policy))]));
  const everywhere = (policy: Policy) =>
    new Map(policy.zones.map((z) => [z.id, { zone: z.index, set: strangersOf(policy, z.index) }]));
  const [old, now] = [everywhere(before.policy), everywhere(after.policy)];
  for (const id of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [a, b] = [old.get(id), now.get(id)];
    const parts = [
      { set: intersect(a?.set ?? [], b?.set ?? []), a: a?.zone, b: b?.zone },
      { set: subtract(a?.set ?? [], b?.set ?? []), a: a?.zone },
      { set: subtract(b?.set ?? [], a?.set ?? []), b: b?.zone },
    ];
    const pieces = parts.flatMap((part) => splitByCell(cells, part.set).map((set) => ({ ...part, set })));
    for (const { set, a: was, b: is } of pieces)
      yield {
        kind: 'strangers',
        ids: [id],
        ...(pieces.length > 1 ? { part: { addresses: formatAddresses(set), of: pieces.length } } : {}),
        ...half('before', strangerHalf(before, was, set)),
        ...half('after', strangerHalf(after, is, set)),
      };
  }
}

function splitByCell(cells: ReturnType<typeof makeCells>, set: AddressSet): AddressSet[] {
  if (set.length === 0) return [];
  const named = cells.of(set).filter((c) => c !== 0);
  const parts = named.map((c) => intersect(set, cells.addressesOf([c])));
  return [subtract(set, cells.addressesOf(named)), ...parts].filter((part) => part.length > 0);
}

function strangerHalf({ graph }: Version, zone: ZoneRef | undefined, set: AddressSet): Half | undefined {
  const [first] = set;
  if (zone === undefined || first === undefined) return undefined;
  const several = first.to - first.from > 1n ? [first.from, first.from + 1n] : [first.from];
  const principals = several.map((address): Principal => ({ kind: 'address', address }));
  return { assets: [], principals, node: graph.classes.length + graph.strangerZones.indexOf(zone) };
}

function* firewallPairs(before: Version, after: Version): Generator<Draft> {
  const named = ({ policy }: Version) => {
    const judged = new Set(deviceLegs(policy).map((d) => d.firewall));
    return new Map(policy.firewalls.filter((f) => judged.has(f.index)).map((f) => [f.name, f.index]));
  };
  const [old, now] = [named(before), named(after)];
  const halfOf = (firewall: number | undefined): Half | undefined =>
    firewall === undefined ? undefined : { assets: [], principals: [{ kind: 'firewall', firewall }], node: -1 };
  for (const id of [...new Set([...old.keys(), ...now.keys()])].sort())
    yield {
      kind: 'firewall',
      ids: [id],
      ...half('before', halfOf(old.get(id))),
      ...half('after', halfOf(now.get(id))),
    };
}
