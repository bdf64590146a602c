/** Segments, paths and what is open on the wire: SEMANTICS.md *Compiled rules* (placement) and *as built*. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { asBuilt, buildTopology, type Hop, PathFinder, type Topology } from './index.ts';

async function load(text: string): Promise<Policy> {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return policy;
}

const zone = (policy: Policy, name: string): number => policy.zones.findIndex((z) => z.name === name);

/** Crossings by name: `FW: A>B`. */
function named(policy: Policy, topology: Topology, hops: readonly Hop[]): string[] {
  return hops
    .map((h) => `${topology.points[h.point]?.name}: ${policy.zones[h.from]?.name}>${policy.zones[h.to]?.name}`)
    .sort();
}

async function between(
  text: string,
  from: string,
  to: string,
  via: readonly string[] = [],
): Promise<string[] | string> {
  const policy = await load(text);
  const topology = buildTopology(policy);
  const firewalls = via.map((name) => policy.firewalls.findIndex((f) => f.name === name));
  const found = new PathFinder(topology).between(zone(policy, from), zone(policy, to), firewalls);
  return found.ok ? named(policy, topology, found.hops) : found.why;
}

const ROW = `
zone A { } zone B { } zone C { } zone D { }
firewall F { interface "f0" to A  interface "f1" to B }
firewall G { interface "g0" to B  interface "g1" to C }
`;

describe('segments', () => {
  it('are zones with interfaces; a zone without is reached through its nearest ancestor that has one', async () => {
    const policy = await load(`
      zone Plant { zone Line { zone Cell { } } zone Other { } } zone Far { }
      firewall FW { interface "e0" to Plant  interface "e1" to Line }`);
    const { segmentOf } = buildTopology(policy);
    const segment = (name: string) => policy.zones[segmentOf[zone(policy, name)] ?? -1]?.name;
    expect(['Plant', 'Line', 'Cell', 'Other', 'Far'].map(segment)).toEqual([
      'Plant',
      'Line',
      'Line',
      'Plant',
      undefined,
    ]);
  });

  it('of a zone reached through an asset are those of the zone that the asset stands in', async () => {
    const policy = await load(`
      zone Dmz { network 10.0.0.0/24  asset vpn : vpn-gateway at 10.0.0.1 also in Pool at 10.9.0.1 }
      zone Inside { } zone Pool { network 10.9.0.0/24  reached through vpn }
      firewall FW { interface "e0" to Dmz  interface "e1" to Inside }`);
    const { segmentOf } = buildTopology(policy);
    expect(segmentOf[zone(policy, 'Pool')]).toBe(zone(policy, 'Dmz'));
  });

  it('are all zones, each its own, where a policy declares no firewall', async () => {
    const policy = await load('zone A { zone B { } } zone C { }');
    const topology = buildTopology(policy);
    expect(topology.implied).toBe(true);
    expect(topology.points.map((p) => p.name)).toEqual(['firewall']);
    expect(topology.segmentOf).toEqual([0, 1, 2]);
  });
});

describe('paths', () => {
  it('lead over every firewall between two segments', async () => {
    expect(await between(ROW, 'A', 'C')).toEqual(['F: A>B', 'G: B>C']);
    expect(await between(ROW, 'C', 'A')).toEqual(['F: B>A', 'G: C>B']);
    expect(await between(ROW, 'A', 'A')).toEqual([]);
    expect(await between(ROW, 'A', 'D')).toBe('none');
  });

  it('of equal length all count', async () => {
    const beside = `${ROW} firewall H { interface "h0" to B  interface "h1" to C }`;
    expect(await between(beside, 'A', 'C')).toEqual(['F: A>B', 'G: B>C', 'H: B>C']);
  });

  it('through named firewalls are the shortest that take them all, and visit no zone twice', async () => {
    const ring = `${ROW} firewall H { interface "h0" to C  interface "h1" to D } firewall I { interface "i0" to D  interface "i1" to A }`;
    expect(await between(ring, 'A', 'B')).toEqual(['F: A>B']);
    expect(await between(ring, 'A', 'B', ['H'])).toEqual(['G: C>B', 'H: D>C', 'I: A>D']);
    expect(await between(ring, 'A', 'B', ['F', 'H'])).toBe('via');
    expect(await between(ROW, 'A', 'A', ['F'])).toBe('via');
  });

  it('take the twin of a firewall along, with the interfaces of its partner where it states none', async () => {
    const twins = `${ROW} firewall G2 { twin of G }`;
    expect(await between(twins, 'B', 'C')).toEqual(['G2: B>C', 'G: B>C']);
    expect(await between(twins, 'A', 'C', ['G2'])).toEqual(['F: A>B', 'G2: B>C', 'G: B>C']);
  });

  it('are those that trying every way finds, on random plants', async () => {
    const plants = fc.record({
      firewalls: fc.array(fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 2, maxLength: 3 }), {
        minLength: 1,
        maxLength: 6,
      }),
      via: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 2 }),
    });
    const zones = Array.from({ length: 6 }, (_, i) => `zone Z${i} { }`).join('\n');
    await fc.assert(
      fc.asyncProperty(plants, async ({ firewalls, via }) => {
        const declared = firewalls.map(
          (list, f) => `firewall F${f} { ${list.map((z, i) => `interface "i${i}" to Z${z}`).join(' ')} }`,
        );
        const policy = await load(`${zones}\n${declared.join('\n')}`);
        const topology = buildTopology(policy);
        const finder = new PathFinder(topology);
        const needed = via.filter((f) => f < firewalls.length);
        for (let a = 0; a < 6; a++)
          for (let b = 0; b < 6; b++) {
            if (a === b) continue;
            const found = finder.between(a, b, needed);
            expect(found.ok ? named(policy, topology, found.hops) : []).toEqual(
              named(policy, topology, slowly(firewalls, a, b, needed)),
            );
          }
      }),
      { numRuns: 60 },
    );
  });
});

/** Every simple path, then the shortest of those through all named firewalls. */
function slowly(firewalls: readonly (readonly number[])[], from: number, to: number, via: readonly number[]): Hop[] {
  const paths: Hop[][] = [];
  const walk = (path: readonly Hop[], at: number): void => {
    if (at === to) {
      if (via.every((f) => path.some((h) => h.point === f))) paths.push([...path]);
      return;
    }
    firewalls.forEach((zones, point) => {
      if (!zones.includes(at) || path.some((h) => h.point === point)) return;
      for (const out of zones)
        if (out !== from && out !== at && !path.some((h) => h.to === out))
          walk([...path, { point, from: at, to: out }], out);
    });
  };
  walk([], from);
  const shortest = Math.min(...paths.map((p) => p.length));
  const hops = paths.filter((p) => p.length === shortest).flat();
  return [...new Map(hops.map((h) => [`${h.point} ${h.from} ${h.to}`, h])).values()];
}

describe('as built', () => {
  it('zones that share a segment are unseparated, and one that no firewall leads to is from all', async () => {
    const policy = await load(`
      zone Plant { network 10.0.0.0/24  zone Cell { network 10.0.1.0/24 } zone Empty { } }
      zone Office { network 10.1.0.0/24 } zone Lost { network 10.2.0.0/24 }
      firewall FW { interface "e0" to Plant  interface "e1" to Office }`);
    const built = asBuilt(policy);
    const pair = (a: string, b: string) => built.unseparated(zone(policy, a), zone(policy, b));
    expect(pair('Plant', 'Cell')).toBe(true);
    expect(pair('Plant', 'Office')).toBe(false);
    expect(pair('Lost', 'Office')).toBe(true);
    expect(pair('Plant', 'Plant')).toBe(false);
    expect(built.withoutSegment).toEqual([zone(policy, 'Lost')]);
    expect([...built.shared.values()]).toEqual([[zone(policy, 'Plant'), zone(policy, 'Cell')]]);
    expect(built.zones).not.toContain(zone(policy, 'Empty'));
  });

  it('the inside of a microsegmented zone of two legs or more is open where nothing enforces it', async () => {
    const assets = 'asset a : plc at 10.0.0.1  asset b : plc at 10.0.0.2';
    const openOf = async (members: string) => {
      const policy = await load(`zone Z { network 10.0.0.0/24 ${members} } firewall FW { interface "e0" to Z }`);
      return asBuilt(policy).openInsides.length;
    };
    expect(await openOf(`microsegmented ${assets}`)).toBe(1);
    expect(await openOf(`microsegmented enforced by FW ${assets}`)).toBe(0);
    expect(await openOf('microsegmented asset a : plc at 10.0.0.1')).toBe(0);
    expect(await openOf(`kind external ${assets}`)).toBe(0);
    expect(await openOf(assets)).toBe(0);
  });
});
