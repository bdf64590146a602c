/**
 * The picture as a draw.io file: zones as containers, assets and firewalls as shapes, conduits as edges with their way and label -
 * all of it can be moved and edited there. Positions are those of the layout.
 */
import XMLBuilder from 'fast-xml-builder';
import { midway } from '../draw/path.ts';
import {
  type DiagramConduit,
  type DiagramGraph,
  type DiagramKind,
  type DiagramZone,
  detailOf,
  type Mark,
} from '../graph.ts';
import { measurePill } from '../layout/measures.ts';
import type { Box, DiagramLayout, PlacedLine, Point } from '../layout/placed.ts';
import { fitText } from '../text/metrics.ts';
import { MARKED, rowText, signOf } from './words.ts';

const STROKE: Readonly<Record<DiagramKind, string>> = {
  plain: '#5b6672',
  business: '#56616f',
  dmz: '#7340a8',
  control: '#1b66b0',
  safety: '#8f5a00',
  wireless: '#0b7075',
  external: '#6b5a4c',
  temporary: '#8a3f74',
};
const DASHES: Partial<Record<DiagramKind, string>> = { external: '7 4', temporary: '8 3 2 3', wireless: '1 4' };

const INK = '#1f2328';
/** Stands for a line break until the file is written: a reader of XML takes a plain one in an attribute for a space. No text holds it. */
const BREAK = '\u2028';

