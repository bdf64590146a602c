/** What the page and its layout worker say to each other. */
import type { Detail, DiagramGraph } from '../../language/diagram/graph.ts';
import type { LayoutResult } from '../../language/diagram/layout/layout-graph.ts';

export interface LayoutQuestion {
  readonly request: number;
  readonly graph: DiagramGraph;
  readonly detail: Detail;
}

export interface LayoutAnswer {
  readonly request: number;
  readonly result: LayoutResult;
}
