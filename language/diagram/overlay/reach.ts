/** What blast radius and exposure share: whom they are of, how far everything is, and how that looks in the picture. */
import {
  assetsIn,
  type BlastMode,
  type Hop,
  type ReachGraph,
  reachGraph,
  type Spread,
  whenOf,
  worstBlast,
} from '../../analysis/index.ts';
import type { AssetRef, Policy, ZoneRef } from '../../model/policy.ts';
import { nodeId, zoneNodeId } from '../build/node-ids.ts';
import { subtree } from '../build/sides.ts';
import { countOf } from '../text/display.ts';
import type { BarPart, LegendEntry, Mark, OverlayQuestion, PathHop, Tone } from './overlay.ts';
import { pathOf, rowsOf } from './path.ts';
import { assetName, assetNodeId, entityOf, type OverlaySource, zoneName } from './source.ts';

/** Whose blast radius or exposure it is. */
export interface Subject {
  readonly node: string;
  readonly name: string;
  /** Its index among the zones; absent for an asset. */
  readonly zone?: ZoneRef;
  readonly assets: readonly AssetRef[];
}

export interface Asked {
  readonly graph: ReachGraph;
  readonly mode: BlastMode;
  readonly asBuilt: boolean;
  readonly subject: Subject;
}

/** The graph and the subject of a question; without a subject, or with one that is gone, the asset with the largest blast radius. */
export function asked(source: OverlaySource, question: OverlayQuestion): Asked | undefined {
  const mode = question.mode ?? 'worst-case';
  const asBuilt = question.asBuilt === true && source.openWire !== undefined;
  const graph = graphOf(source, mode, asBuilt);
  const subject = subjectOf(graph, question.of);
  return subject && { graph, mode, asBuilt, subject };
}

export function graphOf({ policy, now, openWire }: OverlaySource, mode: BlastMode, asBuilt: boolean): ReachGraph {
  return reachGraph(policy, { when: whenOf({ now }), mode, ...(asBuilt && openWire && { openWire }) });
}

function subjectOf(graph: ReachGraph, node: string | undefined): Subject | undefined {
  const { policy } = graph;
  const entity = entityOf(policy, node);
  if (entity?.kind === 'zone') {
    const assets = assetsIn(graph, entity.index);
    return { node: zoneNodeId(policy, entity.index), name: zoneName(policy, entity.index), zone: entity.index, assets };
  }
  const asset = entity?.index ?? worstBlast(graph)?.asset;
  return asset === undefined
    ? undefined
    : { node: assetNodeId(policy, asset), name: assetName(policy, asset), assets: [asset] };
}

export function toneOf(steps: number): Tone {
  return (['step0', 'step1', 'step2', 'step3'] as const)[Math.min(3, steps)] as Tone;
}

/** The assets by their number of steps, the nearest first, each list in the order of ids. */
export function bySteps({ universe }: ReachGraph, steps: ReadonlyMap<AssetRef, number>): [number, AssetRef[]][] {
  const groups = new Map<number, AssetRef[]>();
  for (const [asset, n] of steps) groups.set(n, [...(groups.get(n) ?? []), asset]);
  const rank = (a: AssetRef): number => universe.rank[a] as number;
  return [...groups].sort(([a], [b]) => a - b).map(([n, assets]) => [n, assets.sort((a, b) => rank(a) - rank(b))]);
}

/** Shares of a bar by steps; all above three are one. */
export function stepParts(steps: readonly number[]): BarPart[] {
  const counts = new Map<Tone, number>();
  for (const n of [...steps].sort((a, b) => a - b)) counts.set(toneOf(n), (counts.get(toneOf(n)) ?? 0) + 1);
  return [...counts].map(([tone, count]) => ({ tone, count }));
}

/** How the two overlays say that an asset takes part. */
export interface Wording {
  /** `reached`. */
  readonly taking: string;
  /** `start of the blast radius`. */
  readonly start: string;
}

export interface Reached {
  readonly marks: Record<string, Mark>;
  readonly path: readonly PathHop[];
}

