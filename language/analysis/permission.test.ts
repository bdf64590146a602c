/** Permission and its explanation against SEMANTICS.md read word by word, on random policies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import {
  type Bearing,
  bearing,
  counts,
  type End,
  endsOfAsset,
  endsOfFirewall,
  permits,
  strangers,
} from '../../test/oracle/naive-permission.ts';
import { parseAddress } from '../model/addresses.ts';
import { ALL_ATOMS } from '../model/atoms.ts';
import { has } from '../model/intervals.ts';
import type { Policy, Rule } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { atomsOf, explain, type Principal, permissionBetween, whenOf } from './index.ts';

const HALF_HOUR = 30 * 60_000;
/** Every half hour of the five weeks in which the windows of generated policies lie: their times change at no other instant. */
const INSTANTS = Array.from({ length: 5 * 7 * 48 }, (_, i) => GENERATED_NOW - 14 * 48 * HALF_HOUR + i * HALF_HOUR);
const FROM_NOW = INSTANTS.filter((t) => t >= GENERATED_NOW);

interface Actor {
  readonly principal: Principal;
  readonly ends: readonly End[];
}

function actorsOf(policy: Policy): Actor[] {
  const unknown = strangers(policy);
  return [
    ...policy.assets.map((a) => ({
      principal: { kind: 'asset', asset: a.index } as const,
      ends: endsOfAsset(policy, a.index),
    })),
    ...policy.firewalls.map((f) => ({
      principal: { kind: 'firewall', firewall: f.index } as const,
      ends: endsOfFirewall(policy, f.index),
    })),
    ...policy.zones.map((z) => ({
      principal: { kind: 'strangers', zone: z.index } as const,
      ends: unknown.filter((e) => e.zone === z.index),
    })),
  ];
}

/** One atom of every kind that a rule tells apart. */
function sampleAtoms(policy: Policy): number[] {
  const edges = new Set<number>([131845 + 0x88b8, 131845, 0]);
  for (const r of policy.rules)
    for (const i of r.atoms)
      edges
        .add(i.from)
        .add(i.to - 1)
        .add(i.to);
  return [...edges].filter((a) => has(ALL_ATOMS, a));
}

function bearings(policy: Policy, from: Actor, to: Actor, atom: number): Bearing[] {
  const distinct = new Map<string, Bearing>();
  for (const a of from.ends)
    for (const b of to.ends) {
      const found = bearing(policy, a, b, atom);
      const key = [found.allows, found.denies].map((l) => l.map((r) => r.index).join()).join('|') + found.open;
      distinct.set(key, found);
    }
  return [...distinct.values()];
}

function activity(policy: Policy): (rule: Rule, instant: number) => boolean {
  const known = new Map<number, boolean>();
  return (rule, instant) => {
    const key = instant * 64 + rule.index;
    let answer = known.get(key);
    if (answer === undefined) {
      answer = counts(policy, rule, instant);
      known.set(key, answer);
    }
    return answer;
  };
}

/** Few zones with many rules each: containers in which rules are looked up by what they hold. */
const manyRules = fc.oneof(
  policyText({ assets: 4, zones: 4 }),
  policyText({ assets: 4, zones: 3, conduits: 2, rulesEach: 20 }),
);

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

