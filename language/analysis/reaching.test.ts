/** Who can reach something against the blast of each, on random policies. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { type BlastMode, blastOf, distancesFrom, reachGraph, reachingOf, strangersReached, whenOf } from './index.ts';
import { nearestPair } from './pairs.ts';
import { principalOf } from './witness.ts';

const mode = fc.constantFrom<BlastMode>('worst-case', 'conditioned', 'service-aware');
const ends = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 });

it('lists each asset outside whose blast holds some of the target, with its steps and a path as long', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 7, zones: 5, rulesEach: 3 }), mode, ends, async (text, how, assets) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const graph = reachGraph(policy, { when: whenOf({ now: GENERATED_NOW }), mode: how, strangers: true });
      const told = reachingOf(graph, { assets });
      const expected = policy.assets
        .map((a) => a.index)
        .filter((a) => !assets.includes(a) && blastOf(graph, a).some((b) => assets.includes(b)));
      const named = told.flatMap(({ from }) => (from.kind === 'asset' ? [from.asset] : []));
      expect([...named].sort()).toEqual(expected.sort());
      for (const { from, steps, path } of told) {
        const hops = path();
        expect(hops).toHaveLength(steps);
        expect(hops[0]?.from).toEqual(from);
        const last = hops.at(-1)?.to;
        expect(assets).toContain(last?.kind === 'asset' ? last.asset : -1);
        if (from.kind !== 'asset') continue;
        const near = assets.flatMap((b) => distancesFrom(graph, from.asset).get(b) ?? []);
        expect(steps).toBe(Math.min(...near));
        found++;
      }
    }),
    { numRuns: 80 },
  );
  expect(found).toBeGreaterThan(50);
}, 60_000);

it('knows the zones of whose undeclared addresses some fall, and from which some reach', async () => {
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 6 }), fc.nat(5), async (text, asset) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const graph = reachGraph(policy, { when: whenOf({ now: GENERATED_NOW }), strangers: true });
      const self = new Set([principalOf(graph, { kind: 'asset', asset })]);
      const reached = strangersReached(graph, { assets: [asset] });
      const back = reachingOf(graph, { assets: [asset] }).flatMap(({ from }) =>
        from.kind === 'strangers' ? [from.zone] : [],
      );
      for (const zone of graph.strangerZones) {
        const there = new Set([principalOf(graph, { kind: 'strangers', zone })]);
        expect(reached.includes(zone)).toBe(nearestPair(graph, self, there, new Set()) !== undefined);
        expect(back.includes(zone)).toBe(nearestPair(graph, there, self, new Set()) !== undefined);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
