/** What devices, clouds and clusters cannot hold: split where that is equal, else refused by the rule's name. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readAws } from '../../../test/oracle/aws-sg-evaluator.ts';
import { readAzure } from '../../../test/oracle/azure-nsg-evaluator.ts';
import { readCilium } from '../../../test/oracle/cilium-evaluator.ts';
import type { Device, DeviceReader } from '../../../test/oracle/device.ts';
import { readSrx, readSrxDevice } from '../../../test/oracle/junos-srx-evaluator.ts';
import { readKubernetes } from '../../../test/oracle/kubernetes-evaluator.ts';
import { type OpnsensePacket, readOpnsense } from '../../../test/oracle/opnsense-evaluator.ts';
import { parseAddress } from '../../model/addresses.ts';
import type { CompiledOutput } from '../index.ts';
import { compile, load } from '../testing/device-policies.ts';

async function compiled(text: string, target: string, fallbacks: readonly string[] = []): Promise<CompiledOutput> {
  const [output] = compile(await load({ 'p.seg': text }), target, fallbacks);
  return output as CompiledOutput;
}

const reasons = (o: CompiledOutput): string[] => o.refused.map((r) => r.reason);
const point = (text: string): bigint => parseAddress(text) as bigint;

function opens(device: Device, source: string, target: string, number: number, more: object = {}): boolean {
  const packet = { iif: 'e0', oif: 'e1', time: Date.UTC(2031, 2, 5, 12) / 1000, sport: 50_000, ...more };
  return device.opens({ ...packet, source: point(source), target: point(target), atom: { proto: 'tcp', number } });
}

const TWO = `
zone A { network 10.0.0.0/16  asset a : server at 10.0.0.1 }
zone B { network 10.1.0.0/16  asset b : plc at 10.1.0.1 }
firewall FW { interface "e0" to A  interface "e1" to B }`;
const conduit = (rules: string): string => `${TWO}\nconduit C { between A and B  ${rules} }`;

const ENFORCED = `${TWO.replace('"e1" to B', '"e1" to B  interface "e2" to C  interface "e3" to C')}
zone C { network 10.2.0.0/16  microsegmented  enforced by FW
  asset s : server at 10.2.0.1  asset t : plc at 10.2.0.2
  allow s -> t : tcp 22-23  deny s -> t : tcp 23 }`;

describe('opnsense', () => {
  const self = (over: Partial<OpnsensePacket>): OpnsensePacket => ({
    ...{ iif: 'e0', source: point('10.0.0.1'), target: point('10.0.255.1'), proto: 6, dport: 22, self: true },
    ...over,
  });

  it('lets to the firewall itself what a rule permits and nothing else, and judges what goes through as before', async () => {
    const text = conduit('allow A -> B : https')
      .replace('10.0.0.0/16', '10.0.0.0/16  microsegmented  allow a -> FW : ssh')
      .replace('"e0" to A', '"e0" to A at 10.0.255.1');
    const { judge } = readOpnsense((await compiled(text, 'opnsense')).text);
    expect(judge(self({})).passes).toBe(true);
    expect(judge(self({ dport: 443 })).passes).toBe(false);
    expect(judge(self({ source: point('10.0.0.2') })).passes).toBe(false);
    // The firewall's address on the other side lies in B, which A may reach by https.
    expect(judge(self({ target: point('10.1.255.1'), dport: 443 })).passes).toBe(false);
    expect(judge(self({ target: point('10.1.0.9'), dport: 443, self: false })).passes).toBe(true);
  });

  it('refuses words that its forms do not have, and keeps the rest of the rule', async () => {
    const output = await compiled(conduit('allow a -> b : icmp 8, icmp 42, ip 47, ip 200, tcp 0-9'), 'opnsense');
    expect(reasons(output)).toEqual([
      'tcp port 0 cannot be stated in OPNsense',
      'OPNsense has no word for icmp type 42',
      'OPNsense has no word for IP protocol 200',
    ]);
    expect(output.text).toContain('<icmptype>echoreq</icmptype>');
    expect(output.text).toContain('<protocol>gre</protocol>');
    expect(output.text).toContain('<port>1-9</port>');
  });

  it('refuses an interface that no configuration can name', async () => {
    const output = await compiled(conduit('allow a -> b : https').replace('"e0"', '"ge-0/0/1"'), 'opnsense');
    expect(reasons(output)[0]).toContain('"ge-0/0/1"');
  });

  it('writes everything as two halves, which a table takes', async () => {
    const text = `zone I { network rest }\nzone B { network 10.1.0.0/16 }
      conduit C { between I and B  allow I -> B : https }`;
    const { text: xml } = await compiled(text, 'opnsense');
    expect(xml).not.toContain('/0\n');
    expect(readOpnsense(xml).judge(self({ target: point('10.1.0.1'), dport: 443, self: false })).passes).toBe(true);
  });
});

describe('junos-srx', () => {
  it('splits more networks than a set takes into policies that together say the same', async () => {
    const assets = Array.from({ length: 1100 }, (_, i) => `asset h${i} : hmi at 10.0.${i >> 7}.${(2 * i) % 256}`);
    const text = conduit('allow hmi -> b : modbus').replace('asset a : server at 10.0.0.1', assets.join('\n'));
    const output = await compiled(text, 'junos-srx');
    expect(output.refused).toEqual([]);
    expect(output.text.match(/policy \S+ then permit/g)).toHaveLength(2);
    for (const name of ['from-', 'part-2']) {
      const members = output.text
        .split('\n')
        .filter((l) => l.startsWith('set security address-book global address-set'));
      expect(members.filter((l) => l.includes(name)).length).toBeGreaterThan(50);
    }
    const device = readSrxDevice([output.text]);
    for (const i of [0, 1023, 1024, 1099])
      expect(opens(device, `10.0.${i >> 7}.${(2 * i) % 256}`, '10.1.0.1', 502)).toBe(true);
    expect(opens(device, '10.0.0.1', '10.1.0.1', 502)).toBe(false);
  });

  it('keeps weekly times weekly, spells out those that end at midnight, and refuses too many of them', async () => {
    const schedules =
      'schedule Day { every mon-fri 08:00-16:30 }  schedule Night { every mon 20:00-24:00 }  schedule Often { every day 22:00-24:00 }';
    const day = await compiled(`${schedules} ${conduit('allow a -> b : https during Day')}`, 'junos-srx');
    expect(day.text).toMatch(/scheduler bh-\w+ friday start-time 08:00:00 stop-time 16:30:00/);
    expect(day.text).not.toContain('Made for');
    const night = await compiled(`${schedules} ${conduit('allow a -> b : https during Night')}`, 'junos-srx');
    expect(night.text).toContain('start-date 2031-03-10.20:00 stop-date 2031-03-11.00:00');
    const policy = await load({ 'p.seg': `${schedules} ${conduit('allow a -> b : https during Often')}` });
    const { compilePolicy } = await import('../index.ts');
    const { outputs } = compilePolicy(policy, { now: Date.UTC(2031, 2, 5, 12), target: 'junos-srx', version: '1' });
    expect(reasons(outputs[0] as CompiledOutput)[0]).toMatch(/^its times come to \d+ dated slots/);
  });

  it('refuses a window that ends in an hour that clocks show twice', async () => {
    const text = `policy "p" { timezone "America/Los_Angeles" }${conduit('allow a -> b : https until 2031-11-02T01:30')}`;
    expect(reasons(await compiled(text, 'junos-srx'))[0]).toContain('an hour that clocks show twice');
  });

  it('refuses an interface that leads to two segments, and traffic to the device itself', async () => {
    const shared = await compiled(
      conduit('allow a -> b : https').replace('"e0" to A  interface "e1" to B', '"e0" to A, B'),
      'junos-srx',
    );
    expect(reasons(shared)[0]).toBe('interface e0 leads to A, B: on an SRX it lies in one zone');
    const text = conduit('allow a -> FW : ssh').replace('"e1" to B', '"e1" to B at 10.1.255.1');
    expect(reasons(await compiled(text, 'junos-srx'))[0]).toContain('traffic to the firewall itself');
  });

  it('puts interfaces that only the inside of an enforced zone has into a zone, and judges it there, denies first', async () => {
    const output = await compiled(ENFORCED, 'junos-srx');
    expect(output.refused).toEqual([]);
    const device = readSrxDevice([output.text]);
    const inside = (source: string, target: string, number: number, iif = 'e2', oif = 'e3') =>
      opens(device, source, target, number, { iif, oif });
    expect(inside('10.2.0.1', '10.2.0.2', 22)).toBe(true);
    expect(inside('10.2.0.1', '10.2.0.2', 22, 'e3', 'e3')).toBe(true);
    expect(inside('10.2.0.1', '10.2.0.2', 23)).toBe(false);
    expect(inside('10.2.0.1', '10.2.0.2', 23, 'e3', 'e2')).toBe(false);
    expect(inside('10.2.0.1', '10.2.0.2', 24)).toBe(false);
    expect(inside('10.2.0.1', '10.2.0.2', 22, 'e2', 'e9')).toBe(false);
  });

  it('refuses the inside of a zone whose interfaces Junos cannot name, or that no interface leads to', async () => {
    const named = await compiled(ENFORCED.replace('"e3"', '"3/e"'), 'junos-srx');
    expect(new Set(reasons(named))).toEqual(new Set(['interface "3/e" cannot be the name of an interface of Junos']));
    const nowhere = await compiled(ENFORCED.replace(/interface "e[23]" to C/g, ''), 'junos-srx');
    expect(new Set(reasons(nowhere))).toEqual(
      new Set(['no interface of this device leads to zone C, whose inside it enforces']),
    );
  });

  it('asks for zones where the policy declares no interfaces, since an interface in none passes nothing', async () => {
    const text = conduit('allow a -> b : https').replace(/firewall.*/, '');
    expect((await compiled(text, 'junos-srx')).text).toContain(
      'put every interface of the device into a security zone',
    );
    expect((await compiled(ENFORCED, 'junos-srx')).text).not.toContain('put every interface');
  });

  it('denies by itself what its policies do not say', async () => {
    const srx = readSrx((await compiled(TWO, 'junos-srx')).text);
    expect(srx.permits({ iif: 'e0', oif: 'e1', source: 1n, target: 2n, proto: 6, dport: 1, time: 0 })).toBe(false);
  });
});

