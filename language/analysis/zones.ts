/** The tree of zones: subtrees, depth, which side of a conduit a zone lies on, and which conduits join two zones. */
import type { Asset, Conduit, ConduitRef, Policy, ZoneRef } from '../model/policy.ts';
import { perPolicy } from './memo.ts';

export interface ZoneTree {
  /** Zones in depth-first order, parents before children: a subtree is a run of it. */
  readonly order: readonly ZoneRef[];
  /** Position of each zone in `order`, and the position after its subtree. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly depth: Int32Array;
}

/** The zone tree of a policy. A zone without a way to a root, which only broken input has, counts as a root. */
export const zoneTree: (policy: Policy) => ZoneTree = perPolicy((policy) => {
  const { zones } = policy;
  const children: ZoneRef[][] = zones.map(() => []);
  const roots: ZoneRef[] = [];
  for (const z of zones) (z.parent === undefined ? roots : (children[z.parent] ?? roots)).push(z.index);
  const order: ZoneRef[] = [];
  const start = new Int32Array(zones.length).fill(-1);
  const end = new Int32Array(zones.length);
  const depth = new Int32Array(zones.length);
  const visit = (root: ZoneRef): void => {
    const stack: { zone: ZoneRef; next: number }[] = [{ zone: root, next: 0 }];
    start[root] = order.push(root) - 1;
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { zone: ZoneRef; next: number };
      const child = children[top.zone]?.[top.next++];
      if (child === undefined) {
        end[top.zone] = order.length;
        stack.pop();
      } else if (start[child] === -1) {
        depth[child] = stack.length;
        start[child] = order.push(child) - 1;
        stack.push({ zone: child, next: 0 });
      }
    }
  };
  for (const root of roots) visit(root);
  for (const z of zones) if (start[z.index] === -1) visit(z.index);
  return { order, start, end, depth };
});

/** Per zone, the assets with a leg whose own zone it is, each once. */
export const assetsOfZones: (policy: Policy) => readonly (readonly Asset[])[] = perPolicy((policy) =>
  policy.zones.map((zone) => {
    const assets: Asset[] = [];
    for (const ref of zone.legs) {
      const leg = policy.legs[ref];
      const asset = leg && policy.assets[leg.asset];
      // Only an asset with several legs can be there already.
      if (asset !== undefined && (asset.legs.length < 2 || !assets.includes(asset))) assets.push(asset);
    }
    return assets;
  }),
);

/** Whether `zone` is `outer` or nested in it, at any depth. */
export function isWithin(policy: Policy, zone: ZoneRef, outer: ZoneRef): boolean {
  const { start, end } = zoneTree(policy);
  const at = start[zone] as number;
  return at >= (start[outer] as number) && at < (end[outer] as number);
}

/** The innermost of the conduit's zones that holds the zone: the side on which everything in the zone lies. */
export function sideOf(policy: Policy, conduit: ConduitRef, zone: ZoneRef): ZoneRef | undefined {
  return sidesAt(policy, zone).get(conduit);
}

/** A conduit that joins two zones, seen from the first to the second. */
export interface Join {
  readonly conduit: ConduitRef;
  /** The sides of the first and the second zone. */
  readonly from: ZoneRef;
  readonly to: ZoneRef;
  /** False where the conduit is one-way the other way round: it permits nothing, and its denies count. */
  readonly permits: boolean;
}

interface Sides {
  readonly direct: readonly (readonly ConduitRef[])[];
  readonly at: (ReadonlyMap<ConduitRef, ZoneRef> | undefined)[];
  readonly joins: Map<number, readonly Join[]>;
}

const sidesOfPolicy = perPolicy((policy): Sides => {
  const direct: ConduitRef[][] = policy.zones.map(() => []);
  for (const c of policy.conduits) for (const z of new Set(c.zones)) direct[z]?.push(c.index);
  return { direct, at: [], joins: new Map() };
});

/** Every conduit that holds the zone, with the side it lies on. */
export function sidesAt(policy: Policy, zone: ZoneRef): ReadonlyMap<ConduitRef, ZoneRef> {
  const sides = sidesOfPolicy(policy);
  const known = sides.at[zone];
  if (known !== undefined) return known;
  const found = new Map<ConduitRef, ZoneRef>();
  const seen = new Set<ZoneRef>();
  for (let z: ZoneRef | undefined = zone; z !== undefined && !seen.has(z); z = policy.zones[z]?.parent) {
    seen.add(z);
    for (const c of sides.direct[z] ?? []) if (!found.has(c)) found.set(c, z);
  }
  sides.at[zone] = found;
  return found;
}

/** Whether traffic may be opened from one side of a conduit to another, as far as `one-way` goes. */
export function runsFrom(conduit: Conduit, from: ZoneRef, to: ZoneRef): boolean {
  return conduit.oneWay === undefined || (conduit.oneWay.from === from && conduit.oneWay.to === to);
}

/** The conduits that join two zones (their legs lie on different sides), in the order of declaration. */
export function joiningConduits(policy: Policy, from: ZoneRef, to: ZoneRef): readonly Join[] {
  const { joins } = sidesOfPolicy(policy);
  const key = from * policy.zones.length + to;
  const known = joins.get(key);
  if (known !== undefined) return known;
  const out: Join[] = [];
  const there = sidesAt(policy, to);
  for (const [index, side] of sidesAt(policy, from)) {
    const other = there.get(index);
    const conduit = policy.conduits[index];
    if (other === undefined || other === side || conduit === undefined) continue;
    out.push({ conduit: index, from: side, to: other, permits: runsFrom(conduit, side, other) });
  }
  out.sort((a, b) => a.conduit - b.conduit);
  joins.set(key, out);
  return out;
}
