/** Everything that changes while the page is looked at: view, selection, panels, and what controls and keys do to them. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DrawOptions } from '../../language/diagram/draw/svg.tsx';
import type { SourcePlace } from '../../language/diagram/graph.ts';
import type { Point } from '../../language/diagram/layout/placed.ts';
import type { Overlay } from '../../language/diagram/overlay/overlay.ts';
import { drawnFor } from '../../language/diagram/view/folding.ts';
import type { Shown } from './canvas.tsx';
import { type ExportWish, exported } from './exporting.ts';
import { findingFrom } from './findings-walk.ts';
import type { Host, Kept, View } from './host.ts';
import { nodesAt } from './nodes.ts';
import { askPath, overlayActions } from './overlay-actions.ts';
import { type PictureState, usePicture } from './picture-state.ts';
import { ROOM_FOR_LEGEND, useFit, useScreen } from './screen.ts';
import { themeOf } from './theme-sync.ts';
import { type Screen, seesAny, showing, zoomed } from './viewport.ts';

export type PageState = ReturnType<typeof usePage>;

/** A place in the source that the editor speaks of. */
interface Revealed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly select: boolean;
}

export interface WorkerSources {
  readonly layout: string;
  readonly export: string;
}

export function usePage(host: Host, sources: WorkerSources) {
  const stage = useRef<HTMLDivElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const { legend, minimap, help, toggle } = usePanels(host);
  const [hits, setHits] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<Revealed>();
  const picture = usePicture(host, sources.layout, (message) => {
    if (message.type === 'reveal') setAsked(message);
    else void exported(message, shown, drawingOf(message, overlay.shown), sources.export).then(host.post);
  });
  const { shown, detail, filter, folding, overlay } = picture;
  const { question } = overlay;
  const screen = useScreen(stage, legend);
  const look = useLook(host, picture, screen);
  const { view, setView, selection, setSelected, bringIn } = look;
  const cursor = useMemo(() => (asked && shown ? drawnAt(asked, shown) : []), [asked, shown]);
  useKept(host, { detail, legend, minimap, filter, folding, overlay: question, selected: selection }, look.chosen);
  // The view follows when a place is asked for, not when someone moves away from it.
  useEffect(() => {
    if (asked?.select && cursor[0] !== undefined) bringIn(cursor[0]);
  }, [asked, shown]);

  const selected = selection === undefined || shown === undefined ? undefined : drawnNode(selection, shown);
  const source = (id: string, open: boolean, row?: number): void => {
    const place = sourceOf(shown, id, row);
    if (place) host.post({ type: 'source', place, open });
  };
  const actions = {
    select: bringIn,
    source,
    zoom: (factor: number) => setView(zoomed(view, factor, screen)),
    actualSize: () => setView(zoomed(view, 1 / view.scale, screen)),
    fit: look.fit,
    ...toggle,
    ...overlayActions(host, overlay, shown, selected, look.jump),
    search: () => searchInput.current?.focus(),
    jump: look.jump,
    fold: picture.fold,
    leaveSearch: () => stage.current?.querySelector<SVGElement>('[data-node][tabindex="0"]')?.focus(),
    finding: (step: 1 | -1) => {
      const next = shown && findingFrom(selected, step, shown.graph, shown.nodes);
      if (next !== undefined) bringIn(next);
    },
    pick: (id: string | undefined, row: number | undefined) => {
      setSelected(id);
      if (id === undefined) return;
      source(id, false, row);
      askPath(overlay, shown, id);
    },
    centre: (point: Point) => setView({ ...view, ...centred(point, view, screen) }),
  };
  return {
    ...{ host, stage, searchInput, legend, minimap, help, hits, setHits, view, setView },
    ...{ picture, shown, detail, screen, cursor, selected, actions },
  };
}

/** A view is kept once it has stood still for so long: keeping each of those that a drag goes through would slow it. Milliseconds. */
const STILL = 150;

