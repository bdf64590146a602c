/** Blast radius, exposure and witnesses against plain breadth-first search over pairwise permission, on random policies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, type GeneratorOptions, policyText } from '../../test/generators/policy.ts';
import { ShapeCount } from '../../test/generators/shapes.ts';
import { contains, intersect } from '../model/intervals.ts';
import type { AssetRef, Policy, ZoneRef } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  assetsIn,
  atomsBetween,
  atomsOf,
  type BlastMode,
  blastOf,
  blastOfZone,
  blastSize,
  blastTotals,
  compareIds,
  consequence,
  directOf,
  distancesFrom,
  explain,
  exposureOf,
  exposureSize,
  isWithin,
  type OpenWire,
  permissionBetween,
  reachGraph,
  riskAtoms,
  weightOf,
  whenOf,
  witness,
  worstReached,
  zoneBlastSize,
} from './index.ts';

const WHEN = whenOf({ now: GENERATED_NOW });
const MODES: readonly BlastMode[] = ['worst-case', 'conditioned', 'service-aware'];
const asset = (index: AssetRef) => ({ kind: 'asset', asset: index }) as const;

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

/** What one asset's step to another leads to: to go on from there, to stop there, or nothing. */
type Step = 'go' | 'stop' | undefined;

function stepsOf(policy: Policy, mode: BlastMode, wire?: OpenWire): Step[][] {
  const risks = riskAtoms(policy);
  return policy.assets.map((a) =>
    policy.assets.map((b): Step => {
      if (a === b) return undefined;
      if (wire !== undefined && joinedByWire(policy, wire, a.index, b.index))
        return goesOn(policy, mode, b.index) ? 'go' : 'stop';
      const atoms = atomsBetween(policy, asset(a.index), asset(b.index), WHEN);
      if (atoms.length === 0) return undefined;
      if (mode !== 'service-aware') return goesOn(policy, mode, b.index) ? 'go' : 'stop';
      if (intersect(atoms, risks.goesOn).length > 0) return 'go';
      return intersect(atoms, risks.stops).length > 0 ? 'stop' : undefined;
    }),
  );
}

/** *Conditioned*, as the page says it. */
function goesOn(policy: Policy, mode: BlastMode, ref: AssetRef): boolean {
  const a = policy.assets[ref];
  const target = policy.zones[a?.zone ?? -1]?.slt;
  if (mode !== 'conditioned' || a === undefined) return true;
  if (a.exposures.length > 0 || a.slc === undefined || target === undefined) return true;
  return a.slc.some((level, i) => level < (target[i] as number));
}

function joinedByWire(policy: Policy, wire: OpenWire, a: AssetRef, b: AssetRef): boolean {
  const zones = (ref: AssetRef): ZoneRef[] =>
    (policy.assets[ref]?.legs ?? []).map((l) => policy.legs[l]?.zone as ZoneRef);
  const open = (x: ZoneRef, y: ZoneRef): boolean => {
    if (x === y) return wire.openInsides.includes(x);
    const free = wire.withoutSegment.includes(x) || wire.withoutSegment.includes(y);
    if (free) return wire.zones.includes(x) && wire.zones.includes(y);
    return [...wire.shared.values()].some((group) => group.includes(x) && group.includes(y));
  };
  return zones(a).some((x) => zones(b).some((y) => open(x, y)));
}

/** Steps to every asset that falls with one, by breadth-first search. */
function search(steps: readonly Step[][], from: AssetRef): Map<AssetRef, number> {
  const found = new Map<AssetRef, number>();
  const expanded = new Set([from]);
  let layer = [from];
  for (let distance = 1; layer.length > 0; distance++) {
    const next: AssetRef[] = [];
    for (const a of layer)
      steps[a]?.forEach((step, b) => {
        if (step === undefined || b === from) return;
        if (!found.has(b)) found.set(b, distance);
        if (step === 'go' && !expanded.has(b)) {
          expanded.add(b);
          next.push(b);
        }
      });
    layer = next;
  }
  return found;
}

function sorted(policy: Policy, assets: Iterable<AssetRef>): AssetRef[] {
  const id = (a: AssetRef): string => policy.assets[a]?.id ?? '';
  return [...assets].sort((a, b) => compareIds(id(a), id(b)));
}

