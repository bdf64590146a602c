/**
 * The diagram panel's messages: webview <-> client (postMessage) and client <-> server (one LSP request).
 *
 * Nothing that crosses is believed: both sides read a message with {@link readToWebview} or {@link readToClient}, which answer
 * undefined for anything of another shape.
 */
import type { DiagramGraph, SourcePlace } from '../../language/diagram/graph.ts';
import { isDiagramGraph, isSourcePlace } from '../../language/diagram/graph-shape.ts';
import type { Overlay, OverlayQuestion } from '../../language/diagram/overlay/overlay.ts';
import { isOverlay, isOverlayQuestion } from '../../language/diagram/overlay/overlay-shape.ts';

export type { Overlay, OverlayQuestion };

/** LSP request from client to server: the graph of the policy that a file belongs to. */
export const DIAGRAM_REQUEST = 'bulkhead/diagram';

export interface DiagramParams {
  /** URI of any file of the policy. */
  readonly uri: string;
  /** With it the answer brings the overlay too: of the same text as the graph. */
  readonly overlay?: OverlayQuestion;
  /** With it the answer is the picture of a review: both versions in one graph, and the overlay that tells the change. */
  readonly review?: ReviewedVersion;
}

/** The older version that a review compares with. */
export interface ReviewedVersion {
  readonly name: string;
  /** Paths relative to the policy's folder. */
  readonly before: readonly { readonly path: string; readonly text: string }[];
}

/** LSP request: an overlay alone, for a picture that is there. Params {@link OverlayParams}, answer {@link Overlay}, or null. */
export const OVERLAY_REQUEST = 'bulkhead/overlay';

export interface OverlayParams {
  /** URI of any file of the policy. */
  readonly uri: string;
  readonly overlay: OverlayQuestion;
}

/** A syntax error that keeps the picture at its last good state. */
export interface StaleMark {
  readonly message: string;
  readonly place: SourcePlace;
}

export interface DiagramResult {
  readonly graph: DiagramGraph;
  /** Present while a file of the policy does not parse. */
  readonly stale?: StaleMark;
  /** Present where the question asked for one. */
  readonly overlay?: Overlay;
  /** URI of the policy's folder: `file` of a {@link SourcePlace} is relative to it. */
  readonly folder: string;
}

/** LSP notification from server to client: the policy in this folder changed, ask for its diagram again. */
export const DIAGRAM_CHANGED = 'bulkhead/diagramChanged';

export interface DiagramChangedParams {
  readonly folder: string;
}

/** What the picture is exported as, and in whose colours; the page's own where absent. */
export type ExportFormat = 'svg' | 'png' | 'drawio' | 'mermaid';
export const EXPORT_FORMATS: readonly ExportFormat[] = ['svg', 'png', 'drawio', 'mermaid'];
export type ExportTheme = 'light' | 'dark' | 'hc' | 'hc-light';
export const EXPORT_THEMES: readonly ExportTheme[] = ['light', 'dark', 'hc', 'hc-light'];

export interface ExportChoice {
  readonly format: ExportFormat;
  readonly theme?: ExportTheme;
  readonly legend: boolean;
}

/** From the extension to the page. */
export type ToWebview =
  /** A new graph; view, selection and position of what did not change stay. */
  | { readonly type: 'show'; readonly graph: DiagramGraph; readonly stale?: StaleMark; readonly overlay?: Overlay }
  /** The overlay that was asked for last, over the graph that is there. */
  | { readonly type: 'overlay'; readonly overlay: Overlay }
  /** Show this overlay: a command in the editor asks for it. */
  | { readonly type: 'ask'; readonly question: OverlayQuestion }
  /** The cursor is here: mark the innermost node around it. With `select`, also select it and bring it into view. */
  | {
      readonly type: 'reveal';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly select: boolean;
    }
  /** Make a file of the picture as it is, and answer with `exported` or `exportFailed`. */
  | ({ readonly type: 'export'; readonly request: number } & ExportChoice)
  /** The policy could not be read at all. */
  | { readonly type: 'failed'; readonly message: string };