/** What the editor keeps of the page. */
function useKept(host: Host, state: Kept, view: View | undefined): void {
  const latest = useRef(view);
  latest.current = view;
  const keep = (): void => {
    host.keep({ ...state, view: latest.current });
  };
  useEffect(keep, [host, ...Object.values(state)]);
  useEffect(() => {
    const timer = setTimeout(keep, STILL);
    return () => clearTimeout(timer);
  }, [view]);
}

/** What lies over the picture, each shown or not. */
function usePanels({ kept }: Host) {
  const [legend, setLegend] = useState(kept.legend ?? window.innerWidth >= ROOM_FOR_LEGEND);
  const [minimap, setMinimap] = useState(kept.minimap ?? true);
  const [help, setHelp] = useState(false);
  const toggle = {
    legend: () => setLegend(!legend),
    minimap: () => setMinimap(!minimap),
    help: () => setHelp(!help),
  };
  return { legend, minimap, help, toggle };
}

/** Where one looks and what is selected; going to a node brings it in where it is out of sight, filtered out or not drawn. */
function useLook(host: Host, picture: PictureState, screen: Screen) {
  const { shown } = picture;
  const [chosen, setView] = useState<View | undefined>(host.kept.view);
  const [selection, setSelected] = useState(host.kept.selected);
  /** What is to be gone to as soon as another picture than this one is drawn. */
  const [wanted, setWanted] = useState<{ readonly id: string; readonly instead: Shown }>();
  const fit = useFit();
  const view = chosen ?? fit.view(shown, screen, picture.filter, picture.overlay.shown);
  const bringIn = (id: string | undefined): void => {
    setSelected(id);
    const node = id === undefined ? undefined : shown?.nodes.get(id);
    const moved = node && showing(view, node.box, screen);
    if (moved !== undefined && moved !== view) setView(moved);
  };
  const jump = (id: string): void => {
    if (shown === undefined) return;
    if (shown.nodes.has(id)) bringIn(id);
    else if (picture.open(id)) setWanted({ id, instead: shown });
    else bringIn(drawnNode(id, shown));
  };
  useEffect(() => {
    if (wanted === undefined || shown === undefined || shown === wanted.instead) return;
    setWanted(undefined);
    bringIn(drawnNode(wanted.id, shown));
  }, [wanted, shown]);
  // A filter may leave nothing where one looks.
  useEffect(() => {
    if (shown !== undefined && chosen !== undefined && !seesAny(chosen, screen, Object.values(shown.layout.zones)))
      setView(undefined);
  }, [picture.filter, shown?.graph]);
  return {
    ...{ chosen, view, setView, selection, setSelected, bringIn, jump },
    fit: () => {
      fit.again();
      setView(undefined);
    },
  };
}

/** The node that is drawn for one, if any is. */
function drawnNode(id: string, { nodes, standIns, part }: Shown): string | undefined {
  return drawnFor(id, (node) => nodes.has(node), standIns, part);
}

/** What is drawn of the innermost declaration around a place. */
function drawnAt({ file, line, column }: Revealed, shown: Shown): string[] {
  const ids = nodesAt(shown.part, file, line, column).flatMap((id) => drawnNode(id, shown) ?? []);
  return [...new Set(ids)];
}

function drawingOf({ theme, legend }: ExportWish, overlay: Overlay | undefined): DrawOptions {
  return { theme: theme ?? themeOf(document.body.classList), legend, ...(overlay && { overlay }) };
}

function centred({ x, y }: Point, view: View, screen: Screen): Point {
  return { x: (screen.left + screen.width) / 2 - x * view.scale, y: screen.height / 2 - y * view.scale };
}

/** A row of a pill stands for its own rule, everything else for its declaration. */
function sourceOf(shown: Shown | undefined, id: string, row: number | undefined): SourcePlace | undefined {
  const conduit = row === undefined ? undefined : shown?.graph.conduits.find((c) => c.id === id);
  return conduit?.rows[row ?? -1]?.source ?? shown?.nodes.get(id)?.source;
}
