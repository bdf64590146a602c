import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DiagramConduit, DiagramGraph } from '../graph.ts';
import { DETAILS } from '../graph.ts';
import { layoutFaults } from '../layout/faults.ts';
import { hierarchyOf, isWithin } from '../layout/hierarchy.ts';
import { plants } from '../random-plants.ts';
import { exampleGraph, graphOf, laidOut } from '../test-policy.ts';
import { type DiagramView, plainView, viewOf } from './diagram-view.ts';

/** A random plant with a random choice of its zones collapsed, expanded, taken apart. */
const looks = fc.tuple(
  plants,
  fc.record({
    detail: fc.constantFrom(...DETAILS),
    collapsed: fc.array(fc.nat(13), { maxLength: 4 }),
    expanded: fc.array(fc.nat(13), { maxLength: 4 }),
    apart: fc.boolean(),
  }),
);

async function looked([text, { detail, collapsed, expanded, apart }]: typeof looks extends fc.Arbitrary<infer T>
  ? T
  : never): Promise<{ graph: DiagramGraph; view: DiagramView }> {
  const graph = await graphOf(text);
  const pick = (n: number): string => graph.zones[n % graph.zones.length]?.id ?? '';
  const view = { detail, collapsed: collapsed.map(pick), expanded: expanded.map(pick), unbundled: [] };
  const bundles = apart ? viewOf(graph, view).graph.conduits.map((c) => c.id) : [];
  return { graph, view: { ...view, unbundled: bundles } };
}

function every(check: (graph: DiagramGraph, view: DiagramView) => void | Promise<void>, numRuns = 70): Promise<void> {
  return fc.assert(
    fc.asyncProperty(looks, async (look) => {
      const { graph, view } = await looked(look);
      await check(graph, view);
    }),
    { numRuns },
  );
}

const nodesOf = (graph: DiagramGraph): string[] => [
  ...graph.zones.flatMap((z) => [z.id, ...[...z.assets, ...z.ghosts, ...z.inner].map((n) => n.id)]),
  ...graph.conduits.flatMap((c) => [c.id, ...c.gates.map((g) => g.id)]),
];

const membersOf = (c: DiagramConduit): readonly string[] => c.members ?? [c.id];

describe('whatever is collapsed, expanded and taken apart', () => {
  test('every node is in the picture, or something in it stands for it', () =>
    every((graph, view) => {
      const { graph: seen, standIns } = viewOf(graph, view);
      const drawn = new Set(
        [...seen.zones, ...seen.conduits, ...seen.conduits.flatMap((c) => c.gates)].map((n) => n.id),
      );
      const inOpenZone = new Set(seen.zones.flatMap((z) => [...z.assets, ...z.ghosts, ...z.inner].map((n) => n.id)));
      for (const node of nodesOf(graph))
        expect(drawn.has(standIns.get(node) ?? node) || inOpenZone.has(node), node).toBe(true);
    }));

  test('every conduit that leads out of a card is in exactly one line, between zones that hold its ends', () =>
    every((graph, view) => {
      const { graph: seen, standIns } = viewOf(graph, view);
      const { zones } = hierarchyOf(graph);
      const shown = seen.conduits.flatMap(membersOf);
      expect(new Set(shown).size).toBe(shown.length);
      for (const conduit of graph.conduits) {
        const line = seen.conduits.find((c) => membersOf(c).includes(conduit.id));
        const card = standIns.get(conduit.id);
        if (line === undefined) {
          expect(card && isWithin(zones, conduit.upper, card) && isWithin(zones, conduit.lower, card)).toBe(true);
          continue;
        }
        const ends = [line.upper, line.lower] as const;
        expect(
          [ends, [ends[1], ends[0]]].some(
            ([a, b]) => isWithin(zones, conduit.upper, a as string) && isWithin(zones, conduit.lower, b as string),
          ),
        ).toBe(true);
      }
    }));

  test('no two lines lead between the same two zones, but for what is taken apart and full pills', () =>
    every((graph, view) => {
      const { conduits } = viewOf(graph, { ...view, unbundled: [] }).graph;
      const pairs = conduits.map((c) => [c.upper, c.lower].sort().join(' '));
      if (view.detail !== 'assets') expect(new Set(pairs).size).toBe(pairs.length);
    }));

  test('what was viewed, viewed again, is itself', () =>
    every((graph, view) => {
      const once = viewOf(graph, view).graph;
      expect(viewOf(once, view).graph).toEqual(once);
    }));

  test('no asset and no finding is lost', () =>
    every((graph, view) => {
      const marked = {
        ...graph,
        zones: graph.zones.map((z) => ({
          ...z,
          assets: z.assets.map((a) => ({ ...a, badges: { errors: 1, warnings: 0, infos: 0, checks: ['a'] } })),
        })),
        conduits: graph.conduits.map((c) => ({ ...c, badges: { errors: 0, warnings: 1, infos: 0, checks: ['c'] } })),
      };
      const count = ({ zones, conduits }: DiagramGraph): readonly number[] => {
        const badges = [...zones, ...zones.flatMap((z) => z.assets), ...conduits].map((n) => n.badges);
        return [
          zones.flatMap((z) => z.assets).length,
          badges.reduce((sum, b) => sum + b.errors, 0),
          badges.reduce((sum, b) => sum + b.warnings, 0),
        ];
      };
      expect(count(viewOf(marked, view).graph)).toEqual(count(marked));
    }));

  test('the picture has nothing on anything else', { timeout: 120_000 }, () =>
    every(async (graph, view) => {
      const { graph: seen } = viewOf(graph, view);
      expect(layoutFaults(seen, await laidOut(seen, view.detail))).toEqual([]);
    }, 40),
  );
});

