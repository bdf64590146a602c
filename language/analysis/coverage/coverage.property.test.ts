/** What rules do to each other, against enumeration: every pair of addresses, every kind of service, every half hour. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../../test/generators/policy.ts';
import {
  bearing,
  counts,
  type End,
  endsOfAsset,
  endsOfFirewall,
  strangers,
} from '../../../test/oracle/naive-permission.ts';
import { ALL_ATOMS } from '../../model/atoms.ts';
import { has } from '../../model/intervals.ts';
import type { Policy, Rule, RuleRef } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import { zoneOfAddress } from '../address-space.ts';
import { joiningConduits } from '../zones.ts';
import { type Coverage, coverageOf } from './index.ts';

/** `COVERAGE_RUNS=25` tries that many times as many policies. */
const RUNS = Number(process.env.COVERAGE_RUNS ?? 1);
const HALF_HOUR = 30 * 60_000;
/** The three weeks in which the windows of generated policies end: their times change at no other instant. */
const INSTANTS = Array.from({ length: 3 * 7 * 48 }, (_, i) => GENERATED_NOW + i * HALF_HOUR);

/** An allow at a point, and on the way there whether replies pass: with an access perhaps both. */
interface Permit {
  readonly rule: RuleRef;
  readonly answers: boolean;
}

/** What holds a pair of addresses and a service; pairs and services that the same rules hold are one. */
interface Point {
  readonly open: boolean;
  readonly permits: readonly Permit[];
  readonly denies: readonly RuleRef[];
}

function pointsOf(policy: Policy): Point[] {
  const stated = { ...policy, zones: policy.zones.map((z) => ({ ...z, microsegmented: true })) };
  const unknown = strangers(policy);
  const ends = [
    ...policy.assets.flatMap((a) => endsOfAsset(policy, a.index)),
    ...policy.firewalls.flatMap((f) => endsOfFirewall(policy, f.index)),
    ...unknown,
  ];
  const edges = new Set(ends.map((e) => e.outer));
  const hasTwin = (e: End) =>
    e.outer !== undefined && !edges.has(e.outer + 1n) && zoneOfAddress(policy, e.outer + 1n) === e.zone;
  const isPair = (a: End, b: End) => {
    if (a.asset !== undefined || b.asset !== undefined) return a.asset !== b.asset;
    if (a.firewall !== undefined || b.firewall !== undefined) return a.firewall !== b.firewall;
    return a.outer !== b.outer || hasTwin(a);
  };
  const found = new Map<string, Point>();
  const atoms = sampleAtoms(policy);
  for (const a of ends)
    for (const b of ends) {
      if (!isPair(a, b)) continue;
      const joins = joiningConduits(policy, a.zone, b.zone).filter((j) => j.permits);
      const answersOn = (c: number) => policy.conduits[c]?.oneWay === undefined || policy.conduits[c].proxied;
      for (const atom of atoms) {
        const { allows, denies } = bearing(stated, a, b, atom);
        const permits = allows.flatMap(({ index: rule, container }): Permit[] => {
          if (container.kind === 'zone') return [{ rule, answers: true }];
          const conduits = container.kind === 'conduit' ? [container.conduit] : joins.map((j) => j.conduit);
          return [...new Set(conduits.map(answersOn))].map((answers) => ({ rule, answers }));
        });
        const open = a.zone === b.zone && policy.zones[a.zone]?.microsegmented !== true;
        const point = { open, permits, denies: denies.map((d) => d.index) };
        found.set(JSON.stringify(point), point);
      }
    }
  return [...found.values()];
}

function sampleAtoms(policy: Policy): number[] {
  const edges = new Set(policy.rules.flatMap((r) => r.atoms.flatMap((i) => [i.from, i.to - 1, i.to])));
  return [...edges].filter((a) => has(ALL_ATOMS, a));
}

/** Every point of a policy, and the half hours at which each rule counts. */
class Enumeration {
  readonly policy: Policy;
  private readonly points: readonly Point[];
  private readonly active: readonly (readonly boolean[])[];

  constructor(policy: Policy) {
    this.policy = policy;
    this.points = pointsOf(policy);
    this.active = policy.rules.map((r) => INSTANTS.map((t) => counts(policy, r, t)));
  }

  /** The instants of points at which `of` says something, each with what it says. */
  *at<T>(of: (point: Point) => readonly T[], ruleOf: (said: T) => RuleRef): Generator<[Point, T, number]> {
    for (const point of this.points)
      for (const said of of(point))
        for (let t = 0; t < INSTANTS.length; t++) if (this.on(ruleOf(said), t)) yield [point, said, t];
  }

  on(rule: RuleRef, t: number): boolean {
    return this.active[rule]?.[t] === true;
  }

  permitsOf(rule: RuleRef): [Point, Permit, number][] {
    const own = (p: Point) => p.permits.filter((x) => x.rule === rule);
    return [...this.at(own, (x) => x.rule)];
  }

