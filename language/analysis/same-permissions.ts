/**
 * Whether two versions of a policy permit the same: to every asset, every firewall and the undeclared addresses of every zone, by
 * service and at every instant from now on - exactly, and without looking at each asset where many are alike in both.
 */
import { equal, overlaps } from '../model/intervals.ts';
import type { AssetRef, Policy } from '../model/policy.ts';
import { sameTimes } from '../model/times.ts';
import { type Clock, type Principal, permissionBetween, whenOf } from './permission.ts';
import { atomsOf, type Permission } from './pieces.ts';
import { riskAtoms } from './risk.ts';
import { universeOf } from './universe.ts';

/** The same principal in both versions. */
interface Twin {
  readonly name: string;
  readonly before: Principal;
  readonly after: Principal;
  /** A second member where there are more that are alike: for what they may open to each other. */
  readonly other?: Omit<Twin, 'other'>;
}

/**
 * Undefined where both permit the same and judge services alike; else what differs, in words: the first such pair, or that assets,
 * zones or firewalls are others. The order of declarations does not matter.
 */
export function permissionsDiffer(before: Policy, after: Policy, clock: Clock): string | undefined {
  const twins = twinsOf(before, after);
  if (twins === undefined) return 'Assets, zones or firewalls are others.';
  const [a, b] = [riskAtoms(before), riskAtoms(after)];
  if (!equal(a.goesOn, b.goesOn) || !equal(a.stops, b.stops)) return 'The risks of services are others.';
  const when = whenOf(clock);
  const differ = (from: Omit<Twin, 'other'>, to: Omit<Twin, 'other'>): boolean =>
    !samePermission(
      permissionBetween(before, from.before, to.before, when),
      permissionBetween(after, from.after, to.after, when),
    );
  for (const from of twins)
    for (const twin of twins) {
      const to = twin === from ? twin.other : twin;
      if (to !== undefined && differ(from, to)) return `What ${from.name} may open to ${to.name} is not the same.`;
    }
  return undefined;
}

function samePermission(a: Permission, b: Permission): boolean {
  if (!equal(atomsOf(a), atomsOf(b))) return false;
  return a.every((p) => b.every((q) => !overlaps(p.atoms, q.atoms) || sameTimes(p.times, q.times)));
}

/** One asset for all that are alike in both versions, every firewall, the strangers of every zone. */
function twinsOf(before: Policy, after: Policy): Twin[] | undefined {
  const assets = paired(before.assets, after.assets);
  const zones = paired(before.zones, after.zones);
  const firewalls = paired(before.firewalls, after.firewalls);
  if (assets === undefined || zones === undefined || firewalls === undefined) return undefined;
  const [old, now] = [universeOf(before), universeOf(after)];
  const asset = ([a, b]: readonly [AssetRef, AssetRef]): Omit<Twin, 'other'> => ({
    name: before.assets[a]?.id ?? '',
    before: { kind: 'asset', asset: a },
    after: { kind: 'asset', asset: b },
  });
  const classes = [...Map.groupBy(assets, ([a, b]) => `${old.classOf[a]} ${now.classOf[b]}`).values()];
  return [
    ...classes.flatMap(([first, second]) =>
      first === undefined ? [] : [{ ...asset(first), ...(second === undefined ? {} : { other: asset(second) }) }],
    ),
    ...zones.map(
      ([a, b]): Twin => ({
        name: `undeclared addresses of ${before.zones[a]?.id}`,
        before: { kind: 'strangers', zone: a },
        after: { kind: 'strangers', zone: b },
      }),
    ),
    ...firewalls.map(
      ([a, b]): Twin => ({
        name: before.firewalls[a]?.id ?? '',
        before: { kind: 'firewall', firewall: a },
        after: { kind: 'firewall', firewall: b },
      }),
    ),
  ];
}

/** Positions of the same ids in both lists; undefined where one holds an id that the other does not. */
function paired(
  before: readonly { readonly id: string }[],
  after: readonly { readonly id: string }[],
): (readonly [number, number])[] | undefined {
  const there = new Map(after.map(({ id }, i) => [id, i]));
  if (before.length !== after.length || there.size !== new Set(before.map(({ id }) => id)).size) return undefined;
  const pairs = before.map(({ id }, i) => [i, there.get(id) ?? -1] as const);
  return pairs.every(([, j]) => j >= 0) ? pairs : undefined;
}
