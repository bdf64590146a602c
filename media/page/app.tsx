/** The diagram page: toolbar, picture, and what stands around it. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Pen, PenContext } from '../../language/diagram/draw/pen.tsx';
import { FULL_READING } from '../../language/diagram/draw/reading.ts';
import { isHighContrast, type ThemeName, tokenVariable } from '../../language/diagram/draw/theme.ts';
import { Around } from './around.tsx';
import { Canvas, type Shown } from './canvas.tsx';
import { FilterBar, FilterMenu } from './filter-menu.tsx';
import { HelpDialog } from './help-dialog.tsx';
import type { Host } from './host.ts';
import { canvasKey, usePageKeys } from './keys.ts';
import { OverlayPanel } from './overlay-panel.tsx';
import { OverlaySelect } from './overlay-select.tsx';
import { type PageState, usePage, type WorkerSources } from './page-state.ts';
import { LegendPanel, MinimapPanel } from './panels.tsx';
import { SearchBox } from './search-box.tsx';
import { followTheme } from './theme-sync.ts';
import { Toolbar } from './toolbar.tsx';
import { seesAll } from './viewport.ts';

export function App({ host, sources }: { host: Host; sources: WorkerSources }) {
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
      <Page host={host} sources={sources} />
    </PenContext.Provider>
  );
}

function Page({ host, sources }: { host: Host; sources: WorkerSources }) {
  const page = usePage(host, sources);
  const { actions, view, shown, screen, legend } = page;
  const overlay = page.picture.overlay.shown;
  const hasZones = shown !== undefined && shown.graph.zones.length > 0;
  usePageKeys(actions);
  return (
    <main class="page">
      <TopBars page={page} />
      <div class="body">
        <div class="stage" ref={page.stage}>
          {hasZones && <Stage page={page} shown={shown} />}
          <Around picture={page.picture} host={host} />
          {hasZones && legend && (
            <LegendPanel graph={shown.graph} detail={shown.layout.detail} overlay={overlay} onClose={actions.legend} />
          )}
          {hasZones && page.minimap && !seesAll(view, screen, shown.layout.bounds) && (
            <MinimapPanel {...shown} overlay={overlay} view={view} screen={screen} onCentre={actions.centre} />
          )}
        </div>
        {overlay && <OverlayPanel overlay={overlay} {...actions.panel} />}
      </div>
      {page.help && <HelpDialog onClose={actions.help} />}
    </main>
  );
}

function TopBars({ page }: { page: PageState }) {
  const { picture, actions, host } = page;
  const filtering = picture.graph && {
    graph: picture.graph,
    filter: picture.filter,
    onFilter: picture.setFilter,
  };
  return (
    <>
      <Toolbar
        graph={picture.graph}
        detail={page.detail}
        scale={page.view.scale}
        legend={page.legend}
        onDetail={(detail) => {
          picture.setDetail(detail);
          actions.fit();
        }}
        onZoom={actions.zoom}
        onActualSize={actions.actualSize}
        onFit={actions.fit}
        onLegend={actions.legend}
        onExport={() => host.post({ type: 'exportWanted' })}
        onHelp={actions.help}
      >
        <OverlaySelect kind={picture.overlay.question?.kind} onChoose={actions.overlay} />
        {filtering && <FilterMenu {...filtering} />}
        <span class="space" />
        {picture.graph && (
          <SearchBox
            graph={picture.graph}
            input={page.searchInput}
            onHits={page.setHits}
            onJump={actions.jump}
            onLeave={actions.leaveSearch}
          />
        )}
      </Toolbar>
      {filtering && <FilterBar {...filtering} part={page.shown?.graph} />}
    </>
  );
}

function Stage({ page, shown }: { page: PageState; shown: Shown }) {
  const { actions, selected } = page;
  const [hovered, setHovered] = useState<string>();
  return (
    <Canvas
      shown={shown}
      overlay={page.picture.overlay.shown}
      view={page.view}
      screen={page.screen}
      selected={selected}
      hovered={hovered}
      cursor={page.cursor}
      hits={page.hits}
      stale={page.picture.stale !== undefined}
      stop={selected ?? shown.graph.zones[0]?.id}
      onView={page.setView}
      onHover={setHovered}
      onPick={actions.pick}
      onOpen={(id, row) => actions.source(id, true, row)}
      onFold={(id) => actions.fold(id, false)}
      onKey={(event) => canvasKey(event, shown, selected, actions)}
    />
  );
}
