/**
 * The judgement of filters that stand at machines and select them by a name, whatever their addresses: on random policies, a machine
 * that the policy knows in one address family only opens nothing and takes nothing in the other, should it have an address of that too.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatAddress, parseAddress, V6_BASE } from '../../language/model/addresses.ts';
import { atomOf } from '../../language/model/atoms.ts';
import type { Policy } from '../../language/model/policy.ts';
import { GENERATED_NOW } from '../generators/policy.ts';
import type { DevicePacket, DeviceReader } from './device.ts';
import { type Case, compiled, loaded, RUNS } from './judge-packets.ts';
import { endsOfAsset, strangers } from './naive-permission.ts';
import { chooser, judgedPolicies } from './packet-policies.ts';

const TRIES = 60;
/** In none of the generated networks; `rest` holds them. */
const STRANGE = { 4: parseAddress('203.0.113.9') as bigint, 6: parseAddress('2001:db8:99::9') as bigint };

/** Declares the test of one target. */
export function judgeMachines(target: string, read: DeviceReader): void {
  const fallbacks = ['one-way-replies', 'timed-closed'];
  let tried = 0;
  it(
    `${target} opens nothing in an address family in which the policy does not know a machine`,
    () => {
      const judge = ([text, seed]: readonly [string, number]) => {
        const found = mistakes(compiled(loaded(text), target, read, { fallbacks }), chooser(seed));
        tried += found.tried;
        expect(found.said).toEqual([]);
      };
      fc.assert(fc.property(judgedPolicies, judge), { numRuns: RUNS });
      expect(tried).toBeGreaterThan(10 * RUNS);
    },
    30_000 + RUNS * 300,
  );
}

function mistakes(c: Case, pick: (max: number) => number): { readonly said: string[]; readonly tried: number } {
  const [machines, addresses, atoms] = [machinesOfOneFamily(c.policy), c.reading.addresses(), c.reading.atoms()];
  const said: string[] = [];
  let tried = 0;
  for (let i = 0; machines.length > 0 && i < TRIES; i++) {
    const machine = machines[pick(machines.length)] as bigint;
    const peers = addresses.filter((a) => isV6(a) !== isV6(machine));
    const peer = peers[pick(Math.max(1, peers.length))];
    if (peer === undefined) continue;
    tried++;
    const { proto, number } = atomOf(atoms[pick(atoms.length)] as number);
    const atom = { proto: proto as DevicePacket['atom']['proto'], number };
    const own = STRANGE[isV6(peer) ? 6 : 4];
    const common = { iif: '', oif: '', atom, sport: 50_000, time: GENERATED_NOW / 1000 };
    const device = c.points[pick(c.points.length)]?.device;
    const at = `${formatAddress(machine)} at ${formatAddress(own)}, ${formatAddress(peer)}, ${proto} ${number}`;
    if (device?.opens({ ...common, source: peer, target: own, machines: { target: machine } }) === true)
      said.push(`lets in to ${at}`);
    if (device?.opens({ ...common, source: own, target: peer, machines: { source: machine } }) === true)
      said.push(`lets out of ${at}`);
  }
  return { said, tried };
}

/** An address of each machine in a zone of which the policy has addresses of one family only. */
function machinesOfOneFamily(policy: Policy): bigint[] {
  const ends = [...policy.assets.flatMap((a) => endsOfAsset(policy, a.index)), ...strangers(policy)];
  const families = new Map<number, Set<boolean>>();
  for (const { zone, inner, outer } of ends)
    for (const point of [inner, outer])
      if (point !== undefined) families.set(zone, (families.get(zone) ?? new Set()).add(isV6(point)));
  return ends.flatMap(({ zone, outer }) => (outer === undefined || families.get(zone)?.size !== 1 ? [] : [outer]));
}

function isV6(point: bigint): boolean {
  return point >= V6_BASE;
}
