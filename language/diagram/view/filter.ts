/**
 * A filter: the part of the picture that someone asks for. What does not match goes, so that the rest is laid out for itself; the
 * zones around what stays remain as frames, and the graph says in words that it is not the whole.
 *
 * Values of one facet are alternatives, facets narrow each other: `level 1 or 2, tag wet end`.
 */
import type { Badges, DiagramAsset, DiagramGraph, DiagramZone } from '../graph.ts';
import { countOf } from '../text/display.ts';
import { FACETS, type Facet, findingNames, levelOf, servicesOf, valueWords, withInside } from './facets.ts';

/** Values by facet (see `FacetValue`); a facet without any asks for nothing. */
export type DiagramFilter = Readonly<Partial<Record<Facet, readonly string[]>>> & {
  /** Also the zones that a conduit joins with what matches. */
  readonly neighbours?: boolean;
};

export const NO_FILTER: DiagramFilter = {};

export function isFiltering(filter: DiagramFilter): boolean {
  return FACETS.some((facet) => asks(filter, facet));
}

/** The filter with a value added, or taken away where it was there. */
export function toggled(filter: DiagramFilter, facet: Facet, value: string): DiagramFilter {
  const old = filter[facet] ?? [];
  const values = old.includes(value) ? old.filter((v) => v !== value) : [...old, value];
  const { [facet]: _, ...rest } = filter;
  return values.length === 0 ? rest : { ...rest, [facet]: values };
}

/** The part of a graph that a filter asks for; the graph itself where it asks for nothing. */
export function filterGraph(graph: DiagramGraph, filter: DiagramFilter): DiagramGraph {
  if (!isFiltering(filter)) return graph;
  const matching = matchingZones(graph, filter);
  const kept = filter.neighbours ? withNeighbours(graph, matching) : matching;
  const around = zonesAround(graph, kept);
  const zones = graph.zones.flatMap((zone) => kept.get(zone.id) ?? (around.has(zone.id) ? frameOf(zone) : []));
  const conduits = graph.conduits.filter(
    (c) =>
      kept.has(c.upper) &&
      kept.has(c.lower) &&
      (matching.has(c.upper) || matching.has(c.lower)) &&
      (filter.neighbours || matches(filter, 'service', servicesOf(c))),
  );
  const assetCount = zones.reduce((n, z) => n + z.assets.length, 0);
  const shown = `${kept.size} of ${countOf(graph.zones.length, 'zone')}, ${assetCount} of ${countOf(graph.assetCount, 'asset')}`;
  return { ...graph, zones, conduits, partial: { shown, asked: filterWords(graph, filter) } };
}

/** The filter in words: `level 1 or 2, tag wet end`. */
export function filterWords(graph: DiagramGraph, filter: DiagramFilter): string {
  const facets = FACETS.filter((facet) => asks(filter, facet)).map(
    (facet) => `${facet} ${(filter[facet] ?? []).map((value) => valueWords(graph, facet, value)).join(' or ')}`,
  );
  return [...facets, ...(filter.neighbours ? ['with neighbours'] : [])].join(', ');
}

/** The zones of which something matches, each with what does. */
function matchingZones(graph: DiagramGraph, filter: DiagramFilter): Map<string, DiagramZone> {
  const within = withInside(graph, filter.zone ?? []);
  const assets = new Map(graph.zones.flatMap((z) => z.assets).map((a) => [a.id, a]));
  const serviceEnds = ends(graph, (c) => asks(filter, 'service') && matches(filter, 'service', servicesOf(c)));
  const findingEnds = ends(
    graph,
    (c) => asks(filter, 'finding') && [c, ...c.gates].some(({ badges }) => found(filter, badges)),
  );
  const matching = new Map<string, DiagramZone>();
  for (const zone of graph.zones) {
    const inReach = (!asks(filter, 'zone') || within.has(zone.id)) && matches(filter, 'level', [levelOf(zone)]);
    if (!inReach || !(serviceEnds.has(zone.id) || matches(filter, 'service', zone.services))) continue;
    const whole = findingEnds.has(zone.id) || found(filter, zone.badges);
    const part = partOf(zone, filter, whole, assets);
    if (part !== undefined) matching.set(zone.id, part);
  }
  return matching;
}

/** What of a zone matches by type, tag and finding; undefined where nothing does. `whole`: it bears a finding that is asked for. */
function partOf(
  zone: DiagramZone,
  filter: DiagramFilter,
  whole: boolean,
  byId: ReadonlyMap<string, DiagramAsset>,
): DiagramZone | undefined {
  const isAsked = (asset: DiagramAsset | undefined): boolean =>
    asset !== undefined &&
    matches(filter, 'type', [asset.type]) &&
    matches(filter, 'tag', asset.tags) &&
    (whole || found(filter, asset.badges));
  const assets = zone.assets.filter(isAsked);
  const ghosts = zone.ghosts.filter((g) => isAsked(byId.get(g.asset)));
  const itself = whole && !asks(filter, 'type') && matches(filter, 'tag', zone.tags);
  if (assets.length + ghosts.length === 0 && !itself) return undefined;
  const shown = new Set(assets.map((a) => a.id));
  return { ...zone, assets, ghosts, inner: zone.inner.filter((e) => shown.has(e.from) && shown.has(e.to)) };
}

function ends(
  graph: DiagramGraph,
  isAsked: (conduit: DiagramGraph['conduits'][number]) => boolean,
): ReadonlySet<string> {
  return new Set(graph.conduits.filter(isAsked).flatMap((c) => [c.upper, c.lower]));
}

function withNeighbours(graph: DiagramGraph, matching: ReadonlyMap<string, DiagramZone>): Map<string, DiagramZone> {
  const kept = new Map(matching);
  const zones = new Map(graph.zones.map((z) => [z.id, z]));
  for (const { upper, lower } of graph.conduits)
    for (const [here, there] of [
      [upper, lower],
      [lower, upper],
    ] as const) {
      const zone = zones.get(there);
      if (matching.has(here) && !kept.has(there) && zone !== undefined) kept.set(there, zone);
    }
  return kept;
}

function zonesAround(graph: DiagramGraph, kept: ReadonlyMap<string, DiagramZone>): ReadonlySet<string> {
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  const around = new Set<string>();
  for (const id of kept.keys())
    for (let up = parents.get(id); up !== undefined && !around.has(up); up = parents.get(up)) around.add(up);
  return around;
}

/** A zone that only stands around what matches. */
function frameOf(zone: DiagramZone): DiagramZone {
  return { ...zone, assets: [], ghosts: [], inner: [], innerWords: [] };
}

function asks(filter: DiagramFilter, facet: Facet): boolean {
  return (filter[facet]?.length ?? 0) > 0;
}

/** Whether a facet asks for one of the values, or for nothing. */
function matches(filter: DiagramFilter, facet: Facet, values: readonly string[]): boolean {
  return !asks(filter, facet) || (filter[facet]?.some((wanted) => values.includes(wanted)) ?? false);
}

function found(filter: DiagramFilter, badges: Badges): boolean {
  return matches(filter, 'finding', findingNames(badges));
}
