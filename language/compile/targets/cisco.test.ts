/** What Cisco's lists leave to routing and to the clock, and what they say of the device itself. */
import { describe, expect, it } from 'vitest';
import { readCiscoAsa } from '../../../test/oracle/cisco-asa-evaluator.ts';
import { readCiscoIos } from '../../../test/oracle/cisco-ios-evaluator.ts';
import type { Device, DevicePacket } from '../../../test/oracle/device.ts';
import { parseAddress } from '../../model/addresses.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy } from '../index.ts';

const NOW = Date.UTC(2026, 9, 26, 12);
const BOTH = [
  ['cisco-asa', readCiscoAsa],
  ['cisco-ios', readCiscoIos],
] as const;

async function compiled(text: string, target: string, horizonDays = 30): Promise<CompiledOutput> {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const { outputs } = compilePolicy(policy, { now: NOW, target, version: '0', horizonDays });
  return outputs[0] as CompiledOutput;
}

function packet(
  iif: string,
  source: string,
  oif: string,
  target: string,
  port: number,
  time = NOW / 1000,
): DevicePacket {
  const addresses = { source: parseAddress(source) as bigint, target: parseAddress(target) as bigint };
  return { iif, oif, ...addresses, atom: { proto: 'tcp', number: port }, sport: 50_000, time };
}

const ZONES = `
zone A { network 10.0.0.0/24  asset a : server at 10.0.0.1 }
zone B { network 10.0.1.0/24  asset b : plc at 10.0.1.1 }
zone C { network 10.0.2.0/24  asset c : plc at 10.0.2.1  asset c2 : plc at 10.0.1.1 }
firewall FW { interface a0 to A  interface b0 to B  interface c0 to C }
`;

