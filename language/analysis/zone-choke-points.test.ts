/** Choke points of zones against taking out each asset and asking again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import type { AssetRef } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { assetsIn, type BlastMode, blastOfZone, reachGraph, whenOf } from './index.ts';
import { stepsFrom, UNREACHED } from './paths.ts';
import { zoneChokePoints } from './zone-choke-points.ts';

it('counts exactly what a zone reaches without each single asset', async () => {
  let found = 0;
  const mode = fc.constantFrom<BlastMode>('worst-case', 'conditioned', 'service-aware');
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 9, zones: 5, rulesEach: 3 }), mode, async (text, how) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const graph = reachGraph(policy, { when: whenOf({ now: GENERATED_NOW }), mode: how });
      const classOf = (asset: AssetRef) => graph.universe.classOf[asset] as number;
      for (const { index: zone } of policy.zones) {
        const own = assetsIn(graph, zone);
        const { before, points } = zoneChokePoints(graph, zone);
        expect(before).toBe(blastOfZone(graph, zone).length);
        const told = new Map(points.map((p) => [p.asset, p.after]));
        if (own.length < 2) expect(points).toEqual([]);
        else
          for (const { index: gone } of policy.assets) {
            if (graph.classes[classOf(gone)]?.members.length !== 1) continue;
            const sources = new Set(own.filter((a) => a !== gone).map(classOf));
            const steps = stepsFrom(graph, sources, new Set([classOf(gone)]));
            const reached = (a: AssetRef) =>
              steps[classOf(a)] !== UNREACHED || steps[graph.principals + classOf(a)] !== UNREACHED;
            const left = policy.assets.filter((a) => a.index !== gone && !own.includes(a.index) && reached(a.index));
            const itself = own.includes(gone) || !blastOfZone(graph, zone).includes(gone) ? 0 : 1;
            if (before - left.length > itself) {
              expect(told.get(gone)).toBe(left.length);
              found++;
            } else expect(told.has(gone)).toBe(false);
          }
      }
    }),
    { numRuns: 120 },
  );
  expect(found).toBeGreaterThan(20);
}, 120_000);