  /** Whether these denies take back all that an allow says; false for one that says nothing. */
  takenBack(rule: RuleRef, by: (deny: RuleRef) => boolean): boolean {
    const all = this.permitsOf(rule);
    return all.length > 0 && all.every(([p, , t]) => p.denies.some((d) => by(d) && this.on(d, t)));
  }

  /** Whether these allows permit all that an allow says, with replies where it has them. */
  contained(rule: RuleRef, by: (allow: RuleRef) => boolean): boolean {
    const all = this.permitsOf(rule);
    return (
      all.length > 0 &&
      all.every(([p, said, t]) =>
        p.permits.some((o) => o.rule !== rule && by(o.rule) && this.on(o.rule, t) && (o.answers || !said.answers)),
      )
    );
  }

  idle(deny: RuleRef): boolean {
    const all = [
      ...this.at(
        (p) => p.denies.filter((d) => d === deny),
        (d) => d,
      ),
    ];
    return all.length > 0 && all.every(([p, , t]) => !p.open && !p.permits.some((x) => this.on(x.rule, t)));
  }

  over(rule: RuleRef): boolean {
    return !INSTANTS.some((_, t) => this.on(rule, t));
  }
}

const later = (a: Rule, b: Rule): number =>
  (a.container.kind === 'access' ? 1 : 0) - (b.container.kind === 'access' ? 1 : 0) || a.place.offset - b.place.offset;

const isOpenBody = (policy: Policy, { container }: Rule): boolean =>
  container.kind === 'zone' && policy.zones[container.zone]?.microsegmented !== true;

function enumerated(all: Enumeration): { shadowed: RuleRef[]; redundant: RuleRef[]; idle: RuleRef[] } {
  const { policy } = all;
  const allows = [...policy.rules].sort(later).filter((r) => r.action === 'allow');
  const gone = new Set<RuleRef>();
  for (const rule of [...allows].reverse().filter((r) => !isOpenBody(policy, r)))
    if (all.contained(rule.index, (o) => !gone.has(o) && !isOpenBody(policy, policy.rules[o] as Rule)))
      gone.add(rule.index);
  const denies = policy.rules.filter((r) => r.action === 'deny');
  return {
    shadowed: allows.filter((r) => all.takenBack(r.index, () => true)).map((r) => r.index),
    redundant: allows.filter((r) => gone.has(r.index)).map((r) => r.index),
    idle: denies.filter((r) => all.over(r.index) || all.idle(r.index)).map((r) => r.index),
  };
}

/** Whether a cover covers, can spare none of its members, and no smaller one of the rules at hand would do. */
function expectSmallest(by: readonly RuleRef[], atHand: readonly RuleRef[], covers: (by: Set<RuleRef>) => boolean) {
  expect(covers(new Set(by))).toBe(true);
  for (const one of by) expect(covers(new Set(by.filter((r) => r !== one)))).toBe(false);
  if (by.length > 1) for (const one of atHand) expect(covers(new Set([one]))).toBe(false);
  if (by.length > 2 && atHand.length < 8)
    for (const a of atHand) for (const b of atHand) expect(covers(new Set([a, b]))).toBe(false);
}

const isTimed = (rule: Rule | undefined): boolean =>
  rule?.week !== undefined || rule?.from !== undefined || rule?.until !== undefined;

function expectCovers(all: Enumeration, { shadowed, redundant }: Coverage): void {
  const { rules } = all.policy;
  const denies = rules.filter((r) => r.action === 'deny').map((r) => r.index);
  for (const { rule, by, timed } of shadowed) {
    const steady = denies.filter((d) => !isTimed(rules[d]));
    expect(timed).toBe(!all.takenBack(rule, (d) => steady.includes(d)));
    expectSmallest(by, timed ? denies : steady, (some) => all.takenBack(rule, (d) => some.has(d)));
  }
  const gone = new Set(redundant.map((r) => r.rule));
  const remaining = rules.filter((r) => r.action === 'allow' && !gone.has(r.index) && !isOpenBody(all.policy, r));
  for (const { rule, by } of redundant)
    expectSmallest(
      by,
      remaining.map((r) => r.index),
      (some) => all.contained(rule, (o) => some.has(o)),
    );
}

const pick = <T>(...some: T[]): fc.Arbitrary<T> => fc.constantFrom(...some);

