import { describe, expect, test } from 'vitest';
import type { Detail, DiagramGraph } from '../graph.ts';
import { graphOf, laidOut } from '../test-policy.ts';
import { type DiagramView, plainView, viewOf } from './diagram-view.ts';
import { drawnFor, type Folding, openedFor, toggledAssets, toggledFold } from './folding.ts';

const TEXT = `zone Office { level 4 asset MES : server }
  zone Plant { zone Control { level 2 asset H : hmi } zone Cell { level 1 asset P : plc } }
  conduit A { between Office and Control allow MES -> H : https }
  conduit B { between Office and Control allow MES -> H : ssh }
  conduit F { between Control and Cell allow H -> P : modbus }`;

const view = (detail: Detail, folding?: Folding): DiagramView => ({ ...plainView(detail), ...folding, detail });
const drawnIn = async (graph: DiagramGraph, v: DiagramView): Promise<string[]> => {
  const layout = await laidOut(viewOf(graph, v).graph, v.detail);
  return [...Object.keys(layout.zones), ...Object.keys(layout.assets), ...Object.keys(layout.conduits)];
};

describe('opening and closing in place', () => {
  test('makes a card of an open zone, and the zone of a card again', async () => {
    const graph = await graphOf(TEXT);
    const closed = view('assets', toggledFold(graph, view('assets'), 'zone:Plant'));
    expect(await drawnIn(graph, closed)).not.toContain('zone:Plant.Cell');
    expect(view('assets', toggledFold(graph, closed, 'zone:Plant'))).toEqual(view('assets'));
  });

  test('shows the assets of a card in a picture without, and hides them again', async () => {
    const graph = await graphOf(TEXT);
    const open = view('counts', toggledFold(graph, view('counts'), 'zone:Plant.Cell'));
    const drawn = await drawnIn(graph, open);
    expect(drawn).toContain('asset:Plant.Cell.P');
    expect(drawn).not.toContain('asset:Plant.Control.H');
    expect(view('counts', toggledFold(graph, open, 'zone:Plant.Cell'))).toEqual(view('counts'));
  });

  test('shows all assets in a zone at once, also in what was collapsed in it', async () => {
    const graph = await graphOf(TEXT);
    const before = view('counts', toggledFold(graph, view('counts'), 'zone:Plant'));
    const all = view('counts', toggledAssets(graph, before, 'zone:Plant'));
    expect(await drawnIn(graph, all)).toEqual(expect.arrayContaining(['asset:Plant.Cell.P', 'asset:Plant.Control.H']));
    expect(view('counts', toggledAssets(graph, all, 'zone:Plant'))).toEqual(view('counts'));
  });

  test('takes a bundle apart, and puts it together from one of its conduits', async () => {
    const graph = await graphOf(TEXT);
    const bundle = viewOf(graph, view('counts')).graph.conduits.find((c) => c.members)!.id;
    const apart = view('counts', toggledFold(graph, view('counts'), bundle));
    expect(await drawnIn(graph, apart)).toEqual(expect.arrayContaining(['conduit:A', 'conduit:B']));
    expect(view('counts', toggledFold(graph, apart, 'conduit:B'))).toEqual(view('counts'));
  });
});

test.each(['zones', 'counts', 'assets'] as const)(
  'whatever is found can be drawn, in %s and all collapsed',
  async (detail) => {
    const graph = await graphOf(TEXT);
    const closed = view(detail, { collapsed: graph.zones.map((z) => z.id), expanded: [], unbundled: [] });
    const nodes = [
      ...graph.zones.map((z) => z.id),
      ...graph.zones.flatMap((z) => z.assets.map((a) => a.id)),
      'conduit:F',
    ];
    for (const id of nodes) {
      const open = view(detail, openedFor(graph, closed, id));
      expect(await drawnIn(graph, open)).toContain(id);
    }
  },
);

test('what is not drawn is stood in for by the zone around it', async () => {
  const graph = await graphOf(TEXT);
  const closed = view('assets', toggledFold(graph, view('assets'), 'zone:Plant'));
  const { standIns } = viewOf(graph, closed);
  const drawn = new Set(await drawnIn(graph, closed));
  const isDrawn = (id: string): boolean => drawn.has(id);
  expect(drawnFor('asset:Plant.Cell.P', isDrawn, standIns, graph)).toBe('zone:Plant');
  expect(drawnFor('conduit:F', isDrawn, standIns, graph)).toBe('zone:Plant');
  expect(drawnFor('asset:Office.MES', isDrawn, standIns, graph)).toBe('asset:Office.MES');
  expect(drawnFor('asset:Gone', isDrawn, standIns, graph)).toBeUndefined();
});
