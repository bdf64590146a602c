import { describe, expect, test } from 'vitest';
import { largeCompany } from '../../../test/generators/mill.ts';
import { drawnFaults } from '../draw/drawn-faults.ts';
import { drawSvg } from '../draw/svg.tsx';
import { type Detail, type DiagramGraph, initialDetail } from '../graph.ts';
import { elk, graphOf, laidOut } from '../test-policy.ts';
import { initialView, plainView, viewOf } from '../view/diagram-view.ts';
import { layoutFaults } from './faults.ts';
import { layoutGraph } from './layout-graph.ts';
import type { DiagramLayout } from './placed.ts';

/** Laid out without a fault, every zone in it, and drawn. */
async function pictureOf(whole: DiagramGraph, detail: Detail = initialDetail(whole)): Promise<DiagramLayout> {
  const { graph } = viewOf(whole, plainView(detail));
  const layout = await laidOut(graph, detail);
  expect(layoutFaults(graph, layout)).toEqual([]);
  expect(Object.keys(layout.zones)).toHaveLength(graph.zones.length);
  expect(Object.keys(layout.conduits)).toHaveLength(graph.conduits.length);
  expect(drawSvg(graph, layout, { theme: 'light', legend: true })).toMatch(/<\/svg>\s*$/);
  return layout;
}

describe('there is a picture of', () => {
  test('zones without assets, and without anything', async () => {
    await pictureOf(
      await graphOf(
        'zone A { level 1 } zone B { } zone C { zone D { } } conduit X { between A and D allow any -> any : https }',
      ),
      'assets',
    );
  });

  test('a thousand zones with three thousand conduits', { timeout: 60_000 }, async () => {
    const graph = await graphOf(largeCompany({ sites: 9, areas: 15, cells: 5, extra: 220 }));
    expect(graph.zones.length).toBeGreaterThanOrEqual(1000);
    await pictureOf(graph);
  });

  test('one zone with five thousand assets', { timeout: 60_000 }, async () => {
    const assets = Array.from({ length: 5000 }, (_, i) => `asset S${i} : sensor`).join(' ');
    const graph = await graphOf(
      `zone Z { level 1 ${assets} } zone Y { level 2 asset h : hmi } conduit C { between Y and Z allow h -> sensor : modbus }`,
    );
    const { bounds } = await pictureOf(graph, 'assets');
    expect(bounds.width / bounds.height).toBeLessThan(6);
  });

  test.each([1, 40])('conduits in a circle, and two ways at once, %i times', async (times) => {
    const ring = (n: number): string => `
      zone A${n} { level 2 asset a${n} : hmi } zone B${n} { level 2 asset b${n} : hmi } zone C${n} { level 2 asset c${n} : hmi }
      ${['AB', 'BC', 'CA', 'BA'].map(([x, y], i) => `conduit C${n}x${i} { between ${x}${n} and ${y}${n} allow hmi -> hmi : https }`).join(' ')}`;
    const all = Array.from(
      { length: times },
      (_, n) =>
        `${ring(n)} conduit L${n} { between A${n} and A${(n + 1) % Math.max(2, times)} allow hmi -> hmi : ssh }`,
    );
    for (const detail of ['assets', 'counts', 'zones'] as const) await pictureOf(await graphOf(all.join('\n')), detail);
  });

  test('a network in which everything talks to everything: without lines where nobody could follow them, and it says so', {
    timeout: 60_000,
  }, async () => {
    const mesh = (zones: number): string => {
      const names = Array.from({ length: zones }, (_, i) => `Z${i}`);
      return `${names.map((z) => `zone ${z} { asset a${z} : hmi }`).join('\n')} ${names
        .flatMap((a, i) =>
          names.slice(i + 1).map((b) => `conduit C${a}${b} { between ${a} and ${b} allow hmi -> hmi : https }`),
        )
        .join('\n')}`;
    };
    expect((await pictureOf(await graphOf(mesh(20)))).unlined).toBeUndefined();
    const graph = await graphOf(mesh(50));
    const { graph: viewed } = viewOf(graph, initialView(graph));
    const layout = await laidOut(viewed, 'counts');
    expect(layoutFaults(viewed, layout)).toEqual([]);
    expect(layout.unlined).toBe(1225);
    expect(layout.bounds.width / layout.bounds.height).toBeLessThan(6);
    expect(drawSvg(viewed, layout)).toContain('without the lines of 1225 conduits, which could not be laid out');
  });

  test('zones nested as deep as the language lets them', { timeout: 60_000 }, async () => {
    const deep = (n: number): string => (n === 0 ? 'asset p : plc' : `asset p${n} : plc zone Z${n} { ${deep(n - 1)} }`);
    for (const depth of [10, 40]) {
      const graph = await graphOf(
        `zone Top { level 3 ${deep(depth)} } zone Out { level 4 asset o : server } conduit C { between Out and Z1 allow o -> p : https }`,
      );
      expect(graph.zones).toHaveLength(depth + 2);
      const { graph: viewed } = viewOf(graph, initialView(graph));
      const result = await layoutGraph(viewed, elk, { detail: 'assets' });
      expect(result).toMatchObject({ ok: true });
    }
  });

  test('a policy that is errors only: of what could be read, or of nothing', async () => {
    for (const text of [
      'zone',
      '}}}} zone { level',
      'conduit X { between Nowhere and Nothing allow a -> b : c }',
      'firewall F { interface "a" to Gone }',
    ])
      expect((await layoutGraph(await graphOf(text), elk, { detail: 'assets' })).ok, text).toBe(true);
  });
});

const LONG = {
  latin: 'Wellpappenverarbeitungsmaschinensteuerung '.repeat(5),
  one_word: 'W'.repeat(200),
  arabic: 'منطقة التحكم في الفرن الدوار '.repeat(7),
  hebrew: 'אזור בקרת כבשן '.repeat(14),
  chinese: '回转窑控制区安全仪表系统'.repeat(17),
  devanagari: 'भट्ठी नियंत्रण क्षेत्र '.repeat(9),
  emoji: '👩🏽‍🏭🏭⚙️🔥'.repeat(16),
  combining: `Z${'\u0323\u0308'.repeat(99)}`,
  mixed: 'Kiln ‫فرن‬ 窑炉 🔥 '.repeat(11),
} as const;

describe.each(Object.entries(LONG))('names of 200 characters, %s,', (_, name) => {
  const text = `policy "${name}" { owner "me" }
    zone A "${name}" { level 2 kind control sl-t 2 asset "${name}a" : hmi asset "${name}b" : plc }
    zone B "${name}" { level 1 microsegmented asset "${name}c" : plc asset "${name}d" : plc allow "${name}c" -> "${name}d" : modbus because "${name}" }
    zone S "${name}" { zone T "${name}" { level 0 asset "${name}e" : sensor } }
    conduit C "${name}" { between A and B sl-t 2 allow hmi -> plc : modbus because "${name}" } conduit D { between B and T allow plc -> sensor : modbus }
    firewall "${name}f" { interface "${name}" to A interface "x" to B }`;

  test.each(['assets', 'counts', 'zones'] as const)(
    'leave a clean picture, cut to their boxes, with %s',
    async (detail) => {
      const graph = await graphOf(text);
      expect(graph.zones.map((z) => z.title.length).filter((n) => n > 50).length).toBeGreaterThan(3);
      const layout = await pictureOf(graph, detail);
      expect(layout.bounds.width).toBeLessThan(2500);
      expect(drawnFaults(drawSvg(graph, layout), layout)).toEqual([]);
    },
  );
});
