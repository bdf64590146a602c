/** Puts pairs that share something together into few full products of sources and targets, and names their sides. */
import { weightOf } from '../analysis/index.ts';
import type { Policy } from '../model/policy.ts';
import type { Pair } from './principals.ts';

/** Every source with every target. */
export interface Product<T> {
  readonly from: readonly Pair[];
  readonly to: readonly Pair[];
  readonly value: T;
}

/** Sources with equal targets, per value; values are equal where their keys are. */
export function productsOf<T>(
  links: Iterable<{ readonly from: Pair; readonly to: Pair; readonly value: T }>,
  keyOf: (value: T) => string,
): Product<T>[] {
  const byValue = new Map<string, { readonly value: T; readonly targets: Map<Pair, Pair[]> }>();
  for (const { from, to, value } of links) {
    const key = keyOf(value);
    const entry = byValue.get(key) ?? { value, targets: new Map<Pair, Pair[]>() };
    byValue.set(key, entry);
    const list = entry.targets.get(from);
    if (list === undefined) entry.targets.set(from, [to]);
    else list.push(to);
  }
  return [...byValue.values()].flatMap(({ value, targets }) => {
    const alike = new Map<string, { from: Pair[]; to: readonly Pair[] }>();
    for (const [from, to] of targets) {
      const key = to.map((t) => t.index).join();
      const entry = alike.get(key) ?? { from: [], to };
      alike.set(key, entry);
      entry.from.push(from);
    }
    return [...alike.values()].map(({ from, to }) => ({ from, to, value }));
  });
}

/** What the policy's own words for sets of assets hold: zones with all that is nested in them, and types in a zone. */
export interface Names {
  readonly byMembers: ReadonlyMap<string, string>;
  /** Of each asset, by its id: the worse its fall, the earlier it is named. */
  readonly weights: ReadonlyMap<string, number>;
}

/** The names of a policy, for {@link sideText}. */
export function namesOf(policy: Policy): Names {
  const byMembers = new Map<string, string>();
  const put = (ids: Iterable<string>, name: string) => {
    const sorted = [...new Set(ids)].sort();
    const key = sorted.join('\n');
    if (sorted.length > 1 && !byMembers.has(key)) byMembers.set(key, name);
  };
  const inZone = membersByZone(policy);
  for (const zone of policy.zones) put(inZone[zone.index] ?? [], `all of ${zone.id}`);
  for (const group of policy.groups)
    if (group.members.except.length === 0 && group.members.items.every((s) => s.kind === 'asset'))
      put(
        group.members.items.flatMap((s) => policy.assets[s.ref ?? -1]?.id ?? []),
        group.name,
      );
  const byType = new Map<string, string[]>();
  for (const asset of policy.assets)
    for (const type of asset.type === undefined ? [] : [asset.type, ...(policy.types[asset.type]?.ancestors ?? [])]) {
      const name = policy.types[type]?.name ?? '';
      for (const key of [`every ${name}`, `every ${name} in ${policy.zones[asset.zone]?.id ?? ''}`])
        byType.set(key, [...(byType.get(key) ?? []), asset.id]);
    }
  for (const [name, ids] of byType) put(ids, name);
  return { byMembers, weights: new Map(policy.assets.map((a) => [a.id, weightOf(policy, a.index)])) };
}

function membersByZone(policy: Policy): string[][] {
  const members: string[][] = policy.zones.map(() => []);
  for (const leg of policy.legs)
    for (let zone: number | undefined = leg.zone; zone !== undefined; zone = policy.zones[zone]?.parent)
      members[zone]?.push(policy.assets[leg.asset]?.id ?? '');
  return members;
}

const SHOWN = 4;

/** A side in few words: by the policy's name for it where it has one. */
export function sideText(names: Names, side: readonly Pair[]): string {
  const assets = side.filter((p) => p.kind === 'assets').flatMap((p) => p.ids);
  // Few are listed: a reviewer wants to read the safety controller's name.
  const known = assets.length > SHOWN ? names.byMembers.get([...assets].sort().join('\n')) : undefined;
  const weight = (id: string) => names.weights.get(id) ?? 0;
  const sorted = [...assets].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const listed = known === undefined ? sorted.slice(0, SHOWN) : [known];
  const more =
    known === undefined && assets.length > SHOWN
      ? [`${assets.length - SHOWN} more ${assets.length - SHOWN === 1 ? 'asset' : 'assets'}`]
      : [];
  const strangers = strangersText(side.filter((p) => p.kind === 'strangers'));
  const firewalls = side.filter((p) => p.kind === 'firewall').map((p) => `the firewall ${p.ids[0]}`);
  const parts = [...listed, ...more, ...strangers, ...firewalls];
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Undeclared addresses by zone: all of a zone's, the few ranges that are meant, or some. */
function strangersText(side: readonly Pair[]): string[] {
  const byZone = new Map<string, Pair[]>();
  for (const pair of side) byZone.set(pair.ids[0] ?? '', [...(byZone.get(pair.ids[0] ?? '') ?? []), pair]);
  const texts = [...byZone].map(([zone, pairs]) => {
    const whole = pairs.every((p) => p.part === undefined || p.part.of === pairs.length);
    if (whole) return `undeclared addresses of ${zone}`;
    const ranges = pairs.flatMap((p) => p.part?.addresses ?? []);
    return ranges.length <= 2 ? `${ranges.join(', ')} in ${zone}` : `some undeclared addresses of ${zone}`;
  });
  return texts.length > SHOWN ? [`undeclared addresses of ${texts.length} zones`] : texts;
}
