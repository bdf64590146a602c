/**
 * Cells under their supervisor. An area of a plant without conduits of its own - one zone that supervises, and cells below it that
 * nobody else has a conduit with - is drawn as a narrow column where zones are cards: the cells hang one below the other on a trunk.
 * elk gets the column as one block, whose lines from outside are then led on to the supervisor.
 */
import { type Detail, type DiagramConduit, type DiagramGraph, type DiagramZone, detailOf } from '../graph.ts';
import { fitText, textWidth } from '../text/metrics.ts';
import { type ElkPositions, portId } from './elk-graph.ts';
import { type Hierarchy, hierarchyOf } from './hierarchy.ts';
import { BARE_PILL, cardHeight, GATE_HEIGHT, gateWidth, isTimedOnly } from './measures.ts';
import { type Box, type DiagramLayout, type DrawnColumn, moved, type PlacedLine } from './placed.ts';
import type { Inside } from './zone-inside.ts';

/** More cells than this would make a column higher than a screen: they stand beside each other instead. */
const MOST_CELLS = 10;
const SIDE = 12;
const TITLE_ROW = 30;
const TITLE_MOST = 110;
const BELOW_SUPERVISOR = 52;
const CELL_WIDTH = 142;
const CELL_GAP = 9;
const FOOT = 14;
/** From the supervisor's left edge to the first trunk, between trunks, from the last trunk to the cells. */
const TRUNK = { left: 9, apart: 10, toCells: 19 };
const OWN_GATE = 26;
const PORT_GAP = 4;

export interface Column {
  readonly zone: DiagramZone;
  readonly supervisor: DiagramZone;
  readonly cells: readonly DiagramZone[];
  /** By cell. */
  readonly hanging: ReadonlyMap<string, DiagramConduit>;
  /** Conduits of the supervisor with zones outside, above it, in the order of these. */
  readonly arriving: readonly DiagramConduit[];
}

/** The areas that can be drawn as columns; none where assets are shown. */
export function columnsOf(graph: DiagramGraph, hierarchy: Hierarchy, detail: Detail): Column[] {
  if (detail === 'assets') return [];
  const touching = new Map<string, DiagramConduit[]>();
  for (const conduit of graph.conduits)
    for (const end of [conduit.upper, conduit.lower]) {
      const list = touching.get(end);
      if (list === undefined) touching.set(end, [conduit]);
      else list.push(conduit);
    }
  return [...hierarchy.children].flatMap(([id, children]) => {
    const zone = hierarchy.zones.get(id);
    return (zone && columnOf(zone, children, hierarchy, touching, detail)) ?? [];
  });
}

function columnOf(
  zone: DiagramZone,
  children: readonly DiagramZone[],
  hierarchy: Hierarchy,
  touching: ReadonlyMap<string, readonly DiagramConduit[]>,
  detail: Detail,
): Column | undefined {
  const row = (z: DiagramZone): number => hierarchy.rows.get(z.id) ?? Infinity;
  const [supervisor, ...cells] = [...children].sort((a, b) => row(a) - row(b));
  const cards = children.every((z) => !hierarchy.children.has(z.id) && detailOf(z, detail) !== 'assets');
  if (supervisor === undefined || !cards || touching.has(zone.id) || hierarchy.floors.has(zone.id)) return undefined;
  if (cells.length < 2 || cells.length > MOST_CELLS || cells.some((c) => row(c) <= row(supervisor))) return undefined;
  const hanging = new Map<string, DiagramConduit>();
  for (const cell of cells)
    for (const conduit of touching.get(cell.id) ?? []) {
      if (conduit.upper !== supervisor.id || hanging.has(cell.id)) return undefined;
      hanging.set(cell.id, conduit);
    }
  const inside = new Set([...hanging.values()]);
  const order = [...hierarchy.zones.keys()];
  const arriving = (touching.get(supervisor.id) ?? [])
    .filter((c) => !inside.has(c))
    .sort((a, b) => order.indexOf(a.upper) - order.indexOf(b.upper));
  if (arriving.some((c) => c.lower !== supervisor.id)) return undefined;
  return { zone, supervisor, cells, hanging, arriving };
}

/** The graph that elk gets: a column is one zone, in the row of its supervisor. */
export function withoutCells(graph: DiagramGraph, columns: readonly Column[]): DiagramGraph {
  if (columns.length === 0) return graph;
  const gone = new Set(columns.flatMap((c) => [c.supervisor.id, ...c.cells.map((z) => z.id)]));
  const inside = new Set(columns.flatMap((c) => [...c.hanging.values()].map((k) => k.id)));
  const columnOfSupervisor = new Map(columns.map((c) => [c.supervisor.id, c.zone.id]));
  const levelOf = new Map(columns.map((c) => [c.zone.id, c.supervisor.level]));
  return {
    ...graph,
    zones: graph.zones
      .filter((z) => !gone.has(z.id))
      .map((z) => {
        const level = levelOf.get(z.id);
        return level === undefined ? z : { ...z, level };
      }),
    conduits: graph.conduits
      .filter((c) => !inside.has(c.id))
      .map((c) => {
        const lower = columnOfSupervisor.get(c.lower);
        return lower === undefined ? c : { ...c, lower };
      }),
  };
}

