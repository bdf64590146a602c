/** What must not be in a picture: asked by the tests after every layout. */
import type { DiagramGraph } from '../graph.ts';
import { hierarchyOf, isWithin } from './hierarchy.ts';
import { type Box, type DiagramLayout, overlap, type Point } from './placed.ts';

/** One sentence for each line through a foreign zone, pill on something, and overlap of siblings. Empty where the picture is clean. */
export function layoutFaults(graph: DiagramGraph, layout: DiagramLayout): string[] {
  const hierarchy = hierarchyOf(graph);
  const leaves = graph.zones.filter((z) => !hierarchy.children.has(z.id));
  const blocks: [string, Box][] = leaves.flatMap((z) => named(z.id, layout.zones[z.id]));
  for (const zone of hierarchy.floors) {
    const boxes = [...(hierarchy.zones.get(zone)?.assets ?? [])].flatMap((a) => layout.assets[a.id] ?? []);
    for (const [i, box] of boxes.entries()) blocks.push([`${zone} asset ${i}`, box]);
  }
  const faults: string[] = [...overlappingSiblings(graph, layout), ...outsideParent(graph, layout)];
  const lines = graph.conduits.flatMap((c) =>
    layout.conduits[c.id] ? [{ conduit: c, line: layout.conduits[c.id]! }] : [],
  );
  for (const { conduit, line } of lines) {
    const own = (id: string): boolean => id === conduit.upper || id === conduit.lower;
    for (const [id, box] of blocks) {
      if (!own(id) && crosses(line.points, box)) faults.push(`${conduit.id} goes through ${id}`);
      if (overlap(line.label, box)) faults.push(`the pill of ${conduit.id} lies on ${id}`);
    }
    for (const other of lines) {
      if (other.conduit.id === conduit.id) continue;
      if (conduit.id < other.conduit.id && overlap(line.label, other.line.label))
        faults.push(`the pills of ${conduit.id} and ${other.conduit.id} overlap`);
      if (crosses(other.line.points, line.label))
        faults.push(`${other.conduit.id} goes under the pill of ${conduit.id}`);
    }
    if (!orthogonal(line.points)) faults.push(`${conduit.id} is not orthogonal`);
    if (!passes(line.points, line.label)) faults.push(`the pill of ${conduit.id} is not on its line`);
  }
  const gates = Object.entries(layout.gates);
  gates.forEach(([id, box], i) => {
    for (const [other, otherBox] of gates.slice(i + 1))
      if (overlap(box, otherBox)) faults.push(`${id} overlaps ${other}`);
    for (const { conduit, line } of lines)
      if (overlap(box, line.label)) faults.push(`${id} lies on the pill of ${conduit.id}`);
  });
  return [...faults, ...insideFaults(graph, layout)];
}

function named(id: string, box: Box | undefined): [string, Box][] {
  return box === undefined ? [] : [[id, box]];
}

function overlappingSiblings(graph: DiagramGraph, layout: DiagramLayout): string[] {
  const zones = graph.zones.flatMap((z) =>
    layout.zones[z.id] ? [{ id: z.id, parent: z.parent, box: layout.zones[z.id]! }] : [],
  );
  const faults: string[] = [];
  zones.forEach((a, i) => {
    for (const b of zones.slice(i + 1))
      if (a.parent === b.parent && overlap(a.box, b.box)) faults.push(`${a.id} overlaps ${b.id}`);
  });
  return faults;
}

function outsideParent(graph: DiagramGraph, layout: DiagramLayout): string[] {
  return graph.zones.flatMap((z) => {
    const inner = layout.zones[z.id];
    const outer = z.parent === undefined ? undefined : layout.zones[z.parent];
    return inner && outer && !inside(inner, outer) ? [`${z.id} reaches out of ${z.parent}`] : [];
  });
}

function insideFaults(graph: DiagramGraph, layout: DiagramLayout): string[] {
  const faults: string[] = [];
  for (const zone of graph.zones) {
    const outer = layout.zones[zone.id];
    if (outer === undefined) continue;
    const boxes = [
      ...zone.assets.flatMap((a) => named(a.id, layout.assets[a.id])),
      ...zone.ghosts.flatMap((g) => named(g.id, layout.ghosts[g.id])),
      ...zone.inner.flatMap((e) => named(e.id, layout.inner[e.id]?.label)),
    ];
    boxes.forEach(([id, box], i) => {
      if (!inside(box, outer)) faults.push(`${id} reaches out of ${zone.id}`);
      for (const [other, otherBox] of boxes.slice(i + 1))
        if (overlap(box, otherBox)) faults.push(`${id} overlaps ${other}`);
    });
    const nested = graph.zones.filter(
      (z) => z.id !== zone.id && isWithin(new Map(graph.zones.map((q) => [q.id, q])), z.id, zone.id),
    );
    for (const [id, box] of boxes)
      for (const other of nested)
        if (layout.zones[other.id] && overlap(box, layout.zones[other.id]!)) faults.push(`${id} lies on ${other.id}`);
  }
  return faults;
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

function segments(points: readonly Point[]): [Point, Point][] {
  return points.slice(1).map((p, i): [Point, Point] => [points[i] as Point, p]);
}

function crosses(points: readonly Point[], box: Box): boolean {
  return segments(points).some(
    ([a, b]) =>
      Math.max(a.x, b.x) > box.x + 0.5 &&
      Math.min(a.x, b.x) < box.x + box.width - 0.5 &&
      Math.max(a.y, b.y) > box.y + 0.5 &&
      Math.min(a.y, b.y) < box.y + box.height - 0.5,
  );
}

const passes = crosses;

function orthogonal(points: readonly Point[]): boolean {
  return segments(points).every(([a, b]) => Math.abs(a.x - b.x) < 0.5 || Math.abs(a.y - b.y) < 0.5);
}
