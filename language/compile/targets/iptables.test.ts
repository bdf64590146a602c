/** What is particular to the iptables output: what iptables-restore takes, its limits, and answers while times change. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW } from '../../../test/generators/policy.ts';
import { judge, readTable, type TablePacket } from '../../../test/oracle/iptables-evaluator.ts';
import { judgedPolicies } from '../../../test/oracle/packet-policies.ts';
import { parseAddress } from '../../model/addresses.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompileOptions, compilePolicy } from '../index.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
/** A Wednesday, noon. */
const NOW = Date.UTC(2031, 2, 5, 12);
const NIGHT = NOW + 14 * 3_600_000;

async function outputs(files: Readonly<Record<string, string>>, options: Partial<CompileOptions> = {}) {
  const { policy, findings } = await loadPolicy(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return compilePolicy(policy, { now: NOW, target: 'iptables', version: '1.2.3', ...options }).outputs;
}

function example(name: string): Record<string, string> {
  const folder = join(EXAMPLES, name);
  const files = readdirSync(folder).filter((f) => f.endsWith('.seg'));
  return Object.fromEntries(files.map((f) => [f, readFileSync(join(folder, f), 'utf8')]));
}

/** What iptables-restore says of a text; undefined: it takes it. */
function complaint(text: string, part: string | undefined): string | undefined {
  const command = part === 'v6' ? 'ip6tables-restore' : 'iptables-restore';
  const { status, stderr, error } = spawnSync('unshare', ['-rn', command, '--test'], { input: text, encoding: 'utf8' });
  return error === undefined && status === 0 ? undefined : `${stderr || error}`;
}
const iptablesHere = complaint('*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 'v4') === undefined;
/** Where iptables is missing the tests that need it are skipped by name; in CI they fail. */
const withIptables = it.skipIf(!iptablesHere && !process.env.CI);

const ZONES = `
zone A { network 10.0.0.0/24  asset a : server at 10.0.0.1  asset a2 : server at 10.0.0.5 }
zone B { network 10.0.1.0/24  asset b : plc at 10.0.1.1  asset b2 : plc at 10.0.1.5 }
schedule Nights { every day 22:00-06:00 }
firewall FW { interface "eth0" to A interface "eth1" to B }
`;

describe('the iptables output', () => {
  it('is as printed for the firewalls of cascadia, with a horizon of a week', async () => {
    const made = await outputs(example('cascadia'), { horizonDays: 7, at: NOW });
    for (const o of made.filter((f) => f.part === 'v4'))
      await expect(o.text).toMatchFileSnapshot(`../golden/cascadia-${o.file}`);
  });

  withIptables('is accepted by iptables-restore for every firewall of every example', async () => {
    for (const { name } of readdirSync(EXAMPLES, { withFileTypes: true }).filter((e) => e.isDirectory()))
      for (const o of await outputs(example(name))) expect(complaint(o.text, o.part), o.file).toBeUndefined();
  });

  withIptables('is accepted by iptables-restore for any policy', async () => {
    await fc.assert(
      fc.asyncProperty(judgedPolicies, async ([text]) => {
        for (const o of await outputs({ 'p.seg': text }, { now: GENERATED_NOW, horizonDays: 20 }))
          expect(complaint(o.text, o.part)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('has a file for each family, also where a family has no rule', async () => {
    const made = await outputs({ 'p.seg': `${ZONES} conduit C { between A and B  allow a -> b : modbus }` });
    expect(made.map((o) => o.file)).toEqual(['FW.v4.rules', 'FW.v6.rules']);
    expect(made[0]?.text).toContain('# Made by bulkhead 1.2.3 for iptables (IPv4); content ');
    expect(made[1]?.text).toContain(':FORWARD DROP [0:0]');
    expect(made[1]?.text).not.toContain('let_through');
  });

  it('says of each family what is in its file: times, and that nothing is permitted', async () => {
    const of = (rule: string, now = NOW) =>
      outputs({ 'p.seg': `${ZONES} conduit C { between A and B  ${rule} }` }, { horizonDays: 7, now });
    const [v4, v6] = await of('allow a -> b : modbus during Nights');
    expect(v4?.text).toContain('Made for 2031-03-05T12:00:00Z');
    expect(v4?.text).toContain('spelled out until');
    expect(v4?.text).not.toContain('permits nothing');
    expect(v6?.text).not.toMatch(/Made for|spelled out/);
    expect(v6?.text).toContain('# The policy permits nothing across this firewall in IPv6.\n');
    expect((await of('allow a -> b : modbus during Nights', NOW + 30 * 86_400_000))[1]?.text).toBe(v6?.text);
    for (const empty of await of('')) {
      expect(empty.text).toContain('# The policy permits nothing across this firewall.\n');
      expect(empty.text).not.toContain('in IPv');
    }
  });

  it('parts ports into as many multiports as their fifteen slots need', async () => {
    const ports = Array.from({ length: 20 }, (_, i) => `${1000 + 10 * i}-${1000 + 10 * i + 3}`).join(', ');
    const [v4] = await outputs({ 'p.seg': `${ZONES} conduit C { between A and B  allow a -> b : tcp ${ports} }` });
    const lists = [...(v4?.text ?? '').matchAll(/--dports (\S+)/g)].map((m) => (m[1] as string).split(/[:,]/).length);
    expect(lists).toEqual([14, 14, 12]);
  });

  it('has a chain for a rule of several sources and targets, not a line for each pair', async () => {
    const assets = Array.from({ length: 30 }, (_, i) => [
      `asset x${i} : hmi at 10.0.0.${100 + 2 * i}`,
      `asset y${i} : drive at 10.0.1.${100 + 2 * i}`,
    ]);
    const text = ZONES.replace('asset a ', `${assets.map((a) => a[0]).join(' ')} asset a `).replace(
      'asset b ',
      `${assets.map((a) => a[1]).join(' ')} asset b `,
    );
    const [v4] = await outputs({ 'p.seg': `${text} conduit C { between A and B  allow hmi -> drive : tcp 502 }` });
    expect(v4?.text.split('\n').length).toBeLessThan(150);
  });

  it('ends dates before 2038, where iptables knows no later ones, and refuses what would need one', async () => {
    const of = async (rule: string) => outputs({ 'p.seg': `${ZONES} conduit C { between A and B ${rule} }` });
    const [open] = await of('deny a -> b : any from 2036-01-01  allow A -> B : tcp 1');
    expect(open?.refused).toEqual([]);
    const late = { ...packet, time: Date.UTC(2045, 0, 1) / 1000, dport: 1 };
    expect(judge(readTable(open?.text ?? ''), late).accepted).toBe(false);
    expect(judge(readTable(open?.text ?? ''), { ...late, time: NOW / 1000 }).accepted).toBe(true);
    const [refused] = await of('allow a -> b : tcp 1 until 2040-01-01');
    expect(refused?.refused[0]?.reason).toBe('iptables has no times after 2038-01-19');
  });

  it('refuses what iptables takes for more: a wildcard interface, protocol 0, ICMP type 255', async () => {
    const of = async (zones: string, rule: string) =>
      (await outputs({ 'p.seg': `${zones} conduit C { between A and B ${rule} }` }))[0];
    expect((await of(ZONES.replace('eth0', 'ppp+'), 'allow a -> b : tcp 1'))?.refused[0]?.reason).toContain('ppp+');
    const proto = await of(ZONES, 'allow a -> b : ip 0, ip 47');
    expect(proto?.refused).toHaveLength(1);
    expect(proto?.text).not.toMatch(/-p 0 /);
    expect(proto?.text).toMatch(/-p 47 /);
    expect((await of(ZONES, 'allow a -> b : icmp 255'))?.refused).toHaveLength(1);
    expect((await of(ZONES, 'allow a -> b : any'))?.refused).toEqual([]);
  });

  it('logs with prefixes that iptables does not cut', async () => {
    const [v4] = await outputs({
      'p.seg': `${ZONES} conduit C { between A and B allow a -> b : tcp 1 log deny a -> b2 : tcp 1 log }`,
    });
    const prefixes = [...(v4?.text ?? '').matchAll(/--log-prefix "([^"]*)"/g)].map((m) => m[1] as string);
    expect(prefixes.filter((p) => /^bulkhead (allow|deny) [a-z2-7]{6} $/.test(p))).toHaveLength(2);
    for (const p of prefixes) expect(p.length).toBeLessThanOrEqual(29);
  });

  it('judges traffic to the firewall itself where a rule names it', async () => {
    const text = `zone M { network 10.0.9.0/24 microsegmented  asset ws : workstation at 10.0.9.2  allow ws -> FW : ssh }
      zone B { network 10.0.1.0/24 } firewall FW { interface "m0" to M at 10.0.9.1  interface "b0" to B }`;
    const table = readTable((await outputs({ 'p.seg': text }))[0]?.text ?? '');
    const to: TablePacket = {
      ...packet,
      ...{ chain: 'INPUT', iif: 'm0', source: parseAddress('10.0.9.2') as bigint, dport: 22 },
      target: parseAddress('10.0.9.1') as bigint,
    };
    expect(judge(table, to).accepted).toBe(true);
    expect(judge(table, { ...to, dport: 23 }).accepted).toBe(false);
    expect(judge(table, { ...to, iif: 'b0' }).accepted).toBe(false);
    expect(judge(table, { ...to, iif: 'b0', direction: 'REPLY', state: 'ESTABLISHED', dport: 9 }).accepted).toBe(true);
  });
});

const packet: TablePacket = {
  ...{ chain: 'FORWARD', iif: 'eth0', oif: 'eth1', proto: 6, sport: 50_000, dport: 502, direction: 'ORIGINAL' },
  ...{ source: parseAddress('10.0.0.1') as bigint, target: parseAddress('10.0.1.1') as bigint },
  ...{ time: NOW / 1000, state: 'NEW', mark: 0 },
};

describe('answers of standing connections', () => {
  const answer = (sport: number, time: number): TablePacket => ({
    ...packet,
    ...{ iif: 'eth1', oif: 'eth0', source: packet.target, target: packet.source, sport, dport: 50_000 },
    ...{ direction: 'REPLY', state: 'ESTABLISHED', mark: 0x1000000, time: time / 1000 },
  });

  it('are held back by denies of several times, sources and targets, and by them only', async () => {
    const rules = `allow a, a2 -> b, b2 : tcp 500-510
      deny a, a2 -> b, b2 : tcp 502 during Nights   deny a, a2 -> b, b2 : tcp 503 during Noons
      deny a, a2 -> b, b2 : tcp 504   deny a -> b : tcp 505 during Nights  deny a, a2 -> b, b2 : tcp 506 from 2031-03-06`;
    const text = `${ZONES} schedule Noons { every day 12:00-13:00 } conduit C { between A and B ${rules} }`;
    const table = readTable((await outputs({ 'p.seg': text }, { horizonDays: 20 }))[0]?.text ?? '');
    const passes = (time: number) => [502, 503, 504, 505, 506, 507].map((p) => judge(table, answer(p, time)).accepted);
    expect(passes(NIGHT)).toEqual([false, true, false, false, false, true]);
    expect(passes(NOW + 1000)).toEqual([true, false, false, true, true, true]);
    expect(passes(NOW + 3 * 3_600_000)).toEqual([true, true, false, true, true, true]);
    const other = { ...answer(505, NIGHT), target: parseAddress('10.0.0.5') as bigint };
    expect(judge(table, other).accepted).toBe(true);
  });
});