/** The rows of the whole graph, by which a column reaches down to its lowest cell. */
export function reducedHierarchy(graph: DiagramGraph, full: Hierarchy, columns: readonly Column[]): Hierarchy {
  const reduced = hierarchyOf(graph);
  if (columns.length === 0) return reduced;
  const row = (z: DiagramZone): number => full.rows.get(z.id) ?? full.levels.length;
  return {
    ...reduced,
    levels: full.levels,
    rows: new Map([
      ...reduced.rows,
      ...full.rows,
      ...columns.map((c): [string, number] => [c.zone.id, row(c.supervisor)]),
    ]),
    reach: new Map(columns.map((c) => [c.zone.id, Math.max(...c.cells.map(row))])),
  };
}

/** Sizes of a column's parts, as if its top left corner were the origin. */
interface Plan {
  readonly width: number;
  readonly height: number;
  readonly supervisor: Box;
  readonly cells: ReadonlyMap<string, Box>;
}

export function columnTitle(zone: DiagramZone): string {
  return fitText(zone.title, TITLE_MOST, 12, 600);
}

function titleEnd(zone: DiagramZone): number {
  return SIDE + 1 + textWidth(columnTitle(zone), 12, 600) + 12;
}

function planOf(column: Column, detail: Detail): Plan {
  const left = SIDE + TRUNK.left + TRUNK.apart * Math.max(0, trunksOf(column).length - 1);
  const cellX = left + TRUNK.toCells + (hasOwnGates(column) ? OWN_GATE : 0);
  const width = Math.ceil(Math.max(cellX + CELL_WIDTH + SIDE, titleEnd(column.zone) + portsWidth(column, detail)));
  const top = TITLE_ROW + (column.arriving.some((c) => c.gates.some((g) => g.end === 'lower')) ? GATE_HEIGHT : 0);
  const height = cardHeight(detailOf(column.supervisor, detail));
  const cells = new Map<string, Box>();
  let y = top + height + BELOW_SUPERVISOR;
  for (const cell of column.cells) {
    const box = { x: cellX, y, width: width - SIDE - cellX, height: cardHeight(detailOf(cell, detail)) };
    cells.set(cell.id, box);
    y += box.height + CELL_GAP;
  }
  const supervisor = { x: SIDE, y: top, width: width - 2 * SIDE, height };
  return { width, height: y - CELL_GAP + FOOT, supervisor, cells };
}

/**
 * Conduits that may share a trunk: where one is answered above and another is not, or one is only open at times, their lines differ.
 * The trunk that reaches lowest is the left one, so that no branch of it crosses another trunk's end.
 */
function trunksOf({ cells, hanging }: Column): (readonly [string, DiagramConduit])[][] {
  const groups = new Map<string, (readonly [string, DiagramConduit])[]>();
  for (const { id } of cells) {
    const conduit = hanging.get(id);
    if (conduit === undefined) continue;
    const key = `${conduit.towardsUpper} ${isTimedOnly(conduit)}`;
    groups.set(key, [...(groups.get(key) ?? []), [id, conduit]]);
  }
  const lowest = (group: readonly (readonly [string, DiagramConduit])[]): number =>
    Math.max(...group.map(([id]) => cells.findIndex((c) => c.id === id)));
  return [...groups.values()].sort((a, b) => lowest(b) - lowest(a));
}

/** The gate that stands on the trunk: of the firewall that every conduit of the column passes. */
function commonFirewall({ hanging }: Column): string | undefined {
  const conduits = [...hanging.values()];
  const [first] = conduits.flatMap((c) => c.gates);
  const all =
    first !== undefined && conduits.every((c) => c.gates.length === 1 && c.gates[0]?.firewall === first.firewall);
  return all ? first.id : undefined;
}

/** Its conduits pass different firewalls, or some none: each gate stands on its own branch. */
function hasOwnGates(column: Column): boolean {
  return commonFirewall(column) === undefined && [...column.hanging.values()].some((c) => c.gates.length > 0);
}

function portWidth(conduit: DiagramConduit, detail: Detail): number {
  const gate = conduit.gates.find((g) => g.end === 'lower');
  return gate === undefined ? 14 : gateWidth(gate, detail);
}