const MILL = `zone Mill "Old mill" { zone Ops { level 3 asset o : server } zone Cell { level 1 asset p : plc asset q : plc } }
  zone Office { level 4 asset e : server asset f : server }
  conduit In { between Ops and Cell allow o -> plc : modbus because "x" }
  conduit Erp { between Office and Ops allow e -> o : https, ssh because "x" }
  conduit Log { between Office and Cell allow f -> plc : modbus because "x" allow plc -> f : syslog because "x" }`;

test('a collapsed zone is a card with counts, in the row of its highest level, its conduits one line with all services', async () => {
  const view = { ...plainView('assets'), collapsed: ['zone:Mill'] };
  const { graph, standIns } = viewOf(await graphOf(MILL), view);
  expect(graph.zones.map((z) => [z.id, z.level, z.detail, z.folded])).toEqual([
    ['zone:Mill', 3, 'counts', { zones: 2, assets: 3 }],
    ['zone:Office', 4, undefined, undefined],
  ]);
  expect(graph.conduits.map((c) => [c.id, c.title, c.upper, c.lower])).toEqual([
    ['bundle:Mill~Office', '2 conduits', 'zone:Office', 'zone:Mill'],
  ]);
  expect(graph.conduits[0]?.rows.map((r) => [r.direction, r.text, r.rules])).toEqual([
    ['down', 'https, ssh +1', 2],
    ['up', 'syslog', 1],
  ]);
  expect(standIns.get('conduit:In')).toBe('zone:Mill');
  expect(standIns.get('conduit:Erp')).toBe('bundle:Mill~Office');
  expect(standIns.get('asset:Mill.Cell.p')).toBe('zone:Mill');
});

test('taken apart, the conduits of a collapsed zone are drawn one by one', async () => {
  const view = { ...plainView('assets'), collapsed: ['zone:Mill'], unbundled: ['bundle:Mill~Office'] };
  const { conduits } = viewOf(await graphOf(MILL), view).graph;
  expect(conduits.map((c) => c.id)).toEqual(['conduit:Erp', 'conduit:Log']);
});

test('an expanded zone shows its assets while the others are cards', async () => {
  const { graph } = viewOf(await graphOf(MILL), { ...plainView('counts'), expanded: ['zone:Mill'] });
  const { assets, zones } = await laidOut(graph, 'counts');
  expect(Object.keys(assets).sort()).toEqual(['asset:Mill.Cell.p', 'asset:Mill.Cell.q', 'asset:Mill.Ops.o']);
  expect(zones['zone:Office']?.height).toBe(48);
});