describe('permission', () => {
  it('is at all, from now on, exactly what the page says: legs, strangers, firewalls, denies, one-way, windows', async () => {
    let permitted = 0;
    let decided = 0;
    await fc.assert(
      fc.asyncProperty(policyText(), async (text) => {
        const policy = await load(text);
        const actors = actorsOf(policy);
        const active = activity(policy);
        const when = whenOf({ now: GENERATED_NOW });
        const atoms = sampleAtoms(policy);
        for (const from of actors)
          for (const to of actors) {
            if (from === to) continue;
            const answer = atomsOf(permissionBetween(policy, from.principal, to.principal, when));
            for (const atom of atoms) {
              const all = bearings(policy, from, to, atom);
              const expected = FROM_NOW.some((t) => all.some((b) => permits(b, (r) => active(r, t))));
              decided++;
              if (expected) permitted++;
              if (has(answer, atom) !== expected)
                throw new Error(`${JSON.stringify([from.principal, to.principal])} atom ${atom}: expected ${expected}`);
            }
          }
      }),
      { numRuns: 25 },
    );
    expect(permitted).toBeGreaterThan(decided / 50);
    expect(permitted).toBeLessThan(decided);
  }, 120_000);

  it('holds at each instant exactly when the page says so, also where clocks change', async () => {
    await fc.assert(
      fc.asyncProperty(manyRules, fc.infiniteStream(fc.nat()), async (text, choice) => {
        const policy = await load(text);
        const actors = actorsOf(policy);
        const active = activity(policy);
        const atoms = sampleAtoms(policy);
        const pick = <T>(list: readonly T[]): T => list[(choice.next().value as number) % list.length] as T;
        for (let i = 0; i < 40; i++) {
          const [from, to, atom] = [pick(actors), pick(actors), pick(atoms)];
          if (from === to) continue;
          const all = bearings(policy, from, to, atom);
          const whole = permissionBetween(policy, from.principal, to.principal, [
            { from: -Infinity, until: Infinity, week: [{ from: 0, to: 10080 }] },
          ]);
          for (let k = 0; k < 12; k++) {
            const t = pick(INSTANTS);
            const expected = all.some((b) => permits(b, (r) => active(r, t)));
            const at = permissionBetween(policy, from.principal, to.principal, whenOf({ now: 0, at: t }));
            expect([has(atomsOf(at), atom), t]).toEqual([expected, t]);
            const piece = whole.find((p) => has(p.atoms, atom));
            expect(piece !== undefined || !expected).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

describe('an explanation', () => {
  it('allows what is permitted, names rules that do it, and gives a reason where none does', async () => {
    const reasons = new Set<string>();
    await fc.assert(
      fc.asyncProperty(policyText(), async (text) => {
        const policy = await load(text);
        const active = activity(policy);
        const when = whenOf({ now: GENERATED_NOW });
        const actors = actorsOf(policy).filter((a) => a.ends.length > 0);
        for (const from of actors)
          for (const to of actors) {
            if (from === to) continue;
            for (const atom of sampleAtoms(policy).slice(0, 6)) {
              const all = bearings(policy, from, to, atom);
              const permitted = FROM_NOW.some((t) => all.some((b) => permits(b, (r) => active(r, t))));
              const answer = explain(policy, from.principal, to.principal, [{ from: atom, to: atom + 1 }], when);
              reasons.add(answer.reason);
              expect(answer.allowed).toBe(permitted);
              const allows = new Set(all.flatMap((b) => b.allows.map((r) => r.index)));
              const denies = new Set(all.flatMap((b) => b.denies.map((r) => r.index)));
              for (const r of answer.allowedBy) expect(allows).toContain(r);
              for (const r of answer.deniedBy) expect(denies).toContain(r);
              if (permitted) expect(answer.allowedBy.length > 0 || answer.openZone !== undefined).toBe(true);
              if (answer.reason === 'denied') expect(answer.deniedBy.length).toBeGreaterThan(0);
              if (answer.reason === 'no conduit') expect(answer.conduits).toEqual([]);
              if (answer.reason === 'no rule') expect(allows.size).toBe(0);
            }
          }
      }),
      { numRuns: 30 },
    );
    for (const reason of ['rule', 'open zone', 'denied', 'no rule', 'no conduit']) expect(reasons).toContain(reason);
  }, 120_000);
});

describe('permission of one address', () => {
  it('goes, in the zone itself, by the address that the asset states, translated or not', async () => {
    const policy = await load(`zone A { network 192.168.1.0/29 as 10.0.1.0/29 network 10.0.2.0/29
      asset kept : plc at 10.0.2.1 asset moved : plc at 192.168.1.1 asset other : plc at 192.168.1.2
      deny 10.0.2.1, 192.168.1.1 -> other : any }`);
    const at = (text: string) => ({ kind: 'address', address: parseAddress(text) as bigint }) as const;
    const open = (from: string) => permissionBetween(policy, at(from), at('10.0.1.2'), whenOf({ now: 0 })).length > 0;
    expect(['10.0.2.1', '10.0.1.1', '10.0.1.3'].map(open)).toEqual([false, false, true]);
  });

  it('is what the page says of that address alone', async () => {
    let permitted = 0;
    await fc.assert(
      fc.asyncProperty(policyText({ assets: 4, zones: 4 }), async (text) => {
        const policy = await load(text);
        const active = activity(policy);
        const when = whenOf({ now: GENERATED_NOW });
        const ends = actorsOf(policy)
          .flatMap((a) => a.ends)
          .filter((e) => e.outer !== undefined);
        // An address that two legs have is whosever came first: the others are left out.
        const single = ends.filter((e) => ends.filter((x) => x.outer === e.outer).length === 1).slice(0, 12);
        for (const from of single)
          for (const to of single) {
            const [a, b] = [from, to].map((e) => ({ kind: 'address', address: e.outer as bigint }) as const);
            const isOne = from.asset !== undefined && from.asset === to.asset;
            const isDevice = from.firewall !== undefined && from.firewall === to.firewall;
            const answer = atomsOf(permissionBetween(policy, a as Principal, b as Principal, when));
            for (const atom of sampleAtoms(policy).slice(0, 8)) {
              const bears = bearing(policy, from, to, atom);
              const open = FROM_NOW.some((t) => permits(bears, (r) => active(r, t)));
              const expected = from !== to && !isOne && !isDevice && open;
              if (expected) permitted++;
              expect([atom, has(answer, atom)]).toEqual([atom, expected]);
            }
          }
      }),
      { numRuns: 40 },
    );
    expect(permitted).toBeGreaterThan(100);
  }, 120_000);
});