/** Wires between random zones, each in one segment or none. */
const wires = fc
  .array(fc.nat({ max: 4 }), { minLength: 8, maxLength: 8 })
  .map((segments) => (policy: Policy): OpenWire => {
    const zones = policy.zones.map((z) => z.index);
    const at = (z: ZoneRef): number => segments[z % segments.length] as number;
    const shared = new Map([1, 2].map((s) => [s, zones.filter((z) => at(z) === s)]));
    return {
      zones,
      shared,
      withoutSegment: zones.filter((z) => at(z) === 0),
      openInsides: zones.filter((z) => at(z) === 3),
    };
  });

const mode = fc.constantFrom(...MODES);
const options = { assets: 9, zones: 5, rulesEach: 4, conduits: 6 };
/** Policies where much is open, and - more often - where little is. */
const either = (of: GeneratorOptions) =>
  fc.oneof({ weight: 1, arbitrary: policyText(of) }, { weight: 3, arbitrary: policyText({ ...of, closed: true }) });

const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

describe('blast radius', () => {
  it('equals breadth-first search for every asset, in every mode: members, sizes, exposure, consequence', async () => {
    let largest = 0;
    const shapes = new ShapeCount();
    await fc.assert(
      fc.asyncProperty(either(options), mode, sometimes(wires), async (text, how, makeWire) => {
        const policy = await load(text);
        const openWire = makeWire?.(policy);
        const graph = reachGraph(policy, { when: WHEN, mode: how, ...(openWire === undefined ? {} : { openWire }) });
        if (openWire === undefined) shapes.add(graph);
        const steps = stepsOf(policy, how, openWire);
        const found = policy.assets.map((a) => search(steps, a.index));
        const totals = blastTotals(graph);
        for (const { index } of policy.assets) {
          const expected = sorted(policy, (found[index] as Map<AssetRef, number>).keys());
          largest = Math.max(largest, expected.length);
          expect(blastOf(graph, index)).toEqual(expected);
          const direct = (steps[index] as Step[]).flatMap((s, b) => (s === undefined ? [] : [b]));
          expect(directOf(graph, index)).toEqual(sorted(policy, direct));
          const exposing = policy.assets.flatMap((a) => (found[a.index]?.has(index) ? [a.index] : []));
          expect(exposureOf(graph, index)).toEqual(sorted(policy, exposing));
          expect(blastSize(graph, index)).toBe(expected.length);
          expect(exposureSize(graph, index)).toBe(exposing.length);
          expect(totals.sizes[index]).toBe(expected.length);
          expect(totals.exposures[index]).toBe(exposing.length);
          expect(totals.consequences[index]).toBe(expected.reduce((sum, a) => sum + weightOf(policy, a), 0));
          expect(consequence(policy, expected)).toBe(totals.consequences[index]);
          expect(distancesFrom(graph, index)).toEqual(found[index]);
        }
        for (const z of policy.zones) {
          const own = policy.assets.filter((a) =>
            a.legs.some((l) => isWithin(policy, policy.legs[l]?.zone ?? -1, z.index)),
          );
          const inside = new Set(own.map((a) => a.index));
          expect(assetsIn(graph, z.index)).toEqual(sorted(policy, inside));
          const all = own.flatMap((a) => [...(found[a.index]?.keys() ?? [])]).filter((a) => !inside.has(a));
          expect(blastOfZone(graph, z.index)).toEqual(sorted(policy, new Set(all)));
          expect(zoneBlastSize(graph, z.index)).toBe(new Set(all).size);
        }
      }),
      { numRuns: 300 },
    );
    expect(largest).toBe(8);
    expect(shapes.below(3)).toEqual([]);
  }, 120_000);

  it('equals breadth-first search where many assets are alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        policyText({ assets: 40, zones: 4, firewalls: false, rulesEach: 2 }),
        mode,
        async (text, how) => {
          const policy = await load(text);
          const graph = reachGraph(policy, { when: WHEN, mode: how });
          const steps = stepsOf(policy, how);
          const { sizes } = blastTotals(graph);
          for (const { index } of policy.assets) {
            const expected = sorted(policy, search(steps, index).keys());
            expect(blastOf(graph, index)).toEqual(expected);
            expect(sizes[index]).toBe(expected.length);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('a witness', () => {
  it('is a shortest path, the first by asset ids, of hops that the named rule or open zone permits', async () => {
    let longest = 0;
    await fc.assert(
      fc.asyncProperty(policyText(options), mode, async (text, how) => {
        const policy = await load(text);
        const graph = reachGraph(policy, { when: WHEN, mode: how });
        const steps = stepsOf(policy, how);
        for (const { index: from } of policy.assets) {
          const found = search(steps, from);
          for (const { index: to } of policy.assets) {
            const path = witness(graph, from, to);
            expect(path?.length).toBe(found.get(to));
            if (path === undefined) continue;
            longest = Math.max(longest, path.length);
            const stops = path.map((h) => (h.to.kind === 'asset' ? h.to.asset : -1));
            expect(stops).toEqual(firstPath(policy, steps, from, to, path.length));
            path.forEach((hop, i) => {
              const a = i === 0 ? from : (stops[i - 1] as AssetRef);
              expect(hop.from).toEqual(asset(a));
              const { allowedBy, openZone } = explain(
                policy,
                asset(a),
                asset(stops[i] as AssetRef),
                [{ from: 0, to: 300_000 }],
                WHEN,
              );
              if (hop.by.kind === 'rule') expect(allowedBy).toContain(hop.by.rule);
              else expect(openZone).toBeDefined();
            });
          }
        }
      }),
      { numRuns: 80 },
    );
    expect(longest).toBeGreaterThanOrEqual(3);
  }, 120_000);
});

/** Of all shortest paths that whose assets come first by id: every path is tried. */
function firstPath(
  policy: Policy,
  steps: readonly Step[][],
  from: AssetRef,
  to: AssetRef,
  length: number,
): AssetRef[] | undefined {
  if (length === 0) return from === to ? [] : undefined;
  for (const { index } of [...policy.assets].sort((a, b) => compareIds(a.id, b.id))) {
    const step = steps[from]?.[index];
    if (step === undefined || (length > 1 && step !== 'go')) continue;
    const rest = firstPath(policy, steps, index, to, length - 1);
    if (rest !== undefined) return [index, ...rest];
  }
  return undefined;
}

describe('the wire', () => {
  it('never takes away what the policy permits', async () => {
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 6 }), wires, async (text, makeWire) => {
        const policy = await load(text);
        const plain = reachGraph(policy, { when: WHEN });
        const built = reachGraph(policy, { when: WHEN, openWire: makeWire(policy) });
        for (const { index } of policy.assets) {
          const open = new Set(blastOf(built, index));
          for (const a of blastOf(plain, index)) expect(open).toContain(a);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('permission between two assets', () => {
  it('is in lowest terms: atoms disjoint, times different and within what is asked', async () => {
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 5 }), async (text) => {
        const policy = await load(text);
        for (const a of policy.assets)
          for (const b of policy.assets) {
            const pieces = permissionBetween(policy, asset(a.index), asset(b.index), WHEN);
            const all = atomsOf(pieces);
            const count = (set: typeof all): number => set.reduce((sum, i) => sum + i.to - i.from, 0);
            expect(pieces.reduce((sum, p) => sum + count(p.atoms), 0)).toBe(count(all));
            for (const p of pieces) {
              expect(contains(all, p.atoms)).toBe(true);
              for (const t of p.times) expect(t.from).toBeGreaterThanOrEqual(GENERATED_NOW);
            }
          }
      }),
      { numRuns: 40 },
    );
  });
});

it('names the worst of a blast first: by weight, then by nearness, then by id, as many as are asked for', async () => {
  let ties = 0;
  await fc.assert(
    fc.asyncProperty(either(options), fc.integer({ min: 1, max: 4 }), async (text, count) => {
      const policy = await load(text);
      const graph = reachGraph(policy, { when: WHEN });
      for (const { index } of policy.assets) {
        const near = distancesFrom(graph, index);
        const all = sorted(policy, near.keys()).sort(
          (a, b) => weightOf(policy, b) - weightOf(policy, a) || (near.get(a) ?? 0) - (near.get(b) ?? 0),
        );
        expect(worstReached(graph, index, count)).toEqual(all.slice(0, count));
        if (all.length > count) ties++;
      }
    }),
    { numRuns: 60 },
  );
  expect(ties).toBeGreaterThan(20);
});
