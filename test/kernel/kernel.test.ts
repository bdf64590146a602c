/**
 * What the Linux kernel does with the outputs nftables and iptables: real packets between namespaces that hold the assets' addresses, across each
 * firewall's ruleset, at instants inside and outside of schedules and accesses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildTopology, compilePolicy } from '../../language/compile/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { FirewallLab, type LabFile, type Outcome } from './lab.ts';
import { obstacle } from './namespaces.ts';
import { type Expected, INSIDE, portName, probesAt, scenes } from './probes.ts';
import { shifted } from './shift.ts';

const why = obstacle();
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** Probes in flight together. */
const AT_ONCE = 1500;

interface Plant {
  readonly name: string;
  readonly files: () => { path: string; text: string }[];
  /** Three instants, in and out of its schedules and accesses. */
  readonly instants: readonly string[];
}

function example(name: string): Plant['files'] {
  const folder = join(EXAMPLES, name);
  return () =>
    readdirSync(folder)
      .filter((f) => f.endsWith('.seg'))
      .map((f) => ({ path: f, text: readFileSync(join(folder, f), 'utf8') }));
}

const PLANTS: readonly Plant[] = [
  {
    name: 'cascadia',
    files: example('cascadia'),
    // Within maintenance and the drive vendor's access; within the access only; within neither.
    instants: ['2031-03-04T09:00-08:00', '2031-03-04T15:00-08:00', '2031-03-05T09:00-08:00'],
  },
  {
    name: 'wind-plant',
    files: example('wind-plant'),
    instants: ['2031-03-04T09:00-07:00', '2031-03-08T15:00-07:00', '2031-07-05T09:00-06:00'],
  },
  {
    name: 'wind-plant-hardened',
    files: example('wind-plant-hardened'),
    // Within the service window and the manufacturer's access; within the access only; within neither.
    instants: ['2031-03-06T09:00-07:00', '2031-03-06T15:00-07:00', '2031-03-07T09:00-07:00'],
  },
  {
    name: 'every kind of rule',
    files: () => [{ path: 'plant.seg', text: readFileSync(join(import.meta.dirname, 'every-kind.seg'), 'utf8') }],
    instants: ['2031-03-05T09:00Z', '2031-03-05T13:00Z', '2031-03-09T13:00Z'],
  },
  {
    name: 'three firewalls in series and parallel',
    files: () => [{ path: 'plant.seg', text: readFileSync(join(import.meta.dirname, 'three-firewalls.seg'), 'utf8') }],
    // Within shift and programming; within all times; within none.
    instants: ['2031-03-05T09:00-07:00', '2031-03-05T10:30-07:00', '2031-03-09T15:00-06:00'],
  },
  {
    name: 'no firewall declared',
    files: () => [{ path: 'plant.seg', text: readFileSync(join(import.meta.dirname, 'no-firewall.seg'), 'utf8') }],
    instants: ['2031-03-05T09:00Z', '2031-03-05T13:00Z', '2031-03-09T13:00Z'],
  },
];

/** The plants tried with each target: iptables judges as nftables does, so that it need not be shown the large ones again. */
const TRIED: Readonly<Record<Target, readonly Plant[]>> = {
  nftables: PLANTS,
  iptables: PLANTS.filter((p) => !p.name.startsWith('wind-plant')),
};
type Target = 'nftables' | 'iptables';

interface Tally {
  permitted: number;
  denied: number;
  oneWay: number;
  icmp: number;
  v6: number;
  rulesets: number;
}

function rulesOf(policy: Policy, target: Target, instant: number): ReadonlyMap<string, readonly LabFile[]> {
  const made = compilePolicy(policy, { now: instant, at: instant, target, version: '0' });
  expect(made.errors).toEqual([]);
  expect(made.outputs.flatMap((o) => o.refused)).toEqual([]);
  const files = Map.groupBy(made.outputs, (o) => o.firewall);
  return new Map(
    [...files].map(([firewall, list]) => [
      firewall,
      list.map((o): LabFile => ({ ...(o.part === undefined ? {} : { part: o.part as 'v4' | 'v6' }), text: o.text })),
    ]),
  );
}

