/**
 * Makes room in a picture for a zone that grew: what lies below it is pushed down, or what lies right of it to the right, by as much
 * and no more. Whatever was above something stays above it, so no order changes and lines stay orthogonal: only their straight parts
 * stretch.
 */
import type { DiagramGraph } from '../graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import { type Box, type DiagramLayout, eachOf, type PlacedLine, type Point } from './placed.ts';

/** Where zones, lines and gates stand: what a stretch moves. */
export type Frame = Pick<DiagramLayout, 'zones' | 'blocks' | 'conduits' | 'gates'>;

export interface Growth {
  /** A block: a zone without nested ones, or the floor of one with. */
  readonly node: string;
  readonly by: number;
}

const MARGIN = 3;
/** A line's end as near to a block's edge as this leaves it there: a gate may stand between. */
const AT_EDGE = 26;
const MOST_ROUNDS = 60;

interface Thing {
  readonly box: Box;
  /** Things of one group move together. */
  readonly group: string;
  /** How much what lies below is pushed beyond the thing itself. */
  readonly grown: number;
}

/** The frame with a block higher than before. Undefined where pushing does not come to an end. */
export function grownDown(graph: DiagramGraph, hierarchy: Hierarchy, frame: Frame, growth: Growth): Frame | undefined {
  const groups = new Groups();
  const things = thingsOf(graph, hierarchy, frame, growth, groups);
  const shifts = pushed(things, groups, rowMates(hierarchy, frame));
  return shifts && movedFrame(graph, hierarchy, frame, growth, (group) => shifts.get(groups.of(group)) ?? 0);
}

/** The frame with a block wider than before. */
export function grownRight(graph: DiagramGraph, hierarchy: Hierarchy, frame: Frame, growth: Growth): Frame | undefined {
  const lying = grownDown(graph, { ...hierarchy, rows: new Map() }, transposed(frame), growth);
  return lying && transposed(lying);
}

function thingsOf(graph: DiagramGraph, hierarchy: Hierarchy, frame: Frame, growth: Growth, groups: Groups): Thing[] {
  const things: Thing[] = [];
  for (const zone of graph.zones) {
    const box = frame.zones[zone.id];
    if (box === undefined) continue;
    if (!hierarchy.children.has(zone.id)) {
      things.push({ box, group: zone.id, grown: growth.node === zone.id ? growth.by : 0 });
      continue;
    }
    things.push({ box: { ...box, height: 0 }, group: `top ${zone.id}`, grown: 0 });
    things.push({ box: { ...box, y: box.y + box.height, height: 0 }, group: `bottom ${zone.id}`, grown: 0 });
  }
  for (const [node, box] of Object.entries(frame.blocks))
    things.push({ box, group: node, grown: growth.node === node ? growth.by : 0 });
  for (const conduit of graph.conduits) {
    const line = frame.conduits[conduit.id];
    if (line === undefined) continue;
    const runs = runsOf(line.points);
    runs.forEach((run, k) => {
      const group = runGroup(conduit.id, k);
      if (run.length > 1) things.push({ box: around(run), group, grown: 0 });
      if (run.length > 1 && holdsLabel(run, line)) groups.join(labelGroup(conduit.id), group);
    });
    for (const [k, end] of [
      [0, conduit.upper],
      [runs.length - 1, conduit.lower],
    ] as const) {
      const anchor = anchorOf(end, (k === 0 ? line.points[0] : line.points.at(-1)) as Point, hierarchy, frame, growth);
      if (anchor !== undefined) groups.join(runGroup(conduit.id, k), anchor);
    }
    things.push({ box: line.label, group: labelGroup(conduit.id), grown: 0 });
    for (const gate of conduit.gates) {
      const box = frame.gates[gate.id];
      const middle = box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const anchor = middle && anchorOf(conduit[gate.end], middle, hierarchy, frame, growth);
      if (box === undefined || anchor === undefined) continue;
      groups.join(gateGroup(gate.id), anchor);
      things.push({ box, group: gateGroup(gate.id), grown: 0 });
    }
  }
  return things;
}

const runGroup = (conduit: string, k: number): string => `run ${k} ${conduit}`;
const labelGroup = (conduit: string): string => `label ${conduit}`;
const gateGroup = (gate: string): string => `gate ${gate}`;
/** What hangs at the lower edge of the block that grew. */
const footGroup = (node: string): string => `foot ${node}`;

/** What a line's end, or a gate, of a zone moves with. */
function anchorOf(
  zone: string,
  at: Point,
  hierarchy: Hierarchy,
  { zones, blocks }: Frame,
  growth: Growth,
): string | undefined {
  const box = zones[zone];
  if (box === undefined) return undefined;
  if (!hierarchy.children.has(zone)) return edgeOf(zone, box, at, growth);
  const block = blocks[zone];
  const inside = block && at.x > block.x - AT_EDGE && at.x < block.x + block.width + AT_EDGE && near(at.y, block);
  if (block && inside) return edgeOf(zone, block, at, growth);
  return Math.abs(at.y - box.y) <= Math.abs(at.y - box.y - box.height) ? `top ${zone}` : `bottom ${zone}`;
}

function near(y: number, { y: top, height }: Box): boolean {
  return y > top - AT_EDGE && y < top + height + AT_EDGE;
}

function edgeOf(node: string, box: Box, at: Point, growth: Growth): string {
  const atFoot = at.y >= box.y + box.height - AT_EDGE / 2 && at.x >= box.x && at.x <= box.x + box.width;
  return growth.node === node && atFoot ? footGroup(node) : node;
}

