/**
 * The picture where elk has none: zones packed in rows by their levels, without lines. For graphs on which elk gives up, and those so
 * dense that it would take minutes for a thicket that nobody could follow.
 */
import type { DiagramGraph, DiagramZone } from '../graph.ts';
import { assemble } from './assemble.ts';
import type { Insides } from './elk-graph.ts';
import { floorNode, type Hierarchy, partitions } from './hierarchy.ts';
import { HEADER, headerWidth, PADDING } from './measures.ts';
import { type Box, type DiagramLayout, moved } from './placed.ts';

const GAP = 30;
const SIDE = PADDING + 10;
/** A row is wrapped where it would be wider than this, or than the picture would then be high. */
const LEAST_ROW = 1200;
const FLATNESS = 1.8;

/** With more lines than this, and more for each zone, a picture has none. */
const MOST_LINES = 500;
const MOST_LINES_A_ZONE = 12;

export function isTooDense({ zones, conduits }: DiagramGraph): boolean {
  return conduits.length > MOST_LINES && conduits.length > MOST_LINES_A_ZONE * zones.length;
}

export function packedLayout(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  insides: Insides,
  detail: DiagramLayout['detail'],
): DiagramLayout {
  const nodes = new Map(packed(hierarchy.roots, undefined, { hierarchy, insides }).boxes);
  const layout = assemble(graph, hierarchy, insides, { nodes, ports: new Map(), conduits: new Map() }, detail);
  return graph.conduits.length === 0 ? layout : { ...layout, unlined: graph.conduits.length };
}

/** What is packed, as if its top left corner were the origin. */
interface Packed {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (readonly [node: string, box: Box])[];
}

interface Context {
  readonly hierarchy: Hierarchy;
  readonly insides: Insides;
}

/** Siblings, and before them the floor of the zone around them: a row or more for each of their levels. */
function packed(zones: readonly DiagramZone[], parent: DiagramZone | undefined, context: Context): Packed {
  const { hierarchy } = context;
  const floor = parent !== undefined && hierarchy.floors.has(parent.id) ? [floorNode(parent.id)] : [];
  const parts = new Map<string, Packed>([
    ...floor.map((node): [string, Packed] => [node, block(node, context)]),
    ...zones.map((z): [string, Packed] => [
      z.id,
      hierarchy.children.has(z.id) ? container(z, context) : block(z.id, context),
    ]),
  ]);
  const order = partitions(hierarchy, [...parts.keys()]);
  const rows = [...Map.groupBy(parts, ([node]) => order.get(node) ?? 0)].sort(([a], [b]) => a - b);
  const area = [...parts.values()].reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const widest = Math.max(LEAST_ROW, Math.sqrt(area) * FLATNESS);
  const boxes: (readonly [string, Box])[] = [];
  let [y, right] = [0, 0];
  for (const [, row] of rows) {
    let [x, low] = [0, y];
    for (const [, part] of row) {
      if (x > 0 && x + part.width > widest) [x, y] = [0, low + GAP];
      for (const [node, box] of part.boxes) boxes.push([node, moved(box, x, y)]);
      right = Math.max(right, x + part.width);
      low = Math.max(low, y + part.height);
      x += part.width + GAP;
    }
    y = low + GAP;
  }
  return { width: right, height: Math.max(0, y - GAP), boxes };
}

function block(node: string, { insides }: Context): Packed {
  const { width, height } = insides.get(node) ?? { width: 60, height: 40 };
  return { width, height, boxes: [[node, { x: 0, y: 0, width, height }]] };
}

function container(zone: DiagramZone, context: Context): Packed {
  const inner = packed(context.hierarchy.children.get(zone.id) ?? [], zone, context);
  const least = headerWidth(zone, !context.hierarchy.floors.has(zone.id));
  const width = Math.max(least, inner.width + 2 * SIDE);
  const height = HEADER + 8 + inner.height + PADDING + 8;
  const within = inner.boxes.map(([node, box]) => [node, moved(box, SIDE, HEADER + 8)] as const);
  return { width, height, boxes: [[zone.id, { x: 0, y: 0, width, height }], ...within] };
}
