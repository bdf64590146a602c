/** What a quick-fix of a blast says that it buys is what the policy has whose text it changed: on random policies, read anew. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../../test/generators/policy.ts';
import { blastOf, reachGraph, whenOf } from '../../analysis/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { findingsOf, mend } from '../fixture.ts';

const WHEN = whenOf({ now: GENERATED_NOW });

async function reachedFrom(text: string, name: string): Promise<number> {
  const { policy, findings } = await loadPolicy([{ path: 'plant.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const asset = policy.assets.find((a) => a.name === name);
  return blastOf(reachGraph(policy, { when: WHEN }), asset?.index ?? -1).length;
}

it('says before and after as the mended text has them, for every kind of fix', async () => {
  const kinds = new Map<string, number>();
  const options = { assets: 7, zones: 5, rulesEach: 3, expectations: 2 };
  await fc.assert(
    fc.asyncProperty(policyText(options), fc.nat(3), async (plain, limit) => {
      const text = plain
        .replaceAll('kind control', 'kind dmz')
        .replace('policy "Generated" {', `policy "Generated" {\n  blast-radius at most ${limit} assets`);
      for (const finding of await findingsOf('blast-radius-exceeded', text, { now: GENERATED_NOW }))
        for (const fix of finding.fixes()) {
          const said = /^(\w+).*: (\S+) reaches (\d+) -> (\d+) assets?$/.exec(fix.title);
          if (said === null) continue;
          const [, kind = '', name = '', before, after] = said;
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          expect([before, after]).toEqual([
            String(await reachedFrom(text, name)),
            String(await reachedFrom(mend(text, fix), name)),
          ]);
        }
    }),
    { numRuns: 60 },
  );
  for (const kind of ['Drop', 'Microsegment', 'Move', 'Remove']) expect(kinds.get(kind), kind).toBeGreaterThan(5);
}, 120_000);
