import { describe, expect, test } from 'vitest';
import type { DiagramGraph } from '../graph.ts';
import { exampleGraph, graphOf, laidOut } from '../test-policy.ts';
import { layoutFaults } from './faults.ts';
import { type DiagramLayout, moved, type PlacedLine } from './placed.ts';

/** The faults of the cascadia example's picture once something in it is put where it must not be. */
async function spoilt(change: (layout: DiagramLayout, graph: DiagramGraph) => DiagramLayout): Promise<string[]> {
  const graph = await exampleGraph('cascadia');
  return layoutFaults(graph, change(await laidOut(graph), graph));
}

const firstOf = <T>(things: Readonly<Record<string, T>>): [string, T] => Object.entries(things)[0] as [string, T];

describe('the fault finder tells of', () => {
  test('a line through a foreign zone', async () => {
    const faults = await spoilt((layout, { zones, conduits }) => {
      const [id, line] = firstOf(layout.conduits);
      const own = conduits.find((c) => c.id === id);
      const foreign = zones.find((z) => z.id !== own?.upper && z.id !== own?.lower && z.assets.length > 0);
      const box = layout.zones[foreign?.id ?? ''];
      const last = line.points.at(-1);
      const y = (box?.y ?? 0) + 20;
      const points = [...line.points, { x: last?.x ?? 0, y }, { x: (box?.x ?? 0) + 10, y }];
      return { ...layout, conduits: { ...layout.conduits, [id]: { ...line, points } } };
    });
    expect(faults).toContainEqual(expect.stringMatching(/^conduit:\S+ goes through zone:/));
  });

  test('a line that begins beside its zone, or inside it', async () => {
    for (const by of [-40, 40]) {
      const faults = await spoilt((layout) => {
        const [id, line] = firstOf(layout.conduits);
        const [first, ...others] = line.points as [PlacedLine['points'][number]];
        return {
          ...layout,
          conduits: { ...layout.conduits, [id]: { ...line, points: [moved(first, 0, by), ...others] } },
        };
      });
      expect(faults).toContainEqual(expect.stringMatching(/^conduit:\S+ does not hold to zone:/));
    }
  });

  test('pills on each other, on a zone, and beside their lines', async () => {
    const faults = await spoilt((layout) => {
      const lines = Object.entries(layout.conduits) as [string, PlacedLine][];
      const zone = firstOf(layout.zones)[1];
      return {
        ...layout,
        conduits: Object.fromEntries(
          lines.map(([id, l]) => [id, { ...l, label: { ...l.label, x: zone.x, y: zone.y } }]),
        ),
      };
    });
    expect(faults).toContainEqual(expect.stringMatching(/^the pills of \S+ and \S+ overlap$/));
    expect(faults).toContainEqual(expect.stringMatching(/^the pill of \S+ lies on /));
    expect(faults).toContainEqual(expect.stringMatching(/ is not on its line$/));
  });

  test('zones on each other, and out of the zone around them', async () => {
    const faults = await spoilt((layout) => {
      const [id, box] = Object.entries(layout.zones).find(([zone]) => zone.includes('.')) as [
        string,
        typeof layout.bounds,
      ];
      return { ...layout, zones: { ...layout.zones, [id]: { ...moved(box, 0, 5000), height: 10_000 } } };
    });
    expect(faults).toContainEqual(expect.stringMatching(/^zone:\S+ reaches out of zone:/));
    const beside = await spoilt((layout, { zones }) => {
      const [a, b] = zones.filter((z) => z.parent === undefined);
      return { ...layout, zones: { ...layout.zones, [b?.id ?? '']: layout.zones[a?.id ?? ''] ?? layout.bounds } };
    });
    expect(beside).toContainEqual(expect.stringMatching(/^zone:\S+ overlaps zone:/));
  });

  test('tiles on each other, and gates', async () => {
    const faults = await spoilt((layout) => {
      const [asset] = Object.values(layout.assets);
      const [gate] = Object.values(layout.gates);
      const all = (things: DiagramLayout['gates'], box = layout.bounds) =>
        Object.fromEntries(Object.keys(things).map((id) => [id, box]));
      return { ...layout, assets: all(layout.assets, asset), gates: all(layout.gates, gate) };
    });
    expect(faults).toContainEqual(expect.stringMatching(/^asset:\S+ overlaps asset:/));
    expect(faults).toContainEqual(expect.stringMatching(/^gate:\S+ overlaps gate:/));
    expect(faults).toContainEqual(expect.stringMatching(/^asset:\S+ reaches out of zone:/));
  });

  test('a line that runs askew', async () => {
    const faults = await spoilt((layout) => {
      const [id, line] = firstOf(layout.conduits);
      const points = [...line.points, moved(line.points.at(-1) ?? layout.bounds, 30, 30)];
      return { ...layout, conduits: { ...layout.conduits, [id]: { ...line, points } } };
    });
    expect(faults).toContainEqual(expect.stringMatching(/ is not orthogonal$/));
  });
});

test('five thousand assets in one zone are looked through in less than a second', async () => {
  const assets = Array.from({ length: 5000 }, (_, i) => `asset S${i} : sensor`).join(' ');
  const graph = await graphOf(`zone Z { level 1 ${assets} }`);
  const layout = await laidOut(graph);
  const started = performance.now();
  expect(layoutFaults(graph, layout)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(1000);
});
