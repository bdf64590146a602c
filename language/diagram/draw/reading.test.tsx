import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { paperMill } from '../../../test/generators/mill.ts';
import { DETAILS } from '../graph.ts';
import { exampleGraph, graphOf, laidOut } from '../test-policy.ts';
import { plainView, viewOf } from '../view/diagram-view.ts';
import { type Pen, PenContext } from './pen.tsx';
import { Picture } from './picture.tsx';
import { FULL_READING, LEAST_TEXT, readingAt } from './reading.ts';

const pen: Pen = { colour: (t) => t, highContrast: false, fixedText: false, interactive: true, reading: FULL_READING };

/** Scales around every step, and between. */
const SCALES = [
  4, 1, 0.95, 0.9, 0.89, 0.76, 0.7, 0.6, 0.59, 0.5, 0.45, 0.4, 0.35, 0.34, 0.3, 0.22, 0.16, 0.12, 0.09, 0.06, 0.05,
];

async function pictureAt(scale: number, detail: (typeof DETAILS)[number]): Promise<string> {
  const { graph } = viewOf(await exampleGraph('wind-plant'), plainView(detail));
  const layout = await laidOut(graph, detail);
  return renderToString(
    <PenContext.Provider value={{ ...pen, reading: readingAt(scale) }}>
      <Picture graph={graph} layout={layout} />
    </PenContext.Provider>,
  );
}

const sizes = (svg: string): number[] => [...svg.matchAll(/font-size="([\d.]+)"/g)].map((m) => Number(m[1]));

test.each(DETAILS)('no text measures less than 9 px on the screen, whatever the zoom, in %s', async (detail) => {
  const { graph } = viewOf(await exampleGraph('wind-plant'), plainView(detail));
  const layout = await laidOut(graph, detail);
  for (const scale of SCALES) {
    const svg = renderToString(
      <PenContext.Provider value={{ ...pen, reading: readingAt(scale) }}>
        <Picture graph={graph} layout={layout} />
      </PenContext.Provider>,
    );
    for (const size of sizes(svg))
      expect(size * scale, `${size} px at ${scale}`).toBeGreaterThanOrEqual(LEAST_TEXT - 0.01);
  }
});

describe('zooming out hides', () => {
  test('nothing from 90 % on', async () => {
    const svg = await pictureAt(0.9, 'assets');
    for (const text of ['>L3<', '>Unfiltered routers<', '>fw-site<']) expect(svg.includes(text), text).toBe(true);
  });

  test('below 90 % second lines and chips, and the names of firewalls', async () => {
    const svg = await pictureAt(0.89, 'assets');
    for (const text of ['>L3<', '>Unfiltered routers<', '>fw-site<']) expect(svg.includes(text), text).toBe(false);
    expect(svg.includes('>wtg-01<')).toBe(true);
  });

  test('with the names of firewalls the width that they took: the sign alone stays, larger', async () => {
    const widths = async (scale: number): Promise<number[]> =>
      [...(await pictureAt(scale, 'assets')).matchAll(/class="node gate".*?width="([\d.]+)"/g)].map((m) =>
        Number(m[1]),
      );
    expect(Math.max(...(await widths(0.9)))).toBeGreaterThan(60);
    expect(Math.max(...(await widths(0.7)))).toBe(30);
  });

  test('no service down to its first letter: what does not fit is said shorter, or not at all', async () => {
    const { graph } = viewOf(await graphOf(paperMill()), plainView('counts'));
    const layout = await laidOut(graph, 'counts');
    for (const scale of [0.8, 0.59, 0.45]) {
      const svg = renderToString(
        <PenContext.Provider value={{ ...pen, reading: readingAt(scale) }}>
          <Picture graph={graph} layout={layout} />
        </PenContext.Provider>,
      );
      const words = [...svg.matchAll(/class="node pill"[\s\S]*?<text[^>]*>([^<]*)</g)].map((m) => m[1] ?? '');
      if (scale === 0.8) expect(words.length).toBeGreaterThan(10);
      expect(words.filter((text) => /^.{0,3}…/.test(text))).toEqual([]);
    }
  });

  test('below 42 % the names of assets, below 35 % all but blocks and the names of containers', async () => {
    expect((await pictureAt(0.4, 'assets')).includes('>wtg-01<')).toBe(false);
    const far = await pictureAt(0.3, 'assets');
    expect(far.includes('class="node tile"')).toBe(false);
    expect(far.includes('>Wind plant<')).toBe(true);
    expect(sizes(far).every((size) => size * 0.3 >= 12 && size * 0.3 < 16)).toBe(true);
  });
});
