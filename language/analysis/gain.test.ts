/** The gain of micro-segmentation against the policy that a person would write, and plain search over its permissions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plants } from '../diagram/random-plants.ts';
import type { AssetRef, Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { gainOf, type SeenFlow } from './gain.ts';
import { assetsIn, atomsBetween, reachGraph, weightOf, whenOf } from './index.ts';

const WHEN = whenOf({ now: Date.parse('2026-11-23T12:00:00Z') });

async function policyOf(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'plant.seg', text }])).policy;
}

/** Consequence summed over the blasts of some assets, each by search from asset to asset. */
function searched(policy: Policy, assets: readonly AssetRef[]): number {
  const asset = (index: AssetRef) => ({ kind: 'asset', asset: index }) as const;
  const next = policy.assets.map((a) =>
    policy.assets.filter((b) => a !== b && atomsBetween(policy, asset(a.index), asset(b.index), WHEN).length > 0),
  );
  return assets.reduce((sum, start) => {
    const seen = new Set<AssetRef>([start]);
    for (const a of seen) for (const b of next[a] ?? []) seen.add(b.index);
    seen.delete(start);
    return sum + [...seen].reduce((weight, a) => weight + weightOf(policy, a), 0);
  }, 0);
}

test('is what writing `microsegmented` and a rule for each flow into the zone would give', () =>
  fc.assert(
    fc.asyncProperty(plants, fc.nat(13), fc.boolean(), async (text, n, isSeen) => {
      const policy = await policyOf(text);
      const zone = policy.zones[n % policy.zones.length];
      if (zone === undefined) return;
      const [a, b] = zone.legs.map((leg) => policy.assets[policy.legs[leg]?.asset ?? -1]);
      const flow = isSeen && a && b ? `allow ${a.name} -> ${b.name} : tcp 502` : '';
      const written = zone.microsegmented
        ? policy
        : await policyOf(text.replace(`zone ${zone.name} {`, `zone ${zone.name} { microsegmented ${flow}`));
      const atoms = written.rules.find((r) => r.text === flow)?.atoms;
      const seen: SeenFlow[] = atoms && a && b ? [{ from: a.index, to: b.index, atoms }] : [];
      const gain = gainOf(policy, zone.index, WHEN, seen);
      const assets = assetsIn(reachGraph(policy, { when: WHEN }), zone.index);
      const [before, after] = [searched(policy, assets), searched(written, assets)];
      expect([gain.before, gain.after]).toEqual([before, after]);
      expect(gain.gain).toBeCloseTo(before === 0 ? 0 : 1 - after / before, 12);
    }),
    { numRuns: 60 },
  ));

test('is the share of the consequence that the walls take: all of it in a zone that nothing leaves', async () => {
  const policy = await policyOf('zone Z { level 1 asset P : plc asset Q : plc asset R : plc }');
  expect(gainOf(policy, 0, WHEN)).toEqual({
    zone: 0,
    before: 6 * weightOf(policy, 0),
    after: 0,
    gain: 1,
    kept: 0,
    assets: 3,
  });
});

test('keeps flows that were seen inside, and nothing that was seen elsewhere', async () => {
  const policy = await policyOf('zone Z { level 1 asset P : plc asset Q : plc } zone Y { level 2 asset R : plc }');
  const flow = (from: number, to: number): SeenFlow => ({ from, to, atoms: [{ from: 502, to: 503 }] });
  expect(gainOf(policy, 0, WHEN, [flow(0, 1), flow(0, 2)])).toMatchObject({ gain: 0.5, kept: 1 });
});

test('is nothing where the zone is walled already, or empty', async () => {
  const policy = await policyOf('zone Z { level 1 microsegmented asset P : plc asset Q : plc } zone Y { level 2 }');
  expect(policy.zones.map((z) => gainOf(policy, z.index, WHEN).gain)).toEqual([0, 0]);
});
