/** Collapsed zones: one card for a zone and all that is in it, the conduits of what is inside lifted to its border. */
import {
  type Badges,
  type Detail,
  type DiagramConduit,
  type DiagramGraph,
  type DiagramZone,
  detailOf,
  NO_BADGES,
} from '../graph.ts';
import { type Hierarchy, hierarchyOf } from '../layout/hierarchy.ts';
import type { DiagramView } from './diagram-view.ts';
import { markOf, sumOfBadges } from './merge.ts';

export interface FoldedGraph {
  readonly graph: DiagramGraph;
  /** Conduits that end at a collapsed zone instead of one inside it. */
  readonly lifted: ReadonlySet<string>;
  readonly standIns: ReadonlyMap<string, string>;
}

export function foldZones(graph: DiagramGraph, view: DiagramView): FoldedGraph {
  const hierarchy = hierarchyOf(graph);
  const shownAs = collapsedInto(graph.zones, hierarchy, new Set(view.collapsed));
  const standIns = new Map<string, string>();
  for (const zone of graph.zones) {
    const shown = shownAs.get(zone.id);
    if (shown === undefined) continue;
    if (shown !== zone.id) standIns.set(zone.id, shown);
    for (const node of [...zone.assets, ...zone.ghosts, ...zone.inner]) standIns.set(node.id, shown);
  }
  const { conduits, lifted, inside } = liftConduits(graph.conduits, shownAs, standIns);
  const zones = graph.zones
    .filter((z) => (shownAs.get(z.id) ?? z.id) === z.id)
    .map((z) => (shownAs.has(z.id) ? card(z, hierarchy, view, inside.get(z.id) ?? []) : opened(z, hierarchy, view)));
  return { graph: { ...graph, zones, conduits }, lifted, standIns };
}

/** For every zone that is collapsed or lies in one that is: the outermost of these. */
function collapsedInto(
  zones: readonly DiagramZone[],
  hierarchy: Hierarchy,
  collapsed: ReadonlySet<string>,
): Map<string, string> {
  const shownAs = new Map<string, string>();
  if (collapsed.size === 0) return shownAs;
  for (const zone of zones)
    for (const around of zonesAround(zone, hierarchy)) if (collapsed.has(around.id)) shownAs.set(zone.id, around.id);
  return shownAs;
}

/** The zone, its parent and so on; in a circle, each once. */
function zonesAround(zone: DiagramZone, { zones }: Hierarchy): Set<DiagramZone> {
  const path = new Set<DiagramZone>();
  let at: DiagramZone | undefined = zone;
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = at.parent === undefined ? undefined : zones.get(at.parent);
  }
  return path;
}

function nestedIn(zone: DiagramZone, { children }: Hierarchy): DiagramZone[] {
  const nested = new Set<DiagramZone>([zone]);
  for (const at of nested) for (const child of children.get(at.id) ?? []) nested.add(child);
  nested.delete(zone);
  return [...nested];
}

/** A zone that is drawn with what is in it: in more detail where it, or a zone around it, is expanded. */
function opened(zone: DiagramZone, hierarchy: Hierarchy, { detail, expanded }: DiagramView): DiagramZone {
  const wanted = new Set(expanded);
  const isWanted = wanted.size > 0 && [...zonesAround(zone, hierarchy)].some((z) => wanted.has(z.id));
  const shown = isWanted ? 'assets' : detailOf(zone, detail);
  return inDetail(shown === 'assets' ? zone : withAssetBadges(zone), shown, detail);
}

function inDetail({ detail: _, ...zone }: DiagramZone, shown: Detail, detail: Detail): DiagramZone {
  return shown === detail ? zone : { ...zone, detail: shown };
}

/** Findings of assets that are not drawn are counted at their zone. */
function withAssetBadges(zone: DiagramZone): DiagramZone {
  const { assets } = zone;
  if (assets.every((a) => a.badges.errors + a.badges.warnings + a.badges.infos === 0)) return zone;
  return {
    ...zone,
    badges: sumOfBadges([zone.badges, ...assets.map((a) => a.badges)]),
    assets: assets.map((a) => ({ ...a, badges: NO_BADGES })),
  };
}

/** The one card of a collapsed zone, in the highest row of what is in it; `inside` are the badges of conduits that it hides. */
function card(zone: DiagramZone, hierarchy: Hierarchy, view: DiagramView, inside: readonly Badges[]): DiagramZone {
  const nested = nestedIn(zone, hierarchy);
  const all = [zone, ...nested];
  const assets = all.flatMap((z) => z.assets);
  const own = new Set(assets.map((a) => a.id));
  const levels = all.flatMap((z) => z.level ?? []);
  const level = zone.level ?? (levels.length > 0 ? Math.max(...levels) : undefined);
  const blocks = nested.filter((z) => !hierarchy.children.has(z.id) || z.assets.length + z.ghosts.length > 0).length;
  const folded = nested.length > 0 ? { zones: blocks, assets: assets.length } : zone.folded;
  const shown = folded === undefined && view.detail === 'zones' ? 'zones' : 'counts';
  return inDetail(
    withAssetBadges({
      ...zone,
      ...(level !== undefined && { level }),
      assets,
      ghosts: all.flatMap((z) => z.ghosts).filter((g) => !own.has(g.asset)),
      inner: [],
      innerWords: [],
      services: [...new Set(all.flatMap((z) => z.services))],
      badges: sumOfBadges([...all.map((z) => z.badges), ...inside]),
      ...(nested.some((z) => z.mark !== zone.mark) && markOf(all)),
      ...(folded && { folded }),
    }),
    shown,
    view.detail,
  );
}

/** Conduits end at what is drawn; those between zones of one card are in it, by its id their badges. */
function liftConduits(
  conduits: readonly DiagramConduit[],
  shownAs: ReadonlyMap<string, string>,
  standIns: Map<string, string>,
): { conduits: DiagramConduit[]; lifted: Set<string>; inside: Map<string, Badges[]> } {
  const lifted = new Set<string>();
  const inside = new Map<string, Badges[]>();
  const drawn: DiagramConduit[] = [];
  for (const conduit of conduits) {
    const upper = shownAs.get(conduit.upper) ?? conduit.upper;
    const lower = shownAs.get(conduit.lower) ?? conduit.lower;
    if (upper === lower && conduit.upper !== conduit.lower) {
      for (const node of [conduit, ...conduit.gates]) standIns.set(node.id, upper);
      inside.set(upper, [...(inside.get(upper) ?? []), conduit.badges, ...conduit.gates.map((g) => g.badges)]);
    } else if (upper === conduit.upper && lower === conduit.lower) drawn.push(conduit);
    else {
      lifted.add(conduit.id);
      drawn.push({ ...conduit, upper, lower });
    }
  }
  return { conduits: drawn, lifted, inside };
}