type Cell = Readonly<Record<string, unknown>>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** A graph that has a layout, as the text of a `.drawio` file. Deterministic. */
export function drawioText(graph: DiagramGraph, layout: DiagramLayout): string {
  const outer = new Set(graph.zones.flatMap((zone) => zone.parent ?? []));
  const cells: Cell[] = [
    { '@id': '0' },
    { '@id': '1', '@parent': '0' },
    ...graph.zones.flatMap((zone) => zoneCells(zone, layout, outer)),
    ...graph.conduits.flatMap((conduit) => conduitCells(conduit, layout)),
  ];
  const model = {
    '@grid': '1',
    '@gridSize': '4',
    '@page': '0',
    '@pageWidth': String(Math.ceil(layout.bounds.width)),
    '@pageHeight': String(Math.ceil(layout.bounds.height)),
    root: { mxCell: cells },
  };
  const name = graph.title || 'Zones and conduits';
  const file = { mxfile: { '@host': 'bulkhead', diagram: { '@id': 'zones', '@name': name, mxGraphModel: model } } };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(file).replaceAll(BREAK, '&#xa;')}`;
}

/** A container with its title; as a card, its name alone. */
function zoneCells(zone: DiagramZone, layout: DiagramLayout, outer: ReadonlySet<string>): Cell[] {
  const box = layout.zones[zone.id];
  if (box === undefined) return [];
  const parent = zone.parent === undefined ? undefined : layout.zones[zone.parent];
  const facts = [zone.level === undefined ? '' : `L${zone.level}`, zone.sl?.text ?? '', zone.micro ? 'micro' : ''];
  const isCard = !outer.has(zone.id) && detailOf(zone, layout.detail) !== 'assets';
  const name = signOf(zone) + zone.title;
  const label = isCard
    ? fitText(name, box.width - 20, 12, 600)
    : [name, ...facts.filter((fact) => fact !== '')].join('  ');
  const dash = DASHES[zone.kind];
  const style = styleText({
    ...(isCard ? {} : { swimlane: '', shape: 'swimlane', startSize: '40' }),
    ...{ rounded: '1', absoluteArcSize: '1', arcSize: '16' },
    ...{ html: '0', fontStyle: '1', fontColor: INK, align: 'left', verticalAlign: 'middle', spacingLeft: '10' },
    ...{ swimlaneFillColor: '#ffffff', fillColor: '#f6f7f9', strokeColor: STROKE[zone.kind] },
    ...(zone.kind === 'safety' ? { strokeWidth: '2' } : {}),
    ...(zone.kind === 'dmz' ? { double: '1' } : {}),
    ...(dash === undefined ? {} : { dashed: '1', dashPattern: dash }),
  });
  const own = vertex(zone.id, label, style + markStyle(zone.mark), box, zone.parent, parent);
  const inside = [
    ...zone.assets.map((asset) => ({
      id: asset.id,
      text: `${signOf(asset)}${asset.name}${BREAK}${asset.type}`,
      mark: asset.mark,
      box: layout.assets[asset.id],
    })),
    ...zone.ghosts.map((ghost) => ({
      id: ghost.id,
      text: `${signOf(ghost)}${ghost.name}`,
      mark: ghost.mark,
      box: layout.ghosts[ghost.id],
    })),
  ];
  const tile = styleText({
    ...{ rounded: '1', absoluteArcSize: '1', arcSize: '12', html: '0', fontSize: '11', fontColor: INK },
    ...{ strokeColor: STROKE[zone.kind], fillColor: '#ffffff', overflow: 'hidden' },
  });
  const inner = zone.inner.flatMap((edge) => {
    const line = layout.inner[edge.id];
    const ends = { source: edge.from, target: edge.to, both: edge.both, dashed: edge.timed, mark: edge.mark };
    return line === undefined ? [] : [edgeCell(edge.id, edge.text, ends, line, layout)];
  });
  return [
    own,
    ...inside.flatMap((one) =>
      one.box === undefined ? [] : [vertex(one.id, one.text, tile + markStyle(one.mark), one.box, zone.id, box)],
    ),
    ...inner,
  ];
}

function conduitCells(conduit: DiagramConduit, layout: DiagramLayout): Cell[] {
  const line = layout.conduits[conduit.id];
  if (line === undefined) return [];
  const full = layout.detail === 'assets';
  const title = [signOf(conduit) + conduit.title, conduit.sl ?? ''].join('  ').trim();
  const short = signOf(conduit) + (measurePill(conduit, layout.detail).rows[0]?.text ?? '');
  const label = full ? [title, ...conduit.rows.map(rowText)].join(BREAK) : short;
  const ends = {
    source: conduit.upper,
    target: conduit.lower,
    up: conduit.towardsUpper !== undefined,
    down: conduit.towardsLower !== undefined,
    dashed: conduit.towardsUpper !== 'always' && conduit.towardsLower !== 'always',
    mark: conduit.mark,
  };
  return [
    edgeCell(conduit.id, label, ends, line, layout),
    ...conduit.gates.flatMap((g) => {
      const box = layout.gates[g.id];
      return box === undefined ? [] : [vertex(g.id, full ? g.firewall : '', GATE, box)];
    }),
  ];
}

const GATE = styleText({
  ...{ rounded: '1', html: '0', fontSize: '10', fillColor: '#24303d', fontColor: '#ffffff', strokeColor: 'none' },
});

interface EdgeEnds {
  readonly source: string;
  readonly target: string;
  readonly both?: boolean;
  readonly up?: boolean;
  readonly down?: boolean;
  readonly dashed: boolean;
  readonly mark?: Mark | undefined;
}

/** Leaves and enters where the picture's line does, and bears its label where the pill stands. */
function edgeCell(id: string, label: string, ends: EdgeEnds, line: PlacedLine, layout: DiagramLayout): Cell {
  const { source, target, both, up = both ?? false, down = true, dashed } = ends;
  const [first, ...rest] = line.points;
  const last = rest.pop();
  const style = styleText({
    ...{
      edgeStyle: 'orthogonalEdgeStyle',
      rounded: '1',
      html: '0',
      fontSize: '11',
      fontColor: INK,
      strokeColor: '#57606a',
    },
    ...{ startArrow: up ? 'classic' : 'none', endArrow: down ? 'classic' : 'none' },
    ...{ labelBackgroundColor: '#ffffff', labelBorderColor: '#c3cad3', align: 'left', verticalAlign: 'middle' },
    ...(dashed ? { dashed: '1', dashPattern: '6 4' } : {}),
    ...anchor('exit', first, boxOf(source, layout)),
    ...anchor('entry', last, boxOf(target, layout)),
  });
  const point = (p: Point | undefined, as?: string): Cell => ({
    '@x': number(p?.x ?? 0),
    '@y': number(p?.y ?? 0),
    ...(as === undefined ? {} : { '@as': as }),
  });
  const bends = rest.length === 0 ? {} : { Array: { '@as': 'points', mxPoint: rest.map((p) => point(p)) } };
  return {
    '@id': id,
    '@value': label,
    '@style': style + markStyle(ends.mark),
    '@edge': '1',
    '@parent': '1',
    '@source': source,
    '@target': target,
    mxGeometry: {
      '@relative': '1',
      '@as': 'geometry',
      mxPoint: [point(first, 'sourcePoint'), point(last, 'targetPoint'), point(labelOffset(line), 'offset')],
      ...bends,
    },
  };
}

function boxOf(id: string, { zones, assets }: DiagramLayout): Box | undefined {
  return zones[id] ?? assets[id];
}

/** Where an edge meets a shape, as a share of the shape's size. */
function anchor(end: 'exit' | 'entry', at: Point | undefined, box: Box | undefined): Record<string, string> {
  if (at === undefined || box === undefined) return {};
  const share = (offset: number, size: number): string => String(Math.round((offset / size) * 10_000) / 10_000);
  return {
    [`${end}X`]: share(at.x - box.x, box.width),
    [`${end}Y`]: share(at.y - box.y, box.height),
    [`${end}Perimeter`]: '0',
  };
}

/** From the middle of the edge, where a label stands by itself, to where the pill's words begin. */
function labelOffset({ points, label }: PlacedLine): Point {
  const middle = midway(points, 0, points.length - 1)?.point ?? label;
  return { x: label.x + 8 - middle.x, y: label.y + label.height / 2 - middle.y };
}

/** A shape. Its place is relative to the shape that it lies in. */
function vertex(id: string, value: string, style: string, box: Box, parent?: string, around?: Box): Cell {
  const [dx, dy] = around === undefined ? [0, 0] : [around.x, around.y];
  return {
    '@id': id,
    '@value': value,
    '@style': style,
    '@vertex': '1',
    '@parent': around === undefined ? '1' : (parent ?? '1'),
    mxGeometry: {
      '@x': number(box.x - dx),
      '@y': number(box.y - dy),
      '@width': number(box.width),
      '@height': number(box.height),
      '@as': 'geometry',
    },
  };
}

/** In a review: what became of it. Later entries of a style count. */
function markStyle(mark: Mark | undefined): string {
  if (mark === undefined) return '';
  const { colour, dash } = MARKED[mark];
  return styleText({ strokeColor: colour, strokeWidth: '2', ...(dash !== '' && { dashed: '1', dashPattern: dash }) });
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Style entries; one without a value is a style's name. All are this file's own words. */
function styleText(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => (value === '' ? `${key};` : `${key}=${value};`))
    .join('');
}
