/** What the page and its layout worker say to each other. */
import type { Detail, DiagramGraph } from '../../language/diagram/graph.ts';
import type { Before } from '../../language/diagram/layout/anchored.ts';
import type { LayoutResult } from '../../language/diagram/layout/layout-graph.ts';

export interface LayoutQuestion {
  readonly request: number;
  readonly graph: DiagramGraph;
  readonly detail: Detail;
  /** What is on the screen. */
  readonly previous?: Before;
}

export interface LayoutAnswer {
  readonly request: number;
  readonly result: LayoutResult;
}
