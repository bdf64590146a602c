/** Cuts against trying every set of rules, on random policies; and by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { ShapeCount } from '../../test/generators/shapes.ts';
import type { AssetRef, Policy, RuleRef } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { type Cut, cutBetween, isSmallest } from './cuts.ts';
import { type BlastMode, blastOf, reachGraph, whenOf } from './index.ts';
import { withoutRules } from './without-rules.ts';

const WHEN = whenOf({ now: GENERATED_NOW });

const load = async (text: string): Promise<Policy> => (await loadPolicy([{ path: 'p.seg', text }])).policy;

/** The policy as if the rules were not in its text. */
function stripped(policy: Policy, rules: ReadonlySet<RuleRef>): Policy {
  return { ...policy, rules: policy.rules.map((r) => (rules.has(r.index) ? { ...r, broken: true } : r)) };
}

interface Asked {
  readonly from: readonly AssetRef[];
  readonly to: readonly AssetRef[];
  readonly mode: BlastMode;
}

function reaches(policy: Policy, { from, to, mode }: Asked): boolean {
  const graph = reachGraph(policy, { when: WHEN, mode });
  return from.some((a) => blastOf(graph, a).some((b) => to.includes(b)));
}

/** The least number of rules that part the ends, by trying all sets; undefined where none does. */
function leastByTrying(policy: Policy, asked: Asked): number | undefined {
  const allows = policy.rules.filter((r) => r.action === 'allow').map((r) => r.index);
  if (reaches(stripped(policy, new Set(allows)), asked)) return undefined;
  for (let size = 0; size <= allows.length; size++)
    if (subsets(allows, size).some((set) => !reaches(stripped(policy, new Set(set)), asked))) return size;
  return undefined;
}

function subsets(of: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return of.flatMap((first, i) => subsets(of.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}

const ends = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 });
const mode = fc.constantFrom<BlastMode>('worst-case', 'conditioned', 'service-aware');

