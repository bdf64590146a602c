/** What a filter may ask for: the facets of a graph, and the values that it has in each. */
import type { Badges, DiagramConduit, DiagramGraph, DiagramZone } from '../graph.ts';

export const FACETS = ['zone', 'level', 'type', 'tag', 'service', 'finding'] as const;
export type Facet = (typeof FACETS)[number];

/** The level facet's value for zones that state none. */
export const NO_LEVEL = 'none';
const SEVERITIES = ['error', 'warning', 'info'] as const;

/** One value that a filter may ask for. */
export interface FacetValue {
  /** Zones by node id, levels as written, findings by severity or check. */
  readonly value: string;
  readonly label: string;
  /** How many zones, assets or conduits have it; of a zone, how many assets are in it. */
  readonly count: number;
}

/** Every value that a graph has, by facet: zones as they nest, levels from the top, the rest by name. */
export function facetValues(graph: DiagramGraph): Readonly<Record<Facet, readonly FacetValue[]>> {
  const assets = graph.zones.flatMap((z) => z.assets);
  const levels = countValues(graph.zones.map(levelOf));
  return {
    zone: zoneValues(graph),
    level: levels.map((v) => ({ ...v, label: v.value === NO_LEVEL ? 'no level' : `level ${v.value}` })).sort(byLevel),
    type: countValues(assets.map((a) => a.type)).sort(byLabel),
    tag: countValues([...assets.flatMap((a) => a.tags), ...graph.zones.flatMap(tagsOfItself)]).sort(byLabel),
    service: countValues([...graph.conduits.flatMap(servicesOf), ...graph.zones.flatMap((z) => z.services)]).sort(
      byLabel,
    ),
    finding: findingValues(graph),
  };
}

/** A value as a reader knows it: a zone by its title. */
export function valueWords(graph: DiagramGraph, facet: Facet, value: string): string {
  if (facet === 'zone') return graph.zones.find((z) => z.id === value)?.title ?? value;
  return facet === 'level' && value === NO_LEVEL ? 'not stated' : value;
}

/**
 * The value that a word stands for: itself, or its label, or a zone's title or path, with any capitals. Undefined where there is none.
 */
export function findValue(graph: DiagramGraph, facet: Facet, word: string): string | undefined {
  const values = facetValues(graph)[facet];
  const plain = word.trim().toLowerCase();
  const fits = ({ value, label }: FacetValue): boolean =>
    [value, label, value.replace(/^zone:/, ''), valueWords(graph, facet, value)].some((n) => n.toLowerCase() === plain);
  return (values.find(({ value }) => value === word) ?? values.find(fits))?.value;
}

export function levelOf({ level }: DiagramZone): string {
  return level === undefined ? NO_LEVEL : String(level);
}

export function servicesOf(conduit: DiagramConduit): string[] {
  return [...new Set(conduit.rows.flatMap((r) => r.services))];
}

/** The severities and checks of a node's findings. */
export function findingNames({ errors, warnings, infos, checks }: Badges): string[] {
  const severities = SEVERITIES.filter((_, i) => ([errors, warnings, infos][i] ?? 0) > 0);
  return [...severities, ...checks];
}

/** The node ids of zones and of all zones inside them. */
export function withInside(graph: DiagramGraph, zones: readonly string[]): ReadonlySet<string> {
  const inside = new Set(zones);
  // Parents come before the zones in them.
  for (const zone of graph.zones) if (zone.parent !== undefined && inside.has(zone.parent)) inside.add(zone.id);
  return inside;
}

function findingValues(graph: DiagramGraph): FacetValue[] {
  const bearers = [
    ...graph.zones.flatMap((z) => [z.badges, ...z.assets.map((a) => a.badges)]),
    ...graph.conduits.flatMap((c) => [c.badges, ...c.gates.map((g) => g.badges)]),
  ];
  const rank = ({ value }: FacetValue): number => {
    const at = (SEVERITIES as readonly string[]).indexOf(value);
    return at < 0 ? SEVERITIES.length : at;
  };
  return countValues(bearers.flatMap(findingNames)).sort((a, b) => rank(a) - rank(b) || byLabel(a, b));
}

/** Labelled with the zones around: `Plant › Kiln cell`. */
function zoneValues(graph: DiagramGraph): FacetValue[] {
  const labels = new Map<string, string>();
  const counts = new Map<string, number>();
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  for (const zone of graph.zones) {
    const around = zone.parent === undefined ? undefined : labels.get(zone.parent);
    labels.set(zone.id, around === undefined ? zone.title : `${around} › ${zone.title}`);
    for (let id: string | undefined = zone.id; id !== undefined; id = parents.get(id))
      counts.set(id, (counts.get(id) ?? 0) + zone.assets.length);
  }
  return graph.zones.map(({ id, title }) => ({
    value: id,
    label: labels.get(id) ?? title,
    count: counts.get(id) ?? 0,
  }));
}

/** A zone's own tags where no asset carries them on. */
function tagsOfItself(zone: DiagramZone): readonly string[] {
  return zone.assets.length === 0 ? zone.tags : [];
}

function countValues(values: readonly string[]): FacetValue[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, label: value, count }));
}

function byLabel(a: FacetValue, b: FacetValue): number {
  return a.label.localeCompare(b.label, 'en', { numeric: true });
}

/** From the top of the picture down; those without at the end. */
function byLevel(a: FacetValue, b: FacetValue): number {
  const height = ({ value }: FacetValue): number => (value === NO_LEVEL ? -1 : Number(value));
  return height(b) - height(a);
}
