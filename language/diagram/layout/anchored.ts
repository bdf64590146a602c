/**
 * The picture on the screen, changed no more than an edit takes: zones that grew push others away by as much, conduits that came find a
 * way among what is there. Where that is not enough - zones came or went, or there is no way - the answer is undefined, and everything
 * is laid out anew.
 */
import type { DiagramConduit, DiagramGraph, DiagramZone } from '../graph.ts';
import { withAddedLine } from './added-lines.ts';
import { bandsOf, boundsOf, placeInsides } from './assemble.ts';
import { layoutFaults } from './faults.ts';
import { floorNode, type Hierarchy, hierarchyOf } from './hierarchy.ts';
import { gateWidth, HEADER, measurePill } from './measures.ts';
import { type Box, type ById, type DiagramLayout, eachOf, moved, type Point } from './placed.ts';
import { shifted } from './stability.ts';
import { type Frame, grownDown, grownRight, transposed } from './stretch.ts';
import type { Inside } from './zone-inside.ts';

/** A picture and the graph that it is of. */
export interface Before {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
}

/** An edit that changes more than this is no small one. */
const MOST_CHANGES = 8;
/** A zone that lost more height than this would be left with too much room. */
const MOST_EMPTY = 160;
/** Zones move no farther than this by a conduit: what makes room for it is shared between both sides. */
const MOST_MOVED = 40;
/** Above and below a pill in a strip that was made for it: an arrow's length, as little as a line needs to turn. */
const STRIP_MARGIN = 15;
/** Beside a pill in a strip to the right of an end. */
const SIDE_MARGIN = 12;
/** Room is also made below a zone that stands beside, or above, the other end, and to the right of an end. */
const LOW_ROOM = 120;

export interface Sizes {
  readonly hierarchy: Hierarchy;
  readonly insides: ReadonlyMap<string, Inside>;
}

/** The layout of the graph as the one before with what the edit changed. */
export function anchored(
  graph: DiagramGraph,
  before: Before,
  { hierarchy, insides }: Sizes,
): DiagramLayout | undefined {
  if (!sameZones(graph, before.graph)) return undefined;
  const { kept, added } = sortedConduits(graph, before);
  const sizes = changedSizes(graph, before.layout, hierarchy, insides);
  if (sizes === undefined || added.length + sizes.length > MOST_CHANGES) return undefined;
  let frame: Frame | undefined = keptFrame(before.layout, kept);
  const lines = { ...graph, conduits: kept };
  for (const { node, right, down } of sizes) {
    if (frame && right > 0) frame = grownRight(lines, hierarchy, frame, { node, by: right });
    if (frame && down > 0) frame = grownDown(lines, hierarchy, frame, { node, by: down });
  }
  let layout = frame && completed(graph, { hierarchy, insides }, before.layout, frame);
  for (const conduit of added) layout = layout && withRoomFor(graph, { hierarchy, insides }, layout, conduit);
  if (layout === undefined || layoutFaults(graph, layout).length > 0) return undefined;
  return sizes.length > 0 ? layout : evenlyMoved(layout, before.layout);
}

function sameZones(graph: DiagramGraph, before: DiagramGraph): boolean {
  const facts = ({ zones }: DiagramGraph): string =>
    JSON.stringify(zones.map((z) => [z.id, z.parent, z.level, z.kind === 'safety', z.detail, z.folded !== undefined]));
  const floors = (g: DiagramGraph): string => [...hierarchyOf(g).floors].sort().join(' ');
  return facts(graph) === facts(before) && floors(graph) === floors(before);
}

/** Conduits whose lines stay as they are, and those that need a new one. */
function sortedConduits(
  graph: DiagramGraph,
  { graph: was, layout }: Before,
): { kept: DiagramConduit[]; added: DiagramConduit[] } {
  const look = (c: DiagramConduit): string => {
    const { width, height } = measurePill(c, layout.detail);
    return JSON.stringify([
      c.upper,
      c.lower,
      width,
      height,
      c.towardsUpper,
      c.gates.map((g) => [g.id, g.end, gateWidth(g, layout.detail)]),
    ]);
  };
  const looks = new Map(was.conduits.map((c) => [c.id, look(c)]));
  const stays = (c: DiagramConduit): boolean => layout.conduits[c.id] !== undefined && looks.get(c.id) === look(c);
  return { kept: graph.conduits.filter(stays), added: graph.conduits.filter((c) => !stays(c)) };
}

