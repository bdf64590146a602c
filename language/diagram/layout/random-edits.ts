/** For tests and measuring: small random edits of a policy's graph, and how far they move what they did not touch. */
import { type Detail, type DiagramConduit, type DiagramGraph, type DiagramZone, NO_BADGES } from '../graph.ts';
import type { Before } from './anchored.ts';
import { hierarchyOf, isWithin } from './hierarchy.ts';
import type { DiagramLayout } from './placed.ts';

export interface Edit {
  readonly what: 'asset' | 'conduit';
  readonly graph: DiagramGraph;
  /** The zones that it concerns: the one with the new asset, or the ends of the new conduit. */
  readonly changed: readonly string[];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One more asset in some zone, or one more conduit between two. The graph needs two zones that hold assets. */
export function randomEdit(graph: DiagramGraph, random: () => number, nth: number): Edit {
  const { children, zones } = hierarchyOf(graph);
  const leaves = graph.zones.filter((z) => !children.has(z.id));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  if (nth % 2 === 0) {
    const zone = pick(leaves.filter((z) => z.assets.length > 0));
    return { what: 'asset', graph: withAsset(graph, zone, nth), changed: [zone.id] };
  }
  for (;;) {
    const [a, b] = [pick(leaves), pick(leaves)];
    if (a === b || isWithin(zones, a.id, b.id) || isWithin(zones, b.id, a.id)) continue;
    const [upper, lower] = (a.level ?? -1) >= (b.level ?? -1) ? [a, b] : [b, a];
    return { what: 'conduit', graph: withConduit(graph, upper, lower, nth), changed: [upper.id, lower.id] };
  }
}

function withAsset(graph: DiagramGraph, zone: DiagramZone, nth: number): DiagramGraph {
  const [like] = zone.assets;
  if (like === undefined) return graph;
  const asset = { ...like, id: `asset:new-${nth}`, name: `NEW-${nth}`, badges: NO_BADGES };
  const zones = graph.zones.map((z) => (z === zone ? { ...z, assets: [...z.assets, asset] } : z));
  return { ...graph, zones, assetCount: graph.assetCount + 1 };
}

function withConduit(graph: DiagramGraph, upper: DiagramZone, lower: DiagramZone, nth: number): DiagramGraph {
  const { source } = upper;
  const conduit: DiagramConduit = {
    id: `conduit:new-${nth}`,
    title: `New ${nth}`,
    sl: 'SL 2',
    upper: upper.id,
    lower: lower.id,
    rows: [
      {
        action: 'allow',
        direction: 'down',
        text: 'https',
        services: ['https'],
        rules: 1,
        oneWay: false,
        detail: 'allow any -> any: https',
        source,
      },
    ],
    towardsLower: 'always',
    encrypted: false,
    inspected: false,
    proxied: false,
    gates: [],
    badges: NO_BADGES,
    source,
  };
  return { ...graph, conduits: [...graph.conduits, conduit], conduitCount: graph.conduitCount + 1 };
}

export interface Movement {
  /** How much the changed zones grew, in the direction in which they grew most. */
  readonly grown: number;
  /** The farthest that any other zone's corner moved, along either axis. Containers around a changed zone may grow, not move. */
  readonly moved: number;
  /** Pairs of other zones beside or above each other whose order was turned round. */
  readonly swapped: number;
}

/** Pixels between two layouts of one picture, before and after an edit. */
export function movement(before: DiagramLayout, after: DiagramLayout, changed: readonly string[]): Movement {
  const ids = Object.keys(before.zones).filter((id) => after.zones[id] !== undefined);
  const of = (layout: DiagramLayout, id: string) => layout.zones[id]!;
  let [grown, moved, swapped] = [0, 0, 0];
  for (const id of ids) {
    const [was, is] = [of(before, id), of(after, id)];
    if (changed.includes(id)) grown = Math.max(grown, is.width - was.width, is.height - was.height);
    else moved = Math.max(moved, Math.abs(is.x - was.x), Math.abs(is.y - was.y));
  }
  const others = ids.filter((id) => !changed.includes(id));
  others.forEach((a, i) => {
    for (const b of others.slice(i + 1))
      for (const [at, size] of [
        ['x', 'width'],
        ['y', 'height'],
      ] as const) {
        const apart = (layout: DiagramLayout): number => {
          const [p, q] = [of(layout, a), of(layout, b)];
          return p[at] + p[size] <= q[at] ? -1 : q[at] + q[size] <= p[at] ? 1 : 0;
        };
        if (apart(before) * apart(after) < 0) swapped++;
      }
  });
  return { grown, moved, swapped };
}

export interface Stability {
  readonly edits: number;
  readonly swapped: number;
  /** By how much the farthest move exceeds what the changed zones grew; at most 40 is allowed. */
  readonly worst: number;
  readonly over: number;
}

export type LayOut = (graph: DiagramGraph, detail: Detail, before?: Before) => Promise<DiagramLayout>;

/** Random edits of a graph, each by itself, against the picture of the graph as it is. */
export async function stabilityOf(
  graph: DiagramGraph,
  detail: Detail,
  layOut: LayOut,
  { edits, seed }: { readonly edits: number; readonly seed: number },
): Promise<Stability> {
  const random = numbers(seed);
  const layout = await layOut(graph, detail);
  let [swapped, worst, over] = [0, 0, 0];
  for (let nth = 0; nth < edits; nth++) {
    const edit = randomEdit(graph, random, nth);
    const after = await layOut(edit.graph, detail, { graph, layout });
    const m = movement(layout, after, edit.changed);
    swapped += m.swapped;
    worst = Math.max(worst, m.moved - m.grown);
    if (m.moved - m.grown > 40) over++;
  }
  return { edits, swapped, worst, over };
}
