import { expect, test } from 'vitest';
import { paperMill } from '../../../test/generators/mill.ts';
import type { Detail, DiagramGraph } from '../graph.ts';
import { exampleGraph, graphOf, laidOut } from '../test-policy.ts';
import { plainView, viewOf } from '../view/diagram-view.ts';
import { layoutFaults } from './faults.ts';
import { stabilityOf } from './random-edits.ts';

const PICTURES: readonly (readonly [name: string, detail: Detail, graph: () => Promise<DiagramGraph>])[] = [
  ...['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'].flatMap((name) =>
    (['assets', 'counts'] as const).map((detail) => [name, detail, () => exampleGraph(name)] as const),
  ),
  ['a mill of sixty zones', 'counts', () => graphOf(paperMill())],
];

const SEEDS = [1, 2, 7];

test.each(PICTURES)(
  '%s with %s: an asset or a conduit more swaps no other zones and moves none by more than the changed one grew and 40',
  { timeout: 120_000 },
  async (name, detail, whole) => {
    const { graph } = viewOf(await whole(), plainView(detail));
    const faults: string[] = [];
    const layOut: Parameters<typeof stabilityOf>[2] = async (edited, d, before) => {
      const layout = await laidOut(edited, d, before);
      faults.push(...layoutFaults(edited, layout));
      return layout;
    };
    for (const seed of SEEDS) {
      const { edits, swapped, worst, over } = await stabilityOf(graph, detail, layOut, { edits: 50, seed });
      console.log(
        `${name}, ${detail}, seed ${seed}: ${edits} edits, ${swapped} swaps, at most ${worst.toFixed(0)} px beyond growth, ${over} over 40 px`,
      );
      expect({ seed, swapped, over }).toEqual({ seed, swapped: 0, over: 0 });
    }
    expect(faults).toEqual([]);
  },
);
