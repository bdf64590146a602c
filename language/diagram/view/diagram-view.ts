/**
 * What of a graph is looked at: how much of each zone, which zones are collapsed to one card or expanded to their assets, which bundles
 * of conduits are taken apart. Graph and view give the graph that is laid out and drawn, and what in it stands for what it leaves out.
 */
import { type Detail, type DiagramGraph, initialDetail } from '../graph.ts';
import { bundleConduits } from './bundles.ts';
import { foldZones } from './fold.ts';

export interface DiagramView {
  readonly detail: Detail;
  /** Zone ids drawn as one card, whatever is in them. Comes before `expanded`; ids that the graph lacks mean nothing. */
  readonly collapsed: readonly string[];
  /** Zone ids whose assets are drawn, also those of zones in them, where the detail would not. */
  readonly expanded: readonly string[];
  /** Ids of bundles whose conduits are drawn one by one. */
  readonly unbundled: readonly string[];
}

export interface ViewedGraph {
  /** A graph like the one that came in, to be laid out with the view's detail. */
  readonly graph: DiagramGraph;
  /** For each node left out - zones, assets, second legs, inner rules, conduits, gates - the node of `graph` that shows where it is. */
  readonly standIns: ReadonlyMap<string, string>;
}

/** The view that a graph opens with. */
export function initialView(graph: DiagramGraph): DiagramView {
  return plainView(initialDetail(graph));
}

/** Nothing collapsed, expanded or taken apart. */
export function plainView(detail: Detail): DiagramView {
  return { detail, collapsed: [], expanded: [], unbundled: [] };
}

/** Never throws; the same graph and view give the same, and a graph that was viewed gives itself. */
export function viewOf(graph: DiagramGraph, view: DiagramView): ViewedGraph {
  const folded = foldZones(graph, view);
  const bundled = bundleConduits(folded.graph, view, folded.lifted);
  const standIns = new Map(folded.standIns);
  for (const [id, by] of bundled.standIns) standIns.set(id, by);
  return { graph: bundled.graph, standIns };
}
