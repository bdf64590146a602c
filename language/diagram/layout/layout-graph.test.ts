import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import { buildGraph } from '../build/build-graph.ts';
import type { DiagramGraph } from '../graph.ts';
import { plants } from '../random-plants.ts';
import { exampleFiles, exampleGraph, graphOf, laidOut, NOON } from '../test-policy.ts';
import { layoutFaults } from './faults.ts';
import { layoutGraph } from './layout-graph.ts';
import type { DiagramLayout } from './placed.ts';

const EXAMPLES = ['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'];

describe.each(EXAMPLES)('the picture of example %s', (name) => {
  test.each(['assets', 'counts', 'zones'] as const)('has nothing on anything else, with %s', async (detail) => {
    const graph = await exampleGraph(name);
    expect(layoutFaults(graph, await laidOut(graph, detail))).toEqual([]);
  });

  test('is the same for the same policy', async () => {
    expect(await laidOut(await exampleGraph(name))).toEqual(await laidOut(await exampleGraph(name)));
  });
});

test('Purdue levels run from top to bottom', async () => {
  const { bands } = await laidOut(await exampleGraph('cascadia'));
  expect(bands.map((b) => b.levels)).toEqual([[4], [3.5], [2], [1]]);
  for (const [i, band] of bands.entries()) if (i > 0) expect(band.top).toBe(bands[i - 1]?.bottom);
});

test('sites side by side share the rows of their levels', async () => {
  const site = (name: string, cells: number): string =>
    `zone ${name} { zone ${name}Ops { level 3 ${'asset A : server '.replace('A', `${name}o`)} } zone ${name}Cell { level 1 ${Array.from({ length: cells }, (_, i) => `asset ${name}${i} : plc`).join(' ')} } }
     conduit ${name}C { between ${name}Ops and ${name}Cell allow ${name}o -> plc : modbus, https, ssh because "x" allow plc -> ${name}o : syslog }`;
  const graph = await graphOf(`${site('North', 12)} ${site('South', 1)}`);
  const { zones } = await laidOut(graph);
  expect(zones['zone:North.NorthOps']?.y).toBeCloseTo(zones['zone:South.SouthOps']?.y ?? -1, 3);
  expect(zones['zone:North.NorthCell']?.y).toBeCloseTo(zones['zone:South.SouthCell']?.y ?? -1, 3);
});

test('a zone of a lower level lies below, though no conduit says so', async () => {
  const { zones } = await laidOut(
    await graphOf('zone Site { zone Low { level 1 } zone High { level 4 } } zone Lone { level 2 }'),
  );
  const y = (id: string): number => zones[id]?.y ?? Number.NaN;
  expect(y('zone:Site.High')).toBeLessThan(y('zone:Lone'));
  expect(y('zone:Lone')).toBeLessThan(y('zone:Site.Low'));
});

