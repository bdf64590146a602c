/** The permission matrix: by hand on a small plant, and against permission of every pair on random policies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { ALL_ATOMS, ROUTED_ATOMS } from '../model/atoms.ts';
import { equal } from '../model/intervals.ts';
import type { Policy } from '../model/policy.ts';
import { sameTimes } from '../model/times.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  atomsBetween,
  atomsOf,
  blastJson,
  blastOneJson,
  matrix,
  matrixJson,
  permissionBetween,
  reachGraph,
  whenOf,
} from './index.ts';

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

const PLANT = `
zone A { asset a1 : hmi asset a2 : hmi also in B }
zone B { microsegmented asset b1 : plc asset b2 : plc allow plc -> plc : tcp 10-12, udp 5 deny b1 -> b2 : tcp 11 }
conduit C { between A and B allow a1 -> b1 : modbus during Day allow a2 -> b1 : any }
schedule Day { every day 08:00-16:00 }
`;
const NIGHT = Date.UTC(2026, 10, 23, 2);

describe('the matrix', () => {
  it('has one entry a pair, services in lowest terms, `any` for all that can exist, and says what is timed', async () => {
    const policy = await load(PLANT);
    const open = { services: [{ proto: 'any' }], timed: false };
    expect(matrixJson(policy, matrix(policy, { now: NIGHT }))).toEqual([
      { source: 'A.a1', target: 'A.a2', ...open },
      {
        ...{ source: 'A.a1', target: 'B.b1', timed: true },
        services: [
          { proto: 'tcp', from: 502, to: 502 },
          { proto: 'udp', from: 502, to: 502 },
        ],
      },
      { source: 'A.a2', target: 'A.a1', ...open },
      {
        ...{ source: 'A.a2', target: 'B.b1', timed: false },
        // Layer 2 could exist between them, a2 having a leg in B, and is not held.
        services: [
          { proto: 'tcp', from: 0, to: 65535 },
          { proto: 'udp', from: 0, to: 65535 },
          { proto: 'icmp', from: 0, to: 255 },
          { proto: 'icmpv6', from: 0, to: 255 },
          { proto: 'ip', from: 0, to: 0 },
          { proto: 'ip', from: 2, to: 5 },
          { proto: 'ip', from: 7, to: 16 },
          { proto: 'ip', from: 18, to: 57 },
          { proto: 'ip', from: 59, to: 255 },
        ],
      },
      {
        ...{ source: 'B.b1', target: 'B.b2', timed: false },
        services: [
          { proto: 'tcp', from: 10, to: 10 },
          { proto: 'tcp', from: 12, to: 12 },
          { proto: 'udp', from: 5, to: 5 },
        ],
      },
      {
        ...{ source: 'B.b2', target: 'B.b1', timed: false },
        services: [
          { proto: 'tcp', from: 10, to: 12 },
          { proto: 'udp', from: 5, to: 5 },
        ],
      },
    ]);
    const atNight = matrix(policy, { now: NIGHT, at: NIGHT });
    expect(atNight.some((e) => policy.assets[e.source]?.name === 'a1' && policy.assets[e.target]?.name === 'b1')).toBe(
      false,
    );
  });

  it('equals permission of every pair, from now on and at an instant', async () => {
    let timed = 0;
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 7 }), fc.nat({ max: 300 }), async (text, halfHours) => {
        const policy = await load(text);
        const now = GENERATED_NOW;
        for (const at of [undefined, now + halfHours * 30 * 60_000]) {
          const entries = new Map(matrix(policy, { now, at }).map((e) => [`${e.source}/${e.target}`, e]));
          const pairs = policy.assets
            .flatMap((a) => policy.assets.map((b) => [a, b] as const))
            .filter(([a, b]) => a !== b);
          let count = 0;
          for (const [a, b] of pairs) {
            const [from, to] = [a, b].map((x) => ({ kind: 'asset', asset: x.index }) as const) as [never, never];
            const atoms = atomsBetween(policy, from, to, whenOf({ now, at }));
            const entry = entries.get(`${a.index}/${b.index}`);
            expect(entry?.atoms ?? []).toEqual(atoms);
            if (entry === undefined) continue;
            count++;
            const whole = permissionBetween(policy, from, to, whenOf({ now }));
            const always = atomsOf(whole.filter((p) => sameTimes(p.times, whenOf({ now }))));
            const limited = !atoms.every((i) => always.some((x) => x.from <= i.from && i.to <= x.to));
            expect(entry.timed).toBe(limited);
            if (limited) timed++;
            const zones = (x: typeof a) => x.legs.map((l) => policy.legs[l]?.zone);
            const local = zones(a).some((z) => zones(b).includes(z));
            expect(entry.any).toBe(equal(atoms, local ? ALL_ATOMS : ROUTED_ATOMS));
          }
          expect(entries.size).toBe(count);
        }
      }),
      { numRuns: 100 },
    );
    expect(timed).toBeGreaterThan(0);
  }, 60_000);
});

describe('the published blast', () => {
  it('lists ids in order, or counts, and for one asset a path to each asset that falls', async () => {
    const policy = await load(
      `${PLANT} zone Z { asset z : sensor { criticality low } } conduit D { between B and Z allow b1 -> z : modbus }`,
    );
    const graph = reachGraph(policy, { when: whenOf({ now: NIGHT }) });
    const all = [...blastJson(graph, true)];
    expect(all.map((a) => a.id)).toEqual(['A.a1', 'A.a2', 'B.b1', 'B.b2', 'Z.z']);
    expect(all[2]).toEqual({
      ...{ id: 'B.b1', direct: ['B.b2', 'Z.z'], blast: ['B.b2', 'Z.z'] },
      ...{ exposure: ['A.a1', 'A.a2', 'B.b2'], consequence: 11 },
    });
    expect([...blastJson(graph, false)][2]).toEqual({ id: 'B.b1', direct: 2, blast: 2, exposure: 3, consequence: 11 });
    const one = blastOneJson(
      graph,
      policy.assets.findIndex((a) => a.name === 'a2'),
    );
    const place = { file: 'p.seg' };
    expect(one.witness.at(-1)).toMatchObject({
      target: 'Z.z',
      path: [
        {
          from: 'A.a2',
          to: 'B.b1',
          by: { rule: policy.rules.find((r) => r.text.includes('a2 ->'))?.id, ...place, line: 4 },
        },
        { from: 'B.b1', to: 'Z.z', by: { ...place, line: 6 } },
      ],
    });
    expect(one.conditioned).toEqual(one.blast);
  });
});
