import { expect, test } from 'vitest';
import { largeCompany } from '../../../test/generators/mill.ts';
import { stretchesOf } from '../layout/placed.ts';
import { exampleFiles, graphOf, laidOut } from '../test-policy.ts';
import { drawSvg } from './svg.tsx';

/** Where the words stand that say how much a container holds: `7 zones, 18 assets`. */
function heldWords(svg: string): { x: number; y: number; width: number }[] {
  return [
    ...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)"[^>]* textLength="([\d.]+)"[^>]*>\d+ zones?, \d+ assets?</g),
  ].map(([, x, y, width]) => ({ x: Number(x), y: Number(y), width: Number(width) }));
}

const wide = (lines: number) => `
  zone Office { level 4 kind business ${Array.from({ length: lines }, (_, i) => `asset O${i} : workstation`).join(' ')} }
  zone Site { kind plain
    ${Array.from({ length: lines }, (_, i) => `zone A${i} { level 2 asset H${i} : hmi }`).join('\n')}
  }
  ${Array.from({ length: lines }, (_, i) => `conduit C${i} { between Office and A${i} allow O${i} -> H${i} : https because "x" }`).join('\n')}`;

test.each([
  ['a plant entered by two lines', wide(2)],
  ['a plant entered by nine lines', wide(9)],
  [
    'the wind plant',
    exampleFiles('wind-plant')
      .map((f) => f.text)
      .join('\n'),
  ],
  ['a company of three sites', largeCompany({ sites: 3, areas: 4, cells: 3, extra: 12 })],
])('no line runs through what the header of %s says it holds', async (_, text) => {
  const graph = await graphOf(text);
  const layout = await laidOut(graph, 'counts');
  const words = heldWords(drawSvg(graph, layout));
  expect(words.length).toBeGreaterThan(0);
  const lines = Object.values(layout.conduits).flatMap(({ points }) => stretchesOf(points));
  for (const { x, y, width } of words)
    expect(lines.filter((s) => s.x < x + width && s.x + s.width > x && s.y < y + 2 && s.y + s.height > y - 10)).toEqual(
      [],
    );
});
