/** DiagramGraph -> elk's input, and elk's answer -> positions. Options do not inherit in elk: every container repeats them. */
import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { type Detail, type DiagramConduit, type DiagramGraph, type DiagramZone, detailOf } from '../graph.ts';
import { endNode, floorNode, type Hierarchy, partitions } from './hierarchy.ts';
import { GATE_HEIGHT, gateWidth, HEADER, headerWidth, measurePill, PADDING } from './measures.ts';
import type { Box, PlacedLine } from './placed.ts';
import { rowOrderEdges } from './row-order.ts';
import { boxOf, type Inside } from './zone-inside.ts';

/** Size of each block by its node: zones without nested ones, and floors. */
export type Insides = ReadonlyMap<string, Inside>;

function layered(detail: Detail): LayoutOptions {
  const compact = detail !== 'assets';
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.partitioning.activate': 'true',
    'elk.separateConnectedComponents': 'false',
    'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
    'elk.spacing.nodeNode': compact ? '20' : '44',
    'elk.layered.spacing.nodeNodeBetweenLayers': '30',
    'elk.spacing.edgeLabel': '0',
    'elk.spacing.edgeNode': compact ? '14' : '26',
    'elk.layered.spacing.edgeNodeBetweenLayers': compact ? '12' : '18',
    'elk.spacing.edgeEdge': compact ? '10' : '16',
    'elk.layered.spacing.edgeEdgeBetweenLayers': compact ? '9' : '10',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.nodePlacement.bk.edgeStraightening': 'IMPROVE_STRAIGHTNESS',
  };
}

/** Keeps zones in the order of the source, as far as lines do not cross for it. */
const MODEL_ORDER: LayoutOptions = { 'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES' };

/** Where elk keeps the model's order. It throws on some graphs with {@link MODEL_ORDER}; the layout then asks for less of it. */
export type ModelOrder = 'everywhere' | 'at the root' | 'nowhere';

export const MODEL_ORDERS: readonly ModelOrder[] = ['everywhere', 'at the root', 'nowhere'];

const PORT_SPACING: LayoutOptions = {
  'elk.portConstraints': 'FIXED_SIDE',
  'elk.spacing.portPort': '28',
  'elk.spacing.portsSurrounding': '[top=0,left=26,bottom=0,right=26]',
};

/** A line comes in where the block says, a gate will stand further in; lines that the block says nothing of go out at its foot. */
function fixed(port: ElkPort, places: ReadonlyMap<string, number>, block: Inside): ElkPort {
  const width = port.width ?? 1;
  const upper = port.layoutOptions?.['elk.port.side'] === 'NORTH';
  const middle = places.get(port.id) ?? block.width / 2;
  return {
    ...port,
    height: 1,
    x: middle - width / 2,
    y: upper ? 0 : block.height,
    layoutOptions: { ...port.layoutOptions, 'elk.port.borderOffset': '-1' },
  };
}

/** The id of the port at which a conduit's end touches its zone. */
export function portId(conduit: DiagramConduit, end: 'upper' | 'lower'): string {
  return `${conduit.id} ${end}`;
}

export interface ElkInput {
  readonly hierarchy: Hierarchy;
  readonly insides: Insides;
  readonly detail: Detail;
  readonly modelOrder: ModelOrder;
  /** How often elk tries to let lines cross less; its own seven times where absent. */
  readonly tries?: number;
}

function triesOf({ tries }: ElkInput): LayoutOptions {
  return tries === undefined ? {} : { 'elk.layered.thoroughness': String(tries) };
}

export function elkGraph(graph: DiagramGraph, input: ElkInput): ElkNode {
  const { hierarchy, detail, modelOrder } = input;
  const ports = new Map<string, ElkPort[]>();
  for (const conduit of graph.conduits)
    for (const end of ['upper', 'lower'] as const) {
      const node = endNode(hierarchy, conduit, end);
      const zone = hierarchy.zones.get(conduit[end]);
      const own = port(conduit, end, detail, zone ? leastDetail(zone, hierarchy, detail) : detail);
      const others = ports.get(node);
      if (others === undefined) ports.set(node, [own]);
      else others.push(own);
    }
  return {
    id: 'root',
    layoutOptions: {
      ...layered(detail),
      ...(modelOrder !== 'nowhere' && MODEL_ORDER),
      ...triesOf(input),
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
      'elk.padding': '[top=0,left=0,right=0,bottom=0]',
    },
    children: siblings(hierarchy.roots, undefined, { ...input, ports }),
    edges: [...graph.conduits.map((c) => elkEdge(c, detail)), ...rowOrderEdges(graph, hierarchy)],
  };
}

/** The least detail of a zone and those in it: gates that stand outside a card need the room at the border around it. */
function leastDetail(zone: DiagramZone, hierarchy: Hierarchy, detail: Detail): Detail {
  const children = hierarchy.children.get(zone.id) ?? [];
  const all = [detailOf(zone, detail), ...children.map((c) => leastDetail(c, hierarchy, detail))];
  return all.find((d) => d !== 'assets') ?? 'assets';
}

interface Context extends ElkInput {
  readonly ports: ReadonlyMap<string, ElkPort[]>;
}