test('more than twenty conduits between two containers are one line with their number, taken apart on request', async () => {
  const site = (name: string): string =>
    `zone ${name} { ${Array.from({ length: 5 }, (_, i) => `zone ${name}${i} { level ${name === 'A' ? 3 : 1} asset ${name}a${i} : plc }`).join(' ')} }`;
  const conduits = Array.from(
    { length: 25 },
    (_, i) =>
      `conduit C${i} { between A${i % 5} and B${Math.floor(i / 5)} allow Aa${i % 5} -> Ba${Math.floor(i / 5)} : modbus because "x" }`,
  ).join(' ');
  const graph = await graphOf(`${site('A')} ${site('B')} ${conduits}`);
  const [bundle, ...others] = viewOf(graph, plainView('assets')).graph.conduits;
  expect(others).toEqual([]);
  expect([bundle?.title, bundle?.upper, bundle?.lower, bundle?.members?.length]).toEqual([
    '25 conduits',
    'zone:A',
    'zone:B',
    25,
  ]);
  const apart = viewOf(graph, { ...plainView('assets'), unbundled: [bundle?.id ?? ''] });
  expect(apart.graph.conduits).toHaveLength(25);
});

test('a gate is drawn on a line of several conduits only where all of them pass a firewall', async () => {
  const view = { ...plainView('assets'), collapsed: ['zone:Mill'] };
  const gatesWith = async (faces: string): Promise<string[]> => {
    const graph = await graphOf(`${MILL} firewall F { interface "a" to Office interface "b" to ${faces} }`);
    return viewOf(graph, view).graph.conduits.flatMap((c) => c.gates.map((g) => g.firewall));
  };
  expect(await gatesWith('Mill')).toEqual(['F']);
  expect(await gatesWith('Ops')).toEqual([]);
});

test('every example has nothing on anything else with its containers collapsed, one by one', {
  timeout: 120_000,
}, async () => {
  for (const name of ['cascadia', 'wind-plant', 'grfics']) {
    const graph = await exampleGraph(name);
    for (const [container] of hierarchyOf(graph).children)
      for (const detail of DETAILS) {
        const { graph: seen } = viewOf(graph, { ...plainView(detail), collapsed: [container] });
        expect(layoutFaults(seen, await laidOut(seen, detail)), `${container} ${detail}`).toEqual([]);
      }
  }
});

test('a gate of a container stands clear of the gate of a card in it, at the foot of both', async () => {
  const graph =
    await graphOf(`zone Z0 { level 0 } zone Z1 { level 0 zone Z2 { level 0 zone Z4 { level 0 } } zone Z3 { level 4 } }
    zone Z5 { level 4 } zone Z6 { level 0 } conduit C0 { between Z0 and Z4 allow any -> any : https because "x" }
    conduit C1 { between Z4 and Z5 allow any -> any : https because "x" }
    conduit C2 { between Z2 and Z5 allow any -> any : https because "x" }
    firewall F0 { interface "i0" to Z0 interface "i1" to Z4 }
    firewall F1 { interface "i0" to Z0 interface "i1" to Z5 interface "i2" to Z1 }`);
  const view = { ...plainView('zones'), collapsed: ['zone:Z1.Z2.Z4', 'zone:Z1.Z3'], expanded: ['zone:Z1'] };
  const { graph: seen } = viewOf(graph, view);
  expect(layoutFaults(seen, await laidOut(seen, 'zones'))).toEqual([]);
});

test('a conduit against the levels leaves a container at its top and goes round the collapsed zone in it', async () => {
  const graph = await graphOf(`zone Z0 { asset a : sensor zone Z1 { level 2 zone Z7 { level 5 } } }
    zone Z2 { level 0 } zone Z3 { level 4 } zone Z4 { level 0 } zone Z5 { level 0 } zone Z6 { level 1 } zone Z8 { level 5 }
    conduit C0 { between Z8 and Z0 allow any -> any : https because "x" }`);
  const { graph: seen } = viewOf(graph, { ...plainView('zones'), collapsed: ['zone:Z0.Z1'] });
  const layout = await laidOut(seen, 'zones');
  expect(layoutFaults(seen, layout)).toEqual([]);
  expect(layout.conduits['conduit:C0']?.points[0]?.y).toBeCloseTo(layout.zones['zone:Z0']?.y as number, 0);
});
