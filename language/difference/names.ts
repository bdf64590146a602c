/** What a side of a sentence is called: by the policy's own words for sets of assets, else by the names of the worst of them. */
import { weightOf } from '../analysis/index.ts';
import type { AssetRef, Policy } from '../model/policy.ts';
import { type Matched, matchAssets } from './matching.ts';
import type { Pair } from './principals.ts';

export interface Names {
  /** Zones with all that is nested in them, groups, types in a zone: the largest first, ids sorted. */
  readonly sets: readonly { readonly name: string; readonly ids: readonly string[] }[];
  /** Of each asset, by its id: the worse its fall, the earlier it is named. */
  readonly weights: ReadonlyMap<string, number>;
  /** An asset's or zone's name where no other of either version has it, else its path. */
  readonly short: (id: string) => string;
}

/** The names of two versions: those of sets as `policy`, one of the two, has them. */
export function namesOf(policy: Policy, before: Policy, after: Policy): Names {
  const matched = matchAssets(before, after);
  const short = shortNames(before, after, matched);
  const ids = matched.map(({ id, before: was, after: is }): [number, string] => [
    (policy === before ? was : is)?.index ?? -1,
    id,
  ]);
  const idOf = new Map(ids);
  return {
    sets: setsOf(policy, (asset) => idOf.get(asset) ?? '', short),
    weights: new Map(
      matched.map(({ id, before: was, after: is }): [string, number] => [
        id,
        Math.max(was ? weightOf(before, was.index) : 0, is ? weightOf(after, is.index) : 0),
      ]),
    ),
    short,
  };
}

function shortNames(before: Policy, after: Policy, matched: readonly Matched[]): (id: string) => string {
  const ids = new Map<string, Set<string>>();
  const put = (name: string, id: string) => ids.set(name, (ids.get(name) ?? new Set()).add(id));
  for (const { id, before: was, after: is } of matched) put((is ?? was)?.name ?? id, id);
  for (const { zones } of [before, after]) for (const zone of zones) put(zone.name, zone.id);
  const names = new Map(
    [...ids].flatMap(([name, all]) => (all.size === 1 ? [...all].map((id) => [id, name] as const) : [])),
  );
  return (id) => names.get(id) ?? id;
}

/** `idOf` an asset: its id in both versions, which is that of the newer. */
function setsOf(policy: Policy, idOf: (asset: AssetRef) => string, short: (id: string) => string): Names['sets'] {
  const found = new Map<string, { name: string; ids: readonly string[] }>();
  const put = (ids: Iterable<string>, name: string) => {
    const sorted = [...new Set(ids)].sort();
    const key = sorted.join('\n');
    if (sorted.length > 1 && !found.has(key)) found.set(key, { name, ids: sorted });
  };
  const inZone = membersByZone(policy, idOf);
  for (const zone of policy.zones) put(inZone[zone.index] ?? [], `all of ${short(zone.id)}`);
  for (const group of policy.groups)
    if (group.members.except.length === 0 && group.members.items.every((s) => s.kind === 'asset'))
      put(
        group.members.items.map((s) => idOf(s.ref ?? -1)),
        group.name,
      );
  const byType = new Map<string, string[]>();
  for (const asset of policy.assets)
    for (const type of asset.type === undefined ? [] : [asset.type, ...(policy.types[asset.type]?.ancestors ?? [])]) {
      const name = policy.types[type]?.name ?? '';
      for (const key of [`every ${name}`, `every ${name} in ${short(policy.zones[asset.zone]?.id ?? '')}`])
        byType.set(key, [...(byType.get(key) ?? []), idOf(asset.index)]);
    }
  for (const [name, ids] of byType) put(ids, name);
  return [...found.values()].sort((a, b) => b.ids.length - a.ids.length);
}

function membersByZone(policy: Policy, idOf: (asset: AssetRef) => string): string[][] {
  const members: string[][] = policy.zones.map(() => []);
  for (const leg of policy.legs)
    for (let zone: number | undefined = leg.zone; zone !== undefined; zone = policy.zones[zone]?.parent)
      members[zone]?.push(idOf(leg.asset));
  return members;
}

/** As many single names as a sentence bears. */
const SHOWN = 4;

/** A side in few words. Few assets are listed, the worst first; of more, sets that have a name come after the worst two. */
export function sideText(names: Names, side: readonly Pair[]): string {
  const assets = side.filter((p) => p.kind === 'assets').flatMap((p) => p.ids);
  const strangers = strangersText(
    names,
    side.filter((p) => p.kind === 'strangers'),
  );
  const firewalls = side.filter((p) => p.kind === 'firewall').map((p) => `the firewall ${p.ids[0]}`);
  return joined([...assetWords(names, assets), ...strangers, ...firewalls]);
}

/** Assets in few words, by their ids. */
export function assetWords(names: Names, assets: readonly string[]): string[] {
  const weight = (id: string) => names.weights.get(id) ?? 0;
  const sorted = [...assets].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  if (assets.length <= SHOWN) return sorted.map(names.short);
  const left = new Set(assets);
  const words: string[] = [];
  for (const set of names.sets)
    if (words.length < SHOWN && set.ids.length > 2 && set.ids.every((id) => left.has(id))) {
      words.push(set.name);
      for (const id of set.ids) left.delete(id);
    }
  const single = sorted.filter((id) => left.has(id));
  const listed = single.slice(
    0,
    Math.max(SHOWN - words.length, single.length === SHOWN - words.length + 1 ? SHOWN : 1),
  );
  const more = single.length - listed.length;
  const rest = more === 0 ? [] : [`${more} more ${more === 1 ? 'asset' : 'assets'}`];
  return [...listed.map(names.short), ...words, ...rest];
}

/** `a, b and c`. */
export function joined(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Undeclared addresses by zone: all of a zone's, the few ranges that are meant, or some. */
function strangersText({ short }: Names, side: readonly Pair[]): string[] {
  const byZone = new Map<string, Pair[]>();
  for (const pair of side) byZone.set(pair.ids[0] ?? '', [...(byZone.get(pair.ids[0] ?? '') ?? []), pair]);
  const texts = [...byZone].map(([zone, pairs]) => {
    const whole = pairs.every((p) => p.part === undefined || p.part.of === pairs.length);
    if (whole) return `undeclared addresses of ${short(zone)}`;
    const ranges = pairs.flatMap((p) => p.part?.addresses ?? []);
    return ranges.length <= 2
      ? `${ranges.join(', ')} in ${short(zone)}`
      : `some undeclared addresses of ${short(zone)}`;
  });
  return texts.length > SHOWN ? [`undeclared addresses of ${texts.length} zones`] : texts;
}