/** From the page to the extension. */
export type ToClient =
  /** The page listens: send `show`, with the overlay that it had. */
  | { readonly type: 'ready'; readonly overlay?: OverlayQuestion }
  /** Send this overlay, now and after every edit; none without a question. */
  | { readonly type: 'overlay'; readonly question?: OverlayQuestion }
  /** Select the place in the source. With `open`, move the focus there. */
  | { readonly type: 'source'; readonly place: SourcePlace; readonly open: boolean }
  /** A picture is on the screen: how long its layout took, in milliseconds. */
  | { readonly type: 'drawn'; readonly zones: number; readonly milliseconds: number }
  /** The layout failed; the last picture stays. */
  | { readonly type: 'layoutFailed'; readonly message: string }
  /** Send `show` again: *Try again* was chosen. */
  | { readonly type: 'retry' }
  /** *New policy* was chosen. */
  | { readonly type: 'newPolicy' }
  /** *Export diagram* was chosen: ask what as, then send `export`. */
  | { readonly type: 'exportWanted' }
  /** The file that `export` asked for. */
  | { readonly type: 'exported'; readonly request: number; readonly bytes: Uint8Array }
  | { readonly type: 'exportFailed'; readonly request: number; readonly message: string };

/** The message, if it is one that the page understands. */
export function readToWebview(value: unknown): ToWebview | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case 'show':
      if (!isDiagramGraph(value.graph) || !(value.stale === undefined || isStaleMark(value.stale))) return undefined;
      if (!(value.overlay === undefined || isOverlay(value.overlay))) return undefined;
      return {
        type: 'show',
        graph: value.graph,
        ...(value.stale && { stale: value.stale }),
        ...(value.overlay && { overlay: value.overlay }),
      };
    case 'overlay':
      return isOverlay(value.overlay) ? { type: 'overlay', overlay: value.overlay } : undefined;
    case 'ask':
      return isOverlayQuestion(value.question) ? { type: 'ask', question: value.question } : undefined;
    case 'reveal': {
      const { file, line, column, select } = value;
      if (typeof file !== 'string' || !isCount(line) || !isCount(column) || typeof select !== 'boolean')
        return undefined;
      return { type: 'reveal', file, line, column, select };
    }
    case 'export':
      return readExport(value);
    case 'failed':
      return typeof value.message === 'string' ? { type: 'failed', message: value.message } : undefined;
    default:
      return undefined;
  }
}

/** The message, if it is one that the extension understands. */
export function readToClient(value: unknown): ToClient | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case 'retry':
    case 'newPolicy':
    case 'exportWanted':
      return { type: value.type };
    case 'ready':
      if (!(value.overlay === undefined || isOverlayQuestion(value.overlay))) return undefined;
      return { type: 'ready', ...(value.overlay && { overlay: value.overlay }) };
    case 'overlay':
      if (!(value.question === undefined || isOverlayQuestion(value.question))) return undefined;
      return { type: 'overlay', ...(value.question && { question: value.question }) };
    case 'source':
      if (!isSourcePlace(value.place) || typeof value.open !== 'boolean') return undefined;
      return { type: 'source', place: value.place, open: value.open };
    case 'drawn':
      if (!isCount(value.zones) || typeof value.milliseconds !== 'number') return undefined;
      return { type: 'drawn', zones: value.zones, milliseconds: value.milliseconds };
    case 'exported':
      if (!isCount(value.request) || !(value.bytes instanceof Uint8Array)) return undefined;
      return { type: 'exported', request: value.request, bytes: value.bytes };
    case 'exportFailed':
      if (!isCount(value.request) || typeof value.message !== 'string') return undefined;
      return { type: 'exportFailed', request: value.request, message: value.message };
    case 'layoutFailed':
      return typeof value.message === 'string' ? { type: 'layoutFailed', message: value.message } : undefined;
    default:
      return undefined;
  }
}

function readExport({ request, format, theme, legend }: Readonly<Record<string, unknown>>): ToWebview | undefined {
  const [known, colours] = [EXPORT_FORMATS.find((f) => f === format), EXPORT_THEMES.find((t) => t === theme)];
  if (!isCount(request) || known === undefined || typeof legend !== 'boolean') return undefined;
  if (theme !== undefined && colours === undefined) return undefined;
  return { type: 'export', request, format: known, legend, ...(colours && { theme: colours }) };
}

function isStaleMark(value: unknown): value is StaleMark {
  return isRecord(value) && typeof value.message === 'string' && isSourcePlace(value.place);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