test('no random plant is drawn with a line through a foreign zone or a pill on anything', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(plants, async (text) => {
      const graph = await graphOf(text);
      for (const detail of ['assets', 'counts'] as const)
        expect(layoutFaults(graph, await laidOut(graph, detail))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

describe('after an edit', () => {
  async function edited(
    change: (text: string) => string,
  ): Promise<{ before: DiagramLayout; after: DiagramLayout; graph: DiagramGraph }> {
    const files = exampleFiles('cascadia');
    const text = files.map((f) => f.text).join('\n');
    const graphs = await Promise.all(
      [text, change(text)].map(async (t) =>
        buildGraph((await loadPolicy([{ path: 'all.seg', text: t }])).policy, { now: NOON }),
      ),
    );
    const [was, is] = graphs as [DiagramGraph, DiagramGraph];
    const before = await laidOut(was);
    return { before, after: await laidOut(is, 'assets', { graph: was, layout: before }), graph: is };
  }

  /** Zone ids from left to right and from top to bottom. */
  function order(layout: DiagramLayout, axis: 'x' | 'y'): string[] {
    return Object.entries(layout.zones)
      .sort(([, a], [, b]) => a[axis] - b[axis] || 0)
      .map(([id]) => id);
  }

  test('that adds an asset, every other zone keeps its order and moves no more than the changed one grew', async () => {
    const { before, after } = await edited((t) =>
      t.replace(/asset 101-PT-22[^\n]*/, (line) => `${line}\n asset 101-PT-23 : sensor at 10.41.0.51`),
    );
    const changed = Object.keys(before.zones).find((id) => id.endsWith('Kiln'))!;
    const grown = (side: 'width' | 'height'): number =>
      Math.abs((after.zones[changed]?.[side] ?? 0) - (before.zones[changed]?.[side] ?? 0));
    expect(grown('width') + grown('height')).toBeGreaterThan(0);
    for (const [id, box] of Object.entries(before.zones)) {
      if (id === changed) continue;
      const moved = Math.hypot((after.zones[id]?.x ?? 0) - box.x, (after.zones[id]?.y ?? 0) - box.y);
      expect(moved, id).toBeLessThanOrEqual(Math.max(grown('width'), grown('height')));
    }
    expect(order(after, 'y')).toEqual(order(before, 'y'));
    expect(order(after, 'x')).toEqual(order(before, 'x'));
  });

  test('that adds a conduit, zones keep their order in their rows', async () => {
    const { before, after, graph } = await edited(
      (t) => `${t}\nconduit More { between Kiln and Supervisory sl-t 2 allow PLC-301 -> HIST-1 : syslog because "x" }`,
    );
    expect(layoutFaults(graph, after)).toEqual([]);
    expect(order(after, 'y')).toEqual(order(before, 'y'));
  });
});

describe('at the edges', () => {
  test('a policy without zones has an empty picture', async () => {
    const graph = await graphOf('policy "Nothing" { owner "me" }');
    expect(await laidOut(graph)).toMatchObject({ bounds: { width: 0, height: 0 }, bands: [] });
  });

  test('a zone without assets is drawn', async () => {
    const { zones } = await laidOut(await graphOf('zone Empty { level 2 }'));
    expect(zones['zone:Empty']?.height).toBeGreaterThan(40);
  });

  test('a conduit to a zone inside the other is drawn from the outer zone’s own floor', async () => {
    const graph = await graphOf(
      'zone Out { level 3 asset o : server zone In { level 1 asset i : plc } } conduit C { between Out and In allow o -> i : modbus }',
    );
    expect(layoutFaults(graph, await laidOut(graph))).toEqual([]);
  });

  test('elk giving up leaves a simple picture, in which every zone stands in its row and its zone, and which says so', async () => {
    const failing = { layout: () => Promise.reject(new Error('stack overflow')) };
    for (const name of EXAMPLES)
      for (const detail of ['assets', 'counts', 'zones'] as const) {
        const { zones, ...rest } = await exampleGraph(name);
        const graph = { ...rest, zones: zones.map((z) => ({ ...z, inner: [] })) };
        const result = await layoutGraph(graph, failing, { detail });
        if (!result.ok) throw new Error(result.message);
        expect(layoutFaults(graph, result.layout)).toEqual([]);
        expect(Object.keys(result.layout.zones)).toHaveLength(zones.length);
        expect(result.layout.unlined).toBe(graph.conduits.length);
        const levels = result.layout.bands.flatMap((b) => b.levels);
        expect(levels).toEqual([...levels].sort((a, b) => b - a));
      }
  });

  test('a picture with lines does not call itself a simple one, nor one without conduits', async () => {
    expect((await laidOut(await exampleGraph('cascadia'))).unlined).toBeUndefined();
    const failing = { layout: () => Promise.reject(new Error('stack overflow')) };
    const result = await layoutGraph(await graphOf('zone A { level 1 }'), failing, { detail: 'assets' });
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.layout.unlined).toBeUndefined();
  });

  test('sixty zones are laid out without faults, and how long it takes is printed', async () => {
    const graph = await graphOf(sixtyZones());
    const started = performance.now();
    const layout = await laidOut(graph, 'counts');
    console.log(
      `60 zones, ${graph.conduits.length} conduits laid out in ${Math.round(performance.now() - started)} ms`,
    );
    expect(layoutFaults(graph, layout)).toEqual([]);
  });
});

/** Three sites with a DMZ, operations, and six areas of a supervisory zone and two cells each: 61 zones. */
function sixtyZones(): string {
  const area = (site: string, n: number): string =>
    `zone ${site}L2-${n} { level 2 asset ${site}h${n} : hmi } ${[0, 1].map((c) => `zone ${site}Cell-${n}-${c} { level 1 asset ${site}p${n}-${c} : plc }`).join(' ')}`;
  const links = (site: string, n: number): string =>
    `conduit ${site}a${n} { between ${site}Ops and ${site}L2-${n} allow hmi -> ${site}hist : pi because "x" }
     ${[0, 1].map((c) => `conduit ${site}c${n}-${c} { between ${site}L2-${n} and ${site}Cell-${n}-${c} allow hmi -> plc : modbus because "x" }`).join(' ')}`;
  const six = [0, 1, 2, 3, 4, 5];
  return ['X', 'Y', 'W']
    .map(
      (s) =>
        `zone ${s} { zone ${s}Dmz { level 3.5 kind dmz asset ${s}j : jump-host } zone ${s}Ops { level 3 asset ${s}hist : historian } ${six.map((n) => area(s, n)).join(' ')} }
         conduit ${s}d { between ${s}Dmz and ${s}Ops allow ${s}hist -> ${s}j : pi because "x" }
         conduit ${s}e { between Corporate and ${s}Dmz allow Corporate -> ${s}j : https because "x" } ${six.map((n) => links(s, n)).join(' ')}`,
    )
    .join('\n')
    .concat(' zone Corporate { level 4 kind business asset erp : server }');
}

test('a zone whose level lies inside a site that it has a conduit with stands beside the site, in its own row', async () => {
  const graph =
    await graphOf(`zone Site { zone Ops { level 4 asset o : server } zone Cell { level 1 asset c : plc } } zone Net { level 3 asset n : server }
    conduit A { between Ops and Cell allow o -> c : modbus } conduit B { between Ops and Net allow o -> n : ssh } conduit C { between Cell and Net allow c -> n : ntp }`);
  const layout = await laidOut(graph);
  expect(layoutFaults(graph, layout)).toEqual([]);
  expect(layout.bands.map((b) => b.levels)).toEqual([[4], [3], [1]]);
  expect(layout.zones['zone:Net']?.x).toBeGreaterThan(
    (layout.zones['zone:Site']?.x ?? 0) + (layout.zones['zone:Site']?.width ?? 0),
  );
});

test('the wind plant’s levels run from top to bottom, its management network beside it', async () => {
  const graph = await exampleGraph('wind-plant');
  expect((await laidOut(graph)).bands.map((b) => b.levels)).toEqual([[5], [4], [3.5], [3], [1]]);
});
