/** What FortiOS and PAN-OS outputs do beyond what random policies try: many members, interfaces, dates that a clock shows twice. */
import { describe, expect, it } from 'vitest';
import type { Device, DevicePacket } from '../../../test/oracle/device.ts';
import { readFortios } from '../../../test/oracle/fortios-evaluator.ts';
import { readPanos } from '../../../test/oracle/panos-evaluator.ts';
import { parseAddress } from '../../model/addresses.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy } from '../index.ts';

const NOW = Date.UTC(2026, 9, 26, 12);
const READERS = { fortios: readFortios, panos: readPanos } as const;
type Name = keyof typeof READERS;

async function compiled(text: string, target: string): Promise<CompiledOutput> {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return compilePolicy(policy, { now: NOW, target, version: '0', horizonDays: 30 }).outputs[0] as CompiledOutput;
}

async function device(text: string, target: Name): Promise<Device> {
  return READERS[target]([(await compiled(text, target)).text]);
}

interface Asked {
  readonly from?: string;
  readonly source?: string;
  readonly proto?: DevicePacket['atom']['proto'];
  readonly number?: number;
  readonly at?: string;
}

function packet({ from = 'a0', source = '10.0.0.1', proto = 'tcp', number = 502, at }: Asked = {}): DevicePacket {
  const addresses = { source: parseAddress(source) as bigint, target: parseAddress('10.0.1.1') as bigint };
  const time = (at === undefined ? NOW : Date.parse(at)) / 1000;
  return { iif: from, oif: 'b0', ...addresses, atom: { proto, number }, sport: 50_000, time };
}

const zones = (members = '', port = 'a0') =>
  `
zone A { network 10.0.0.0/16 as 10.0.0.0/16  asset a : server at 10.0.0.1 ${members} }
zone B { network 10.1.0.0/16  asset b : plc at 10.0.1.1 }
firewall FW { interface "${port}" to A  interface b0 to B }
`
    .replace(' as 10.0.0.0/16', '')
    .replace('10.0.0.0/16', '10.0.0.0/24');

