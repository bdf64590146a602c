/** For filters that stand at machines: a machine that the policy knows by IPv4 is not reached by IPv6, whatever address it gets. */
import { describe, expect, it } from 'vitest';
import { readAws } from '../../../test/oracle/aws-sg-evaluator.ts';
import { readCilium } from '../../../test/oracle/cilium-evaluator.ts';
import type { DeviceReader, Machines } from '../../../test/oracle/device.ts';
import { readKubernetes } from '../../../test/oracle/kubernetes-evaluator.ts';
import { parseAddress } from '../../model/addresses.ts';
import { compile, load } from '../testing/device-policies.ts';

const point = (text: string): bigint => parseAddress(text) as bigint;

const POLICY = `
zone Internet { kind external  network rest }
zone Office { network 10.1.0.0/24, 2001:db8:1::/64  asset pc : workstation at 10.1.0.5, 2001:db8:1::5  asset guest : laptop at dhcp }
zone Cell { network 10.2.0.0/24  asset plc-1 : plc at 10.2.0.10  asset new : drive at dhcp }
zone Six { network 2001:db8:6::/64  asset six : server at 2001:db8:6::6 }
conduit Out { between Cell and Internet  allow Cell -> Internet : any  allow Internet -> plc-1 : tcp 443 }
conduit Work { between Office and Cell  allow workstation, laptop -> plc : tcp 502, icmp 8, icmpv6 128  deny guest -> Cell : tcp 80 }
conduit Never { between Cell and Six  allow six -> plc-1 : any }
firewall FW { interface "e0" to Internet interface "e1" to Office interface "e2" to Cell interface "e3" to Six }`;

type Packet = readonly [source: string, target: string, port: number, machines?: Readonly<Record<string, string>>];

async function judged(target: string, read: DeviceReader, text = POLICY) {
  const [output] = compile(await load({ 'p.seg': text }), target);
  const device = read([output?.text ?? '']);
  const opens = ([source, aim, number, machines]: Packet): boolean => {
    const known = machines && Object.fromEntries(Object.entries(machines).map(([end, at]) => [end, point(at)]));
    return device.opens({
      ...{ iif: 'e0', oif: 'e1', time: 1, sport: 50_000, source: point(source), target: point(aim) },
      ...{ atom: { proto: 'tcp', number }, ...(known === undefined ? {} : { machines: known as Machines }) },
    });
  };
  return { text: output?.text ?? '', opens };
}

describe.each([
  ['kubernetes', readKubernetes],
  ['cilium', readCilium],
  ['aws-sg', readAws],
] as readonly (readonly [string, DeviceReader])[])('%s', (target, read) => {
  const policy = target === 'kubernetes' ? POLICY.replace(', icmp 8, icmpv6 128', '') : POLICY;

  it('opens nothing by IPv6 to or from a machine that the policy knows by IPv4 only', async () => {
    const { opens } = await judged(target, read, policy);
    const strange = 'fd00::99';
    const outside = '2001:db8:ffff::1';
    for (const machine of ['10.2.0.10', '10.2.0.77']) {
      expect(opens([strange, outside, 443, { source: machine }]), machine).toBe(false);
      expect(opens([outside, strange, 443, { target: machine }]), machine).toBe(false);
      expect(opens(['2001:db8:1::5', strange, 502, { target: machine }]), machine).toBe(false);
      // Nor between neighbours in one segment, where one of them is no machine that the filter knows.
      expect(opens(['fd00::98', strange, 502, { target: machine }]), machine).toBe(false);
    }
  });

  it('permits in every family what the policy has in it, at dhcp too', async () => {
    const { opens } = await judged(target, read, policy);
    const seen: readonly (readonly [Packet, boolean])[] = [
      [['10.1.0.5', '10.2.0.10', 502], true],
      [['10.1.0.77', '10.2.0.10', 502], true],
      [['10.1.0.77', '10.2.0.10', 80], false],
      [['8.8.8.8', '10.2.0.10', 443], true],
      [['10.2.0.77', '8.8.8.8', 53], true],
      [['2001:db8:1::5', '2001:db8:1::9', 22], true],
      [['10.1.0.5', '10.1.0.9', 22], true],
    ];
    for (const [packet, passes] of seen) expect([packet, opens(packet)]).toEqual([packet, passes]);
  });

  it('writes nothing of a rule whose ends have no family in common, and no list of peers without one', async () => {
    const { text } = await judged(target, read, policy);
    expect(text).not.toContain('conduit Never');
    expect(text).not.toMatch(/(?:from|to|ingress|egress|fromCIDRSet|toCIDRSet|values): \[\]/);
    expect(text).not.toMatch(/"prefix_list_ids": \[\]/);
  });
});
