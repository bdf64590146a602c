/**
 * Public face of the diagram: Policy -> graph -> layout -> SVG.
 *
 * An editor builds the graph and lets the webview lay it out and draw it; the command line does all three with {@link renderSvg}.
 */

export type { Drawing } from './build/build-graph.ts';
export { type BuildOptions, buildDrawing, buildGraph } from './build/build-graph.ts';
export { zoneNodeId } from './build/node-ids.ts';
export { type DrawOptions, drawSvg, renderSvg, type SvgOptions, svgOf } from './draw/svg.tsx';
export { drawioText } from './export/drawio.ts';
export { mermaidText } from './export/mermaid.ts';
export type { RasterParts } from './export/png.ts';
export type { Detail, DiagramGraph, SourcePlace } from './graph.ts';
export { initialDetail } from './graph.ts';
export { type LaidOut, type LayOutOptions, layOut, layOutGraph } from './lay-out.ts';
export { createElk } from './layout/elk.ts';
export { type DiagramLayout, type ElkLayout, type LayoutOptions, layoutGraph } from './layout/layout-graph.ts';
export { type OverlaySource, overlayOf } from './overlay/index.ts';
export { OVERLAY_KINDS, type Overlay, type OverlayKind, type OverlayQuestion } from './overlay/overlay.ts';
export { assetNodeId } from './overlay/source.ts';
export { type ReviewOptions, reviewGraph } from './review/review-graph.ts';
export { reviewOverlay } from './review/review-overlay.ts';
export { type DiagramView, initialView, type ViewedGraph, viewOf } from './view/diagram-view.ts';
export { FACETS, type Facet, type FacetValue, facetValues, findValue } from './view/facets.ts';
export { type DiagramFilter, toggled } from './view/filter.ts';
