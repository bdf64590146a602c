/** The picture in its viewport: stripes and rail behind it at the screen's scale, the drawing itself moved and scaled by d3-zoom. */
import * as l10n from '@vscode/l10n';
import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { RAIL_WIDTH, Rail, Stripes } from '../../language/diagram/draw/bands.tsx';
import { OverlayContext } from '../../language/diagram/draw/overlay/context.ts';
import { domId, PenContext, usePen } from '../../language/diagram/draw/pen.tsx';
import { Picture } from '../../language/diagram/draw/picture.tsx';
import { type Reading, readingAt } from '../../language/diagram/draw/reading.ts';
import { HazardPattern } from '../../language/diagram/draw/zone.tsx';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { DiagramLayout } from '../../language/diagram/layout/placed.ts';
import { inView } from '../../language/diagram/overlay/in-view.ts';
import type { Overlay } from '../../language/diagram/overlay/overlay.ts';
import type { ViewedGraph } from '../../language/diagram/view/diagram-view.ts';
import type { View } from './host.ts';
import { linesOf, Marks } from './marks.tsx';
import { useMotion } from './motion.ts';
import type { PageNodes } from './nodes.ts';
import { LEAST_SCALE, MOST_SCALE, type Screen } from './viewport.ts';

export interface Shown extends ViewedGraph {
  /** What the filter left of the policy, of which `graph` shows what is not folded away. */
  readonly part: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly nodes: PageNodes;
}

export interface CanvasProps {
  readonly shown: Shown;
  readonly overlay: Overlay | undefined;
  readonly view: View;
  readonly screen: Screen;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  readonly cursor: readonly string[];
  /** Nodes that the search found. */
  readonly hits: readonly string[];
  readonly stale: boolean;
  /** Where the keyboard is: the node that Tab comes to. */
  readonly stop: string | undefined;
  onView(view: View): void;
  onHover(id: string | undefined): void;
  /** A click; `row` of a pill where it was on one. */
  onPick(id: string | undefined, row: number | undefined): void;
  onOpen(id: string, row: number | undefined): void;
  /** A press on the sign that opens and closes. */
  onFold(id: string): void;
  onKey(event: KeyboardEvent): void;
}

/** Stripes and rail are drawn beside the picture, not in it: there each step of a drag would have all of it painted again. */
export function Canvas(props: CanvasProps) {
  const { shown, view, screen } = props;
  const frame = { width: screen.width, height: screen.height, scale: view.scale, shift: view.y };
  return (
    <>
      <svg class="surround" width={screen.width} height={screen.height} aria-hidden="true">
        <Stripes bands={shown.layout.bands} frame={frame} />
      </svg>
      <Drawing {...props} />
      <svg class="surround" width={screen.width} height={screen.height} aria-hidden="true">
        <Rail bands={shown.layout.bands} frame={frame} />
      </svg>
    </>
  );
}

function Drawing(props: CanvasProps) {
  const { shown, overlay, view, screen, stale, selected, hovered, cursor } = props;
  const svg = useRef<SVGSVGElement>(null);
  useZoom(svg, props);
  useStop(svg, props);
  useLitLines(svg, props);
  const pen = usePen();
  const reading = readingAt(view.scale);
  useHits(svg, props, reading);
  useMotion(svg, shown);
  const over = useMemo(() => overlay && inView(overlay, shown.graph), [overlay, shown.graph]);
  const picture = useMemo(
    () => (
      <PenContext.Provider value={{ ...pen, reading }}>
        <OverlayContext.Provider value={over}>
          <Picture graph={shown.graph} layout={shown.layout} />
        </OverlayContext.Provider>
      </PenContext.Provider>
    ),
    [shown.graph, shown.layout, over, pen, reading],
  );
  return (
    <svg
      ref={svg}
      class={reading.blocks ? 'canvas blocks' : 'canvas'}
      role="application"
      aria-label={l10n.t(
        'Zone diagram of {0}. Arrow keys walk along conduits, Enter goes into a zone, Escape out, Space selects the source.',
        shown.graph.title,
      )}
      width={screen.width}
      height={screen.height}
      style={{ '--scale': view.scale }}
      onClick={(event) => {
        const fold = foldAt(event);
        if (fold === undefined) props.onPick(...pointed(event));
        else props.onFold(fold);
      }}
      onDblClick={(event) => {
        const [id, row] = pointed(event);
        if (id !== undefined && foldAt(event) === undefined) props.onOpen(id, row);
      }}
      onPointerOver={(event) => props.onHover(pointed(event)[0])}
      onPointerLeave={() => props.onHover(undefined)}
      onKeyDown={props.onKey}
    >
      <defs>
        <HazardPattern />
      </defs>
      <g class={stale ? 'picture stale' : 'picture'} transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
        {picture}
        <Marks graph={shown.graph} nodes={shown.nodes} hovered={hovered} selected={selected} cursor={cursor} />
      </g>
    </svg>
  );
}

