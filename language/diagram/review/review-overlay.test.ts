import { describe, expect, it } from 'vitest';
import { cascadiaFiles, changedCascadiaFiles } from '../../../test/examples/cascadia-change.ts';
import { checkPolicy } from '../../checks/index.ts';
import { differenceOf, findingChanges } from '../../difference/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { drawSvg } from '../draw/svg.tsx';
import { THEME_NAMES } from '../draw/theme.ts';
import type { DiagramGraph } from '../graph.ts';
import type { Overlay, PanelItem } from '../overlay/overlay.ts';
import { isOverlay } from '../overlay/overlay-shape.ts';
import { laidOut } from '../test-policy.ts';
import { reviewGraph } from './review-graph.ts';
import { reviewOverlay } from './review-overlay.ts';

const now = Date.parse('2031-03-01T12:00:00Z');

async function reviewOf(
  old: ReturnType<typeof cascadiaFiles>,
  current: ReturnType<typeof cascadiaFiles>,
): Promise<{ graph: DiagramGraph; overlay: Overlay }> {
  const [before, after] = [(await loadPolicy(old)).policy, (await loadPolicy(current)).policy];
  const difference = differenceOf(before, after, { now });
  const findings = findingChanges(checkPolicy(before, { now }), checkPolicy(after, { now }));
  const names = { before: 'main', after: 'working tree' };
  const graph = reviewGraph(difference, { now, names, newFindings: findings.came });
  return { graph, overlay: reviewOverlay(graph, difference, findings) };
}

const items = (overlay: Overlay): PanelItem[] =>
  overlay.panel.sections.flatMap((section) => (section.kind === 'items' ? section.items : []));

describe('the side panel of a review', () => {
  it("tells cascadia's change as the design does: counts, sentences with their places, radii, findings, expectations, rules", async () => {
    const { overlay } = await reviewOf(cascadiaFiles(), changedCascadiaFiles());
    expect(isOverlay(JSON.parse(JSON.stringify(overlay)))).toBe(true);
    expect(overlay.panel).toMatchObject({ title: 'Review', subtitle: 'working tree against main' });
    const [counts] = overlay.panel.sections;
    expect(counts?.kind === 'counts' && counts.counts.map((c) => c.text)).toEqual([
      '1 added',
      '1 removed',
      '1 changed',
      '1 moved',
    ]);
    const told = new Map(items(overlay).map((item) => [item.text, item]));
    expect(told.get('PLC-301 may now open opc-ua to HIST-DMZ')).toMatchObject({
      badge: { mark: 'added' },
      lines: [{ text: 'conduit KilnHistory, encrypted' }, { text: 'conduits.seg, line 28', place: { line: 27 } }],
    });
    expect(told.get('MES-1 and undeclared addresses of Enterprise may no longer open https to HIST-DMZ')).toMatchObject(
      {
        badge: { mark: 'removed' },
        lines: [{ text: 'conduit Reports' }, { text: 'main, conduits.seg, line 24', place: { old: true } }],
      },
    );
    expect(told.get('ENG-1 may now open s7comm to PLC-301 at any time')?.lines?.[0]).toEqual({
      text: 'was Tue, Thu 08:00-12:00',
    });
    expect(told.get('HMI-2 moves from Supervisory to Kiln')?.lines?.[0]?.text).toBe('address 10.30.0.12 → 10.41.0.12');
    const radii = ['PLC-301', 'MES-1', 'HMI-2', 'JUMP-1'].map((name) => told.get(name)?.pair);
    expect(radii.map((pair) => [pair?.before, pair?.after])).toEqual([
      [1, 6],
      [8, 0],
      [7, 0],
      [7, 6],
    ]);
    const checks = items(overlay).flatMap((item) => item.lines?.map((line) => line.text) ?? []);
    expect(checks).toContain('rule-matches-nothing');
    const texts = overlay.panel.sections.flatMap((s) => (s.kind === 'text' ? s.text : []));
    expect(texts[0]).toBe('6 of 6 expectations hold');
    expect(texts[1]).toContain('FW-DMZ rules 1 → 0');
  });

  it('says that nothing changed in meaning', async () => {
    const { overlay } = await reviewOf(cascadiaFiles(), cascadiaFiles());
    expect(overlay.panel.sections[1]).toMatchObject({ kind: 'text', text: 'No change in meaning.' });
    expect(overlay.legend.map((e) => e.words)).toEqual(['unchanged']);
  });
});

describe('the drawing of a review', () => {
  it.each(THEME_NAMES)(
    'strikes through what is gone, and says every mark by sign and words, in theme %s',
    async (theme) => {
      const { graph, overlay } = await reviewOf(cascadiaFiles(), changedCascadiaFiles());
      const svg = drawSvg(graph, await laidOut(graph), { theme, overlay });
      const struck = [...svg.matchAll(/<text[^>]*line-through[^>]*>([^<]*)</g)].map((m) => m[1]);
      expect(struck).toEqual(expect.arrayContaining(['Reports', 'https', 's7comm']));
      for (const word of ['added', 'removed', 'changed']) expect(svg).toMatch(new RegExp(`>${word}</text>`));
      expect(svg).toContain('class="overlay-move"');
      expect(svg).toMatch(/<title>moved, HMI-2/);
      expect(svg).toContain('Review: working tree against main');
    },
  );
});
