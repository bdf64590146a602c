/** The layout engine that ships (scripts/lean-elk.ts) beside the published one. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leanElk } from '../../../scripts/lean-elk.ts';
import { plants } from '../random-plants.ts';
import { exampleGraph, graphOf, elk as lean } from '../test-policy.ts';
import type { ElkLayout } from './elk.ts';
import { layoutGraph } from './layout-graph.ts';

const RUNS = 30;
const { default: Published } = (await import('elkjs/lib/elk.bundled.js')) as unknown as {
  default: new () => ElkLayout;
};
const published = new Published();

describe('the layout engine that ships draws the same picture as the published one', () => {
  test('of random plants, also where it gives up', async () => {
    await fc.assert(
      fc.asyncProperty(plants, fc.constantFrom('assets', 'counts', 'zones'), async (text, detail) => {
        const graph = await graphOf(text);
        expect(await layoutGraph(graph, lean, { detail })).toEqual(await layoutGraph(graph, published, { detail }));
      }),
      { numRuns: RUNS },
    );
  });

  test.each(['cascadia', 'wind-plant', 'grfics'])('of %s', async (example) => {
    const graph = await exampleGraph(example);
    const options = { detail: 'assets' } as const;
    expect(await layoutGraph(graph, lean, options)).toEqual(await layoutGraph(graph, published, options));
  });
});

test('a version of elkjs whose code is another is refused by name, not shipped half changed', () => {
  expect(() => leanElk('function other(){}')).toThrow(/elkjs has the checked cast in 0 places .* instead of one/);
});
