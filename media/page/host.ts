/** The editor around the page: messages to it, and what it keeps of the page while the page is hidden. */
import type { Detail } from '../../language/diagram/graph.ts';
import { DETAILS } from '../../language/diagram/graph.ts';
import type { OverlayQuestion } from '../../language/diagram/overlay/overlay.ts';
import { isOverlayQuestion } from '../../language/diagram/overlay/overlay-shape.ts';
import type { DiagramFilter } from '../../language/diagram/view/filter.ts';
import { isDiagramFilter, isFolding } from '../../language/diagram/view/filter-shape.ts';
import type { Folding } from '../../language/diagram/view/folding.ts';
import type { ToClient } from '../../server/protocol/diagram.ts';

/** What `acquireVsCodeApi` gives. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What outlives a hidden panel. */
export interface Kept {
  readonly detail?: Detail;
  readonly legend?: boolean;
  readonly minimap?: boolean;
  readonly view?: View;
  readonly selected?: string;
  readonly filter?: DiagramFilter;
  readonly folding?: Folding;
  /** The overlay that lies over the picture. */
  readonly overlay?: OverlayQuestion;
}

export interface Host {
  post(message: ToClient): void;
  readonly kept: Kept;
  keep(kept: Kept): void;
}

export function editorHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    kept: readKept(api.getState()),
    keep: (kept) => api.setState(kept),
  };
}

/** State that an older version of the page may have left: what has another shape is forgotten. */
export function readKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null) return {};
  const { detail, legend, minimap, view, selected, filter, folding, overlay } = value as Readonly<
    Record<string, unknown>
  >;
  return {
    ...(DETAILS.includes(detail as Detail) && { detail: detail as Detail }),
    ...(typeof legend === 'boolean' && { legend }),
    ...(typeof minimap === 'boolean' && { minimap }),
    ...(isView(view) && { view }),
    ...(typeof selected === 'string' && { selected }),
    ...(isDiagramFilter(filter) && { filter }),
    ...(isFolding(folding) && { folding }),
    ...(isOverlayQuestion(overlay) && overlay.kind !== 'review' && { overlay }),
  };
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, scale } = value as Readonly<Record<string, unknown>>;
  return [x, y, scale].every((n) => typeof n === 'number' && Number.isFinite(n)) && (scale as number) > 0;
}
