/** The picture of a change shows every change between two versions, and no change where there is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cascadiaFiles, changedCascadiaFiles } from '../../../test/examples/cascadia-change.ts';
import { GENERATED_NOW, policyText } from '../../../test/generators/policy.ts';
import { policyVersions } from '../../../test/generators/versions.ts';
import { differenceOf } from '../../difference/index.ts';
import type { Policy } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import type { DiagramConduit, DiagramGraph, DiagramZone } from '../graph.ts';
import { isDiagramGraph } from '../graph-shape.ts';
import { layoutFaults } from '../layout/faults.ts';
import { hierarchyOf, isWithin } from '../layout/hierarchy.ts';
import { PADDING, tagWidth } from '../layout/measures.ts';
import type { DiagramLayout, Point } from '../layout/placed.ts';
import { exampleFiles, laidOut, policyOf } from '../test-policy.ts';
import { reviewGraph } from './review-graph.ts';

const NOW = Date.parse('2031-03-01T12:00:00Z');
const NAMES = { before: 'main', after: 'working tree' };

function graphOf(before: Policy, after: Policy, now = NOW): DiagramGraph {
  return reviewGraph(differenceOf(before, after, { now }), { now, names: NAMES });
}

const between = async (before: string, after: string): Promise<DiagramGraph> =>
  graphOf(await policyOf(before), await policyOf(after));

const cascadia = async (): Promise<DiagramGraph> =>
  graphOf((await loadPolicy(cascadiaFiles())).policy, (await loadPolicy(changedCascadiaFiles())).policy);

const zoneOf = (graph: DiagramGraph, title: string): DiagramZone | undefined =>
  graph.zones.find((z) => z.title === title);
const conduitOf = (graph: DiagramGraph, title: string): DiagramConduit | undefined =>
  graph.conduits.find((c) => c.title === title);

/** Zones through whose tag, at the right end of their header, the way of a moved asset runs. */
function tagsUnderMoves({ zones }: DiagramGraph, layout: DiagramLayout): string[] {
  const stretches = Object.values(layout.moves ?? {}).flatMap((way) =>
    way.slice(1).map((p, i): [Point, Point] => [way[i] ?? p, p]),
  );
  return zones.flatMap(({ id, mark }) => {
    const box = layout.zones[id];
    if (box === undefined || mark === undefined) return [];
    const right = box.x + box.width - PADDING;
    const crossed = stretches.some(
      ([a, b]) =>
        Math.max(a.x, b.x) > right - tagWidth(mark) &&
        Math.min(a.x, b.x) < right &&
        Math.max(a.y, b.y) > box.y + 15 &&
        Math.min(a.y, b.y) < box.y + 30,
    );
    return crossed ? [id] : [];
  });
}

/** Everything that bears a mark. */
function marked(graph: DiagramGraph): string[] {
  const inside = graph.zones.flatMap((z) => [z, ...z.assets, ...z.ghosts, ...z.inner]);
  const lines = graph.conduits.flatMap((c) => [c, ...c.gates]);
  return [...inside, ...lines].filter((node) => node.mark !== undefined).map((node) => node.id);
}

