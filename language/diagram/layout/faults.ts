/** What must not be in a picture: asked by the tests after every layout. */
import type { DiagramConduit, DiagramGraph } from '../graph.ts';
import { BoxIndex } from './box-index.ts';
import { type Hierarchy, hierarchyOf } from './hierarchy.ts';
import { type Box, type DiagramLayout, overlap, type PlacedLine, type Point, stretchesOf } from './placed.ts';

/** Farther than this from a border, a line or a gate does not stand at it. Pixels. */
const HOLD = 2;

interface Drawn {
  readonly conduit: DiagramConduit;
  readonly line: PlacedLine;
}

/** One sentence for each line through a foreign zone or away from its own, pill on something, and overlap of siblings. Empty where the picture is clean. */
export function layoutFaults(graph: DiagramGraph, layout: DiagramLayout): string[] {
  const hierarchy = hierarchyOf(graph);
  const lines = graph.conduits.flatMap((conduit): Drawn[] => {
    const line = layout.conduits[conduit.id];
    return line === undefined ? [] : [{ conduit, line }];
  });
  return [
    ...overlappingSiblings(graph, layout),
    ...outsideParent(graph, layout),
    ...lineFaults(lines, blocksOf(graph, hierarchy, layout)),
    ...lines.flatMap((drawn) => looseEnds(drawn, layout)),
    ...gateFaults(layout, lines),
    ...insideFaults(graph, hierarchy, layout),
  ];
}

/** What no foreign line may go through: zones without nested ones, and tiles on the floors of the others. */
function blocksOf(graph: DiagramGraph, hierarchy: Hierarchy, layout: DiagramLayout): [string, Box][] {
  const leaves = graph.zones.filter((z) => !hierarchy.children.has(z.id));
  const blocks = leaves.flatMap((z) => named(z.id, layout.zones[z.id]));
  for (const zone of hierarchy.floors)
    for (const asset of hierarchy.zones.get(zone)?.assets ?? [])
      blocks.push(...named(asset.id, layout.assets[asset.id]));
  return blocks;
}

function lineFaults(lines: readonly Drawn[], blocks: readonly (readonly [string, Box])[]): string[] {
  const solid = new BoxIndex(blocks.map((block) => [block[1], block] as const));
  const pills = new BoxIndex(lines.map((drawn) => [drawn.line.label, drawn] as const));
  const faults: string[] = [];
  for (const { conduit, line } of lines) {
    const { id, upper, lower } = conduit;
    for (const stretch of stretchesOf(line.points)) {
      for (const [block, box] of solid.near(stretch))
        if (block !== upper && block !== lower && crosses(stretch, box)) faults.push(`${id} goes through ${block}`);
      for (const other of pills.near(stretch))
        if (other.conduit !== conduit && crosses(stretch, other.line.label))
          faults.push(`${id} goes under the pill of ${other.conduit.id}`);
    }
    for (const [block, box] of solid.near(line.label))
      if (overlap(line.label, box)) faults.push(`the pill of ${id} lies on ${block}`);
    for (const other of pills.near(line.label))
      if (id < other.conduit.id && overlap(line.label, other.line.label))
        faults.push(`the pills of ${id} and ${other.conduit.id} overlap`);
    if (!orthogonal(line.points)) faults.push(`${id} is not orthogonal`);
    if (!stretchesOf(line.points).some((s) => crosses(s, line.label)))
      faults.push(`the pill of ${id} is not on its line`);
  }
  return [...new Set(faults)];
}

/** A line holds to the border of a zone or its floor, or to a gate that stands there. */
function looseEnds({ conduit, line }: Drawn, { zones, blocks, gates }: DiagramLayout): string[] {
  return (['upper', 'lower'] as const).flatMap((end) => {
    const point = line.points.at(end === 'upper' ? 0 : -1);
    const borders = [zones[conduit[end]], blocks[conduit[end]]].filter((box) => box !== undefined);
    if (point === undefined || borders.length === 0) return [];
    const at = { ...point, width: 0, height: 0 };
    const doors = conduit.gates.flatMap((g) => (g.end === end ? (gates[g.id] ?? []) : []));
    const places = [at, ...doors.filter((gate) => overlap(at, gate, HOLD))];
    const holds = places.some((place) => borders.some((box) => isOnBorder(place, box)));
    return holds ? [] : [`${conduit.id} does not hold to ${conduit[end]}`];
  });
}