/** Rules that lie over each other: few ends and services, halves of weeks and of days, the same zones joined by several conduits. */
function crowdedText(): fc.Arbitrary<string> {
  const ends = fc.oneof(
    { weight: 3, arbitrary: pick('any', 'A', 'B') },
    pick('pump', 'panel', 'a0, a1', 'a1', '10.0.0.0/30', '10.0.0.2-10.0.0.9', '10.0.1.0/29', 'C'),
  );
  const except = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: pick(' except a1', ' except A') },
  );
  const services = pick('any', 'tcp 80-90', 'tcp 80-85', 'tcp 86-90', 'tcp 84-88, udp 53', 'udp 53', 'icmp 8', 'icmp');
  const times = fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    pick(
      ' during Days',
      ' during Nights',
      ' until 2026-11-01T12:00',
      ' from 2026-11-01T12:00',
      ' from 2026-10-01',
      ' until 2026-10-05',
    ),
  );
  const action = pick('allow', 'allow', 'deny');
  const arrow = fc.oneof({ weight: 4, arbitrary: fc.constant('->') }, { weight: 1, arbitrary: fc.constant('<->') });
  const rule = fc
    .tuple(action, ends, except, arrow, ends, services, times)
    .map(([what, from, not, way, to, which, when]) => `${what} ${from}${not} ${way} ${to} : ${which}${when}`);
  // Halves of a whole that several rules make up together.
  const half = fc
    .tuple(
      action,
      pick('a0', 'a1', 'A'),
      pick('b0', 'any'),
      pick('tcp 80-90', 'tcp 80-85', 'tcp 86-90'),
      pick('', ' during Days', ' during Nights'),
    )
    .map(([what, from, to, which, when]) => `${what} ${from} -> ${to} : ${which}${when}`);
  const rules = (most: number, one = rule) =>
    fc.array(one, { minLength: most >> 1, maxLength: most }).map((list) => list.map((r) => `  ${r}`).join('\n'));
  return fc
    .record({
      inside: rules(6),
      open: rules(2),
      first: rules(4),
      halves: rules(8, half),
      second: rules(4),
      third: rules(4),
      access: rules(2),
      oneWay: pick('', '  one-way from A to B'),
    })
    .map(
      (p) => `type pump { }
type panel { }
schedule Days { every day 06:00-18:00 }
schedule Nights { every day 18:00-06:00 }
zone A { network 10.0.0.0/28 microsegmented
  asset a0 : pump at 10.0.0.1
  asset a1 : panel at 10.0.0.2, 10.0.0.5
  asset a2 : pump at 10.0.0.3 also in B at 10.0.1.7
${p.inside}
}
zone B { network 10.0.1.0/29
  asset b0 : pump at 10.0.1.1
  zone C { asset c0 : panel }
${p.open}
}
conduit K { between A and B
${p.first}
${p.halves}
}
conduit L { between A and B
${p.oneWay}
${p.second}
}
conduit M { between A, B and C
${p.third}
}
access V {
${p.access.replaceAll(/deny/g, 'allow').replaceAll(/ (?:during|from|until) \S+$/gm, '')}
  every sat, sun 00:00-24:00
}
`,
    );
}

interface Seen {
  readonly shadowed: number;
  readonly redundant: number;
  readonly idle: number;
  /** Covered by several rules only. */
  readonly together: number;
}

async function agree(text: fc.Arbitrary<string>, numRuns: number): Promise<Seen> {
  const seen = { shadowed: 0, redundant: 0, idle: 0, together: 0 };
  await fc.assert(
    fc.asyncProperty(text, async (source) => {
      const { policy, findings } = await loadPolicy([{ path: 'p.seg', text: source }]);
      expect(findings.map((f) => f.message)).toEqual([]);
      const all = new Enumeration(policy);
      const coverage = coverageOf(policy, GENERATED_NOW);
      const ids = (list: readonly { readonly rule: RuleRef }[]) => list.map((c) => c.rule).sort((a, b) => a - b);
      const expected = enumerated(all);
      expect({
        shadowed: ids(coverage.shadowed),
        redundant: ids(coverage.redundant),
        idle: ids(coverage.idleDenies),
      }).toEqual({
        shadowed: expected.shadowed.sort((a, b) => a - b),
        redundant: expected.redundant.sort((a, b) => a - b),
        idle: expected.idle.sort((a, b) => a - b),
      });
      expectCovers(all, coverage);
      seen.shadowed += coverage.shadowed.length;
      seen.redundant += coverage.redundant.length;
      seen.idle += coverage.idleDenies.length;
      seen.together += [...coverage.shadowed, ...coverage.redundant].filter((c) => c.by.length > 1).length;
    }),
    { numRuns: numRuns * RUNS },
  );
  return seen;
}

test('finds what enumeration finds in every kind of policy: shadowed, redundant, idle', async () => {
  const seen = await agree(policyText({ zones: 3, assets: 4, conduits: 3, rulesEach: 5 }), 40);
  expect(seen.shadowed + seen.redundant + seen.idle).toBeGreaterThan(0);
}, 240_000);

test('finds what enumeration finds where rules crowd, and names smallest covers, of several rules too', async () => {
  const seen = await agree(crowdedText(), 40);
  expect(Math.min(seen.shadowed, seen.redundant, seen.idle)).toBeGreaterThan(10);
  expect(seen.together).toBeGreaterThan(0);
}, 240_000);