describe('azure-nsg', () => {
  it('refuses rules beyond what a group holds by name, and no deny without the allows that it cuts', async () => {
    const rules = Array.from({ length: 600 }, (_, i) => `allow a -> b : tcp ${1000 + 2 * i}`);
    const output = await compiled(conduit(rules.join('\n')), 'azure-nsg');
    const written = (output.text.match(/"name": "allow-\w{6}-tcp-in"/g) ?? []).length;
    expect(written + output.refused.length).toBe(600);
    expect(written).toBeGreaterThan(450);
    expect(reasons(output)[0]).toContain('holds 1000 rules');
    readAzure([output.text]);
  });

  it('counts what stays within segments among the 4000 addresses that a group holds', async () => {
    const networks = Array.from({ length: 400 }, (_, i) => `10.${i >> 7}.${(2 * i) % 256}.0/24`).join(', ');
    const rules = Array.from({ length: 6 }, (_, i) => `allow A -> b : tcp ${1000 + 2 * i}`).join('\n');
    const text = conduit(rules).replace('10.0.0.0/16', networks).replaceAll('10.1.0.', '172.16.0.');
    const output = await compiled(text, 'azure-nsg');
    expect(output.refused).toHaveLength(4);
    expect(opens(readAzure([output.text]), '10.0.0.1', '172.16.0.1', 1002)).toBe(true);
  });
});