/** The node under the pointer, and which row of its pill. */
function pointed(event: { target: EventTarget | null }): [id: string | undefined, row: number | undefined] {
  const target = event.target instanceof Element ? event.target : undefined;
  const id =
    target?.closest('[data-node]')?.getAttribute('data-node') ??
    target?.closest('[data-line]')?.getAttribute('data-line') ??
    foldAt(event);
  const row = target?.closest('[data-row]')?.getAttribute('data-row');
  return [id ?? undefined, row == null ? undefined : Number(row)];
}

/** The node whose opening sign is under the pointer. */
function foldAt({ target }: { target: EventTarget | null }): string | undefined {
  return (target instanceof Element && target.closest('[data-fold]')?.getAttribute('data-fold')) || undefined;
}

/** Wheel and drag move the view; a view that came from elsewhere (fit, keys) is told to d3. */
function useZoom(svg: RefObject<SVGSVGElement | null>, { view, onView }: CanvasProps): void {
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | undefined>(undefined);
  const report = useRef(onView);
  report.current = onView;
  useLayoutEffect(() => {
    if (svg.current === null) return;
    const moves = zoom<SVGSVGElement, unknown>()
      .scaleExtent([LEAST_SCALE, MOST_SCALE])
      .clickDistance(4)
      .on('start', ({ sourceEvent }) => svg.current?.classList.toggle('dragged', isDrag(sourceEvent)))
      .on('end', () => svg.current?.classList.remove('dragged'))
      .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
        if (sourceEvent) report.current({ x: transform.x, y: transform.y, scale: transform.k });
      });
    select(svg.current).call(moves).on('dblclick.zoom', null);
    behaviour.current = moves;
    const element = svg.current;
    return () => {
      select(element).on('.zoom', null);
    };
  }, [svg]);
  useLayoutEffect(() => {
    if (svg.current === null || behaviour.current === undefined) return;
    const now = zoomTransform(svg.current);
    if (now.x === view.x && now.y === view.y && now.k === view.scale) return;
    select(svg.current).call(behaviour.current.transform, zoomIdentity.translate(view.x, view.y).scale(view.scale));
  }, [svg, view.x, view.y, view.scale]);
}

/** The wheel changes the scale, at which a picture kept as pixels would be blurred. */
function isDrag(event: unknown): boolean {
  return event instanceof MouseEvent && event.type === 'mousedown';
}

/** One node of the picture is the tab stop; where the keyboard moved it while the picture had the focus, the focus follows. */
function useStop(svg: RefObject<SVGSVGElement | null>, { stop, shown, selected }: CanvasProps): void {
  useEffect(() => {
    const root = svg.current;
    if (root === null || stop === undefined) return;
    const element = root.getElementById(domId(stop)) as SVGGElement | null;
    for (const old of root.querySelectorAll('[data-node][tabindex="0"]'))
      if (old !== element) old.setAttribute('tabindex', '-1');
    element?.setAttribute('tabindex', '0');
    if (root.contains(document.activeElement) && document.activeElement !== element)
      element?.focus({ preventScroll: true });
  }, [svg, stop, shown]);
  useEffect(() => {
    for (const old of svg.current?.querySelectorAll('[aria-current]') ?? []) old.removeAttribute('aria-current');
    if (selected !== undefined) svg.current?.getElementById(domId(selected))?.setAttribute('aria-current', 'true');
  }, [svg, selected, shown]);
}

/** The conduits of what is hovered or selected stand out, below the pills that stand on them. */
function useLitLines(svg: RefObject<SVGSVGElement | null>, { hovered, selected, shown }: CanvasProps): void {
  useEffect(() => {
    const lit = new Set([...linesOf(hovered, shown.graph), ...linesOf(selected, shown.graph)]);
    for (const line of svg.current?.querySelectorAll('[data-line]') ?? [])
      line.classList.toggle('lit', lit.has(line.getAttribute('data-line') ?? ''));
  }, [svg, hovered, selected, shown]);
}

/** What the search found is marked: its name, and its border. */
function useHits(svg: RefObject<SVGSVGElement | null>, { hits, shown }: CanvasProps, reading: Reading): void {
  useEffect(() => {
    const wanted = new Set(hits);
    for (const node of svg.current?.querySelectorAll('[data-node], [data-header]') ?? [])
      node.classList.toggle(
        'found',
        wanted.has(node.getAttribute('data-node') ?? node.getAttribute('data-header') ?? ''),
      );
  }, [svg, hits, shown, reading]);
}

export { RAIL_WIDTH };
