/** Puts elk's positions, the aligned rows and the insides of the zones together to one layout. */
import type { Detail, DiagramConduit, DiagramGraph } from '../graph.ts';
import { type ElkPositions, type Insides, portId } from './elk-graph.ts';
import { endNode, floorNode, type Hierarchy, rowSpan } from './hierarchy.ts';
import { GATE_HEIGHT, PADDING } from './measures.ts';
import { type Band, type Box, type DiagramLayout, hull, moved, type PlacedLine, type Point } from './placed.ts';
import { alignRows, type Pushable, type Stripe } from './row-alignment.ts';
import { runsOf } from './stretch.ts';
import type { Inside } from './zone-inside.ts';

/** Room around the picture's content that its stripes take. */
const EDGE = 40;
/** Least distance between a stripe's edge and a container's border. */
const CLEAR = 12;

export function assemble(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  insides: Insides,
  elk: ElkPositions,
  detail: Detail,
): DiagramLayout {
  const pushed = pushDown(graph, hierarchy, elk);
  const zones = zoneBoxes(graph, hierarchy, elk, pushed);
  const conduits: Record<string, PlacedLine> = {};
  const gates: Record<string, Box> = {};
  for (const conduit of graph.conduits) {
    const line = pushed.line(conduit);
    if (line !== undefined) conduits[conduit.id] = line;
    for (const gate of conduit.gates) {
      const box = elk.ports.get(portId(conduit, gate.end));
      if (box !== undefined) gates[gate.id] = gateBox(moved(box, 0, pushed.end(conduit, gate.end)));
    }
  }
  const content = placeInsides(graph, hierarchy, insides, zones.blocks);
  const bounds = boundsOf({ zones: zones.zones, conduits, gates });
  const blocks = [...hierarchy.floors].flatMap((zone) => {
    const box = zones.blocks.get(floorNode(zone));
    return box === undefined ? [] : [[zone, box] as const];
  });
  return {
    detail,
    bounds,
    zones: zones.zones,
    blocks: Object.fromEntries(blocks),
    ...content,
    conduits,
    gates,
    columns: {},
    bands: bandsOf(pushed.stripes, hierarchy, zones.zones, bounds),
  };
}

/** The port is as large as the gate and a margin of one pixel above and below. */
function gateBox(port: Box): Box {
  return { x: port.x, y: port.y + 1, width: port.width, height: GATE_HEIGHT };
}

interface Pushed {
  readonly stripes: readonly Stripe[];
  /** How far down a block goes, or a border of a container. */
  block(node: string): number;
  border(zone: string, side: 'top' | 'bottom'): number;
  end(conduit: DiagramConduit, end: 'upper' | 'lower'): number;
  line(conduit: DiagramConduit): PlacedLine | undefined;
}

function pushDown(graph: DiagramGraph, hierarchy: Hierarchy, elk: ElkPositions): Pushed {
  const things: Pushable[] = [];
  const index = new Map<string, number>();
  const add = (key: string, thing: Pushable): void => {
    index.set(key, things.length);
    things.push(thing);
  };
  for (const zone of graph.zones) {
    const box = elk.nodes.get(zone.id);
    if (box === undefined) continue;
    const row = hierarchy.rows.get(zone.id);
    if (!hierarchy.children.has(zone.id)) add(zone.id, { box, ...(row !== undefined && { row }) });
    else {
      add(`top ${zone.id}`, { box: { ...box, height: 0 } });
      add(`bottom ${zone.id}`, { box: { ...box, y: box.y + box.height, height: 0 } });
      const floor = elk.nodes.get(floorNode(zone.id));
      if (floor !== undefined) add(floorNode(zone.id), { box: floor, ...(row !== undefined && { row }) });
    }
  }
  for (const [id, { points, label }] of elk.conduits) {
    add(`pill ${id}`, { box: label });
    for (const [k, run] of runsOf(points).entries()) if (run.length > 1) add(`run ${k} ${id}`, { box: runBox(run) });
  }
  const { shifts: aligned, stripes } = alignRows(things);
  const shifts = [...aligned];
  wrapContainers(graph, things, index, shifts);
  const shift = (key: string): number => shifts[index.get(key) ?? -1] ?? 0;
  const end = (conduit: DiagramConduit, side: 'upper' | 'lower'): number => {
    const node = endNode(hierarchy, conduit, side);
    return shift(index.has(node) ? node : `${borderAt(portId(conduit, side), node, elk)} ${node}`);
  };
  return {
    stripes,
    block: shift,
    border: (zone, side) => shift(`${side} ${zone}`),
    end,
    line: (conduit) => pushedLine(conduit, elk, shift, end),
  };
}