const SAME = `
zone A { network 10.0.0.0/16  microsegmented  enforced by FW
  asset a : server at 10.0.0.1  asset c : server at 10.0.0.2
  allow a -> c : ssh }
zone B { network 10.1.0.0/16  asset b : plc at 10.1.0.1  asset d : plc at 10.1.0.2 }
conduit C { between A and B  allow server -> plc : modbus  allow a -> b : modbus, any  deny a -> d : any }
firewall FW { interface "e0" to A  interface "e1" to B }`;

describe.each([
  ['aws-sg', readAws],
  ['azure-nsg', readAzure],
  ['kubernetes', readKubernetes],
] as readonly (readonly [string, DeviceReader])[])('%s', (target, read) => {
  it('leaves neighbours alone but where their zone is enforced, and states one permission of two rules', async () => {
    const output = await compiled(SAME, target);
    expect(output.refused).toEqual([]);
    const device = read([output.text]);
    const seen = [
      ['10.0.0.1', '10.0.0.2', 22, true],
      ['10.0.0.2', '10.0.0.1', 22, false],
      ['10.0.0.1', '10.0.0.9', 22, false],
      ['10.1.0.1', '10.1.0.2', 9999, true],
      ['10.1.0.9', '10.1.0.1', 502, true],
      ['10.0.0.1', '10.1.0.1', 9999, true],
      ['10.0.0.2', '10.1.0.1', 502, true],
      ['10.0.0.2', '10.1.0.1', 503, false],
      ['10.0.0.1', '10.1.0.2', 502, false],
      ['10.0.0.2', '10.1.0.2', 502, true],
    ] as const;
    for (const [from, to, port, passes] of seen)
      expect([from, to, port, opens(device, from, to, port)]).toEqual([from, to, port, passes]);
  });
});