interface Grown {
  readonly node: string;
  readonly right: number;
  readonly down: number;
}

/** Blocks whose contents need more room than they have; undefined where one has far too much. */
function changedSizes(
  graph: DiagramGraph,
  layout: DiagramLayout,
  hierarchy: Hierarchy,
  insides: ReadonlyMap<string, Inside>,
): Grown[] | undefined {
  const grown: Grown[] = [];
  for (const zone of graph.zones) {
    const outer = hierarchy.children.has(zone.id);
    const inside = insides.get(outer ? floorNode(zone.id) : zone.id);
    const box = outer ? layout.blocks[zone.id] : layout.zones[zone.id];
    if (inside === undefined || box === undefined || inColumn(zone, layout)) continue;
    const [right, down] = [Math.ceil(inside.width) - box.width, Math.ceil(inside.height) - box.height];
    if (down < -MOST_EMPTY && layout.detail === 'assets' && zone.assets.length > 0) return undefined;
    if (right > 0.5 || down > 0.5) grown.push({ node: zone.id, right: Math.max(0, right), down: Math.max(0, down) });
  }
  return grown;
}

/** A column's parts are placed by its plan, not by their own sizes. */
function inColumn(zone: DiagramZone, { columns }: DiagramLayout): boolean {
  return columns[zone.id] !== undefined || (zone.parent !== undefined && columns[zone.parent] !== undefined);
}

function keptFrame(layout: DiagramLayout, kept: readonly DiagramConduit[]): Frame {
  const gates = kept.flatMap((c) => c.gates.flatMap((g) => (layout.gates[g.id] ? [[g.id, layout.gates[g.id]!]] : [])));
  return {
    zones: layout.zones,
    blocks: layout.blocks,
    conduits: Object.fromEntries(kept.flatMap((c) => (layout.conduits[c.id] ? [[c.id, layout.conduits[c.id]!]] : []))),
    gates: Object.fromEntries(gates),
  };
}

/** A frame with all that follows from it: contents of zones, stripes, bounds. */
function completed(
  graph: DiagramGraph,
  { hierarchy, insides }: Sizes,
  before: DiagramLayout,
  frame: Frame,
): DiagramLayout {
  const blocks = new Map<string, Box>();
  for (const zone of graph.zones) {
    const outer = hierarchy.children.has(zone.id);
    const box = outer ? frame.blocks[zone.id] : frame.zones[zone.id];
    if (box !== undefined) blocks.set(outer ? floorNode(zone.id) : zone.id, box);
  }
  const bounds = boundsOf(frame);
  const stripes = before.bands.map(({ levels }) => {
    const rows = levels.map((level) => hierarchy.levels.indexOf(level));
    const all = levels.length === 0 ? [hierarchy.levels.length] : rows;
    const boxes = [...hierarchy.rows].flatMap(([zone, row]) => {
      const box = hierarchy.children.has(zone) ? frame.blocks[zone] : frame.zones[zone];
      return all.includes(row) && box ? [box] : [];
    });
    return {
      rows: all,
      top: Math.min(...boxes.map((b) => b.y)),
      bottom: Math.max(...boxes.map((b) => b.y + b.height)),
    };
  });
  const columns = Object.entries(before.columns).map(([id, column]) => {
    const [was, is] = [before.zones[id], frame.zones[id]];
    const note = was && is ? moved(column.note, is.x + is.width - was.x - was.width, is.y - was.y) : column.note;
    return [id, { ...column, note }];
  });
  return {
    detail: before.detail,
    bounds,
    ...frame,
    ...placeInsides(graph, hierarchy, insides, blocks),
    columns: Object.fromEntries(columns),
    bands: bandsOf(stripes, hierarchy, frame.zones, bounds),
  };
}

