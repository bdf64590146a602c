/** Packs what stands inside one zone - assets, second legs, inner edges - as if its top left corner were the origin. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Detail, DiagramZone } from '../graph.ts';
import { textWidth } from '../text/metrics.ts';
import type { ElkLayout } from './elk.ts';
import {
  CARD_WIDTH,
  cardHeight,
  GHOST_GAP,
  GHOST_HEIGHT,
  ghostWidth,
  HEADER,
  headerWidth,
  innerWidth,
  LINE_HEIGHT,
  PADDING,
  TILE_GAP,
  TILE_HEIGHT,
  tileWidth,
} from './measures.ts';
import type { Box, PlacedLine, Point } from './placed.ts';

export interface Inside {
  readonly width: number;
  readonly height: number;
  readonly assets: ReadonlyMap<string, Box>;
  readonly ghosts: ReadonlyMap<string, Box>;
  readonly inner: ReadonlyMap<string, PlacedLine>;
  readonly floor?: Box;
  readonly innerWords?: Point;
  /** Where lines come in at its top, by conduit: the middle of each, as near to the right side as they fit. Default: anywhere. */
  readonly ports?: ReadonlyMap<string, number>;
}

type Content = Omit<Inside, 'width' | 'height' | 'floor'> & { readonly right: number; readonly bottom: number };

/** A zone without nested zones, its header included. */
export async function leafInside(zone: DiagramZone, detail: Detail, elk: ElkLayout): Promise<Inside> {
  if (detail !== 'assets') return { ...NOTHING, width: CARD_WIDTH, height: cardHeight(detail) };
  const head = headerWidth(zone, false);
  if (zone.assets.length + zone.ghosts.length === 0) return emptyInside(zone, head);
  const content = await contentOf(zone, HEADER, elk, head - 2 * PADDING);
  return frame(zone, content, Math.max(head, content.right + PADDING), content.bottom + PADDING + 4);
}

/** The assets of a zone that also has nested ones: a floor among these, without header. */
export async function floorInside(zone: DiagramZone, detail: Detail, elk: ElkLayout): Promise<Inside> {
  if (detail !== 'assets') {
    const floor = { x: 0, y: 0, width: CARD_WIDTH - 20, height: 26 };
    return { ...NOTHING, width: floor.width, height: floor.height, floor };
  }
  const content = await contentOf(zone, PADDING, elk, 0);
  return frame(zone, content, Math.max(60, content.right + PADDING), content.bottom + PADDING);
}

const NOTHING: Omit<Inside, 'width' | 'height'> = { assets: new Map(), ghosts: new Map(), inner: new Map() };

function emptyInside(zone: DiagramZone, head: number): Inside {
  const lines = zone.innerWords.length;
  return {
    ...NOTHING,
    width: Math.max(head, 150),
    height: HEADER + 20 + lines * LINE_HEIGHT,
    innerWords: { x: PADDING, y: HEADER + 18 },
  };
}

function frame(zone: DiagramZone, content: Content, width: number, height: number): Inside {
  const boxes = [...content.assets.values(), ...content.ghosts.values()];
  const top = Math.min(...boxes.map((b) => b.y));
  const bottom = Math.max(...boxes.map((b) => b.y + b.height));
  const floor = { x: PADDING - 4, y: top - 4, width: width - 2 * PADDING + 8, height: bottom - top + 8 };
  return { ...content, width, height, ...(!zone.walled && { floor }) };
}

async function contentOf(zone: DiagramZone, top: number, elk: ElkLayout, least: number): Promise<Content> {
  const packed = zone.inner.length > 0 ? await withEdges(zone, top, elk) : grid(zone, top);
  const right = Math.max(packed.right, least + PADDING);
  const ghosts = ghostRows(zone, packed.bottom, zone.assets.length > 0, right);
  const texts = zone.innerWords.map((t) => textWidth(t, 10.5) + PADDING);
  const below = ghosts.bottom + (texts.length > 0 ? 6 + texts.length * LINE_HEIGHT : 0);
  return {
    ...packed,
    ghosts: ghosts.boxes,
    right: Math.max(packed.right, ghosts.right, ...texts),
    bottom: below,
    ...(texts.length > 0 && { innerWords: { x: PADDING, y: ghosts.bottom + 18 } }),
  };
}

/** One row up to five assets; more make a block about twice as wide as it is high. */
function columnsFor(count: number): number {
  return count <= 5 ? count : Math.max(4, Math.round(Math.sqrt(count * 1.4)));
}