/** Blocks of one row whose tops are at one height stay so. */
function rowMates(hierarchy: Hierarchy, { zones, blocks }: Frame): string[][] {
  const mates = new Map<string, string[]>();
  for (const [zone, row] of hierarchy.rows) {
    const box = hierarchy.children.has(zone) ? blocks[zone] : zones[zone];
    if (box === undefined) continue;
    const key = `${row} ${Math.round(box.y)}`;
    mates.set(key, [...(mates.get(key) ?? []), zone]);
  }
  return [...mates.values()].filter((list) => list.length > 1);
}

function pushed(
  things: readonly Thing[],
  groups: Groups,
  mates: readonly (readonly string[])[],
): Map<string, number> | undefined {
  const order = [...things.keys()].sort((a, b) => topOf(things, a) - topOf(things, b));
  const above = order.map((low, position) => order.slice(0, position).filter((high) => isAbove(things, high, low)));
  const shifts = new Map<string, number>();
  const raise = (group: string, to: number): boolean => {
    const root = groups.of(group);
    if ((shifts.get(root) ?? 0) >= to - 1e-6) return false;
    shifts.set(root, to);
    return true;
  };
  const shift = (group: string): number => shifts.get(groups.of(group)) ?? 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = false;
    for (const [position, low] of order.entries())
      for (const high of above[position] as number[]) {
        const { group, grown } = things[high] as Thing;
        changed = raise((things[low] as Thing).group, shift(group) + grown) || changed;
      }
    for (const { group, grown } of things)
      if (grown > 0) changed = raise(footGroup(group), shift(group) + grown) || changed;
    for (const list of mates) {
      const most = Math.max(...list.map(shift));
      for (const zone of list) changed = raise(zone, most) || changed;
    }
    if (!changed) return shifts;
  }
  return undefined;
}

function topOf(things: readonly Thing[], i: number): number {
  return (things[i] as Thing).box.y;
}

function isAbove(things: readonly Thing[], high: number, low: number): boolean {
  const a = (things[high] as Thing).box;
  const b = (things[low] as Thing).box;
  const beside = a.x + a.width + MARGIN <= b.x || b.x + b.width + MARGIN <= a.x;
  return !beside && a.y + a.height <= b.y + 0.5;
}

function movedFrame(
  graph: DiagramGraph,
  hierarchy: Hierarchy,
  frame: Frame,
  growth: Growth,
  shift: (group: string) => number,
): Frame {
  const taller = (node: string): number => (growth.node === node ? growth.by : 0);
  const zones: Record<string, Box> = {};
  for (const [id, box] of Object.entries(frame.zones)) {
    const outer = hierarchy.children.has(id);
    const top = box.y + shift(outer ? `top ${id}` : id);
    const bottom = outer ? box.y + box.height + shift(`bottom ${id}`) : top + box.height + taller(id);
    zones[id] = { ...box, y: top, height: bottom - top };
  }
  const blocks = eachOf(frame.blocks, (box, id) => ({
    ...box,
    y: box.y + shift(id),
    height: box.height + taller(id),
  }));
  const conduits: Record<string, PlacedLine> = {};
  const gates: Record<string, Box> = { ...frame.gates };
  for (const { id, gates: own } of graph.conduits) {
    const line = frame.conduits[id];
    if (line === undefined) continue;
    const points = runsOf(line.points).flatMap((run, k) => run.map((p) => ({ ...p, y: p.y + shift(runGroup(id, k)) })));
    conduits[id] = { points, label: { ...line.label, y: line.label.y + shift(labelGroup(id)) } };
    for (const gate of own) {
      const box = frame.gates[gate.id];
      if (box !== undefined) gates[gate.id] = { ...box, y: box.y + shift(gateGroup(gate.id)) };
    }
  }
  return { zones, blocks, conduits, gates };
}

/** A line's corners, those of one horizontal stretch together. */
export function runsOf(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs[runs.length - 1];
    if (run !== undefined && Math.abs((run[0] as Point).y - point.y) < 0.5) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

function around(run: readonly Point[]): Box {
  const xs = run.map((p) => p.x);
  const x = Math.min(...xs);
  return { x, y: (run[0] as Point).y, width: Math.max(...xs) - x, height: 0 };
}

function holdsLabel(run: readonly Point[], { label }: PlacedLine): boolean {
  const { x, y, width } = around(run);
  return y > label.y && y < label.y + label.height && x < label.x + label.width && x + width > label.x;
}

/** The frame with x and y exchanged. */
export function transposed({ zones, blocks, conduits, gates }: Frame): Frame {
  const box = ({ x, y, width, height }: Box): Box => ({ x: y, y: x, width: height, height: width });
  const line = ({ points, label }: PlacedLine): PlacedLine => ({
    points: points.map(({ x, y }) => ({ x: y, y: x })),
    label: box(label),
  });
  return {
    zones: eachOf(zones, box),
    blocks: eachOf(blocks, box),
    conduits: eachOf(conduits, line),
    gates: eachOf(gates, box),
  };
}

/** Which names stand for the same thing: union and find. */
class Groups {
  readonly #parents = new Map<string, string>();

  of(name: string): string {
    let root = name;
    for (let up = this.#parents.get(root); up !== undefined; up = this.#parents.get(root)) root = up;
    if (root !== name) this.#parents.set(name, root);
    return root;
  }

  join(a: string, b: string): void {
    const [from, to] = [this.of(a), this.of(b)];
    if (from !== to) this.#parents.set(from, to);
  }
}
