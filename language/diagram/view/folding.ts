/** What opens and closes zones and bundles of a picture in place. Pure: from what is folded now to what is folded then. */
import type { DiagramGraph } from '../graph.ts';
import { type DiagramView, type ViewedGraph, viewOf } from './diagram-view.ts';
import { withInside } from './facets.ts';

/** What someone opened and closed by hand: a view without its detail. */
export type Folding = Omit<DiagramView, 'detail'>;

export const NO_FOLDING: Folding = { collapsed: [], expanded: [], unbundled: [] };

/**
 * A zone the other way: a card where it is open, open where it is a card. A bundle is taken apart; a conduit of one that was is put back.
 * The view that came in where a node is neither.
 */
export function toggledFold(graph: DiagramGraph, view: DiagramView, id: string): Folding {
  if (graph.zones.some((z) => z.id === id)) return toggledZone(graph, view, id);
  if (viewOf(graph, view).graph.conduits.some((c) => c.id === id && c.members !== undefined))
    return { ...view, unbundled: [...view.unbundled, id] };
  const bundle = view.unbundled.find((b) => {
    const unbundled = view.unbundled.filter((other) => other !== b);
    return viewOf(graph, { ...view, unbundled }).standIns.get(id) === b;
  });
  return { ...view, unbundled: view.unbundled.filter((b) => b !== bundle) };
}

function toggledZone(graph: DiagramGraph, view: DiagramView, id: string): Folding {
  const without = (list: readonly string[]): string[] => list.filter((z) => z !== id);
  if (view.collapsed.includes(id)) return { ...view, collapsed: without(view.collapsed) };
  if (view.expanded.includes(id)) return { ...view, expanded: without(view.expanded) };
  const holdsZones = graph.zones.some((z) => z.parent === id);
  const shown = viewOf(graph, view).graph.zones.find((z) => z.id === id);
  const isOpen = (shown?.detail ?? view.detail) === 'assets';
  return holdsZones || isOpen
    ? { ...view, collapsed: [...view.collapsed, id] }
    : { ...view, expanded: [...view.expanded, id] };
}

/** All assets of a zone, and of the zones in it; the zone as the detail has it where they were shown so already. */
export function toggledAssets(graph: DiagramGraph, view: DiagramView, id: string): Folding {
  const inside = withInside(graph, [id]);
  const collapsed = view.collapsed.filter((z) => !inside.has(z));
  const wasShown = view.expanded.includes(id) && collapsed.length === view.collapsed.length;
  const expanded = view.expanded.filter((z) => !inside.has(z));
  return { ...view, collapsed, expanded: wasShown ? expanded : [...expanded, id] };
}

/** With everything around a node open, so that it is drawn: its zones uncollapsed, and expanded where the detail draws no assets. */
export function openedFor(graph: DiagramGraph, view: DiagramView, id: string): Folding {
  const zone = graph.zones.find((z) => z.id === id || [...z.assets, ...z.ghosts, ...z.inner].some((n) => n.id === id));
  const conduit = graph.conduits.find((c) => c.id === id || c.gates.some((g) => g.id === id));
  const ends = zone === undefined ? [conduit?.upper, conduit?.lower] : [zone.id === id ? zone.parent : zone.id];
  const around = new Set(ends.flatMap((end) => pathTo(graph, end)));
  const collapsed = view.collapsed.filter((z) => !around.has(z));
  if (zone === undefined || zone.id === id) return { ...view, collapsed };
  const shown = viewOf(graph, { ...view, collapsed }).graph.zones.find((z) => z.id === zone.id);
  const isHidden = (shown?.detail ?? view.detail) !== 'assets';
  return { ...view, collapsed, expanded: isHidden ? [...view.expanded, zone.id] : view.expanded };
}

export function sameFolding(a: Folding, b: Folding): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    x.length === y.length && x.every((id, i) => id === y[i]);
  return same(a.collapsed, b.collapsed) && same(a.expanded, b.expanded) && same(a.unbundled, b.unbundled);
}

/** The node that is drawn for one: itself, what stands in for it, or the zone that it is in. */
export function drawnFor(
  id: string,
  isDrawn: (id: string) => boolean,
  standIns: ViewedGraph['standIns'],
  graph: DiagramGraph,
): string | undefined {
  if (isDrawn(id)) return id;
  const standIn = standIns.get(id);
  if (standIn !== undefined && isDrawn(standIn)) return standIn;
  const zone = graph.zones.find((z) => [...z.assets, ...z.ghosts, ...z.inner].some((n) => n.id === id));
  return zone !== undefined && isDrawn(zone.id) ? zone.id : undefined;
}

/** A zone and those around it. */
function pathTo(graph: DiagramGraph, id: string | undefined): string[] {
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  const path = new Set<string>();
  for (let at = id; at !== undefined && !path.has(at); at = parents.get(at)) path.add(at);
  return [...path];
}
