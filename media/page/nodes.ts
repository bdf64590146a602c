/** What can be pointed at: each node's box, its place in the source, and how to get from one to another. */
import type { DiagramConduit, DiagramGraph, SourcePlace } from '../../language/diagram/graph.ts';
import type { Box, DiagramLayout } from '../../language/diagram/layout/placed.ts';

export interface PageNode {
  readonly id: string;
  readonly kind: 'zone' | 'asset' | 'ghost' | 'conduit' | 'gate' | 'inner';
  readonly box: Box;
  readonly source: SourcePlace;
  /** The zone that it stands in; a zone's parent. */
  readonly zone?: string;
  /** For a gate: its firewall, for a ghost: its asset. */
  readonly of?: string;
  /** For a gate: where on which conduit it stands. */
  readonly on?: { readonly conduit: string; readonly end: 'upper' | 'lower' };
}

export type PageNodes = ReadonlyMap<string, PageNode>;

export function pageNodes(graph: DiagramGraph, layout: DiagramLayout): PageNodes {
  const nodes = new Map<string, PageNode>();
  const add = (node: Omit<PageNode, 'box'>, box: Box | undefined): void => {
    if (box !== undefined) nodes.set(node.id, { ...node, box });
  };
  for (const z of graph.zones) {
    add({ id: z.id, kind: 'zone', source: z.source, ...(z.parent && { zone: z.parent }) }, layout.zones[z.id]);
    for (const a of z.assets) add({ id: a.id, kind: 'asset', source: a.source, zone: z.id }, layout.assets[a.id]);
    for (const g of z.ghosts)
      add({ id: g.id, kind: 'ghost', source: g.source, zone: z.id, of: g.asset }, layout.ghosts[g.id]);
    for (const e of z.inner) add({ id: e.id, kind: 'inner', source: e.source, zone: z.id }, layout.inner[e.id]?.label);
  }
  for (const c of graph.conduits) {
    add({ id: c.id, kind: 'conduit', source: c.source }, layout.conduits[c.id]?.label);
    for (const g of c.gates)
      add(
        { id: g.id, kind: 'gate', source: g.source, zone: c[g.end], of: g.firewall, on: { conduit: c.id, end: g.end } },
        layout.gates[g.id],
      );
  }
  return nodes;
}

/** The nodes whose source is the innermost around a position: several where one declaration is drawn more than once. */
export function nodesAt(graph: DiagramGraph, file: string, line: number, column: number): string[] {
  const places: { place: SourcePlace; id: string }[] = [];
  for (const z of graph.zones) {
    places.push({ place: z.source, id: z.id });
    for (const node of [...z.assets, ...z.inner]) places.push({ place: node.source, id: node.id });
  }
  for (const c of graph.conduits) {
    places.push({ place: c.source, id: c.id });
    for (const row of c.rows) places.push({ place: row.source, id: c.id });
    for (const g of c.gates) places.push({ place: g.source, id: g.id });
  }
  const around = places.filter(({ place }) => place.file === file && holds(place, line, column));
  const innermost = around.reduce<SourcePlace | undefined>(
    (best, { place }) => (best === undefined || inside(place, best) ? place : best),
    undefined,
  );
  if (innermost === undefined) return [];
  return [...new Set(around.filter(({ place }) => inside(place, innermost)).map(({ id }) => id))];
}

function holds(place: SourcePlace, line: number, column: number): boolean {
  const begun = line > place.line || (line === place.line && column >= place.column);
  return begun && (line < place.endLine || (line === place.endLine && column <= place.endColumn));
}