/** The border of a container that a port is on: elk turns a line against the rows round and leads it out at the top. */
function borderAt(port: string, container: string, { ports, nodes }: ElkPositions): 'top' | 'bottom' {
  const at = ports.get(port);
  const box = nodes.get(container);
  if (at === undefined || box === undefined) return 'top';
  return at.y + at.height / 2 < box.y + box.height / 2 ? 'top' : 'bottom';
}

/** Draws the borders of containers, the innermost first, close around what is in them now that the rows are aligned. */
function wrapContainers(
  graph: DiagramGraph,
  things: readonly Pushable[],
  index: ReadonlyMap<string, number>,
  shifts: number[],
): void {
  for (const zone of [...graph.zones].reverse()) {
    const top = index.get(`top ${zone.id}`);
    const bottom = index.get(`bottom ${zone.id}`);
    if (top === undefined || bottom === undefined) continue;
    const from = (things[top] as Pushable).box;
    const to = (things[bottom] as Pushable).box.y;
    const within = things.flatMap(({ box }, i) => {
      const inside =
        i !== top &&
        i !== bottom &&
        box.y >= from.y &&
        box.y + box.height <= to &&
        box.x < from.x + from.width &&
        from.x < box.x + box.width;
      return inside ? [{ was: box.y, y: box.y + (shifts[i] as number), height: box.height }] : [];
    });
    if (within.length === 0) continue;
    const pushed = Math.min(...within.map((b) => b.y)) - Math.min(...within.map((b) => b.was));
    shifts[top] = Math.max(shifts[top] as number, pushed);
    shifts[bottom] = Math.min(
      shifts[bottom] as number,
      Math.max(...within.map((b) => b.y + b.height)) + PADDING + 8 - to,
    );
  }
}

function pushedLine(
  conduit: DiagramConduit,
  elk: ElkPositions,
  shift: (key: string) => number,
  end: (conduit: DiagramConduit, side: 'upper' | 'lower') => number,
): PlacedLine | undefined {
  const line = elk.conduits.get(conduit.id);
  if (line === undefined) return undefined;
  const runs = runsOf(line.points);
  const points = runs.flatMap((run, k) => {
    const dy =
      k === 0
        ? end(conduit, 'upper')
        : k === runs.length - 1
          ? end(conduit, 'lower')
          : run.length > 1
            ? shift(`run ${k} ${conduit.id}`)
            : 0;
    return run.map((p) => moved(p, 0, dy));
  });
  return { points, label: moved(line.label, 0, shift(`pill ${conduit.id}`)) };
}

function runBox(run: readonly Point[]): Box {
  const box = hull(run.map((p) => ({ ...p, width: 0, height: 0 }))) as Box;
  return { ...box, height: 0 };
}

