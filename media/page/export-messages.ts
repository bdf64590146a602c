/** What the page and its export worker say to each other. */
import type { DrawOptions } from '../../language/diagram/draw/svg.tsx';
import type { RasterParts } from '../../language/diagram/export/png.ts';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { DiagramLayout } from '../../language/diagram/layout/placed.ts';
import type { ExportFormat } from '../../server/protocol/diagram.ts';

interface Picture {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly drawing: DrawOptions;
}

export type ExportQuestion = Picture &
  (
    | { readonly format: 'png'; readonly raster: RasterParts }
    | { readonly format: Exclude<ExportFormat, 'png'>; readonly raster?: never }
  );

export type ExportAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };
