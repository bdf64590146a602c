/** The picture in its viewport: stripes and rail behind it at the screen's scale, the drawing itself moved and scaled by d3-zoom. */
import * as l10n from '@vscode/l10n';
import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
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
  const stand = useRef<HTMLDivElement>(null);
  const held = useZoom(stand, props);
  const frame = { width: screen.width, height: screen.height, scale: view.scale, shift: view.y };
  return (
    <div ref={stand} class="stand">
      <svg class="surround" width={screen.width} height={screen.height} aria-hidden="true">
        <Stripes bands={shown.layout.bands} frame={frame} />
      </svg>
      <Drawing {...props} painted={held?.scale === view.scale ? held : view} />
      <svg class="surround" width={screen.width} height={screen.height} aria-hidden="true">
        <Rail bands={shown.layout.bands} frame={frame} />
      </svg>
    </div>
  );
}

interface DrawingProps extends CanvasProps {
  /** The view that the picture is painted in: `view`, or while it is dragged the one from which it is shifted whole. */
  readonly painted: View;
}

function Drawing(props: DrawingProps) {
  const { shown, overlay, view, painted, screen, stale, selected, hovered, cursor } = props;
  const svg = useRef<SVGSVGElement>(null);
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
      class={`canvas${reading.blocks ? ' blocks' : ''}${painted === view ? '' : ' dragged'}`}
      role="application"
      aria-label={l10n.t(
        'Zone diagram of {0}. Arrow keys walk along conduits, Enter goes into a zone, Escape out, Space selects the source.',
        shown.graph.title,
      )}
      width={screen.width}
      height={screen.height}
      style={{ '--scale': view.scale, ...(painted !== view && { transform: shift(painted, view) }) }}
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
      <g
        class={stale ? 'picture stale' : 'picture'}
        transform={`translate(${painted.x} ${painted.y}) scale(${painted.scale})`}
      >
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

/** What moves a picture painted in one view to where another of the same scale has it. */
function shift(from: View, to: View): string {
  return `translate(${to.x - from.x}px, ${to.y - from.y}px)`;
}

/**
 * Wheel and drag move the view; a view that came from elsewhere (fit, keys) is told to d3. Listens on what stands still, the picture in
 * it is shifted. Returns the view that a drag began in, from its first step to its end.
 */
function useZoom(stand: RefObject<HTMLElement | null>, { view, screen, onView }: CanvasProps): View | undefined {
  const behaviour = useRef<ZoomBehavior<HTMLElement, unknown> | undefined>(undefined);
  const [held, setHeld] = useState<View>();
  const latest = useRef({ screen, onView });
  latest.current = { screen, onView };
  useLayoutEffect(() => {
    if (stand.current === null) return;
    let from: View | undefined;
    const moves = zoom<HTMLElement, unknown>()
      .scaleExtent([LEAST_SCALE, MOST_SCALE])
      .clickDistance(4)
      // Asked of the element, its size would have a new picture laid out before it is complete.
      .extent(() => [
        [0, 0],
        [latest.current.screen.width, latest.current.screen.height],
      ])
      .on('start', ({ transform, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>) => {
        from = isDrag(sourceEvent) ? viewOf(transform) : undefined;
      })
      .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>) => {
        if (!sourceEvent) return;
        setHeld(from);
        latest.current.onView(viewOf(transform));
      })
      .on('end', () => setHeld(undefined));
    select(stand.current).call(moves).on('dblclick.zoom', null);
    behaviour.current = moves;
    const element = stand.current;
    return () => {
      select(element).on('.zoom', null);
    };
  }, [stand]);
  useLayoutEffect(() => {
    if (stand.current === null || behaviour.current === undefined) return;
    const now = zoomTransform(stand.current);
    if (now.x === view.x && now.y === view.y && now.k === view.scale) return;
    select(stand.current).call(behaviour.current.transform, zoomIdentity.translate(view.x, view.y).scale(view.scale));
  }, [stand, view.x, view.y, view.scale]);
  return held;
}

function viewOf({ x, y, k }: ZoomTransform): View {
  return { x, y, scale: k };
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
