/** Choke points against taking each asset and each rule out of the policy and asking again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { ShapeCount } from '../../test/generators/shapes.ts';
import type { AssetRef, Policy, RuleRef } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { chokePoints, reachedWithout } from './choke-points.ts';
import { type BlastMode, blastTotals, consequence, reachGraph, whenOf, witnessBetween } from './index.ts';

const WHEN = whenOf({ now: GENERATED_NOW });

function consequenceOf(policy: Policy, mode: BlastMode, source: AssetRef): number {
  return blastTotals(reachGraph(policy, { when: WHEN, mode })).consequences[source] as number;
}

/** The policy as if the rule were not there. */
function withoutRule(policy: Policy, rule: RuleRef): Policy {
  return { ...policy, rules: policy.rules.map((r) => (r.index === rule ? { ...r, broken: true } : r)) };
}

/** The policy as if the asset could open and answer nothing: its legs stand in a zone of their own that nothing joins. */
function withoutAsset(policy: Policy, asset: AssetRef): Policy {
  const model = policy.zones[0] as Policy['zones'][number];
  const gone = {
    ...model,
    index: policy.zones.length,
    id: 'gone',
    children: [],
    rules: [],
    legs: [],
    networks: [],
    rest: false,
    microsegmented: true,
  };
  const { parent: _, ...nowhere } = gone;
  const legs = policy.legs.map((leg) => (leg.asset === asset ? { ...leg, zone: nowhere.index } : leg));
  const zones = policy.zones.map((zone) => ({
    ...zone,
    legs: zone.legs.filter((leg) => policy.legs[leg]?.asset !== asset),
  }));
  return { ...policy, legs, zones: [...zones, nowhere] };
}

const sizes = { assets: 7, zones: 5, rulesEach: 4, conduits: 6 };
/** Policies where much is open, and where little is. */
const either = fc.oneof(policyText(sizes), policyText({ ...sizes, closed: true }));

it('finds exactly what each asset and each rule is worth to those behind it', async () => {
  let compared = 0;
  const shapes = new ShapeCount();
  const mode = fc.constantFrom<BlastMode>('worst-case', 'conditioned', 'service-aware');
  await fc.assert(
    fc.asyncProperty(either, mode, fc.nat(6), async (text, asked, at) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const source = policy.assets[at % policy.assets.length]?.index as AssetRef;
      const graph = reachGraph(policy, { when: WHEN, mode: asked });
      shapes.add(graph);
      const whole = consequenceOf(policy, asked, source);
      const points = chokePoints(graph, source, Number.POSITIVE_INFINITY);
      for (const point of points) {
        const rest = point.kind === 'asset' ? withoutAsset(policy, point.asset) : withoutRule(policy, point.rule);
        expect(whole - point.saved).toBe(consequenceOf(rest, asked, source));
        const left = blastTotals(reachGraph(rest, { when: WHEN, mode: asked })).sizes[source];
        expect(reachedWithout(graph, source, point)).toBe(left);
        compared++;
      }
      const named = new Set(points.flatMap((point) => (point.kind === 'asset' ? [point.asset] : [])));
      for (const { index } of policy.assets) {
        if (index === source || named.has(index)) continue;
        expect(consequenceOf(withoutAsset(policy, index), asked, source)).toBe(whole);
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(300);
  expect(shapes.below(3)).toEqual([]);
});

it('names the broker that everything behind it is reached through', async () => {
  const text = `
zone A { network 10.0.1.0/24 asset OUT : laptop at 10.0.1.1 }
zone B { network 10.0.2.0/24 asset BROKER : jump-host at 10.0.2.1 }
zone C { network 10.0.3.0/24 asset P1 : plc at 10.0.3.1 { criticality high } asset P2 : plc at 10.0.3.2 { criticality high } }
conduit AB { between A and B allow OUT -> BROKER : rdp because "x" }
conduit BC { between B and C allow BROKER -> plc : modbus because "x" }`;
  const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
  const graph = reachGraph(policy, { when: WHEN });
  const [source, broker] = ['OUT', 'BROKER'].map(
    (name) => policy.assets.find((a) => a.name === name)?.index as AssetRef,
  );
  const points = chokePoints(graph, source as AssetRef);
  expect(points[0]).toMatchObject({ kind: 'asset', asset: broker, saved: consequence(policy, [1, 2, 3]) });
  expect(points[1]).toMatchObject({ kind: 'rule', saved: points[0]?.saved });
  expect(witnessBetween(graph, { kind: 'asset', asset: broker as AssetRef }, { kind: 'asset', asset: 2 })).toHaveLength(
    1,
  );
});
