/** The judgement of targets can fail: devices that are wrong in one thing only are told from right ones. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Device, DevicePacket } from './device.ts';
import { mistakesIn } from './judge-packets.ts';
import { readNftables } from './nft-device.ts';
import { judgedPolicies } from './packet-policies.ts';

const moved = (change: (p: DevicePacket) => Partial<DevicePacket>) => (d: Device) => ({
  opens: (p: DevicePacket) => d.opens({ ...p, ...change(p) }),
  answers: (p: DevicePacket) => d.answers({ ...p, ...change(p) }),
});
const number = (by: number) => moved((p) => ({ atom: { ...p.atom, number: p.atom.number + by } }));

const WRONG: readonly (readonly [what: string, device: (d: Device) => Device])[] = [
  ['lets everything through', () => ({ opens: () => true, answers: () => true })],
  ['drops everything', () => ({ opens: () => false, answers: () => false })],
  ['answers everything', (d) => ({ opens: (p) => d.opens(p), answers: () => true })],
  ['answers nothing', (d) => ({ opens: (p) => d.opens(p), answers: () => false })],
  ['is one port late', number(-1)],
  ['is one port early', number(1)],
  ['takes one address more at the end', moved((p) => ({ source: p.source - 1n }))],
  ['takes one address more at the beginning', moved((p) => ({ target: p.target + 1n }))],
  ['is a second late', moved((p) => ({ time: p.time - 1 }))],
  ['is a second early', moved((p) => ({ time: p.time + 1 }))],
  ['takes the wrong way in', moved(() => ({ iif: 'elsewhere0' }))],
  ['takes the wrong way out', moved(() => ({ oif: 'elsewhere0' }))],
];

it.each(WRONG)('a device that %s is found out', (_, wrong) => {
  const policies = fc.sample(judgedPolicies, { numRuns: 60, seed: 7 });
  let found = 0;
  for (const policy of policies)
    if (mistakesIn(policy, 'nftables', (texts) => wrong(readNftables(texts))).length > 0) found++;
  expect(found).toBeGreaterThan(2);
});

it('a device that is right is not', () => {
  for (const policy of fc.sample(judgedPolicies, { numRuns: 30, seed: 7 }))
    expect(mistakesIn(policy, 'nftables', readNftables)).toEqual([]);
});