describe('a cut', () => {
  it('parts the ends with as few rules as trying every set does, or says by how many it may miss', async () => {
    const seen = { open: 0, none: 0, cut: 0, several: 0 };
    const shapes = new ShapeCount();
    await fc.assert(
      fc.asyncProperty(
        policyText({ assets: 7, zones: 5, conduits: 6, rulesEach: 3, closed: true }),
        ends,
        ends,
        mode,
        async (text, from, to, how) => {
          const policy = await load(text);
          const asked = { from, to, mode: how };
          const graph = reachGraph(policy, { when: WHEN, mode: how });
          shapes.add(graph);
          const cut = cutBetween(graph, { assets: from }, { assets: to });
          const least = leastByTrying(policy, asked);
          if (cut.kind === 'open') {
            seen.open++;
            expect(least).toBeUndefined();
            expect(from).toContain(cut.path[0]?.from.kind === 'asset' ? cut.path[0].from.asset : -1);
            for (const hop of cut.path) expect(hop.by.kind).toBe('zone');
            return;
          }
          expect(reaches(stripped(policy, new Set(cut.rules)), asked)).toBe(false);
          expect(isSmallest(cut)).toBe(true);
          expect(cut.rules).toHaveLength(least ?? -1);
          seen[cut.rules.length === 0 ? 'none' : cut.rules.length === 1 ? 'cut' : 'several']++;
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(seen.open, seen.none, seen.cut)).toBeGreaterThan(10);
    expect(seen.several).toBeGreaterThan(3);
    expect(shapes.below(3)).toEqual([]);
  }, 240_000);

  it('is the same whatever the order in which conduits stand', async () => {
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 7, zones: 5, rulesEach: 3 }), ends, ends, async (text, from, to) => {
        const blocks = text.split(/\n(?=conduit )/);
        const head = blocks[0] as string;
        const tails = blocks.slice(1).map((b) => b.split(/\n(?=(?:access|firewall) )/));
        const turned = [head, ...tails.map((t) => t[0]).reverse(), ...tails.flatMap((t) => t.slice(1))].join('\n');
        const [a, b] = await Promise.all([text, turned].map(load));
        const told = (policy: Policy | undefined): string[] => {
          const names = (list: readonly number[]) =>
            list.flatMap((i) => policy?.assets.find((x) => x.name === `a${i}`)?.index ?? []);
          const graph = reachGraph(policy as Policy, { when: WHEN });
          const cut: Cut = cutBetween(graph, { assets: names(from) }, { assets: names(to) });
          return cut.kind === 'open' ? ['open'] : cut.rules.map((r) => policy?.rules[r]?.id ?? '?').sort();
        };
        expect(told(b)).toEqual(told(a));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a graph without rules', () => {
  it('equals the graph of the policy without them', async () => {
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 7 }), fc.infiniteStream(fc.boolean()), mode, async (text, coins, how) => {
        const policy = await load(text);
        const gone = new Set(policy.rules.filter(() => coins.next().value === true).map((r) => r.index));
        const allows = new Set([...gone].filter((r) => policy.rules[r]?.action === 'allow'));
        const fewer = withoutRules(reachGraph(policy, { when: WHEN, mode: how }), allows);
        const other = reachGraph(stripped(policy, allows), { when: WHEN, mode: how });
        for (const { index } of policy.assets) expect(blastOf(fewer, index)).toEqual(blastOf(other, index));
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

const chain = (rules: string): string => `
zone A { network 10.0.1.0/24 asset A1 : laptop at 10.0.1.1 asset A2 : laptop at 10.0.1.2 asset A3 : hmi at 10.0.1.3 }
zone B { network 10.0.2.0/24 microsegmented asset B1 : server at 10.0.2.1 asset B2 : historian at 10.0.2.2 }
zone C { network 10.0.3.0/24 asset C1 : plc at 10.0.3.1 asset C2 : plc at 10.0.3.2 }
conduit AB { between A and B ${rules} }
conduit BC { between B and C allow B1 -> plc : modbus because "x" allow B2 -> plc : https because "x" }
conduit All { between A, B and C }`;

async function cutOf(text: string, from: string, to: string): Promise<string[]> {
  const policy = await load(text);
  const named = (list: string) =>
    list.split(' ').map((name) => policy.assets.find((a) => a.name === name)?.index as AssetRef);
  const cut = cutBetween(reachGraph(policy, { when: WHEN }), { assets: named(from) }, { assets: named(to) });
  if (cut.kind === 'open') return ['open', ...cut.path.map((h) => h.by.kind)];
  expect(isSmallest(cut)).toBe(true);
  return cut.rules.map((r) => policy.rules[r]?.text.replace(' because "x"', '')).sort() as string[];
}

describe('cuts by hand', () => {
  it('one rule where all ways share it, near where the attack begins', async () => {
    const text = chain('allow laptop -> B1 : rdp because "x"');
    expect(await cutOf(text, 'A1', 'C1 C2')).toEqual(['allow laptop -> B1 : rdp']);
  });

  it('two rules where there are two ways that share none', async () => {
    const text = chain('allow laptop -> B1 : rdp because "x" allow A3 -> B2 : https because "x"');
    expect(await cutOf(text, 'A1', 'C1')).toEqual(['allow A3 -> B2 : https', 'allow laptop -> B1 : rdp']);
  });

  it('nothing to remove where nothing is reached, and nothing that would help in an open zone', async () => {
    expect(await cutOf(chain(''), 'A1', 'C1')).toEqual([]);
    expect(await cutOf(chain(''), 'A1', 'A1 A2')).toEqual(['open', 'zone']);
    expect(await cutOf(chain('allow laptop <-> B1 : rdp because "x"'), 'A1', 'A1')).toEqual([]);
  });

  it('one rule that leads both ways parts both, from an asset to those like it and back', async () => {
    const text = `zone A { network 10.0.1.0/24 microsegmented asset A1 : laptop at 10.0.1.1 asset A2 : laptop at 10.0.1.2
      allow laptop -> laptop : rdp because "x" }`;
    expect(await cutOf(text, 'A1', 'A2')).toEqual(['allow laptop -> laptop : rdp']);
  });
});

describe('more rules than can be tried', () => {
  /** Hosts in a ring, each allowed to two that follow, by rules of one product each. */
  const ring = (hosts: number, tail: string): string => {
    const zones = Array.from(
      { length: hosts },
      (_, i) => `zone Z${i} { network 10.0.${i}.0/24 asset h${i} : server at 10.0.${i}.1 }`,
    );
    const conduits = Array.from({ length: hosts }, (_, i) =>
      [1, 2]
        .map((step) => (i + step) % hosts)
        .map((j) => `conduit C${i}to${j} { between Z${i} and Z${j} allow h${i} -> h${j} : ssh because "x" }`)
        .join('\n'),
    );
    return [...zones, ...conduits, tail].join('\n');
  };

  it('is exact where each rule is one product', async () => {
    const cut = await cutOf(ring(24, ''), 'h0', 'h12');
    expect(cut).toEqual(['allow h0 -> h1 : ssh', 'allow h0 -> h2 : ssh']);
  });

  it('says how far it can be from the smallest where rules are made of several', async () => {
    const both = Array.from(
      { length: 12 },
      (_, i) => `conduit D${i} { between Z${i}, Z${i + 1} and Z${i + 3} allow any <-> any : https because "x" }`,
    );
    const policy = await load(ring(24, both.join('\n')));
    const at = (name: string) => policy.assets.filter((a) => a.name === name).map((a) => a.index);
    const graph = reachGraph(policy, { when: WHEN });
    const [from, to] = [at('h4'), at('h9')];
    const cut = cutBetween(graph, { assets: from }, { assets: to });
    if (cut.kind === 'open') throw new Error('open');
    expect(cut.atLeast).toBeGreaterThanOrEqual(1);
    expect(cut.atLeast).toBeLessThanOrEqual(cut.rules.length);
    expect(reaches(stripped(policy, new Set(cut.rules)), { from, to, mode: 'worst-case' })).toBe(false);
    for (const kept of cut.rules) {
      const fewer = new Set(cut.rules.filter((r) => r !== kept));
      expect(reaches(stripped(policy, fewer), { from, to, mode: 'worst-case' })).toBe(true);
    }
  });
});
