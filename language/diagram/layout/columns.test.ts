import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { paperMill } from '../../../test/generators/mill.ts';
import type { DiagramGraph } from '../graph.ts';
import { graphOf, laidOut } from '../test-policy.ts';
import { plainView, viewOf } from '../view/diagram-view.ts';
import { layoutFaults } from './faults.ts';
import type { Box, DiagramLayout } from './placed.ts';

async function mill(): Promise<{ graph: DiagramGraph; layout: DiagramLayout; at: (title: string, n?: number) => Box }> {
  const { graph } = viewOf(await graphOf(paperMill()), plainView('counts'));
  const layout = await laidOut(graph, 'counts');
  const at = (title: string, n = 0): Box =>
    layout.zones[graph.zones.filter((z) => z.title === title)[n]?.id ?? ''] as Box;
  return { graph, layout, at };
}

test('a plant of sixty zones is drawn without faults, its sites beside each other', async () => {
  const { graph, layout, at } = await mill();
  expect(layoutFaults(graph, layout)).toEqual([]);
  expect(at('Longview mill').x + at('Longview mill').width).toBeLessThan(at('Everett mill').x);
  expect(layout.bands.map((b) => b.levels)).toEqual([[5], [4], [3.5], [3], [2], [1]]);
});

test('rows run across sites: DMZs, operations, supervisors and the first cells of all areas stand at the same height', async () => {
  const { graph, layout, at } = await mill();
  for (const title of ['DMZ services', 'Site operations']) expect(at(title, 0).y).toBeCloseTo(at(title, 1).y, 3);
  const tops = (test: (id: string) => boolean): number[] =>
    graph.zones.filter((z) => test(z.id)).map((z) => Math.round(layout.zones[z.id]?.y ?? 0));
  expect(new Set(tops((id) => id.endsWith('Supervisory'))).size).toBe(1);
  expect(new Set(tops((id) => id.endsWith('Cell0'))).size).toBe(1);
});

test('cells hang below their supervisor on a trunk, one under the other, safety last', async () => {
  const { graph, layout } = await mill();
  const area = graph.zones.find((z) => z.title === 'Pulping')?.id;
  const [supervisor, ...cells] = graph.zones.filter((z) => z.parent === area).map((z) => layout.zones[z.id] as Box);
  expect(cells).toHaveLength(4);
  let above = supervisor as Box;
  for (const cell of cells) {
    expect(cell.y).toBeGreaterThan(above.y + above.height);
    expect(cell.x).toBeGreaterThan(supervisor?.x ?? Infinity);
    expect(cell.width).toBe(142);
    above = cell;
  }
  for (const conduit of graph.conduits.filter((c) => c.upper === graph.zones.find((z) => z.parent === area)?.id)) {
    const { points } = layout.conduits[conduit.id]!;
    expect(points[0]?.y).toBeCloseTo((supervisor?.y ?? 0) + (supervisor?.height ?? 0), 3);
    expect(points.at(-1)?.x).toBeCloseTo(layout.zones[conduit.lower]?.x ?? 0, 3);
  }
});

test('a cell that someone else has a conduit with keeps its area from being a column', async () => {
  const area = (extra: string): string =>
    `zone Far { level 3 asset f : server } zone Area { zone Top { level 2 asset h : hmi } zone C0 { level 1 asset p : plc } zone C1 { level 1 asset q : plc } }
     conduit A { between Top and C0 allow h -> p : modbus } conduit B { between Top and C1 allow h -> q : modbus } ${extra}`;
  expect(Object.keys((await laidOut(await graphOf(area('')), 'counts')).columns)).toEqual(['zone:Area']);
  const crossed = await graphOf(area('conduit X { between Far and C1 allow f -> q : https }'));
  expect(Object.keys((await laidOut(crossed, 'counts')).columns)).toEqual([]);
});

/** Sites whose areas have any number of cells, with and without firewalls, some one-way, some timed, some only asking upwards. */
const areas = fc
  .array(
    fc.record({
      cells: fc.array(fc.constantFrom('down', 'up', 'timed', 'oneway', 'none'), { minLength: 1, maxLength: 7 }),
      gates: fc.constantFrom('none', 'one', 'some'),
      title: fc.constantFrom('A', 'Power and steam', 'An area with a name that is far too long for its column'),
      links: fc.nat(4),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((list) => {
    const ways = {
      down: (s: string, c: string) => `allow ${s} -> ${c} : modbus because "x"`,
      up: (s: string, c: string) => `allow ${c} -> ${s} : syslog because "x"`,
      timed: (s: string, c: string) => `allow ${s} -> ${c} : ssh during W because "x"`,
      oneway: (s: string, c: string) => `one-way from ${c} to ${s} allow ${c} -> ${s} : syslog because "x"`,
    };
    const tops = [0, 1, 2, 3].map((k) => `zone T${k} { level ${3 + (k % 2)} asset t${k} : server }`).join(' ');
    const text = list.map(({ cells, gates, title, links }, a) => {
      const zones = cells.map((_, c) => `zone C${a}x${c} { level 1 asset c${a}x${c} : plc }`).join(' ');
      const inside = cells.map((way, c) =>
        way === 'none' ? '' : `conduit K${a}x${c} { between S${a} and C${a}x${c} ${ways[way](`S${a}`, `C${a}x${c}`)} }`,
      );
      const outside = Array.from(
        { length: links },
        (_, k) => `conduit L${a}x${k} { between T${k} and S${a} allow T${k} -> S${a} : https because "x" }`,
      );
      const faces = cells.flatMap((_, c) =>
        gates === 'some' && c % 2 === 0 ? [] : [`interface "i${c}" to C${a}x${c}`],
      );
      const firewall = gates === 'none' ? '' : `firewall F${a} { interface "u" to S${a} ${faces.join(' ')} }`;
      return `zone A${a} "${title}" { zone S${a} { level 2 asset s${a} : hmi } ${zones} } ${inside.join(' ')} ${outside.join(' ')} ${firewall}`;
    });
    return `schedule W { every tue 08:00-12:00 } ${tops} ${text.join('\n')}`;
  });

test('no random areas are drawn with anything on anything else', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(areas, fc.constantFrom('counts', 'zones'), async (text, detail) => {
      const graph = await graphOf(text);
      expect(layoutFaults(graph, await laidOut(graph, detail as 'counts'))).toEqual([]);
    }),
    { numRuns: 40 },
  ),
);

test('lines to an area itself do not come in at one place', async () => {
  const graph = await graphOf(`zone Far { level 3 asset f : server } zone Off { level 3 asset o : server }
    zone Area { zone Top { level 2 asset h : hmi } zone C0 { level 1 asset p : plc } zone C1 { level 1 asset q : plc } }
    conduit A { between Far and Area allow f -> h : modbus } conduit B { between Off and Area allow o -> h : modbus }
    firewall F { interface "a" to Area interface "b" to Far interface "c" to Off }`);
  for (const detail of ['counts', 'zones'] as const) {
    const layout = await laidOut(graph, detail);
    expect(layoutFaults(graph, layout), detail).toEqual([]);
    const ends = ['conduit:A', 'conduit:B'].map((id) => layout.conduits[id]?.points.at(-1)?.x);
    expect(ends[0]).not.toBe(ends[1]);
  }
});
