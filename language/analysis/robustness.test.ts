/** Analysis of half-written policies: answers, never an exception; and when answers change by the clock alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  blastOneJson,
  blastTotals,
  checkExpectations,
  explain,
  matrix,
  nextPolicyChange,
  reachGraph,
  whenOf,
} from './index.ts';

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

/** A policy with a stretch of its text taken out, doubled, or moved to another place. */
const damaged = fc
  .tuple(
    policyText({ expectations: 3 }),
    fc.nat(),
    fc.nat({ max: 200 }),
    fc.nat(),
    fc.constantFrom('cut', 'double', 'move'),
  )
  .map(([text, at, length, to, how]) => {
    const start = at % text.length;
    const piece = text.slice(start, start + length);
    const rest = text.slice(0, start) + text.slice(start + length);
    const place = to % (rest.length + 1);
    if (how === 'cut') return rest;
    return how === 'double'
      ? text.slice(0, start) + piece + text.slice(start)
      : rest.slice(0, place) + piece + rest.slice(place);
  });

describe('analysis of a half-written policy', () => {
  it('answers every question', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(damaged, async (text) => {
        const policy = await load(text);
        const when = whenOf({ now: GENERATED_NOW });
        const graph = reachGraph(policy, { when });
        expect(blastTotals(graph).sizes).toHaveLength(policy.assets.length);
        expect(checkExpectations(policy, { now: GENERATED_NOW })).toHaveLength(policy.expectations.length);
        for (const entry of matrix(policy, { now: GENERATED_NOW }).slice(0, 20)) {
          const [a, b] = [entry.source, entry.target].map((x) => ({ kind: 'asset', asset: x }) as const) as [
            never,
            never,
          ];
          expect(explain(policy, a, b, entry.atoms, when).allowed).toBe(true);
          answered++;
        }
        for (const a of policy.assets.slice(0, 3)) expect(blastOneJson(graph, a.index).id).toBe(a.id);
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(100);
  }, 60_000);
});

describe('the next change', () => {
  const zones = 'zone A { asset a : plc } zone B { asset b : plc }';
  const rule = (clause: string) => `${zones} conduit C { between A and B allow a -> b : tcp 80 ${clause} }`;

  it('is where the window of some rule begins or ends next', async () => {
    const policy = await load(rule('from 2026-12-01 until 2026-12-03'));
    const days = [1, 4].map((d) => Date.UTC(2026, 11, d));
    expect(nextPolicyChange(policy, Date.UTC(2026, 10, 1))).toBe(days[0]);
    expect(nextPolicyChange(policy, days[0] as number)).toBe(days[1]);
    expect(nextPolicyChange(policy, days[1] as number)).toBeUndefined();
  });

  it('is never where no rule has a time', async () => {
    expect(nextPolicyChange(await load(rule('')), 0)).toBeUndefined();
  });

  it('follows a schedule on the policy’s wall clock', async () => {
    const policy = await load(
      `policy "P" { timezone "America/Los_Angeles" } schedule S { every sun 01:30-02:00 } ${rule('during S')}`,
    );
    // On 1 November 2026 half past one comes twice.
    const first = Date.UTC(2026, 10, 1, 8, 30);
    expect(nextPolicyChange(policy, Date.UTC(2026, 9, 31))).toBe(first);
    expect(nextPolicyChange(policy, first)).toBe(first + 30 * 60_000);
    expect(nextPolicyChange(policy, first + 30 * 60_000)).toBe(first + 60 * 60_000);
  });
});