function zoneBoxes(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  elk: ElkPositions,
  pushed: Pushed,
): { zones: Record<string, Box>; blocks: Map<string, Box> } {
  const zones: Record<string, Box> = {};
  const blocks = new Map<string, Box>();
  for (const zone of graph.zones) {
    const box = elk.nodes.get(zone.id);
    if (box === undefined) continue;
    if (!hierarchy.children.has(zone.id)) {
      zones[zone.id] = moved(box, 0, pushed.block(zone.id));
      blocks.set(zone.id, zones[zone.id] as Box);
      continue;
    }
    const top = box.y + pushed.border(zone.id, 'top');
    const bottom = box.y + box.height + pushed.border(zone.id, 'bottom');
    zones[zone.id] = { ...box, y: top, height: bottom - top };
    const floor = elk.nodes.get(floorNode(zone.id));
    if (floor !== undefined) blocks.set(floorNode(zone.id), moved(floor, 0, pushed.block(floorNode(zone.id))));
  }
  return { zones, blocks };
}

type Content = Pick<DiagramLayout, 'floors' | 'assets' | 'ghosts' | 'inner' | 'innerWordsAt'>;

/** Where the contents of the zones stand, by the places of their blocks: zones, and floors by their nodes. */
export function placeInsides(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  insides: Insides,
  blocks: ReadonlyMap<string, Box>,
): Content {
  const content = { floors: {}, assets: {}, ghosts: {}, inner: {}, innerWordsAt: {} } as {
    [K in keyof Content]: Record<string, Content[K][string]>;
  };
  for (const zone of graph.zones) {
    const node = hierarchy.children.has(zone.id) ? floorNode(zone.id) : zone.id;
    const inside = insides.get(node);
    const at = blocks.get(node);
    if (inside === undefined || at === undefined) continue;
    placeInside(content, zone.id, inside, at);
  }
  return content;
}

function placeInside(
  content: { [K in keyof Content]: Record<string, Content[K][string]> },
  zone: string,
  inside: Inside,
  at: Box,
): void {
  const place = <T extends Point>(thing: T): T => moved(thing, at.x, at.y);
  for (const [id, box] of inside.assets) content.assets[id] = place(box);
  for (const [id, box] of inside.ghosts) content.ghosts[id] = place(box);
  for (const [id, { points, label }] of inside.inner)
    content.inner[id] = { points: points.map(place), label: place(label) };
  if (inside.innerWords !== undefined) content.innerWordsAt[zone] = place(inside.innerWords);
  // elk widens a block for its gates: the floor is as wide as the block.
  if (inside.floor !== undefined)
    content.floors[zone] = place({ ...inside.floor, width: inside.floor.width + at.width - inside.width });
}

/** Everything that is drawn lies in it. */
export function boundsOf({ zones, conduits, gates }: Pick<DiagramLayout, 'zones' | 'conduits' | 'gates'>): Box {
  const lines = Object.values(conduits);
  const points = lines.flatMap((l) => l.points.map((p) => ({ ...p, width: 0, height: 0 })));
  const boxes = [...Object.values(zones), ...lines.map((l) => l.label), ...Object.values(gates), ...points];
  return hull(boxes) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** Stripes meet halfway between the rows, above the border of a container that begins with the lower one. */
export function bandsOf(
  stripes: readonly Stripe[],
  hierarchy: Hierarchy,
  zones: Readonly<Record<string, Box>>,
  bounds: Box,
): Band[] {
  const meeting = stripes.map(({ rows, top }, i) => {
    const before = stripes[i - 1];
    if (before === undefined) return bounds.y - EDGE;
    const borders = [...hierarchy.children.keys()]
      .filter((zone) => rows.includes(rowSpan(hierarchy, zone).first))
      .flatMap((zone) => zones[zone]?.y ?? [])
      .filter((y) => y > before.bottom);
    const lowest = Math.min(...borders.map((y) => y - CLEAR));
    return Math.max(before.bottom + CLEAR / 2, Math.min((before.bottom + top) / 2, lowest));
  });
  return stripes.map(({ rows, top, bottom }, i) => ({
    levels: rows.flatMap((row) => hierarchy.levels[row] ?? []),
    top: meeting[i] as number,
    bottom: meeting[i + 1] ?? bounds.y + bounds.height + EDGE,
    middle: (top + bottom) / 2,
  }));
}