function wrong(probe: Expected, outcome: Outcome): string | undefined {
  const { permitted, oneWay, source, target, proto, port, from, to, what } = probe;
  const answered = permitted && !oneWay;
  if (outcome.arrived === permitted && outcome.replied === answered && (answered || !outcome.returned))
    return undefined;
  return `${source} (${from}) -> ${target} (${to}) : ${proto} ${port}: ${what}; ${JSON.stringify(outcome)}`;
}

/** All probes of one firewall, at all instants. Answers what went otherwise than `explain` says. */
async function tryFirewall(
  tag: string,
  { policy, target, tally }: { policy: Policy; target: Target; tally: Tally },
  point: number,
  plan: readonly { instant: number; probes: readonly Expected[] }[],
) {
  const topology = buildTopology(policy);
  const here = topology.points[point];
  if (here === undefined) return [];
  const segments = [...here.interfaces.keys()];
  const lab = new FirewallLab(tag, [...new Set([...segments.map((s) => portName(topology, point, s)), INSIDE])]);
  const mistakes: string[] = [];
  try {
    for (const { instant, probes } of plan) {
      const files = rulesOf(policy, target, instant).get(here.name) ?? [];
      lab.load(files.map((f) => ({ ...f, text: shifted(f.text, instant) })));
      tally.rulesets++;
      for (const scene of scenes(probes.filter((p) => p.point === point))) {
        lab.place(scene.places);
        for (let i = 0; i < scene.probes.length; i += AT_ONCE) {
          const batch = scene.probes.slice(i, i + AT_ONCE);
          const outcomes = await lab.run(batch.map((p) => ({ ...p, awaited: p.permitted && !p.oneWay })));
          batch.forEach((probe, n) => {
            const mistake = wrong(probe, outcomes[n] as Outcome);
            if (mistake !== undefined) mistakes.push(`${here.name}, ${new Date(instant).toISOString()}: ${mistake}`);
          });
        }
      }
    }
  } finally {
    await lab.close();
  }
  return mistakes;
}

describe.skipIf(why !== undefined && !process.env.CI).each(['nftables', 'iptables'] as const)(
  `%s in the kernel${why === undefined ? '' : ` (${why})`}`,
  (target) => {
    const tally: Tally = { permitted: 0, denied: 0, oneWay: 0, icmp: 0, v6: 0, rulesets: 0 };
    for (const [number, plant] of TRIED[target].entries())
      it(`lets through exactly what explain permits: ${plant.name}`, async () => {
        const { policy, findings } = await loadPolicy(plant.files());
        expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
        const plan = plant.instants.map((text) => ({
          instant: Date.parse(text),
          probes: probesAt(policy, Date.parse(text)),
        }));
        for (const p of plan.flatMap((x) => x.probes)) {
          tally[p.permitted ? 'permitted' : 'denied']++;
          if (p.permitted && p.oneWay) tally.oneWay++;
          if (p.proto === 'icmp') tally.icmp++;
          if (p.source.includes(':')) tally.v6++;
        }
        const points = [...new Set(plan.flatMap(({ probes }) => probes.map((p) => p.point)))];
        expect(points.length).toBeGreaterThan(0);
        const mistakes: string[] = [];
        const tried = { policy, target, tally };
        const tag = `${target[0]}${number}`;
        for (let i = 0; i < points.length; i += 2)
          mistakes.push(
            ...(
              await Promise.all(points.slice(i, i + 2).map((p) => tryFirewall(`${tag}-${p}`, tried, p, plan)))
            ).flat(),
          );
        expect(mistakes).toEqual([]);
      });

    it('was shown with at least 2,000 probes, no fewer denied than permitted, both families, answers held back', () => {
      console.log(`kernel, ${target}: ${JSON.stringify(tally)}`);
      expect(tally.permitted + tally.denied).toBeGreaterThanOrEqual(2000);
      expect(tally.denied).toBeGreaterThanOrEqual(tally.permitted);
      expect(tally.oneWay).toBeGreaterThan(0);
      expect(tally.v6).toBeGreaterThan(20);
    });
  },
);
