/** What the page and its export worker say to each other. */
import type { DrawOptions } from '../../language/diagram/draw/svg.tsx';
import type { RasterParts } from '../../language/diagram/export/png.ts';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { DiagramLayout } from '../../language/diagram/layout/placed.ts';
import type { ExportFormat } from '../../server/protocol/diagram.ts';

export interface ExportQuestion {
  readonly format: ExportFormat;
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly drawing: DrawOptions;
  /** For PNG. */
  readonly raster?: RasterParts;
}

export type ExportAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };
