/** The wind plant as it is and put right: what its policies say of it, in figures. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blastOf, checkExpectations, reachGraph, whenOf } from '../../language/analysis/index.ts';
import { loadPolicy } from '../../language/pipeline.ts';

const NOW = Date.UTC(2026, 10, 23);
const INSIDE = Date.UTC(2031, 2, 6, 19);
const OUTSIDE = Date.UTC(2031, 2, 7, 19);

async function load(name: string) {
  const files = globSync(`examples/${name}/*.seg`).map((path) => ({
    path: basename(path),
    text: readFileSync(path, 'utf8'),
  }));
  const loaded = await loadPolicy(files);
  expect(loaded.findings.map((f) => f.message)).toEqual([]);
  return loaded.policy;
}

async function blasts(name: string, at?: number): Promise<Map<string, number>> {
  const policy = await load(name);
  const graph = reachGraph(policy, { when: whenOf({ now: NOW, at }) });
  return new Map(policy.assets.map((a) => [a.name, blastOf(graph, a.index).length]));
}

describe('the wind plant as it is', () => {
  it('lets every asset reach all 24 others', async () => {
    expect(new Set((await blasts('wind-plant')).values())).toEqual(new Set([24]));
  });

  it('joins 21 of its 25 machines by the management network', async () => {
    const policy = await load('wind-plant');
    const management = policy.zones.find((z) => z.id === 'Mgmt');
    expect(policy.assets).toHaveLength(25);
    expect(new Set(management?.legs.map((l) => policy.legs[l]?.asset)).size).toBe(21);
  });

  it('breaks what one would expect of its jump host and tunnels', async () => {
    const policy = await load('wind-plant');
    const failing = checkExpectations(policy, { now: NOW }).flatMap((r, i) =>
      r.passed ? [] : [policy.expectations[i]?.text],
    );
    expect(failing).toEqual([
      'expect kali-inet cannot reach turbine',
      'expect guard-cli reaches OT only through guard-jh',
      'expect ws-owop cannot reach ws-grid',
    ]);
  });

  const topology = '../shared/data/sandia-wind-plant/base-topology.yml';
  it.skipIf(!existsSync(topology))('holds every machine, address and VLAN of the published topology', async () => {
    const policy = await load('wind-plant');
    const source = readFileSync(topology, 'utf8');
    const hosts = [...source.matchAll(/hostname: (\S+)/g)].map((m) => m[1]);
    expect(policy.assets.map((a) => a.name).sort()).toEqual(hosts.sort());
    const overlay = new Set(['10.222.222.45', '10.222.222.1']);
    const written = policy.legs.flatMap((l) => l.addresses.map((a) => a.text)).filter((a) => !overlay.has(a));
    const published = [...source.matchAll(/- address: (\S+)/g)].map((m) => m[1] as string);
    expect(written.sort()).toEqual(published.sort());
    const vlans = new Set([...source.matchAll(/vlan: (\S+)/g)].map((m) => m[1]));
    expect(new Set(policy.zones.flatMap((z) => z.vlans))).toEqual(vlans);
  });
});

describe('the wind plant put right', () => {
  it('keeps every expectation', async () => {
    const policy = await load('wind-plant-hardened');
    expect(checkExpectations(policy, { now: NOW }).filter((r) => !r.passed)).toEqual([]);
  });

  it("lets the technician's laptop reach 10 of 18 inside its window, and nothing outside", async () => {
    expect((await blasts('wind-plant-hardened')).get('guard-cli')).toBe(10);
    expect((await blasts('wind-plant-hardened', INSIDE)).get('guard-cli')).toBe(10);
    expect((await blasts('wind-plant-hardened', OUTSIDE)).get('guard-cli')).toBe(0);
  });

  it('has a mean blast radius of 2.3', async () => {
    const all = [...(await blasts('wind-plant-hardened')).values()];
    expect(all).toHaveLength(19);
    expect((all.reduce((a, b) => a + b, 0) / all.length).toFixed(1)).toBe('2.3');
  });
});
