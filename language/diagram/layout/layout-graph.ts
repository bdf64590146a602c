/** DiagramGraph -> positions: zones by elk in Purdue order, assets packed inside, rows aligned across sites. */
import { type Detail, type DiagramGraph, detailOf } from '../graph.ts';
import { anchored, type Before } from './anchored.ts';
import { asideZones, boxesAside, broughtNear, heightAside, withoutAside } from './aside.ts';
import { withAsideLines } from './aside-lines.ts';
import { assemble } from './assemble.ts';
import {
  type Column,
  columnInside,
  columnsOf,
  reducedHierarchy,
  withCells,
  withoutCells,
  withTrunks,
} from './columns.ts';
import type { ElkLayout } from './elk.ts';
import { type ElkPositions, elkGraph, MODEL_ORDERS, readElk } from './elk-graph.ts';
import { layoutFaults } from './faults.ts';
import { floorNode, type Hierarchy, hierarchyOf } from './hierarchy.ts';
import { withMoves } from './moves.ts';
import { isTooDense, packedLayout } from './packed.ts';
import type { DiagramLayout } from './placed.ts';
import { keepInPlace } from './stability.ts';
import { floorInside, type Inside, leafInside } from './zone-inside.ts';

export type { ElkLayout } from './elk.ts';
export type { DiagramLayout } from './placed.ts';

export interface LayoutOptions {
  readonly detail: Detail;
  /** What is on the screen: as much of it stays where it is as the edit allows. */
  readonly previous?: Before;
}

/** Errors are values here. Where elk gives up - on rare graphs, and on enormous ones, which overflow its stack - the picture is a simple one. */
export type LayoutResult =
  | { readonly ok: true; readonly layout: DiagramLayout }
  | { readonly ok: false; readonly message: string };

/** Places every node of the graph. Same input, same picture. */
export async function layoutGraph(
  graph: DiagramGraph,
  elk: ElkLayout,
  { detail, previous }: LayoutOptions,
): Promise<LayoutResult> {
  const sound = withoutLooseEnds(graph);
  const hierarchy = hierarchyOf(sound);
  try {
    const columns = columnsOf(sound, hierarchy, detail);
    const insides = await insidesOf(sound, hierarchy, elk, detail);
    for (const column of columns) insides.set(column.zone.id, columnInside(column, detail));
    const input = { graph: sound, hierarchy, insides, columns, detail };
    const stays = previous?.layout.detail === detail ? anchored(sound, previous, { hierarchy, insides }) : undefined;
    if (stays !== undefined) return { ok: true, layout: withMoves(sound, stays) };
    const placed = await placedBy(elk, input);
    const layout = withMoves(sound, placed);
    return { ok: true, layout: previous === undefined ? layout : keepInPlace(layout, previous.layout) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

interface Input {
  readonly graph: DiagramGraph;
  readonly hierarchy: Hierarchy;
  readonly insides: ReadonlyMap<string, Inside>;
  readonly columns: readonly Column[];
  readonly detail: Detail;
}

/** Without lines where elk would take too long, or has no answer. */
async function placedBy(elk: ElkLayout, input: Input): Promise<DiagramLayout> {
  const { graph, hierarchy, insides, columns, detail } = input;
  if (!isTooDense(graph)) {
    try {
      return withTrunks((await besideSites(input, elk)) ?? (await stacked(input, elk)), columns);
    } catch {
      // What elk throws says nothing to a user; the picture says that it is a simple one.
    }
  }
  return packedLayout(graph, hierarchy, insides, detail);
}

async function stacked(input: Input, elk: ElkLayout): Promise<DiagramLayout> {
  const { graph, hierarchy, insides, detail } = input;
  return assemble(graph, hierarchy, insides, await positionsOf(graph, input, elk), detail);
}

/** With zones beside the sites in whose levels they lie; undefined where there are none, or where a conduit to one finds no way. */
async function besideSites(input: Input, elk: ElkLayout): Promise<DiagramLayout | undefined> {
  const { graph, hierarchy, detail } = input;
  const aside = asideZones(graph, hierarchy);
  if (aside.length === 0) return undefined;
  const insides = new Map(input.insides);
  for (const zone of aside) {
    const inside = insides.get(zone);
    if (inside) insides.set(zone, { ...inside, height: heightAside(graph, zone, inside, detail) });
  }
  const rest = withoutAside(graph, aside);
  const positions = await positionsOf(rest, { ...input, insides }, elk);
  const nodes = new Map([...positions.nodes, ...boxesAside(aside, insides, [...positions.nodes.values()])]);
  const far = assemble(graph, hierarchy, insides, { ...positions, nodes }, detail);
  const near = broughtNear(graph, far, aside);
  const complete = withAsideLines(graph, hierarchy, near, aside);
  return complete !== undefined && layoutFaults(graph, complete).length === 0 ? complete : undefined;
}

/** With more zones than this, elk's order inside containers costs a second try too often. */
const MOST_ORDERED = 150;
/**
 * With more zones than these, all tries of elk at fewer crossings take too long. Of 300 zones the first is a fourth faster than three,
 * and as good: of nine plants of 300 to 400 zones eight look the same, one has 3 crossings in 1,000 more.
 */
const FEW_TRIES = [
  { above: 250, tries: 1 },
  { above: 150, tries: 3 },
] as const;
/** With more lines than this for each zone, elk takes ten times as long to keep an order. */
const MOST_LINES_ORDERED = 8;

/** Asks elk, with less and less weight on the order of the source where it gives up. Throws what elk last threw. */
async function positionsOf(graph: DiagramGraph, input: Input, elk: ElkLayout): Promise<ElkPositions> {
  const { columns, insides, detail } = input;
  const reduced = withoutCells(graph, columns);
  const hierarchy = reducedHierarchy(reduced, hierarchyOf(graph), columns);
  const isLarge = reduced.zones.length > MOST_ORDERED;
  const isDense = reduced.conduits.length > MOST_LINES_ORDERED * reduced.zones.length;
  const tries = FEW_TRIES.find(({ above }) => reduced.zones.length > above)?.tries;
  let failure: unknown;
  for (const modelOrder of MODEL_ORDERS.slice(isDense ? 2 : isLarge ? 1 : 0)) {
    try {
      const placed = await elk.layout(
        elkGraph(reduced, { hierarchy, insides, detail, modelOrder, ...(tries && { tries }) }),
      );
      return withCells(readElk(placed), columns, detail);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** A conduit needs two different zones of the graph. */
function withoutLooseEnds(graph: DiagramGraph): DiagramGraph {
  const zones = new Set(graph.zones.map((z) => z.id));
  const conduits = graph.conduits.filter((c) => c.upper !== c.lower && zones.has(c.upper) && zones.has(c.lower));
  return conduits.length === graph.conduits.length ? graph : { ...graph, conduits };
}

async function insidesOf(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  elk: ElkLayout,
  detail: Detail,
): Promise<Map<string, Inside>> {
  const insides = new Map<string, Inside>();
  for (const zone of graph.zones) {
    if (!hierarchy.children.has(zone.id)) insides.set(zone.id, await leafInside(zone, detailOf(zone, detail), elk));
    else if (hierarchy.floors.has(zone.id))
      insides.set(floorNode(zone.id), await floorInside(zone, detailOf(zone, detail), elk));
  }
  return insides;
}
