/** Where findings stand: on what they are about, and on no words and no neighbour. */
import { describe, expect, test } from 'vitest';
import { EVERY_SIGN } from '../../../test/pictures/every-sign.ts';
import { checkPolicy } from '../../checks/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { buildGraph } from '../build/build-graph.ts';
import type { Detail } from '../graph.ts';
import { layOutGraph } from '../lay-out.ts';
import type { Box, DiagramLayout } from '../layout/placed.ts';
import { overlap } from '../layout/placed.ts';
import { exampleFiles, NOON } from '../test-policy.ts';
import { drawSvg } from './svg.tsx';

interface Drawn {
  readonly svg: string;
  readonly layout: DiagramLayout;
}

async function drawn(files: Parameters<typeof loadPolicy>[0], detail: Detail): Promise<Drawn> {
  const { policy } = await loadPolicy(files);
  const graph = buildGraph(policy, { now: NOON, findings: checkPolicy(policy, { now: NOON }) });
  const laid = await layOutGraph(graph, { view: { detail } });
  if (!laid.ok) throw new Error(laid.message);
  return { svg: drawSvg(laid.graph, laid.layout), layout: laid.layout };
}

/** The badges drawn for a node, in its own coordinates: octagon, triangle and circle by their extents. */
function badgesOf(svg: string, id: string): Box[] {
  const from = svg.indexOf(`data-node="${id}"`);
  const end = svg.indexOf('data-node="', from + 12);
  const part = svg.slice(from, end === -1 ? undefined : end);
  return [
    ...part.matchAll(/<g class="badge"><(?:path d="M([\d.-]+) ([\d.-]+)(h|L)|circle cx="([\d.-]+)" cy="([\d.-]+)")/g),
  ].map(([, px, py, shape, cx, cy]) => {
    if (cx !== undefined) return { x: Number(cx) - 8.5, y: Number(cy) - 8.5, width: 17, height: 17 };
    return shape === 'h'
      ? { x: Number(px) - 5.3, y: Number(py), width: 18, height: 18 }
      : { x: Number(px) - 11, y: Number(py), width: 22, height: 19 };
  });
}

const PLANTS = [
  { name: 'every sign', files: () => [{ path: 'signs.seg', text: EVERY_SIGN }] },
  { name: 'wind-plant', files: () => exampleFiles('wind-plant') },
].flatMap((plant) => (['assets', 'counts'] as const).map((detail) => ({ ...plant, detail })));

describe.each(PLANTS)('findings in the picture of $name, $detail', ({ files, detail }) => {
  test('of a pill stand on its upper border: above its words, clear of other pills', async () => {
    const { svg, layout } = await drawn(files(), detail);
    let seen = 0;
    for (const [id, { label }] of Object.entries(layout.conduits)) {
      for (const badge of badgesOf(svg, id)) {
        seen++;
        expect(badge.x).toBeGreaterThan(label.x);
        expect(badge.y + badge.height - label.y).toBeLessThanOrEqual(5);
        const others = Object.entries(layout.conduits).filter(([other]) => other !== id);
        expect(
          others.filter(([, line]) => overlap(line.label, badge)).map(([other]) => `${id} covers ${other}`),
        ).toEqual([]);
      }
    }
    expect(seen).toBeGreaterThan(2);
  });

  test('of an asset stand nearer to it than to the tile beside it', async () => {
    const { svg, layout } = await drawn(files(), detail);
    const tiles = Object.entries(layout.assets);
    if (detail !== 'assets') return expect(tiles).toEqual([]);
    for (const [id, own] of tiles)
      for (const badge of badgesOf(svg, id)) {
        const beside = tiles.filter(([other, box]) => other !== id && box.y === own.y && overlap(box, badge, 8));
        expect(beside.map(([other]) => other)).toEqual([]);
      }
  });
});
