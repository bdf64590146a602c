/** The diagram page: toolbar, picture, legend and minimap, and what keys and pointer do with them. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LEGEND_WIDTH } from '../../language/diagram/draw/legend.tsx';
import { type Pen, PenContext } from '../../language/diagram/draw/pen.tsx';
import { FULL_READING } from '../../language/diagram/draw/reading.ts';
import { isHighContrast, type ThemeName, tokenVariable } from '../../language/diagram/draw/theme.ts';
import type { SourcePlace } from '../../language/diagram/graph.ts';
import type { Point } from '../../language/diagram/layout/placed.ts';
import { Canvas, RAIL_WIDTH, type Shown } from './canvas.tsx';
import type { Host, View } from './host.ts';
import { canvasKey } from './keys.ts';
import { nodesAt } from './nodes.ts';
import {
  EmptyState,
  ErrorState,
  FailureStrip,
  LegendPanel,
  LoadingState,
  MinimapPanel,
  StaleStrip,
} from './panels.tsx';
import { type PictureState, usePicture } from './picture-state.ts';
import { followTheme } from './theme-sync.ts';
import { Toolbar } from './toolbar.tsx';
import { fitView, type Screen, seesAll, showing, zoomed } from './viewport.ts';

/** Narrower than this, the legend would cover the picture: it starts closed. */
const ROOM_FOR_LEGEND = 900;

export function App({ host, workerSource }: { host: Host; workerSource: string }) {
  const [theme, setTheme] = useState<ThemeName>('light');
  useEffect(() => followTheme(setTheme), []);
  const pen = useMemo(
    (): Pen => ({
      colour: (token) => `var(${tokenVariable(token)})`,
      highContrast: isHighContrast(theme),
      fixedText: false,
      interactive: true,
      reading: FULL_READING,
    }),
    [theme],
  );
  return (
    <PenContext.Provider value={pen}>
      <Page host={host} workerSource={workerSource} />
    </PenContext.Provider>
  );
}

type PageState = ReturnType<typeof usePage>;

/** Everything that changes while the page is looked at. */
function usePage(host: Host, workerSource: string) {
  const stage = useRef<HTMLDivElement>(null);
  const [legend, setLegend] = useState(host.kept.legend ?? window.innerWidth >= ROOM_FOR_LEGEND);
  const [minimap, setMinimap] = useState(host.kept.minimap ?? true);
  const [chosen, setView] = useState<View | undefined>(host.kept.view);
  const fit = useFit();
  const [selection, setSelected] = useState(host.kept.selected);
  const [asked, setAsked] = useState<Revealed>();
  const picture = usePicture(host, workerSource, setAsked);
  const { shown, detail } = picture;
  const screen = useScreen(stage, legend);
  const view = chosen ?? fit.view(shown, screen);
  const cursor = useMemo(
    () => (asked && shown ? nodesAt(shown.graph, asked.file, asked.line, asked.column) : []),
    [asked, shown],
  );
  const bringIn = (id: string | undefined): void => {
    setSelected(id);
    const node = id === undefined ? undefined : shown?.nodes.get(id);
    const moved = node && showing(view, node.box, screen);
    if (moved !== undefined && moved !== view) setView(moved);
  };

  useEffect(() => {
    host.keep({ detail, legend, minimap, ...(chosen && { view: chosen }), ...(selection && { selected: selection }) });
  }, [host, detail, legend, minimap, chosen, selection]);
  // The view follows when a place is asked for, not when someone moves away from it.
  useEffect(() => {
    if (asked?.select && cursor[0] !== undefined) bringIn(cursor[0]);
  }, [asked, shown]);

  const selected = selection !== undefined && shown?.nodes.has(selection) ? selection : undefined;
  const actions = {
    select: bringIn,
    zoom: (factor: number) => setView(zoomed(view, factor, screen)),
    actualSize: () => setView(zoomed(view, 1 / view.scale, screen)),
    fit: () => {
      fit.again();
      setView(undefined);
    },
    legend: () => setLegend(!legend),
    minimap: () => setMinimap(!minimap),
    source: (id: string, open: boolean, row?: number) => {
      const place = sourceOf(shown, id, row);
      if (place) host.post({ type: 'source', place, open });
    },
    pick: (id: string | undefined, row: number | undefined) => {
      setSelected(id);
      if (id !== undefined) actions.source(id, false, row);
    },
    centre: ({ x, y }: Point) =>
      setView({ ...view, x: (RAIL_WIDTH + screen.width) / 2 - x * view.scale, y: screen.height / 2 - y * view.scale }),
  };
  return { host, stage, legend, minimap, view, setView, picture, shown, detail, screen, cursor, selected, actions };
}

