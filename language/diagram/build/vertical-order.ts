/**
 * Which of two zones is drawn above the other. A container is drawn in one piece, so it is the siblings around the two zones that
 * are compared: by the highest level in them, then in the order of the source. No set of conduits can go round in a circle.
 */

/** A zone among others, by its position: what the order needs to know of it. */
export interface Placed {
  readonly parent?: number | undefined;
  readonly level?: number | undefined;
}

export type VerticalOrder = (a: number, b: number) => boolean;

/** Parents stand anywhere in the list. */
export function verticalOrder(zones: readonly Placed[]): VerticalOrder {
  const own = zones.map((z) => z.level ?? -1);
  const highest = [...own];
  own.forEach((level, zone) => {
    for (const around of pathTo(zones, zone)) highest[around] = Math.max(highest[around] ?? -1, level);
  });
  return (a, b) => {
    const [pathA, pathB] = [pathTo(zones, a), pathTo(zones, b)];
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
function pathTo(zones: readonly Placed[], zone: number): number[] {
  const path: number[] = [];
  for (let z: number | undefined = zone; z !== undefined; z = zones[z]?.parent) path.unshift(z);
  return path;
}