function portsWidth({ arriving }: Column, detail: Detail): number {
  return arriving.reduce((sum, c) => sum + portWidth(c, detail) + PORT_GAP, SIDE + 8);
}

/** The size of a column's block, and where on its top lines come in: right of its title, in the order of the zones that they come from. */
export function columnInside(column: Column, detail: Detail): Inside {
  const { width, height } = planOf(column, detail);
  const ports = new Map<string, number>();
  let x = width - SIDE - 8;
  for (const conduit of [...column.arriving].reverse()) {
    const taken = portWidth(conduit, detail);
    ports.set(portId(conduit, 'lower'), x - taken / 2);
    x -= taken + PORT_GAP;
  }
  return { width, height, assets: new Map(), ghosts: new Map(), inner: new Map(), ports };
}

/** elk's positions with the columns' zones in their blocks, the lines from outside led on to the supervisors. */
export function withCells(positions: ElkPositions, columns: readonly Column[], detail: Detail): ElkPositions {
  const nodes = new Map(positions.nodes);
  const ports = new Map(positions.ports);
  const conduits = new Map(positions.conduits);
  for (const column of columns) {
    const at = nodes.get(column.zone.id);
    if (at === undefined) continue;
    const plan = planOf(column, detail);
    const place = (box: Box): Box => ({ ...moved(box, at.x, at.y), width: box.width + at.width - plan.width });
    const supervisor = place(plan.supervisor);
    nodes.set(column.supervisor.id, supervisor);
    for (const [id, box] of plan.cells) nodes.set(id, place(box));
    for (const conduit of column.arriving) {
      const line = conduits.get(conduit.id);
      const port = ports.get(portId(conduit, 'lower'));
      const last = line?.points.at(-1);
      if (line === undefined || port === undefined || last === undefined) continue;
      const gated = conduit.gates.some((g) => g.end === 'lower');
      const end = { x: last.x, y: supervisor.y - (gated ? GATE_HEIGHT + 1 : 0) };
      conduits.set(conduit.id, { ...line, points: [...line.points.slice(0, -1), end] });
      ports.set(portId(conduit, 'lower'), { ...port, y: supervisor.y - GATE_HEIGHT - 2, height: GATE_HEIGHT + 2 });
    }
  }
  return { nodes, ports, conduits };
}

/** The layout with the lines inside the columns, and what is written beside their trunks. */
export function withTrunks(layout: DiagramLayout, columns: readonly Column[]): DiagramLayout {
  const conduits = { ...layout.conduits };
  const gates = { ...layout.gates };
  const drawn: Record<string, DrawnColumn> = {};
  for (const column of columns) {
    const zone = layout.zones[column.zone.id];
    const supervisor = layout.zones[column.supervisor.id];
    if (zone === undefined || supervisor === undefined) continue;
    const foot = supervisor.y + supervisor.height;
    const left = supervisor.x + TRUNK.left;
    const trunks = trunksOf(column);
    const last = left + TRUNK.apart * Math.max(0, trunks.length - 1);
    const own = hasOwnGates(column);
    for (const [i, hung] of trunks.entries())
      for (const [cell, conduit] of hung) {
        const box = layout.zones[cell];
        if (box === undefined) continue;
        const [gate] = own ? conduit.gates : [];
        const branch = branchOf(box, { x: left + TRUNK.apart * i, foot, last, gated: gate !== undefined });
        conduits[conduit.id] = branch.line;
        if (gate !== undefined) gates[gate.id] = branch.gate;
      }
    const common = commonFirewall(column);
    if (common !== undefined)
      gates[common] = { x: left - 12, y: foot + 11, width: last - left + 24, height: GATE_HEIGHT };
    const assets = column.cells.reduce((sum, c) => sum + (c.folded?.assets ?? c.assets.length), 0);
    drawn[column.zone.id] = {
      note: { x: zone.x + zone.width - SIDE, y: foot + 25 },
      cells: column.cells.length,
      assets,
    };
  }
  return { ...layout, conduits, gates, columns: drawn };
}

/** From the trunk to a cell's left side; what stands for the pill is as small as the branch. */
function branchOf(
  cell: Box,
  { x, foot, last, gated }: { x: number; foot: number; last: number; gated: boolean },
): { line: PlacedLine; gate: Box } {
  const y = cell.y + cell.height / 2;
  const end = gated ? cell.x - OWN_GATE : cell.x;
  const label = { x: last + 3, y: y - BARE_PILL / 2, width: end - last - 5, height: BARE_PILL };
  return {
    line: {
      points: [
        { x, y: foot },
        { x, y },
        { x: end, y },
      ],
      label,
    },
    gate: { x: end + 1, y: y - GATE_HEIGHT / 2, width: OWN_GATE - 2, height: GATE_HEIGHT },
  };
}