describe.each(['fortios', 'panos'] as const)('the %s output', (target) => {
  it('holds ICMP types and IP protocols one by one', async () => {
    const fw = await device(`${zones()}conduit X { between A and B  allow a -> b : icmp 8, ip 47, udp 53 }`, target);
    const passes = (proto: DevicePacket['atom']['proto'], number: number) => fw.opens(packet({ proto, number }));
    expect([passes('icmp', 8), passes('ip', 47), passes('udp', 53)]).toEqual([true, true, true]);
    expect([passes('icmp', 0), passes('icmp', 9), passes('ip', 46), passes('tcp', 53)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('holds hundreds of members, none of them and no other lost', async () => {
    const many = Array.from({ length: 700 }, (_, i) => `asset m${i} : sensor at 10.2.${i >> 7}.${(2 * i) & 255}`).join(
      '\n',
    );
    const text = zones(many).replace('10.0.0.0/24', '10.0.0.0/24, 10.2.0.0/16');
    const fw = await device(`${text}conduit X { between A and B  allow sensor -> b : tcp 502 }`, target);
    const passes = Array.from({ length: 1536 }, (_, i) => fw.opens(packet({ source: `10.2.${i >> 8}.${i & 255}` })));
    expect(passes.map((p, i) => (p ? i : -1)).filter((i) => i >= 0)).toEqual(
      Array.from({ length: 700 }, (_, i) => 256 * (i >> 7) + ((2 * i) & 255)).sort((x, y) => x - y),
    );
  });

  it('changes few lines of a large group when a member comes first', async () => {
    const assets = (first: number) =>
      Array.from(
        { length: 300 - first },
        (_, i) => `asset m${i + first} : sensor at 10.2.${(i + first) >> 7}.${(2 * (i + first)) & 255}`,
      );
    const text = (first: number) =>
      `${zones(assets(first).join('\n')).replace('10.0.0.0/24', '10.0.0.0/24, 10.2.0.0/16')}conduit X { between A and B  allow sensor -> b : tcp 502 }`;
    const [before, after] = [await compiled(text(1), target), await compiled(text(0), target)];
    const old = new Set(before.text.split('\n'));
    expect(after.text.split('\n').filter((l) => !old.has(l)).length).toBeLessThanOrEqual(8);
  });

  it('refuses what begins too late for the device to know', async () => {
    const { refused } = await compiled(
      `${zones()}conduit X { between A and B  allow a -> b : tcp 502 from 2050-01-01 }`,
      target,
    );
    expect(refused.map((r) => r.reason)).toEqual([expect.stringContaining('begins after 2037')]);
  });
});

describe.each([
  ['panos', 'IPv6 firewalling'],
  ['junos-srx', 'security forwarding-options family inet6 mode flow-based'],
])('the %s output', (target, setting) => {
  it('says which setting of the device its rules of IPv6 need, where it has some', async () => {
    const text = `${zones()}conduit X { between A and B  allow a -> b : tcp 502 }`;
    const six = text.replace('10.1.0.0/16', '10.1.0.0/16, fd00::/64').replace('at 10.0.1.1', 'at 10.0.1.1, fd00::1');
    const [without, both] = [await compiled(text, target), await compiled(six, target)];
    const asset = six.replace('10.0.0.0/24', '10.0.0.0/24, fd01::/64').replace('at 10.0.0.1', 'at 10.0.0.1, fd01::1');
    expect(without.text).not.toContain(setting);
    expect(both.text).not.toContain(setting);
    expect((await compiled(asset, target)).text).toMatch(new RegExp(`^# .*${setting}`, 'm'));
  });
});

describe('the panos output', () => {
  it('makes a zone of an interface, and takes every other name for that of a zone', async () => {
    const text = `${zones('', 'ethernet1/7.20')}conduit X { between A and B  allow a -> b : tcp 502 }`;
    const { text: out } = await compiled(text, 'panos');
    expect(out).toContain('set zone bh-ethernet1-7.20 network layer3 ethernet1/7.20\n');
    expect(out).toContain(' from bh-ethernet1-7.20 to b0 ');
    const fw = readPanos([out]);
    expect(fw.opens(packet({ from: 'ethernet1/7.20' }))).toBe(true);
    expect(fw.opens(packet({ from: 'c0' }))).toBe(false);
  });

  it('refuses dates at a time that the clock shows twice, and ICMP without a type', async () => {
    const los = 'policy "p" { timezone "America/Los_Angeles" }\n';
    const twice = `${los}${zones()}conduit X { between A and B  allow a -> b : tcp 502 until 2026-11-01T01:30 }`;
    expect((await compiled(twice, 'panos')).refused[0]?.reason).toContain('shows twice');
    const once = await device(twice.replace('T01:30', 'T02:30'), 'panos');
    expect(once.opens(packet({ at: '2026-11-01T02:29:59-08:00' }))).toBe(true);
    expect(once.opens(packet({ at: '2026-11-01T02:30:00-08:00' }))).toBe(false);
    const all = await compiled(`${zones()}conduit X { between A and B  allow a -> b : icmp }`, 'panos');
    expect(all.refused[0]?.reason).toContain('needs an application for each');
  });

  it('spells out weekly times that touch midnight, until the horizon', async () => {
    const text = `schedule S { every sat 22:00-02:00 }\n${zones()}conduit X { between A and B  allow a -> b : tcp 502 during S }`;
    const fw = await device(text, 'panos');
    const at = (when: string) => fw.opens(packet({ at: when }));
    expect(['2026-10-31T22:00:00Z', '2026-10-31T23:59:30Z', '2026-11-01T01:59:59Z'].map(at)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['2026-10-31T21:59:59Z', '2026-11-01T02:00:00Z', '2026-12-05T23:00:00Z'].map(at)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
