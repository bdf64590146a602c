/** Search over everything that has a name: zones, assets, conduits, and services by the conduits and zones that permit them. */
import type { DiagramGraph } from '../graph.ts';

export type HitKind = 'zone' | 'asset' | 'conduit' | 'service';

/** One thing that can be found. */
export interface SearchEntry {
  /** The node to go to: of a service, the conduit or zone that permits it. */
  readonly id: string;
  readonly kind: HitKind;
  /** Its name, as the picture shows it. */
  readonly name: string;
  /** What tells it from others of its name: type and zone of an asset, the ends of a conduit. */
  readonly where: string;
  /** Its names as shown and as in the source, folded for comparison. */
  readonly names: readonly string[];
  /** The same with the zones around, as other commands write it; empty for a service. */
  readonly path: string;
}

/** How well a name fits, best first: whole, from its beginning, from the beginning of a word, anywhere, only together with the rest. */
const FITS = ['whole', 'beginning', 'word', 'inside', 'elsewhere'] as const;
const KINDS: readonly HitKind[] = ['zone', 'asset', 'conduit', 'service'];

/** Everything of a graph that can be found, in the order of the picture. */
export function searchEntries(graph: DiagramGraph): readonly SearchEntry[] {
  const titles = new Map(graph.zones.map((z) => [z.id, z.title]));
  const title = (id: string): string => titles.get(id) ?? '';
  const entry = (kind: HitKind, id: string, name: string, where: string): SearchEntry => {
    const path = kind === 'service' ? '' : folded(id.slice(id.indexOf(':') + 1));
    const last = /(?:'[^']*'|[^.]*)$/.exec(path)?.[0].replaceAll("'", '') ?? '';
    return { kind, id, name, where, path, names: [...new Set([folded(name), last])].filter((text) => text !== '') };
  };
  const conduits = graph.conduits.map((c) => ({ ...c, where: `${title(c.upper)} – ${title(c.lower)}` }));
  return [
    ...graph.zones.map((z) =>
      entry('zone', z.id, z.title, z.parent === undefined ? 'zone' : `zone in ${title(z.parent)}`),
    ),
    ...graph.zones.flatMap((z) => z.assets.map((a) => entry('asset', a.id, a.name, `${a.type} in ${z.title}`))),
    ...conduits.map((c) => entry('conduit', c.id, c.title, c.where)),
    ...conduits.flatMap((c) =>
      [...new Set(c.rows.flatMap((r) => r.services))].map((s) => entry('service', c.id, s, `${c.title}: ${c.where}`)),
    ),
    ...graph.zones.flatMap((z) => z.services.map((s) => entry('service', z.id, s, `inside ${z.title}`))),
  ];
}

/**
 * The entries that fit a query, the best first. Capitals and accents do not count; of several words every one must be found. A node that
 * fits in two ways is there once.
 */
export function search(entries: readonly SearchEntry[], query: string): readonly SearchEntry[] {
  const wanted = folded(query);
  if (wanted === '') return [];
  const words = wanted.split(' ');
  const found = entries.flatMap((entry, index) => {
    const fit = entry.path === wanted ? 0 : Math.min(...entry.names.map((name) => fitOf(name, wanted)), FITS.length);
    const all = [...entry.names, entry.path, folded(entry.where)];
    if (fit === FITS.length && !words.every((word) => all.some((text) => text.includes(word)))) return [];
    const rank = Math.min(fit, FITS.length - 1) * KINDS.length + KINDS.indexOf(entry.kind);
    return [{ entry, rank, index }];
  });
  found.sort((a, b) => a.rank - b.rank || a.entry.name.length - b.entry.name.length || a.index - b.index);
  const seen = new Set<string>();
  return found.map(({ entry }) => entry).filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Index into {@link FITS}; its length where the name does not fit. */
function fitOf(key: string, wanted: string): number {
  if (key === wanted) return 0;
  const at = key.indexOf(wanted);
  if (at < 0) return FITS.length;
  if (at === 0) return 1;
  return /[\s\-_.:/]/.test(key[at - 1] ?? '') ? 2 : 3;
}

/** For comparison: small letters without accents, single spaces. */
export function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  return plain.replace(/\s+/g, ' ').trim();
}