describe('the picture of a change', () => {
  it('marks conduits that came, went and changed, and their rows service by service', async () => {
    const graph = await cascadia();
    expect(conduitOf(graph, 'KilnHistory')?.mark).toBe('added');
    expect(conduitOf(graph, 'Reports')?.mark).toBe('removed');
    expect(conduitOf(graph, 'Reports')?.rows.map((r) => [r.mark, r.text, r.source.old])).toEqual([
      ['removed', 'https', true],
    ]);
    const changed = conduitOf(graph, 'HMI to kiln');
    expect(changed?.mark).toBe('changed');
    expect(changed?.rows.map((r) => [r.mark, r.text, r.schedule])).toEqual([
      [undefined, 'modbus, ethernet-ip', undefined],
      ['removed', 's7comm', 'Tue, Thu 08–12'],
      ['added', 's7comm, at any time', undefined],
      ['removed', '1 denied: HMI-2 → PLC-301', undefined],
    ]);
    expect(conduitOf(graph, 'SafetyAlarms')?.mark).toBeUndefined();
  });

  it('leaves a ghost where an asset was, with the way to where it is', async () => {
    const graph = await cascadia();
    expect(zoneOf(graph, 'Supervisory')?.assets.find((a) => a.name === 'HMI-2')).toMatchObject({
      mark: 'left',
      type: 'moved to Kiln cell',
      source: { old: true },
    });
    expect(zoneOf(graph, 'Kiln cell')?.assets.find((a) => a.name === 'HMI-2')).toMatchObject({
      mark: 'moved',
      type: 'from Supervisory',
    });
    const layout = await laidOut(graph);
    expect(layoutFaults(graph, layout)).toEqual([]);
    const [[id, way] = ['', []]] = Object.entries(layout.moves ?? {});
    expect(id).toBe('asset:Plant.Kiln.HMI-2');
    const [from, to] = [layout.assets['asset:Plant.Supervisory.HMI-2'], layout.assets[id]];
    const touches = (box: typeof from, point: (typeof way)[number] | undefined): boolean =>
      box !== undefined &&
      point !== undefined &&
      [point.x - box.x, point.x - box.x - box.width]
        .concat([point.y - box.y, point.y - box.y - box.height])
        .includes(0);
    expect([touches(from, way[0]), touches(to, way.at(-1))]).toEqual([true, true]);
  });

  it('marks nothing where only comments, order and layout of the text changed', async () => {
    await fc.assert(
      fc.asyncProperty(policyText(), async (text) => {
        const after = await policyOf(`// a remark\n${text.replaceAll('\n', '\n\n')}`);
        expect(marked(graphOf(await policyOf(text), after, GENERATED_NOW))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('marks no conduit whose rules say the same in other words, or that only has another name', async () => {
    const plant = (rules: string, name = 'Edge') =>
      `zone A { level 2 asset a : hmi asset b : hmi }\nzone B { level 1 asset p : plc }\nconduit ${name} { between A and B ${rules} }`;
    expect(marked(await between(plant('allow a, b -> p : modbus'), plant('allow hmi -> p : modbus')))).toEqual([]);
    expect(
      marked(await between(plant('allow a -> p : modbus'), plant('allow a -> p : modbus').replace('Edge', 'Rim'))),
    ).toEqual([]);
  });

  it('marks a conduit whose meaning a group elsewhere changed, and the zone of rules inside', async () => {
    const plant = (members: string) =>
      `group Ops = ${members}\nzone A { level 2 microsegmented asset a : hmi asset b : hmi allow Ops -> a : https }\nzone B { level 1 asset p : plc }\nconduit Edge { between A and B allow Ops -> p : modbus }`;
    const graph = await between(plant('a'), plant('a, b'));
    expect(conduitOf(graph, 'Edge')?.mark).toBe('changed');
    expect(marked(graph).some((id) => id === 'zone:A' || id.startsWith('inner:'))).toBe(true);
  });

  it('marks a zone where a rule inside it holds at other times, and no words say so', async () => {
    const plant = (times: string) =>
      `schedule Nights { every mon-fri 22:00-06:00 }\nzone A { level 2 microsegmented asset a : hmi asset b : hmi allow a -> b : modbus, https allow a -> b : opcua${times} }`;
    expect(marked(await between(plant(''), plant(' during Nights')))).toEqual(['zone:A']);
  });

  it('shows a permission that came or went between assets that stay as a mark on what lies between them', async () => {
    const seen = { between: 0, inside: 0 };
    await fc.assert(
      fc.asyncProperty(policyVersions({ zones: 3, conduits: 6 }), async ([a, b]) => {
        const [before, after] = [await policyOf(a), await policyOf(b)];
        const difference = differenceOf(before, after, { now: GENERATED_NOW });
        const graph = reviewGraph(difference, { now: GENERATED_NOW, names: NAMES });
        expect(isDiagramGraph(JSON.parse(JSON.stringify(graph)))).toBe(true);
        const { zones } = hierarchyOf(graph);
        const moved = new Set(difference.entities.moved.map((m) => m.to));
        const shown = new Set(marked(graph));
        const homes = (asset: number): string[] =>
          (after.assets[asset]?.legs ?? []).map((leg) => `zone:${after.zones[after.legs[leg]?.zone ?? -1]?.id}`);
        const showsInside = (zone: string): boolean => {
          const { mark, inner = [], ghosts = [], innerWords = [] } = graph.zones.find((z) => z.id === zone) ?? {};
          const told = [...inner, ...ghosts].some((node) => node.mark !== undefined);
          return mark !== undefined || told || innerWords.some((line) => /^[+−] /.test(line));
        };
        const joins = (c: DiagramConduit, x: string, y: string): boolean =>
          isWithin(zones, x, c.upper) && isWithin(zones, y, c.lower);
        for (const { from, to } of difference.permissions) {
          const [x, y] = [from.after?.assets[0], to.after?.assets[0]];
          if (x === undefined || y === undefined || from.before === undefined || to.before === undefined) continue;
          const movers = [from, to].flatMap(({ ids }) => ids.filter((id) => moved.has(id)));
          expect(movers.filter((id) => !shown.has(`asset:${id}`))).toEqual([]);
          if (movers.length > 0) continue;
          const pairs = homes(x).flatMap((a) => homes(y).map((b): [string, string] => [a, b]));
          const around = pairs.flatMap(([a, b]) => graph.conduits.filter((c) => joins(c, a, b) || joins(c, b, a)));
          const inside = pairs.flatMap(([a, b]) => (a === b ? [a] : []));
          if (around.length + inside.length === 0) continue;
          seen[inside.length > 0 ? 'inside' : 'between']++;
          expect(around.some((c) => c.mark !== undefined) || inside.some(showsInside)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
    expect(seen.between + seen.inside).toBeGreaterThan(10);
  });

  it('lays the wind plant and its hardened version out without a fault', async () => {
    const [before, after] = await Promise.all(
      ['wind-plant', 'wind-plant-hardened'].map(async (name) => (await loadPolicy(exampleFiles(name))).policy),
    );
    const graph = graphOf(before as Policy, after as Policy);
    expect(graph.zones.filter((z) => z.mark === 'removed').length).toBeGreaterThan(3);
    for (const detail of ['assets', 'counts', 'zones'] as const) {
      const layout = await laidOut(graph, detail);
      expect([detail, layoutFaults(graph, layout)]).toEqual([detail, []]);
      expect([detail, tagsUnderMoves(graph, layout)]).toEqual([detail, []]);
    }
  });
});