/** Marks for everything: tiles and legs by steps, zones with bars, conduits that carry a step, the path's rows. */
export function reachMarks(
  source: OverlaySource,
  { subject }: Asked,
  { steps, by }: Spread,
  hops: readonly Hop[],
  chokes: ReadonlyMap<AssetRef, string>,
  wording: Wording,
): Reached {
  const { policy, drawing } = source;
  const own = new Set(subject.assets);
  const path = pathOf(source, hops);
  const rows = rowsOf(path);
  const marks: Record<string, Mark> = {};
  for (const { index, id } of policy.assets)
    marks[nodeId('asset', id)] = assetMark(own.has(index), steps.get(index), chokes.get(index), wording);
  for (const zone of drawing.graph.zones) {
    for (const ghost of zone.ghosts) {
      const { choke: _, ...mark } = marks[ghost.asset] ?? { faded: true };
      marks[ghost.id] = mark;
    }
    for (const edge of zone.inner) {
      const takes = (id: string): boolean => marks[id]?.faded !== true;
      if (takes(edge.from) && takes(edge.to)) marks[edge.id] = {};
    }
  }
  for (const zone of policy.zones) {
    const mark = zoneMark(policy, zone.index, own, steps, wording);
    if (mark !== undefined) marks[nodeId('zone', zone.id)] = mark;
  }
  for (const reason of by)
    if (reason.kind === 'rule') for (const { conduit } of drawing.carried.get(reason.rule) ?? []) marks[conduit] ??= {};
  for (const [conduit, of] of rows) marks[conduit] = { rows: of, spoken: hopWords(of) };
  return { marks, path };
}

function hopWords(rows: Readonly<Record<string, { readonly hops?: readonly number[] }>>): string {
  const hops = Object.values(rows).flatMap((row) => row.hops ?? []);
  return `hop ${hops.join(' and ')} of the path`;
}

function assetMark(
  isStart: boolean,
  steps: number | undefined,
  choke: string | undefined,
  { taking, start }: Wording,
): Mark {
  if (isStart) return { tone: 'step0', start: true, spoken: start };
  if (steps === undefined) return { faded: true, spoken: `not ${taking}` };
  const far = `${taking} in ${countOf(steps, 'step')}`;
  return {
    tone: toneOf(steps),
    badge: String(steps),
    spoken: choke === undefined ? far : `${far}, choke point ${choke.replace('→', 'to')}`,
    ...(choke !== undefined && { choke }),
  };
}

/** A zone stands for the assets in it and in zones nested in it; undefined where none takes part. */
function zoneMark(
  policy: Policy,
  zone: ZoneRef,
  own: ReadonlySet<AssetRef>,
  steps: ReadonlyMap<AssetRef, number>,
  { taking, start }: Wording,
): Mark | undefined {
  const inside = new Set<AssetRef>();
  for (const z of subtree(policy, zone))
    for (const leg of policy.zones[z]?.legs ?? []) inside.add(policy.legs[leg]?.asset ?? -1);
  const near = [...inside].flatMap((a) => (own.has(a) ? [0] : (steps.get(a) ?? [])));
  if (near.length === 0) return undefined;
  const starts = near.filter((n) => n === 0).length;
  const reached = near.length - starts;
  const least = Math.min(...near);
  const words = reached === 0 && starts > 0 ? 'start' : `${reached} of ${inside.size - starts} ${taking}`;
  return {
    tone: toneOf(least),
    ...(least === 0 ? { start: true } : { badge: String(least) }),
    bar: { parts: stepParts(near), of: inside.size, words },
    spoken: starts > 0 ? `${start}, ${words}` : words,
  };
}

/** The signs of the ramp, as far as they are in the picture. */
export function stepLegend(steps: ReadonlyMap<AssetRef, number>, words: readonly string[], all: number): LegendEntry[] {
  const [start = '', first = '', second = '', third = '', rest = ''] = words;
  const far = [...new Set(steps.values())];
  const tiles = [first, second, third].flatMap((text, i): LegendEntry[] => {
    const n = i + 1;
    if (!far.some((s) => (n === 3 ? s >= 3 : s === n))) return [];
    const more = n === 3 && far.some((s) => s > 3);
    return [{ sign: 'tile', tone: toneOf(n), badge: more ? '3+' : String(n), words: more ? `${text} or more` : text }];
  });
  return [
    { sign: 'tile', tone: 'step0', start: true, words: start },
    ...tiles,
    ...(steps.size < all ? [{ sign: 'faded' as const, words: rest }] : []),
  ];
}