describe.each(BOTH)('the %s output', (target, read) => {
  const device = async (text: string): Promise<Device> => read([(await compiled(text, target)).text]);

  it('refuses what it permits for an address behind two interfaces that are ruled differently, and names it', async () => {
    const text = `${ZONES}conduit X { between A and B  allow a -> plc : tcp 502 }\nconduit Y { between A and C  allow a -> c : tcp 502 }`;
    const { refused } = await compiled(text, target);
    expect(refused.map((r) => r.reason)).toEqual([expect.stringContaining('10.0.1.1 may lie behind B and behind C')]);
    const fw = await device(text);
    expect(fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.1.1', 502))).toBe(false);
    expect(fw.opens(packet('a0', '10.0.0.1', 'b0', '10.0.1.1', 502))).toBe(false);
    expect(fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.2.1', 502))).toBe(true);
  });

  it('writes what holds for an address behind either interface alike', async () => {
    const text = `${ZONES}conduit X { between A, B and C  allow a -> 10.0.1.1 : tcp 502 }`;
    expect((await compiled(text, target)).refused).toEqual([]);
    const fw = await device(text);
    expect(fw.opens(packet('a0', '10.0.0.1', 'b0', '10.0.1.1', 502))).toBe(true);
    expect(fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.1.1', 502))).toBe(true);
  });

  it('drops a permitted source that comes in by another interface, and everything on one that no rule speaks of', async () => {
    const fw = await device(`${ZONES}conduit X { between A and C  allow a -> c : tcp 502 }`);
    expect(fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.2.1', 502))).toBe(true);
    expect(fw.opens(packet('b0', '10.0.0.1', 'c0', '10.0.2.1', 502))).toBe(false);
    expect(fw.opens(packet('b0', '10.0.1.1', 'a0', '10.0.0.1', 502))).toBe(false);
  });

  it('holds a weekly time to the policy wall clock on both sides of a clock change, and closes at the horizon', async () => {
    const fw = await device(
      `policy "p" { timezone "America/Los_Angeles" }\nschedule S { every day 08:00-09:00 }\n${ZONES}conduit X { between A and C  allow a -> c : tcp 502 during S }`,
    );
    const at = (iso: string) => fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.2.1', 502, Date.parse(iso) / 1000));
    const both = ['2026-10-31T08:30:00-07:00', '2026-11-01T08:00:00-08:00', '2026-11-02T08:59:59-08:00'];
    expect(both.map(at)).toEqual([true, true, true]);
    const neither = ['2026-10-31T09:00:00-07:00', '2026-11-02T07:59:59-08:00', '2026-11-02T09:00:00-08:00'];
    expect(neither.map(at)).toEqual([false, false, false]);
    expect(at('2026-12-24T08:30:00-08:00')).toBe(false);
  });

  it('needs no horizon where the clock is never put forward or back', async () => {
    const text = `policy "p" { timezone "Asia/Kolkata" }\nschedule S { every mon 08:00-09:00 }\n${ZONES}conduit X { between A and C  allow a -> c : tcp 502 during S }`;
    expect((await compiled(text, target)).text).toMatch(/\n periodic Monday 02:30 to 03:29\n/);
    expect((await compiled(text, target)).text).not.toMatch(/absolute|spelled out/);
  });
});

describe('the cisco-asa output', () => {
  it('has what comes out of VPN tunnels judged by the lists from before they are bound, and its rollback leaves that so', async () => {
    const output = await compiled(`${ZONES}conduit X { between A and C  allow a -> c : tcp 502 }`, 'cisco-asa');
    const [before, after] = output.text.split('\nno sysopt connection permit-vpn\n');
    expect(before).toContain('VPN tunnel');
    expect(before).not.toContain('access-group');
    expect(after).toContain('access-group');
    expect(output.rollback).not.toMatch(/^(no )?sysopt/m);
    expect(output.rollback).toMatch(/^! .*permit-vpn/m);
    expect(() => readCiscoAsa([output.text.replace('no sysopt connection permit-vpn\n', '')])).toThrow('tunnels');
  });
});

describe('a newer export for an ASA, loaded over an older one', () => {
  const text = (members: string, port: string, service: string, day: string) => `
service Work { ${service} }
schedule S { every ${day} 08:00-09:00 }
zone A { network 10.0.0.0/24  ${members} }
zone C { network 10.0.2.0/24  asset c : plc at 10.0.2.1 }
conduit X { between A and C  allow server -> c : Work during S }
firewall FW { interface a0 to A  ${port}  interface c0 to C }
`;
  const [one, two] = ['asset a : server at 10.0.0.1', 'asset a2 : server at 10.0.0.2'];

  it('permits nothing that the policy dropped, though a list of an interface that is gone still refers to the old groups', async () => {
    const older = await compiled(text(`${one}  ${two}`, 'interface b0 to A', 'tcp 502-503', 'day'), 'cisco-asa');
    const newer = await compiled(text(one, '', 'tcp 502', 'sat'), 'cisco-asa');
    expect(older.ids).toEqual(newer.ids);
    const fw = readCiscoAsa([`${older.text}${newer.text}`]);
    const [monday, saturday] = [Date.UTC(2026, 10, 2, 8, 30) / 1000, Date.UTC(2026, 9, 31, 8, 30) / 1000];
    const opens = (iif: string, source: string, port: number, time = saturday) =>
      fw.opens(packet(iif, source, 'c0', '10.0.2.1', port, time));
    expect(opens('a0', '10.0.0.1', 502)).toBe(true);
    expect(opens('a0', '10.0.0.2', 502)).toBe(false);
    expect(opens('a0', '10.0.0.1', 503)).toBe(false);
    expect(opens('a0', '10.0.0.1', 502, monday)).toBe(false);
    expect(opens('b0', '10.0.0.2', 503, monday)).toBe(true);
  });
});

describe('the cisco-ios output', () => {
  it('lets no replies through of what a deny takes from a permission, in address, service and time', async () => {
    const text = `schedule S { every day 08:00-09:00 }\n${ZONES}
conduit X { between A and C  allow A -> C : tcp 500-600  deny a -> c : tcp 550  deny 10.0.0.2 -> C : tcp 502 during S }`;
    const fw = readCiscoIos([(await compiled(text, 'cisco-ios')).text]);
    const answers = (source: string, to: string, port: number, time?: number) =>
      fw.answers(packet('a0', source, 'c0', to, port, time));
    expect(answers('10.0.0.1', '10.0.2.1', 549)).toBe(true);
    expect(answers('10.0.0.1', '10.0.2.1', 550)).toBe(false);
    expect(answers('10.0.0.1', '10.0.2.2', 550)).toBe(true);
    expect(answers('10.0.0.1', '10.0.2.1', 601)).toBe(false);
    const [early, late] = [Date.UTC(2026, 9, 27, 8) / 1000, Date.UTC(2026, 9, 27, 9) / 1000];
    expect(answers('10.0.0.2', '10.0.2.1', 502, early)).toBe(false);
    expect(answers('10.0.0.2', '10.0.2.1', 503, early)).toBe(true);
    expect(answers('10.0.0.2', '10.0.2.1', 502, late)).toBe(true);
  });

  it('lets replies through to what is permitted where the way back is denied to new connections', async () => {
    const text = `${ZONES}conduit X { between A and C  allow a -> c : tcp 502  deny c -> a : any }`;
    const fw = readCiscoIos([(await compiled(text, 'cisco-ios')).text]);
    expect(fw.answers(packet('a0', '10.0.0.1', 'c0', '10.0.2.1', 502))).toBe(true);
    expect(fw.opens(packet('c0', '10.0.2.1', 'a0', '10.0.0.1', 502))).toBe(false);
  });

  const own = ZONES.replace('interface a0 to A', 'interface a0 to A at 10.0.0.254');
  const forDevice = (port: number) => packet('a0', '10.0.0.1', 'a0', '10.0.0.254', port);

  it('lets everything through to stated addresses of the device where no rule speaks of it', async () => {
    const fw = readCiscoIos([
      (await compiled(`${own}conduit X { between A and C  allow a -> c : tcp 502 }`, 'cisco-ios')).text,
    ]);
    expect(fw.opens(forDevice(22))).toBe(true);
    expect(fw.opens(packet('a0', '10.0.0.1', 'c0', '10.0.2.254', 22))).toBe(false);
  });

  it('lets through to the device what the policy permits where a rule names it', async () => {
    const text = `${own}conduit X { between B and A  allow b -> FW : tcp 22 }`;
    const fw = readCiscoIos([(await compiled(text, 'cisco-ios')).text]);
    expect(fw.opens(packet('b0', '10.0.1.1', 'a0', '10.0.0.254', 22))).toBe(true);
    expect(fw.opens(packet('b0', '10.0.1.1', 'a0', '10.0.0.254', 23))).toBe(false);
  });

  it('binds no list to another interface where the device has none of a name', async () => {
    const { text, rollback } = await compiled(
      `${ZONES}conduit X { between A and C  allow a -> c : tcp 502 }`,
      'cisco-ios',
    );
    for (const said of [text, rollback as string]) {
      // The device rejects the line, and reads on.
      let open: string | undefined;
      const bound: string[] = [];
      for (const line of said.split('\n').filter((l) => l !== 'interface b0')) {
        if (line.startsWith(' ip access-group ') && open !== undefined) bound.push(`${open}: ${line.trim()}`);
        else if (!line.startsWith(' ')) open = /^interface (.*)/.exec(line)?.[1];
      }
      expect(bound.filter((b) => b.includes('b0'))).toEqual([]);
      expect(bound.length).toBe(said === text ? 4 : 2);
    }
  });

  it('leaves time ranges to lists that may still refer to them when it is taken back: without its range an entry holds always', async () => {
    const text = `schedule S { every day 08:00-09:00 }\n${ZONES}conduit X { between A and C  allow a -> c : tcp 502 during S }`;
    const { rollback } = await compiled(text, 'cisco-ios');
    expect(rollback).toContain('no ip access-list extended BH-IN-a0\n');
    expect(rollback).not.toContain('time-range');
  });

  it('says of the device itself only what its lists do', async () => {
    const rules = 'conduit X { between A and C  allow a -> c : tcp 502 }';
    const [without, stated] = [
      await compiled(`${ZONES}${rules}`, 'cisco-ios'),
      await compiled(`${own}${rules}`, 'cisco-ios'),
    ];
    for (const { text } of [without, stated])
      expect(text).not.toContain('Traffic to the firewall itself is not judged');
    expect(without.text).toContain("The lists drop what comes in for the device's own addresses, too");
    expect(stated.text).toContain("for the device's own addresses that the policy states passes, whatever it is");
  });

  it('refuses every permission where an interface cannot be named, since what comes in by it would not be judged', async () => {
    const text = `${ZONES.replace('interface c0', 'interface "?c"')}conduit X { between A and B  allow a -> b : tcp 502 }`;
    const { refused, text: out } = await compiled(text, 'cisco-ios');
    expect(refused.map((r) => r.reason)).toEqual([expect.stringContaining('would not be judged')]);
    expect(out).not.toMatch(/^ permit tcp/m);
  });
});
