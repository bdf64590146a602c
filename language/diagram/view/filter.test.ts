import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DiagramGraph } from '../graph.ts';
import { exampleGraph, graphOf } from '../test-policy.ts';
import { FACETS, facetValues, findValue } from './facets.ts';
import { type DiagramFilter, filterGraph, isFiltering, toggled } from './filter.ts';

const TEXT = `zone Office { level 4 kind business asset MES : server }
  zone Plant {
    zone Control { level 2 tags "wet end" asset H1 : hmi asset H2 : hmi asset S : server allow H1 -> S : https }
    zone Cell { level 1 asset P1 : plc asset P2 : plc { tags "spare" } }
    zone Stores { level 1 }
  }
  conduit Reports { between Office and Control allow MES -> S : ftp, https }
  conduit Field { between Control and Cell allow H1 -> P1 : modbus }`;

const names = (graph: DiagramGraph): Record<string, string[]> =>
  Object.fromEntries(graph.zones.map((z) => [z.title, z.assets.map((a) => a.name)]));

async function filtered(filter: DiagramFilter): Promise<DiagramGraph> {
  return filterGraph(await graphOf(TEXT), filter);
}

describe('a filter leaves', () => {
  test('of a zone everything in it, of the zones around it the frame', async () => {
    expect(names(await filtered({ zone: ['zone:Plant.Cell'] }))).toEqual({ Plant: [], Cell: ['P1', 'P2'] });
    expect(Object.keys(names(await filtered({ zone: ['zone:Plant'] })))).toEqual([
      'Plant',
      'Control',
      'Cell',
      'Stores',
    ]);
  });

  test('the zones of levels, and conduits only where both ends stay', async () => {
    const graph = await filtered({ level: ['2', '1'] });
    expect(Object.keys(names(graph))).toEqual(['Plant', 'Control', 'Cell', 'Stores']);
    expect(graph.conduits.map((c) => c.title)).toEqual(['Field']);
  });

  test('the assets of a type, and no zone without one', async () => {
    expect(names(await filtered({ type: ['server'] }))).toEqual({ Office: ['MES'], Plant: [], Control: ['S'] });
  });

  test('what is tagged, by itself or by a zone around it', async () => {
    expect(names(await filtered({ tag: ['wet end'] }))).toEqual({ Plant: [], Control: ['H1', 'H2', 'S'] });
    expect(names(await filtered({ tag: ['spare'] }))).toEqual({ Plant: [], Cell: ['P2'] });
  });

  test('the conduits that permit a service, with their zones, and zones in which it is permitted', async () => {
    const ftp = await filtered({ service: ['ftp'] });
    expect(ftp.conduits.map((c) => c.title)).toEqual(['Reports']);
    expect(Object.keys(names(ftp))).toEqual(['Office', 'Plant', 'Control']);
    expect(Object.keys(names(await filtered({ service: ['modbus'] })))).toEqual(['Plant', 'Control', 'Cell']);
  });

  test('what a facet asks for of what another asks for', async () => {
    expect(names(await filtered({ level: ['2'], type: ['HMI'] }))).toEqual({ Plant: [], Control: ['H1', 'H2'] });
    expect(names(await filtered({ level: ['4'], type: ['HMI'] }))).toEqual({});
  });

  test('also what is joined with it, when asked to', async () => {
    const graph = await filtered({ zone: ['zone:Plant.Cell'], neighbours: true });
    expect(Object.keys(names(graph))).toEqual(['Plant', 'Control', 'Cell']);
    expect(graph.conduits.map((c) => c.title)).toEqual(['Field']);
  });
});

test('a filter by finding leaves what bears one: an asset alone, a conduit with both its zones', async () => {
  const graph = await graphOf(TEXT);
  const bearing = { errors: 0, warnings: 1, infos: 0, checks: ['any-service'] };
  const [field, cell] = [
    graph.conduits.findIndex((c) => c.title === 'Field'),
    graph.zones.findIndex((z) => z.title === 'Cell'),
  ];
  const onConduit = { ...graph, conduits: graph.conduits.map((c, i) => (i === field ? { ...c, badges: bearing } : c)) };
  expect(names(filterGraph(onConduit, { finding: ['warning'] }))).toEqual({
    Plant: [],
    Control: ['H1', 'H2', 'S'],
    Cell: ['P1', 'P2'],
  });
  const onAsset = {
    ...graph,
    zones: graph.zones.map((z, i) =>
      i === cell ? { ...z, assets: z.assets.map((a, n) => (n === 0 ? { ...a, badges: bearing } : a)) } : z,
    ),
  };
  expect(names(filterGraph(onAsset, { finding: ['any-service'] }))).toEqual({ Plant: [], Cell: ['P1'] });
  expect(filterGraph(onAsset, { finding: ['error'] }).zones).toEqual([]);
});

test('the part says how much it is and what was asked for', async () => {
  expect((await filtered({ level: ['1'], tag: ['spare'] })).partial).toEqual({
    shown: '1 of 5 zones, 1 of 6 assets',
    asked: 'level 1, tag spare',
  });
});

test('values are found by what people call them', async () => {
  const graph = await graphOf(TEXT);
  expect(findValue(graph, 'zone', 'plant.cell')).toBe('zone:Plant.Cell');
  expect(findValue(graph, 'zone', 'Plant › Cell')).toBe('zone:Plant.Cell');
  expect(findValue(graph, 'type', 'hmi')).toBe('HMI');
  expect(findValue(graph, 'level', 'level 2')).toBe('2');
  expect(findValue(graph, 'tag', 'dry end')).toBeUndefined();
});

test('a value added and taken away leaves the filter that was', () => {
  const filter = { level: ['1'] };
  expect(toggled(toggled(filter, 'tag', 'a'), 'tag', 'a')).toEqual(filter);
  expect(isFiltering(toggled(filter, 'level', '1'))).toBe(false);
});

test('whatever is asked for is a part of the whole that hangs together', async () => {
  const graph = await exampleGraph('wind-plant');
  const values = facetValues(graph);
  const filters = fc.record(Object.fromEntries(FACETS.map((f) => [f, fc.subarray(values[f].map((v) => v.value))])), {
    requiredKeys: [],
  });
  const assets = new Set(graph.zones.flatMap((z) => z.assets.map((a) => a.id)));
  fc.assert(
    fc.property(filters, fc.boolean(), (filter, neighbours) => {
      const part = filterGraph(graph, { ...filter, neighbours });
      const zones = new Set(part.zones.map((z) => z.id));
      for (const z of part.zones) expect(z.parent === undefined || zones.has(z.parent)).toBe(true);
      for (const c of part.conduits) expect(zones.has(c.upper) && zones.has(c.lower)).toBe(true);
      const shown = part.zones.flatMap((z) => z.assets.map((a) => a.id));
      expect(shown.every((id) => assets.has(id))).toBe(true);
      if (part.partial) expect(part.partial.shown).toContain(`${shown.length} of ${graph.assetCount} assets`);
    }),
    { numRuns: 200 },
  );
});
