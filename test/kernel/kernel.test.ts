/**
 * What the Linux kernel does with the nftables output: real packets between namespaces that hold the assets' addresses, across each
 * firewall's ruleset, at instants inside and outside of schedules and accesses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildTopology, compilePolicy } from '../../language/compile/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { FirewallLab, type Outcome } from './lab.ts';
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
    name: 'no firewall declared',
    files: () => [{ path: 'plant.seg', text: readFileSync(join(import.meta.dirname, 'no-firewall.seg'), 'utf8') }],
    instants: ['2031-03-05T09:00Z', '2031-03-05T13:00Z', '2031-03-09T13:00Z'],
  },
];

const tally = { permitted: 0, denied: 0, oneWay: 0, icmp: 0, rulesets: 0 };

function rulesets(policy: Policy, instant: number): ReadonlyMap<string, string> {
  const made = compilePolicy(policy, { now: instant, at: instant, target: 'nftables', version: '0' });
  expect(made.errors).toEqual([]);
  expect(made.outputs.flatMap((o) => o.refused)).toEqual([]);
  return new Map(made.outputs.map((o) => [o.firewall, o.text]));
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
  policy: Policy,
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
      const ruleset = rulesets(policy, instant).get(here.name) ?? '';
      lab.load(shifted(ruleset, instant));
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

describe.skipIf(why !== undefined && !process.env.CI)(
  `nftables in the kernel${why === undefined ? '' : ` (${why})`}`,
  () => {
    for (const [number, plant] of PLANTS.entries())
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
        }
        const points = [...new Set(plan.flatMap(({ probes }) => probes.map((p) => p.point)))];
        expect(points.length).toBeGreaterThan(0);
        const mistakes: string[] = [];
        for (let i = 0; i < points.length; i += 2)
          mistakes.push(
            ...(
              await Promise.all(points.slice(i, i + 2).map((p) => tryFirewall(`${number}-${p}`, policy, p, plan)))
            ).flat(),
          );
        expect(mistakes).toEqual([]);
      });

    it('was shown with at least 500 probes, no fewer denied than permitted, answers held back among them', () => {
      console.log(`kernel: ${JSON.stringify(tally)}`);
      expect(tally.permitted + tally.denied).toBeGreaterThanOrEqual(500);
      expect(tally.denied).toBeGreaterThanOrEqual(tally.permitted);
      expect(tally.oneWay).toBeGreaterThan(0);
    });
  },
);
