import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeCompany, paperMill } from '../../../test/generators/mill.ts';
import { checkPolicy } from '../../checks/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { buildGraph } from '../build/build-graph.ts';
import { DETAILS, type Detail, type DiagramGraph } from '../graph.ts';
import { plants } from '../random-plants.ts';
import { exampleFiles, laidOut, NOON } from '../test-policy.ts';
import { plainView, viewOf } from '../view/diagram-view.ts';
import { drawnFaults } from './drawn-faults.ts';
import { drawSvg } from './svg.tsx';

/** With the findings of all checks: their marks stand where words stand, too. */
async function graphOf(files: readonly { readonly path: string; readonly text: string }[]): Promise<DiagramGraph> {
  const { policy, findings } = await loadPolicy(files);
  const texts = new Map(files.map((f) => [f.path, f.text]));
  const found = checkPolicy(policy, { now: NOON, text: (file) => texts.get(file) });
  return buildGraph(policy, { now: NOON, findings: [...findings, ...found] });
}

async function faultsOf(whole: DiagramGraph, detail: Detail): Promise<string[]> {
  const { graph } = viewOf(whole, plainView(detail));
  const layout = await laidOut(graph, detail);
  return drawnFaults(drawSvg(graph, layout, { legend: false }), layout);
}

const PICTURES: readonly (readonly [name: string, files: () => { path: string; text: string }[]])[] = [
  ...['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'].map(
    (name) => [name, () => exampleFiles(name)] as const,
  ),
  ['a mill of sixty zones', () => [{ path: 'mill.seg', text: paperMill() }]],
  [
    'a company of three hundred zones',
    () => [{ path: 'all.seg', text: largeCompany({ sites: 3, areas: 14, cells: 5, extra: 231 }) }],
  ],
];

describe.each(PICTURES)('in the drawing of %s', (_, files) => {
  test.each(DETAILS)('all words can be read, with %s', { timeout: 60_000 }, async (detail) => {
    expect(await faultsOf(await graphOf(files()), detail)).toEqual([]);
  });
});

test('all words of any plant can be read', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plants, fc.constantFrom(...DETAILS), async (text, detail) => {
      const faults = await faultsOf(await graphOf([{ path: 'plant.seg', text }]), detail);
      // A small container that many lines enter has no place for its name beside them: there they pass below it, parted from it.
      expect(faults.filter((fault) => !fault.includes(' of header '))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