/** The layout with a conduit more; where it has no room, with a strip of it between the rows of its ends, or to the right of one. */
function withRoomFor(
  graph: DiagramGraph,
  sizes: Sizes,
  layout: DiagramLayout,
  conduit: DiagramConduit,
): DiagramLayout | undefined {
  const direct = withAddedLine(graph, sizes.hierarchy, layout, conduit);
  if (direct !== undefined) return rebound(direct);
  const { width, height } = measurePill(conduit, layout.detail);
  const withStrip = (frame: Frame): DiagramLayout | undefined => {
    const wider = withAddedLine(graph, sizes.hierarchy, completed(graph, sizes, layout, frame), conduit);
    return wider && rebound(wider);
  };
  for (const y of cuts(layout, conduit, sizes.hierarchy)) {
    const found = withStrip(parted(layout, y, height + 2 * STRIP_MARGIN));
    if (found !== undefined) return found;
  }
  const beside = width + 2 * SIDE_MARGIN;
  for (const x of beside <= 2 * MOST_MOVED ? cutsBeside(layout, conduit) : []) {
    const found = withStrip(transposed(parted(transposed(layout), x, beside)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function rebound(layout: DiagramLayout): DiagramLayout {
  return { ...layout, bounds: boundsOf(layout) };
}

/** Heights about the two ends at which only lines and containers are cut: below the upper end, above the lower one, above both. */
function cuts(layout: DiagramLayout, { upper, lower }: DiagramConduit, { children }: Hierarchy): number[] {
  const [from, to] = [layout.zones[upper], layout.zones[lower]];
  if (from === undefined || to === undefined) return [];
  const solid = [
    ...Object.entries(layout.zones).map(([id, box]) => (children.has(id) ? { ...box, height: HEADER } : box)),
    ...Object.values(layout.blocks),
    ...Object.values(layout.conduits).map((l) => l.label),
    ...Object.values(layout.gates),
  ];
  const foot = from.y + from.height;
  const free = (first: number, last: number): number[] => {
    const found: number[] = [];
    for (let y = first; y < last; y += 3)
      if (solid.every((b) => y <= b.y - 1 || y >= b.y + b.height + 1)) found.push(y);
    return found;
  };
  const between = free(foot + 3, Math.max(to.y, foot + LOW_ROOM));
  const over = free(Math.min(from.y, to.y) - LOW_ROOM, Math.min(from.y, to.y) - 3);
  const chosen = [between[0], between.at(-1), over.at(-1), between[between.length >> 1]];
  return [...new Set(chosen)].filter((y) => y !== undefined);
}

/** Just right of each end: zones above and below get wider there. */
function cutsBeside({ zones }: DiagramLayout, { upper, lower }: DiagramConduit): number[] {
  return [upper, lower].flatMap((end) => (zones[end] ? [zones[end].x + zones[end].width + 1] : []));
}

/** Everything at or below a height moved down: zones that it cuts get higher, pills and gates go with their middles. */
function parted({ zones, blocks, conduits, gates }: Frame, y: number, by: number): Frame {
  const point = <T extends Point>(p: T): T => (p.y >= y ? moved(p, 0, by) : p);
  const boxes = (things: ById<Box>): ById<Box> =>
    eachOf(things, (b) => (b.y < y && b.y + b.height > y ? { ...b, height: b.height + by } : point(b)));
  const rigid = (b: Box): Box => (b.y + b.height / 2 >= y ? moved(b, 0, by) : b);
  return {
    zones: boxes(zones),
    blocks: boxes(blocks),
    gates: eachOf(gates, rigid),
    conduits: eachOf(conduits, ({ points, label }) => ({ points: points.map(point), label: rigid(label) })),
  };
}

/** Where some zones moved farther than is allowed and others not at all, half of the way falls to each. */
function evenlyMoved(layout: DiagramLayout, before: DiagramLayout): DiagramLayout {
  const half = (axis: 'x' | 'y'): number => {
    const moves = Object.entries(layout.zones).flatMap(([id, box]) => {
      const was = before.zones[id];
      return was === undefined ? [] : [box[axis] - was[axis]];
    });
    const [least, most] = [Math.min(...moves), Math.max(...moves)];
    return most - least > 0 && most > MOST_MOVED ? -Math.round((least + most) / 2) : 0;
  };
  const [dx, dy] = [half('x'), half('y')];
  return dx === 0 && dy === 0 ? layout : shifted(layout, dx, dy);
}
