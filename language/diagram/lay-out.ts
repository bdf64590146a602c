/** Policy -> graph -> layout: everything that a drawing is made of, whatever it is drawn as. */
import type { Policy } from '../model/policy.ts';
import { type BuildOptions, buildGraph } from './build/build-graph.ts';
import { type Detail, type DiagramGraph, initialDetail } from './graph.ts';
import { createElk, type ElkLayout } from './layout/elk.ts';
import { layoutGraph } from './layout/layout-graph.ts';
import type { DiagramLayout } from './layout/placed.ts';
import { type DiagramFilter, filterGraph, NO_FILTER } from './view/filter.ts';

export interface LayOutOptions extends BuildOptions {
  /** Default: by the number of zones. */
  readonly detail?: Detail;
  /** Default: the whole policy. */
  readonly filter?: DiagramFilter;
  /** Default: elkjs in this thread. */
  readonly elk?: ElkLayout;
}

export type LaidOut =
  | { readonly ok: true; readonly graph: DiagramGraph; readonly layout: DiagramLayout }
  | { readonly ok: false; readonly message: string };

/** Never throws; a layout that fails says why. */
export async function layOut(policy: Policy, options: LayOutOptions): Promise<LaidOut> {
  const graph = filterGraph(buildGraph(policy, options), options.filter ?? NO_FILTER);
  const detail = options.detail ?? initialDetail(graph);
  const result = await layoutGraph(graph, options.elk ?? createElk(), { detail });
  return result.ok ? { ok: true, graph, layout: result.layout } : result;
}
