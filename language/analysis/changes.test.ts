/** Changes that shrink a blast radius: what each is said to buy is what the changed policy has. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import type { AssetRef } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { bestChanges, bestPairs, type Change, changedPolicy, changesFor } from './changes.ts';
import { type BlastMode, blastOf, consequence, reachGraph, whenOf } from './index.ts';

const WHEN = whenOf({ now: GENERATED_NOW });
const mode = fc.constantFrom<BlastMode>('worst-case', 'conditioned', 'service-aware');

it('says exactly what is left after each change and each pair, and puts the most worth first', async () => {
  const kinds = new Set<Change['kind']>();
  let pairs = 0;
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 7, zones: 5 }), mode, fc.nat(6), async (plain, how, at) => {
      // Zones behind a gateway, to which legs can move.
      const text = plain.replaceAll('kind control', 'kind dmz');
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const asset = policy.assets[at]?.index as AssetRef;
      const graph = reachGraph(policy, { when: WHEN, mode: how });
      const whole = blastOf(graph, asset).length;
      const sizeAfter = (changes: readonly Change[]) =>
        blastOf(reachGraph(changedPolicy(policy, changes), { when: WHEN, mode: how }), asset);
      const singles = bestChanges(graph, asset);
      for (const { changes, size, consequence: left } of singles) {
        const after = sizeAfter(changes);
        expect([size, left]).toEqual([after.length, consequence(policy, after)]);
        expect(size).toBeLessThan(whole);
        for (const { kind } of changes) kinds.add(kind);
      }
      expect(singles.map((s) => s.size)).toEqual(singles.map((s) => s.size).sort((a, b) => a - b));
      const told = new Set(singles.map((s) => s.changes[0]));
      for (const change of changesFor(graph, asset))
        if (!told.has(change) && !singles.some((s) => JSON.stringify(s.changes[0]) === JSON.stringify(change)))
          expect(sizeAfter([change]).length).toBeGreaterThanOrEqual(whole);
      for (const { changes, size } of bestPairs(graph, asset, 5)) {
        expect(size).toBe(sizeAfter(changes).length);
        for (const one of changes) expect(size).toBeLessThan(sizeAfter([one]).length);
        pairs++;
      }
    }),
    { numRuns: 60 },
  );
  const all = ['drop-leg', 'microsegment', 'move-leg', 'remove-conduit', 'remove-rule', 'take-down'];
  expect([...kinds].sort()).toEqual(all);
  expect(pairs).toBeGreaterThan(20);
}, 120_000);

it('narrows a rule to the types that serve it', async () => {
  const text = `
zone A { network 10.0.1.0/24 asset OP : hmi at 10.0.1.1 }
zone B { network 10.0.2.0/24 microsegmented
  asset P1 : plc at 10.0.2.1  asset P2 : plc at 10.0.2.2  asset CAM : camera at 10.0.2.3  asset UPS : ups at 10.0.2.4 }
conduit AB { between A and B allow hmi -> B : s7comm because "x" }`;
  const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
  const plc = policy.types.find((t) => t.name === 'plc')?.index;
  const serving = policy.assets.filter((a) => a.serves.length > 0).map((a) => a.name);
  expect(serving).toContain('P1');
  const [op] = policy.assets.filter((a) => a.name === 'OP').map((a) => a.index);
  const found = bestChanges(reachGraph(policy, { when: WHEN }), op as AssetRef);
  const narrow = found.find((f) => f.changes[0]?.kind === 'narrow-targets');
  expect(narrow).toMatchObject({ size: 2, changes: [{ kind: 'narrow-targets', types: [plc] }] });
});
