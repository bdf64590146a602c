/** Policy -> graph -> layout: everything that a drawing is made of, whatever it is drawn as. */
import type { Policy } from '../model/policy.ts';
import { type BuildOptions, buildGraph } from './build/build-graph.ts';
import type { DiagramGraph } from './graph.ts';
import { createElk, type ElkLayout } from './layout/elk.ts';
import { layoutGraph } from './layout/layout-graph.ts';
import type { DiagramLayout } from './layout/placed.ts';
import { type DiagramView, initialView, viewOf } from './view/diagram-view.ts';
import { type DiagramFilter, filterGraph, NO_FILTER } from './view/filter.ts';

export interface LayOutOptions extends BuildOptions {
  /** What is collapsed, expanded, taken apart. Default: nothing, in the detail that a policy of this many zones opens with. */
  readonly view?: Partial<DiagramView>;
  /** Default: the whole policy. */
  readonly filter?: DiagramFilter;
  /** Default: elkjs in this thread. */
  readonly elk?: ElkLayout;
}

export type LaidOut =
  /** The graph as the view shows it. */
  | { readonly ok: true; readonly graph: DiagramGraph; readonly layout: DiagramLayout }
  | { readonly ok: false; readonly message: string };

/** Never throws; a layout that fails says why. */
export async function layOut(policy: Policy, options: LayOutOptions): Promise<LaidOut> {
  return layOutGraph(buildGraph(policy, options), options);
}

/** The same of a graph that is there already. */
export async function layOutGraph(
  whole: DiagramGraph,
  options: Pick<LayOutOptions, 'view' | 'filter' | 'elk'>,
): Promise<LaidOut> {
  const part = filterGraph(whole, options.filter ?? NO_FILTER);
  const view = { ...initialView(part), ...options.view };
  const { graph } = viewOf(part, view);
  const result = await layoutGraph(graph, options.elk ?? createElk(), { detail: view.detail });
  return result.ok ? { ok: true, graph, layout: result.layout } : result;
}