function siblings(zones: readonly DiagramZone[], parent: DiagramZone | undefined, context: Context): ElkNode[] {
  const floor = parent !== undefined && context.hierarchy.floors.has(parent.id) ? [floorNode(parent.id)] : [];
  const order = partitions(context.hierarchy, [...floor, ...zones.map((z) => z.id)]);
  const partition = (id: string): LayoutOptions => ({
    'elk.partitioning.partition': String(order.get(id) ?? 0),
    'elk.alignment': 'TOP',
  });
  return [
    ...floor.map((id) => block(id, partition(id), context)),
    ...zones.map((z) =>
      context.hierarchy.children.has(z.id)
        ? container(z, partition(z.id), context)
        : block(z.id, partition(z.id), context),
    ),
  ];
}

function block(id: string, partition: LayoutOptions, { insides, ports }: Context): ElkNode {
  const inside = insides.get(id);
  const { width, height } = inside ?? { width: 60, height: 40 };
  return {
    id,
    layoutOptions: {
      ...partition,
      ...(inside?.ports ? { 'elk.portConstraints': 'FIXED_POS' } : PORT_SPACING),
      'elk.nodeSize.constraints': '[MINIMUM_SIZE,PORTS]',
      'elk.nodeSize.minimum': `(${Math.ceil(width)},${Math.ceil(height)})`,
    },
    ports: (ports.get(id) ?? []).map((p) => (inside?.ports ? fixed(p, inside.ports, inside) : p)),
  };
}

/** Its ports are free: where a line into the container is beside one with a fixed side, elk draws it askew. */
function container(zone: DiagramZone, partition: LayoutOptions, context: Context): ElkNode {
  const side = PADDING + 10;
  const ports = context.ports.get(zone.id) ?? [];
  return {
    id: zone.id,
    layoutOptions: {
      ...partition,
      ...layered(context.detail),
      ...(context.modelOrder === 'everywhere' && hasLinesInside(zone.id, context) && MODEL_ORDER),
      ...triesOf(context),
      'elk.nodeSize.constraints': '[MINIMUM_SIZE]',
      'elk.nodeSize.minimum': `(${headerWidth(zone, !context.hierarchy.floors.has(zone.id))},${HEADER + 20})`,
      'elk.padding': `[top=${HEADER + 8},left=${side},right=${side},bottom=${PADDING + 8}]`,
    },
    ports,
    children: siblings(context.hierarchy.children.get(zone.id) ?? [], zone, context),
  };
}

/** Whether a conduit ends inside the container: elk's model order throws where none does. */
function hasLinesInside(zone: string, context: Context): boolean {
  const { hierarchy, ports } = context;
  if (ports.has(floorNode(zone))) return true;
  return (hierarchy.children.get(zone) ?? []).some((child) => ports.has(child.id) || hasLinesInside(child.id, context));
}

/** Gates are ports as large as the gate, so that they straddle the zone's border; beside a card they stand just outside it. */
function port(conduit: DiagramConduit, end: 'upper' | 'lower', detail: Detail, zone: Detail): ElkPort {
  const gate = conduit.gates.find((g) => g.end === end);
  const height = GATE_HEIGHT + 2;
  const offset = gate === undefined ? '-1' : zone === 'assets' ? String(-height / 2) : '0';
  return {
    id: portId(conduit, end),
    width: gate === undefined ? 1 : gateWidth(gate, detail),
    height: gate === undefined ? 1 : height,
    layoutOptions: { 'elk.port.side': end === 'upper' ? 'SOUTH' : 'NORTH', 'elk.port.borderOffset': offset },
  };
}

function elkEdge(conduit: DiagramConduit, detail: Detail): ElkExtendedEdge {
  const { width, height } = measurePill(conduit, detail);
  return {
    id: conduit.id,
    sources: [portId(conduit, 'upper')],
    targets: [portId(conduit, 'lower')],
    labels: [
      {
        id: `${conduit.id} pill`,
        text: 'pill',
        width,
        height,
        layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
      },
    ],
  };
}

export interface ElkPositions {
  /** Zones and floors by node. */
  readonly nodes: ReadonlyMap<string, Box>;
  readonly ports: ReadonlyMap<string, Box>;
  readonly conduits: ReadonlyMap<string, PlacedLine>;
}

export function readElk(root: ElkNode): ElkPositions {
  const nodes = new Map<string, Box>();
  const ports = new Map<string, Box>();
  const conduits = new Map<string, PlacedLine>();
  const visit = (node: ElkNode): void => {
    if (node !== root) nodes.set(node.id, boxOf(node));
    for (const p of node.ports ?? []) ports.set(p.id, boxOf(p));
    for (const edge of node.edges ?? []) {
      const line = lineOf(edge);
      if (line !== undefined) conduits.set(edge.id, line);
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(root);
  return { nodes, ports, conduits };
}

/** Corners of a conduit's line and the place of its pill. */
function lineOf(edge: ElkExtendedEdge): PlacedLine | undefined {
  const sections = edge.sections ?? [];
  const label = edge.labels?.[0];
  if (sections.length === 0 || label === undefined) return undefined;
  return { points: sections.flatMap((s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint]), label: boxOf(label) };
}