describe.each([
  ['kubernetes', readKubernetes],
  ['cilium', readCilium],
] as readonly (readonly [string, DeviceReader])[])('%s', (target, read) => {
  it.each(['on', 'NO', 'yes', 'y', 'Off', 'null', 'True', '1e3', '0x1F', '0o17', '0b1'])(
    'keeps a name such as %s a text for every reader of YAML',
    async (name) => {
      const text = conduit('allow A -> B : https')
        .replace('firewall FW', `firewall ${name}`)
        .replace('to A', 'to A at 10.0.9.9');
      const { text: made } = await compiled(text, target);
      const groups = (version: '1.1' | '1.2') =>
        parseAllDocuments(made, { version }).map((d) => !('toJS' in d) || d.toJS());
      expect(groups('1.1')).toEqual(groups('1.2'));
      expect(made).toMatch(new RegExp(`^ +- "${name}"$`, 'm'));
      expect(made).toMatch(new RegExp(`^  "${name}": 10\\.0\\.9\\.9$`, 'm'));
      expect(opens(read([made]), '10.0.9.9', '10.0.0.1', 443)).toBe(true);
    },
  );

  it('states all ports of a protocol, and refuses port 0 among some', async () => {
    const whole = await compiled(conduit('allow a -> b : tcp 0-65535, ip 132'), target);
    expect(whole.refused).toEqual([]);
    const device = read([whole.text]);
    for (const port of [0, 1, 65535]) expect(opens(device, '10.0.0.1', '10.1.0.1', port)).toBe(true);
    const some = await compiled(conduit('allow a -> b : tcp 0-80'), target);
    expect(reasons(some)[0]).toContain('tcp port 0');
    expect(opens(read([some.text]), '10.0.0.1', '10.1.0.1', 80)).toBe(true);
    expect(opens(read([some.text]), '10.0.0.1', '10.1.0.1', 81)).toBe(false);
  });
});

describe('aws-sg', () => {
  it('tells groups apart whose zones differ in case only, as AWS does not', async () => {
    const text = `zone Cell { network 10.1.0.0/24 }  zone CELL { network 10.2.0.0/24 }
      conduit C { between Cell and CELL  allow Cell -> CELL : https }  firewall FW { interface "e0" to Cell  interface "e1" to CELL }`;
    const output = await compiled(text, 'aws-sg');
    expect(opens(readAws([output.text]), '10.1.0.1', '10.2.0.1', 443)).toBe(true);
  });

  it('says how many rules a group needs where they are more than usual, and refuses lists that AWS does not take', async () => {
    const some = (n: number) =>
      Array.from({ length: n }, (_, i) => `asset h${i} : hmi at 10.0.${i >> 7}.${(2 * i) % 256}`).join('\n');
    const text = (n: number) => conduit('allow hmi -> b : modbus').replace('asset a : server at 10.0.0.1', some(n));
    expect((await compiled(text(100), 'aws-sg')).text).toMatch(/Needs a quota of \d{3} rules per security group/);
    expect((await compiled(text(60), 'aws-sg')).text).not.toContain('per network interface');
    expect((await compiled(text(100), 'aws-sg')).text).toContain(
      'AWS then takes at most 4 security groups per network interface; 5 are usual.',
    );
    const output = await compiled(text(1100), 'aws-sg');
    expect(reasons(output)[0]).toContain('more than 1000');
    expect(opens(readAws([output.text]), '10.0.0.0', '10.1.0.1', 502)).toBe(false);
  });
});
