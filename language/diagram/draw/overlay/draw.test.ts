/** How overlays are drawn: in every theme, legible, and with paths that lead around tiles. */
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../../checks/index.ts';
import { loadPolicy } from '../../../pipeline.ts';
import { buildDrawing } from '../../build/build-graph.ts';
import type { Detail } from '../../graph.ts';
import { overlap } from '../../layout/placed.ts';
import { overlayOf } from '../../overlay/index.ts';
import { OVERLAY_KINDS, TONES } from '../../overlay/overlay.ts';
import type { OverlaySource } from '../../overlay/source.ts';
import { exampleFiles, laidOut, NOON } from '../../test-policy.ts';
import { plainView, viewOf } from '../../view/diagram-view.ts';
import { contrast } from '../colour.ts';
import { drawSvg } from '../svg.tsx';
import { resolveColours, THEME_NAMES } from '../theme.ts';
import { toneToken } from '../tones.ts';
import { waysOf } from './way.ts';

async function sourceOf(example: string): Promise<OverlaySource> {
  const { policy } = await loadPolicy(exampleFiles(example));
  const findings = checkPolicy(policy, { now: NOON });
  return { policy, drawing: buildDrawing(policy, { now: NOON, findings }), now: NOON, findings };
}

describe.each(THEME_NAMES)('in theme %s', (theme) => {
  test('every tone is legible as text and on its badge, and stands out as a border', () => {
    const c = resolveColours(theme);
    for (const tone of TONES) {
      expect(contrast(c[toneToken(tone, 'text')], c.canvas), `${tone} text`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(c[toneToken(tone, 'ink')], c[toneToken(tone, 'fill')]), `${tone} badge`).toBeGreaterThanOrEqual(
        4.5,
      );
      expect(contrast(c[toneToken(tone, 'line')], c.canvas), `${tone} border`).toBeGreaterThanOrEqual(3);
      expect(contrast(c.ink, c[toneToken(tone, 'tint')]), `name on ${tone}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test.each(OVERLAY_KINDS)('%s is drawn well-formed at every detail, with the legend that it brings', async (kind) => {
  const source = await sourceOf('cascadia');
  const overlay = overlayOf(source, { kind });
  for (const detail of ['zones', 'counts', 'assets'] as Detail[]) {
    const { graph } = viewOf(source.drawing.graph, plainView(detail));
    const svg = drawSvg(graph, await laidOut(graph, detail), { overlay, theme: 'dark' });
    expect(XMLValidator.validate(svg)).toBe(true);
    for (const { words } of overlay.legend) expect(svg).toContain(words);
    expect(svg).toContain(overlay.panel.title);
  }
});

test('what an overlay writes on a pill covers none of its words', async () => {
  const source = await sourceOf('cascadia');
  const { graph } = source.drawing;
  const layout = await laidOut(graph);
  const svg = drawSvg(graph, layout, { overlay: overlayOf(source, { kind: 'access' }) });
  const [, y] = /class="overlay-tag"><rect x="[\d.]+" y="([\d.-]+)"/.exec(svg) ?? [];
  expect(Number(y) + 17).toBeLessThan((layout.conduits['conduit:PlantEdge']?.label.y ?? 0) + 9);
});

test('the path to everything that falls leads from tile to tile, around every tile and leg', {
  timeout: 60_000,
}, async () => {
  let drawn = 0;
  for (const example of ['cascadia', 'wind-plant', 'wind-plant-hardened']) {
    const source = await sourceOf(example);
    const { graph } = source.drawing;
    const layout = await laidOut(graph);
    for (const { id } of source.policy.assets) {
      const { path } = overlayOf(source, { kind: 'blast', of: `asset:${id}` });
      waysOf(path, graph, layout).forEach((way, i) => {
        const hop = path[i]!;
        expect(way, `${hop.from} to ${hop.to}`).toBeDefined();
        drawn++;
        way!.points.slice(1).forEach((p, k) => {
          const before = way!.points[k]!;
          const stretch = {
            x: Math.min(p.x, before.x),
            y: Math.min(p.y, before.y),
            width: Math.abs(p.x - before.x),
            height: Math.abs(p.y - before.y),
          };
          for (const [tile, box] of Object.entries({ ...layout.assets, ...layout.ghosts }))
            expect(overlap(stretch, box), `${hop.from} to ${hop.to} over ${tile}`).toBe(false);
        });
      });
    }
  }
  expect(drawn).toBeGreaterThan(40);
});