function inside(inner: SourcePlace, outer: SourcePlace): boolean {
  return holds(outer, inner.line, inner.column) && holds(outer, inner.endLine, inner.endColumn);
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Where an arrow key leads: along the nearest conduit that way - zone, gate, pill, gate, zone -, else to the nearest node that way. */
export function neighbour(
  from: string,
  direction: Direction,
  graph: DiagramGraph,
  nodes: PageNodes,
): string | undefined {
  const node = nodes.get(from);
  if (node === undefined) return undefined;
  return along(node, direction, graph, nodes) ?? nearestThatWay(node, direction, nodes);
}

function along(node: PageNode, direction: Direction, graph: DiagramGraph, nodes: PageNodes): string | undefined {
  if (direction === 'left' || direction === 'right') return undefined;
  const end = direction === 'up' ? 'upper' : 'lower';
  if (node.kind === 'zone') {
    const pills = conduitsThatWay(node.id, direction, graph).flatMap((c) => nodes.get(c.id) ?? []);
    const [nearest] = pills.sort((a, b) => away(node.box, a.box) - away(node.box, b.box));
    return nearest && (gateOf(nearest.id, end === 'upper' ? 'lower' : 'upper', graph, nodes) ?? nearest.id);
  }
  if (node.on !== undefined) return node.on.end === end ? node.zone : node.on.conduit;
  const conduit = graph.conduits.find((c) => c.id === node.id);
  return conduit && (gateOf(conduit.id, end, graph, nodes) ?? conduit[end]);
}

function gateOf(conduit: string, end: 'upper' | 'lower', graph: DiagramGraph, nodes: PageNodes): string | undefined {
  const gates = graph.conduits.find((c) => c.id === conduit)?.gates ?? [];
  return gates.find((g) => g.end === end && nodes.has(g.id))?.id;
}

function conduitsThatWay(zone: string, direction: Direction, graph: DiagramGraph): DiagramConduit[] {
  if (direction === 'down') return graph.conduits.filter((c) => c.upper === zone);
  return direction === 'up' ? graph.conduits.filter((c) => c.lower === zone) : [];
}

function centre({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

function away(a: Box, b: Box): number {
  return Math.hypot(centre(a).x - centre(b).x, centre(a).y - centre(b).y);
}

/** What is in a zone leads to what is in it, everything else to what is not. */
function nearestThatWay(node: PageNode, direction: Direction, nodes: PageNodes): string | undefined {
  const inZone = isInside(node);
  const peers = [...nodes.values()].filter(
    (n) => n.id !== node.id && (inZone ? isInside(n) && n.zone === node.zone : !isInside(n)),
  );
  const from = centre(node.box);
  let best: { id: string; cost: number } | undefined;
  for (const peer of peers) {
    const to = centre(peer.box);
    const ahead = { up: from.y - to.y, down: to.y - from.y, left: from.x - to.x, right: to.x - from.x }[direction];
    const aside = direction === 'up' || direction === 'down' ? Math.abs(to.x - from.x) : Math.abs(to.y - from.y);
    if (ahead <= 4) continue;
    const cost = ahead + 2.5 * aside;
    if (best === undefined || cost < best.cost) best = { id: peer.id, cost };
  }
  return best?.id;
}

/** In a zone, among its like: tiles and the edges between them. */
function isInside({ kind }: PageNode): boolean {
  return kind === 'asset' || kind === 'ghost' || kind === 'inner';
}

/** The next (`1`) or previous (`-1`) of all nodes in the order of reading, the first after the last: so every node is come to. */
export function inOrder(from: string, step: 1 | -1, nodes: PageNodes): string | undefined {
  const all = [...nodes.values()].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const at = all.findIndex(({ id }) => id === from);
  return at < 0 ? undefined : all[(at + step + all.length) % all.length]?.id;
}

/** Enter: the first asset of a zone, else its first nested zone. */
export function into(from: string, graph: DiagramGraph, nodes: PageNodes): string | undefined {
  const zone = graph.zones.find((z) => z.id === from);
  const candidates = [
    ...(zone?.assets ?? []),
    ...(zone?.ghosts ?? []),
    ...graph.zones.filter((z) => z.parent === from),
  ];
  return candidates.find((c) => nodes.has(c.id))?.id;
}

/** Escape: the zone around it. */
export function outOf(from: string, nodes: PageNodes): string | undefined {
  return nodes.get(from)?.zone;
}