interface Revealed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly select: boolean;
}

function Page({ host, workerSource }: { host: Host; workerSource: string }) {
  const page = usePage(host, workerSource);
  const { picture, actions, view, shown, screen, legend, detail } = page;
  const hasZones = shown !== undefined && shown.graph.zones.length > 0;
  return (
    <main class="page">
      <Toolbar
        graph={picture.graph}
        detail={detail}
        scale={view.scale}
        legend={legend}
        onDetail={(d) => {
          picture.setDetail(d);
          page.setView(undefined);
        }}
        onZoom={actions.zoom}
        onActualSize={actions.actualSize}
        onFit={actions.fit}
        onLegend={actions.legend}
      />
      <div class="stage" ref={page.stage}>
        {hasZones && <Stage page={page} shown={shown} />}
        <Around picture={picture} host={host} />
        {hasZones && legend && (
          <LegendPanel graph={shown.graph} detail={shown.layout.detail} onClose={actions.legend} />
        )}
        {hasZones && page.minimap && !seesAll(view, screen, shown.layout.bounds) && (
          <MinimapPanel {...shown} view={view} screen={screen} onCentre={actions.centre} />
        )}
      </div>
    </main>
  );
}

function Stage({ page, shown }: { page: PageState; shown: Shown }) {
  const { actions, selected } = page;
  const [hovered, setHovered] = useState<string>();
  return (
    <Canvas
      shown={shown}
      view={page.view}
      screen={page.screen}
      selected={selected}
      hovered={hovered}
      cursor={page.cursor}
      stale={page.picture.stale !== undefined}
      stop={selected ?? shown.graph.zones[0]?.id}
      onView={page.setView}
      onHover={setHovered}
      onPick={actions.pick}
      onOpen={(id, row) => actions.source(id, true, row)}
      onKey={(event) => canvasKey(event, shown, selected, actions)}
    />
  );
}

/** The states of the whole stage, and the strips above a picture that is not the newest. */
function Around({ picture, host }: { picture: PictureState; host: Host }) {
  const { shown, failure, stale, waiting, graph } = picture;
  if (failure !== undefined && shown === undefined) return <ErrorState message={failure} onRetry={picture.retry} />;
  if (waiting !== undefined && shown === undefined)
    return <LoadingState graph={graph} seconds={waiting} onCancel={picture.cancel} />;
  return (
    <>
      {shown?.graph.zones.length === 0 && <EmptyState />}
      <div class="strips">
        {stale && (
          <StaleStrip stale={stale} onOpen={() => host.post({ type: 'source', place: stale.place, open: true })} />
        )}
        {failure !== undefined && <FailureStrip message={failure} onRetry={picture.retry} />}
      </div>
    </>
  );
}

/** A row of a pill stands for its own rule, everything else for its declaration. */
function sourceOf(shown: Shown | undefined, id: string, row: number | undefined): SourcePlace | undefined {
  const conduit = row === undefined ? undefined : shown?.graph.conduits.find((c) => c.id === id);
  return conduit?.rows[row ?? -1]?.source ?? shown?.nodes.get(id)?.source;
}

/**
 * The view while none was chosen: the whole picture. It is fitted when the screen, the detail or the wish changes, not when the
 * picture does: an edit must not move what did not change.
 */
function useFit(): { view(shown: Shown | undefined, screen: Screen): View; again(): void } {
  const last = useRef<{ key: string; view: View } | undefined>(undefined);
  const [times, setTimes] = useState(0);
  return {
    view: (shown, screen) => {
      if (shown === undefined) return NO_VIEW;
      const key = JSON.stringify([shown.layout.detail, screen, times]);
      if (last.current?.key !== key) last.current = { key, view: fitView(shown.layout.bounds, screen) };
      return last.current.view;
    },
    again: () => setTimes(times + 1),
  };
}

const NO_VIEW: View = { x: 0, y: 0, scale: 1 };

/** The stage's size as it changes. */
function useScreen(stage: { readonly current: HTMLElement | null }, legend: boolean): Screen {
  const [size, setSize] = useState({ width: window.innerWidth, height: window.innerHeight - 44 });
  useEffect(() => {
    if (stage.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(stage.current);
    return () => observer.disconnect();
  }, [stage]);
  const room = legend && size.width >= ROOM_FOR_LEGEND;
  return { ...size, left: RAIL_WIDTH, right: room ? LEGEND_WIDTH + 20 : 0 };
}