function grid(zone: DiagramZone, top: number): Content {
  const width = Math.max(0, ...zone.assets.map(tileWidth));
  const columns = Math.max(1, columnsFor(zone.assets.length));
  const assets = new Map<string, Box>();
  zone.assets.forEach((a, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    assets.set(a.id, {
      x: PADDING + column * (width + TILE_GAP),
      y: top + row * (TILE_HEIGHT + TILE_GAP),
      width,
      height: TILE_HEIGHT,
    });
  });
  const rows = Math.ceil(zone.assets.length / columns);
  return {
    ...NOTHING,
    assets,
    right: PADDING + Math.max(0, Math.min(columns, zone.assets.length) * (width + TILE_GAP) - TILE_GAP),
    bottom: top + Math.max(0, rows * (TILE_HEIGHT + TILE_GAP) - TILE_GAP),
  };
}

function ghostRows(
  zone: DiagramZone,
  bottom: number,
  underTiles: boolean,
  right: number,
): { boxes: Map<string, Box>; right: number; bottom: number } {
  const boxes = new Map<string, Box>();
  if (zone.ghosts.length === 0) return { boxes, right: 0, bottom };
  const width = Math.max(...zone.ghosts.map((g) => ghostWidth(g.name)));
  const fitting = Math.floor((right - PADDING + GHOST_GAP) / (width + GHOST_GAP));
  const columns = Math.min(zone.ghosts.length, Math.max(fitting, Math.round(Math.sqrt(zone.ghosts.length * 1.4)), 2));
  const top = bottom + (underTiles ? 10 : 0);
  zone.ghosts.forEach((g, i) => {
    const x = PADDING + (i % columns) * (width + GHOST_GAP);
    boxes.set(g.id, { x, y: top + Math.floor(i / columns) * (GHOST_HEIGHT + GHOST_GAP), width, height: GHOST_HEIGHT });
  });
  const rows = Math.ceil(zone.ghosts.length / columns);
  return {
    boxes,
    right: PADDING + columns * (width + GHOST_GAP) - GHOST_GAP,
    bottom: top + rows * (GHOST_HEIGHT + GHOST_GAP) - GHOST_GAP,
  };
}

async function withEdges(zone: DiagramZone, top: number, elk: ElkLayout): Promise<Content> {
  const width = Math.max(...zone.assets.map(tileWidth));
  const placed = await elk.layout({
    id: 'inside',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '12',
      'elk.spacing.componentComponent': '14',
      'elk.spacing.edgeLabel': '0',
      'elk.spacing.edgeEdge': '10',
      'elk.layered.spacing.nodeNodeBetweenLayers': '16',
      'elk.layered.spacing.edgeNodeBetweenLayers': '12',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.aspectRatio': '2.6',
      'elk.padding': `[top=${top},left=${PADDING},right=0,bottom=0]`,
    },
    children: zone.assets.map((a) => ({ id: a.id, width, height: TILE_HEIGHT })),
    edges: zone.inner.map((e) => ({
      id: e.id,
      sources: [e.from],
      targets: [e.to],
      labels: [
        {
          id: `${e.id} label`,
          text: e.text,
          width: innerWidth(e),
          height: LINE_HEIGHT,
          layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
        },
      ],
    })),
  });
  return readInside(placed);
}

function readInside(placed: ElkNode): Content {
  const assets = new Map((placed.children ?? []).map((c): [string, Box] => [c.id, boxOf(c)]));
  const inner = new Map<string, PlacedLine>();
  for (const edge of placed.edges ?? []) {
    const section = edge.sections?.[0];
    const label = edge.labels?.[0];
    if (section === undefined || label === undefined) continue;
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    inner.set(edge.id, { points, label: boxOf(label) });
  }
  const boxes = [...assets.values(), ...[...inner.values()].map((l) => l.label)];
  const points = [...inner.values()].flatMap((l) => l.points);
  return {
    ...NOTHING,
    assets,
    inner,
    right: Math.max(...boxes.map((b) => b.x + b.width), ...points.map((p) => p.x)),
    bottom: Math.max(...boxes.map((b) => b.y + b.height), ...points.map((p) => p.y)),
  };
}

/** What elk calls a shape, as a box. */
export function boxOf(shape: { x?: number; y?: number; width?: number; height?: number }): Box {
  return { x: shape.x ?? 0, y: shape.y ?? 0, width: shape.width ?? 0, height: shape.height ?? 0 };
}
