/**
 * Cascadia's blast radius, calculated by hand.
 *
 * Who may open something to whom, at some time from 2026-11-23 on:
 *
 *     MES-1     -> HIST-DMZ                     Reports
 *     HIST-DMZ <-> JUMP-1                       IDMZ is open inside
 *     JUMP-1    -> ENG-1                        the access of 2031-03-04
 *     HMI-1, HMI-2, ENG-1, HIST-1               Supervisory is open inside: each to each
 *     HIST-1    -> HIST-DMZ                     PlantEdge
 *     HMI-1, ENG-1 -> PLC-301                   KilnSupervision; HMI-2 is denied
 *     PLC-301   -> 101-PT-22                    inside Kiln, which is microsegmented
 *     SIS-1     -> HIST-1                       SafetyAlarms, one-way
 *
 * HIST-DMZ -> JUMP-1 -> ENG-1 -> HIST-1 -> HIST-DMZ is a circle, and the HMIs are on it: these six (the circle) reach each other, and
 * PLC-301 and 101-PT-22. So the blast of each of them is 5 + 2 = 7; of MES-1 and SIS-1, which lead into the circle, 6 + 2 = 8; of
 * PLC-301 1; of 101-PT-22 0. Backwards: nothing leads to MES-1 and SIS-1: exposure 0; to each of the circle the 5 others and these two:
 * 7; to PLC-301 the circle and the two: 8; to 101-PT-22 all 9 others.
 *
 * Weights: JUMP-1 and PLC-301 state high, ENG-1's type is high: 10 each; SIS-1 100; the six others medium: 3 each. The consequence of
 * JUMP-1's blast is HIST-DMZ 3 + ENG-1 10 + HIST-1, HMI-1, HMI-2 9 + PLC-301 10 + 101-PT-22 3 = 35. The circle weighs 32 in all and
 * the kiln 13: MES-1 and SIS-1 lose 45, each of the circle 45 less itself, PLC-301 3, 101-PT-22 nothing.
 *
 * Witnesses: from MES-1 to the sensor there is one way into the circle (HIST-DMZ), one out of the DMZ (the access, to ENG-1), and
 * ENG-1 may open s7comm to PLC-301: five hops. HMI-2 may not open anything to PLC-301; ENG-1 and HMI-1 may, and ENG-1 comes first by
 * id: two hops. SIS-1 comes out by its diode only: three hops to JUMP-1.
 *
 * Choke points: MES-1 opens to HIST-DMZ alone, so without it, or without that rule, all 45 are saved. JUMP-1 leaves the DMZ by the access
 * alone: without ENG-1 only HIST-DMZ is left, 35 - 3 = 32 are saved.
 *
 * Cuts: MES-1 from PLC-301 needs one rule, and Reports, MES-1's only one, is it. HMI-2 comes to PLC-301 over HMI-1 and over ENG-1, by
 * two rules that share nothing: both must go. HMI-1 and HMI-2 stand in one open zone: no rule parts them.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blastOf,
  blastTotals,
  chokePoints,
  cutBetween,
  exposureOf,
  reachGraph,
  whenOf,
  witness,
} from '../../language/analysis/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';

const NOW = Date.UTC(2026, 10, 23);
const CIRCLE = ['ENG-1', 'HIST-1', 'HIST-DMZ', 'HMI-1', 'HMI-2', 'JUMP-1'];
const KILN = ['101-PT-22', 'PLC-301'];

let policy: Policy;
const refOf = (name: string): number => policy.assets.find((a) => a.name === name)?.index ?? -1;
const names = (refs: Iterable<number>): string[] => [...refs].map((r) => policy.assets[r]?.name ?? '?').sort();
const graphAt = (at?: number) => reachGraph(policy, { when: whenOf({ now: NOW, at }) });

beforeAll(async () => {
  const files = globSync('examples/cascadia/*.seg').map((path) => ({
    path: basename(path),
    text: readFileSync(path, 'utf8'),
  }));
  policy = (await loadPolicy(files)).policy;
});

const without = (list: readonly string[], name: string): string[] => list.filter((n) => n !== name).sort();

describe('blast and exposure of every asset', () => {
  const circle = [...CIRCLE, ...KILN].sort();
  const into = [...CIRCLE, 'MES-1', 'SIS-1'].sort();
  it.each([
    ['MES-1', circle, []],
    ['SIS-1', circle, []],
    ...CIRCLE.map((name) => [name, without(circle, name), without(into, name)] as const),
    ['PLC-301', ['101-PT-22'], into],
    ['101-PT-22', [], [...into, 'PLC-301'].sort()],
  ] as const)('%s', (name, blast, exposure) => {
    const graph = graphAt();
    expect(names(blastOf(graph, refOf(name)))).toEqual(blast);
    expect(names(exposureOf(graph, refOf(name)))).toEqual(exposure);
    expect(blastTotals(graph).sizes[refOf(name)]).toBe(blast.length);
  });

  it('weigh what the page says: 35 behind the jump host', () => {
    const { consequences } = blastTotals(graphAt());
    const own = { 'ENG-1': 10, 'HIST-1': 3, 'HIST-DMZ': 3, 'HMI-1': 3, 'HMI-2': 3, 'JUMP-1': 10 };
    for (const [name, weight] of Object.entries(own)) expect(consequences[refOf(name)], name).toBe(45 - weight);
    for (const [name, lost] of Object.entries({ 'MES-1': 45, 'SIS-1': 45, 'PLC-301': 3, '101-PT-22': 0 }))
      expect(consequences[refOf(name)], name).toBe(lost);
  });

  it('are those of an instant where one is asked about: outside its access the jump host reaches its neighbour only', () => {
    const [inside, after] = ['2031-03-04T17:00Z', '2031-03-05T17:00Z'].map((t) => Date.parse(t));
    expect(names(blastOf(graphAt(inside), refOf('JUMP-1')))).toEqual(without(circle, 'JUMP-1'));
    expect(names(blastOf(graphAt(after), refOf('JUMP-1')))).toEqual(['HIST-DMZ']);
  });
});

describe('witnesses', () => {
  const pathOf = (from: string, to: string): string[] =>
    (witness(graphAt(), refOf(from), refOf(to)) ?? []).map((hop) => {
      const asset = hop.to.kind === 'asset' ? policy.assets[hop.to.asset]?.name : '?';
      if (hop.by.kind !== 'rule') return `${asset} by open zone ${policy.zones[hop.by.zone]?.name}`;
      const place = policy.rules[hop.by.rule]?.place;
      return `${asset} by ${place?.file}:${(place?.line ?? 0) + 1}`;
    });

  it('from the business network to the sensor: five hops, through the access', () => {
    expect(pathOf('MES-1', '101-PT-22')).toEqual([
      'HIST-DMZ by conduits.seg:24',
      'JUMP-1 by open zone IDMZ',
      'ENG-1 by access.seg:10',
      'PLC-301 by conduits.seg:7',
      '101-PT-22 by zones.seg:40',
    ]);
  });

  it('from the view-only station round its denial: over the engineering station, the first by id', () => {
    expect(pathOf('HMI-2', 'PLC-301')).toEqual(['ENG-1 by open zone Supervisory', 'PLC-301 by conduits.seg:7']);
  });

  it('out of the safety zone: through the diode, and up', () => {
    expect(pathOf('SIS-1', 'JUMP-1')).toEqual([
      'HIST-1 by conduits.seg:21',
      'HIST-DMZ by conduits.seg:14',
      'JUMP-1 by open zone IDMZ',
    ]);
  });
});

describe('choke points and cuts', () => {
  it('all that MES-1 reaches hangs on the replica historian; but for it, on the rule that leads there', () => {
    const [first, second] = chokePoints(graphAt(), refOf('MES-1'));
    expect(first).toEqual({ kind: 'asset', asset: refOf('HIST-DMZ'), saved: 45 });
    expect(second).toMatchObject({ kind: 'rule', saved: 45 });
  });

  it('of what the jump host reaches all but its neighbour hangs on the engineering station: 35 less 3', () => {
    const [first, second] = chokePoints(graphAt(), refOf('JUMP-1'));
    expect(first).toEqual({ kind: 'asset', asset: refOf('ENG-1'), saved: 32 });
    expect(second).toMatchObject({ kind: 'rule', saved: 32 });
  });

  const cutOf = (from: string, to: string): string[] => {
    const cut = cutBetween(graphAt(), { assets: [refOf(from)] }, { assets: [refOf(to)] });
    if (cut.kind === 'open') return cut.path.map((hop) => hop.by.kind);
    expect(cut.atLeast).toBe(cut.rules.length);
    return cut.rules.map((r) => `${policy.rules[r]?.place.file}:${(policy.rules[r]?.place.line ?? 0) + 1}`).sort();
  };

  it('one rule keeps the business network from the controller, two the operator, none the operators from each other', () => {
    expect(cutOf('MES-1', 'PLC-301')).toEqual(['conduits.seg:24']);
    expect(cutOf('HMI-2', 'PLC-301')).toEqual(['conduits.seg:6', 'conduits.seg:7']);
    expect(cutOf('HMI-1', 'HMI-2')).toEqual(['zone']);
    expect(cutOf('MES-1', 'SIS-1')).toEqual([]);
  });
});
