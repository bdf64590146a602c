/**
 * Which of two zones is drawn above the other. A container is drawn in one piece, so it is the siblings around the two zones that
 * are compared: by the highest level in them, then in the order of the source. No set of conduits can go round in a circle.
 */
import type { Policy, ZoneRef } from '../../model/policy.ts';
import { subtree } from './sides.ts';

export type VerticalOrder = (a: ZoneRef, b: ZoneRef) => boolean;

export function verticalOrder(policy: Policy): VerticalOrder {
  const own = policy.zones.map((z) => z.level ?? -1);
  const highest = policy.zones.map((z) => Math.max(...[...subtree(policy, z.index)].map((c) => own[c] ?? -1)));
  return (a, b) => {
    const [pathA, pathB] = [pathTo(policy, a), pathTo(policy, b)];
    let depth = 0;
    while (depth < pathA.length && depth < pathB.length && pathA[depth] === pathB[depth]) depth++;
    const [nextA, nextB] = [pathA[depth], pathB[depth]];
    // One lies in the other: the outer one's own assets stand beside the branch that holds the inner one, and come first.
    if (nextA === undefined) return (own[a] ?? -1) >= (highest[nextB ?? b] ?? -1);
    if (nextB === undefined) return (own[b] ?? -1) < (highest[nextA] ?? -1);
    return ((highest[nextA] ?? -1) - (highest[nextB] ?? -1) || nextB - nextA) > 0;
  };
}

/** The zones around a zone from the outermost in, itself last. */
function pathTo(policy: Policy, zone: ZoneRef): ZoneRef[] {
  const path: ZoneRef[] = [];
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent) path.unshift(z);
  return path;
}
