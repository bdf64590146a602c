/** Neighbours against pairwise permission on random policies: who is one step away, and by which rules. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { ALL_ATOMS } from '../model/atoms.ts';
import { loadPolicy } from '../pipeline.ts';
import { compareIds, explain, openedBy, openersOf, reachGraph, whenOf } from './index.ts';

const WHEN = whenOf({ now: GENERATED_NOW });

it('neighbours are exactly the assets that permission names, each by a rule or open zone that explains it', async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(policyText(), async (text) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const graph = reachGraph(policy, { when: WHEN });
      const why = (from: number, to: number) =>
        explain(policy, { kind: 'asset', asset: from }, { kind: 'asset', asset: to }, ALL_ATOMS, WHEN);
      const ids = (assets: readonly number[]) => assets.map((a) => policy.assets[a]?.id ?? '').sort(compareIds);
      const others = (a: number) => policy.assets.map((x) => x.index).filter((x) => x !== a);
      for (const { index } of policy.assets.slice(0, 6)) {
        const out = openedBy(graph, [index]);
        expect(out.map((n) => policy.assets[n.asset]?.id)).toEqual(
          ids(others(index).filter((to) => why(index, to).permitted.length > 0)),
        );
        expect(openersOf(graph, [index]).map((n) => policy.assets[n.asset]?.id)).toEqual(
          ids(others(index).filter((from) => why(from, index).permitted.length > 0)),
        );
        for (const { asset, by } of out) {
          const back = openersOf(graph, [asset]).find((n) => n.asset === index);
          expect(back?.by).toEqual(by);
          const { allowedBy, openZone } = why(index, asset);
          for (const reason of by) {
            if (reason.kind === 'rule') expect(allowedBy).toContain(reason.rule);
            else expect(openZone).toBeDefined();
          }
          steps++;
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(steps).toBeGreaterThan(100);
}, 60_000);