function isOnBorder(at: Box, box: Box): boolean {
  const within = {
    x: box.x + HOLD,
    y: box.y + HOLD,
    width: Math.max(0, box.width - 2 * HOLD),
    height: Math.max(0, box.height - 2 * HOLD),
  };
  return overlap(at, box, HOLD) && !inside(at, within);
}

function gateFaults({ gates }: DiagramLayout, lines: readonly Drawn[]): string[] {
  const pills = new BoxIndex(lines.map((drawn) => [drawn.line.label, drawn] as const));
  return [
    ...overlaps(Object.entries(gates)),
    ...Object.entries(gates).flatMap(([id, box]) =>
      pills
        .near(box)
        .flatMap(({ conduit, line }) => (overlap(box, line.label) ? [`${id} lies on the pill of ${conduit.id}`] : [])),
    ),
  ];
}

/** Pairs of boxes that lie on each other. */
function overlaps(boxes: readonly (readonly [string, Box])[]): string[] {
  const before = new BoxIndex<readonly [string, Box]>();
  return boxes.flatMap((one) => {
    const [id, box] = one;
    const met = before.near(box).flatMap(([other, its]) => (overlap(box, its) ? [`${other} overlaps ${id}`] : []));
    before.add(box, one);
    return met;
  });
}

function named(id: string, box: Box | undefined): [string, Box][] {
  return box === undefined ? [] : [[id, box]];
}

function overlappingSiblings(graph: DiagramGraph, layout: DiagramLayout): string[] {
  const siblings = Map.groupBy(graph.zones, (z) => z.parent);
  return [...siblings.values()].flatMap((zones) => overlaps(zones.flatMap((z) => named(z.id, layout.zones[z.id]))));
}

function outsideParent(graph: DiagramGraph, layout: DiagramLayout): string[] {
  return graph.zones.flatMap((z) => {
    const inner = layout.zones[z.id];
    const outer = z.parent === undefined ? undefined : layout.zones[z.parent];
    return inner && outer && !inside(inner, outer) ? [`${z.id} reaches out of ${z.parent}`] : [];
  });
}

function insideFaults(graph: DiagramGraph, { children }: Hierarchy, layout: DiagramLayout): string[] {
  return graph.zones.flatMap((zone) => {
    const outer = layout.zones[zone.id];
    if (outer === undefined) return [];
    const boxes = [
      ...zone.assets.flatMap((a) => named(a.id, layout.assets[a.id])),
      ...zone.ghosts.flatMap((g) => named(g.id, layout.ghosts[g.id])),
      ...zone.inner.flatMap((e) => named(e.id, layout.inner[e.id]?.label)),
    ];
    const nested = (children.get(zone.id) ?? []).flatMap((z) => named(z.id, layout.zones[z.id]));
    return [
      ...boxes.flatMap(([id, box]) => (inside(box, outer) ? [] : [`${id} reaches out of ${zone.id}`])),
      ...overlaps(boxes),
      ...nested.flatMap(([other, its]) =>
        boxes.flatMap(([id, box]) => (overlap(box, its) ? [`${id} lies on ${other}`] : [])),
      ),
    ];
  });
}

function inside(inner: Box, outer: Box): boolean {
  const slack = 0.5;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}

function crosses(stretch: Box, box: Box): boolean {
  return (
    stretch.x + stretch.width > box.x + 0.5 &&
    stretch.x < box.x + box.width - 0.5 &&
    stretch.y + stretch.height > box.y + 0.5 &&
    stretch.y < box.y + box.height - 0.5
  );
}

function orthogonal(points: readonly Point[]): boolean {
  return stretchesOf(points).every(({ width, height }) => Math.min(width, height) < 0.5);
}
