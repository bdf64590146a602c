/** Observed traffic against a policy: by SEMANTICS.md read word by word on random policies, and what people are told in plain cases. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import {
  bearing,
  counts,
  type End,
  endsOfAsset,
  endsOfFirewall,
  permits,
  strangers,
} from '../../test/oracle/naive-permission.ts';
import { formatAddress } from '../model/addresses.ts';
import { atomOf, SPACES } from '../model/atoms.ts';
import { has } from '../model/intervals.ts';
import type { Policy, Rule } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { compareFlows } from './compare.ts';
import type { Conversation, Flows } from './conversation.ts';
import { comparisonOf, readFlowFile } from './index.ts';

const HEAD = 'source,target,protocol,port,first,last,packets,bytes,direction,reply,services\n';
const NOW = Date.UTC(2031, 2, 10);

function flows(rows: readonly string[], captures = ''): Flows {
  const file = readFlowFile('flows.csv', `${captures}${HEAD}${rows.join('\n')}\n`);
  expect(file.problems).toEqual([]);
  return { files: [file] };
}

async function compare(text: string, rows: readonly string[], captures = '') {
  const { policy, findings } = await loadPolicy([{ path: 'plant.seg', text }]);
  expect(findings.map((f) => f.message)).toEqual([]);
  return { policy, ...compareFlows(policy, flows(rows, captures), { now: NOW }) };
}

const HALF_HOUR = 30 * 60_000;
const INSTANTS = Array.from({ length: 5 * 7 * 48 }, (_, i) => GENERATED_NOW - 14 * 48 * HALF_HOUR + i * HALF_HOUR);

/** Ends that their address tells apart from all others and from broadcasts, of zones where no asset is at dhcp. */
function endsOf(policy: Policy): End[] {
  const dhcp = new Set(policy.legs.filter((l) => l.dhcp).map((l) => l.zone));
  const all = [
    ...policy.assets.flatMap((a) => endsOfAsset(policy, a.index)),
    ...policy.firewalls.flatMap((f) => endsOfFirewall(policy, f.index)),
  ].filter((e) => e.outer !== undefined);
  const others = strangers(policy).filter((e) => e.outer !== undefined && !dhcp.has(e.zone));
  const alone = (e: End) => [...all, ...others].filter((o) => o.outer === e.outer).length === 1;
  const lasts = policy.zones.flatMap((z) => z.networks.map((n) => (n.translated ?? n).addresses[0]?.to ?? 0n));
  const isBroadcast = (e: End) => e.asset === undefined && lasts.includes((e.outer as bigint) + 1n);
  return [...all, ...others].filter((e) => alone(e) && !isBroadcast(e));
}

function atomsOfRules(policy: Policy): number[] {
  const { base } = SPACES.ethernet;
  const edges = new Set<number>([7]);
  for (const r of policy.rules) for (const i of r.atoms) edges.add(i.from).add(i.to - 1);
  return [...edges].filter((a) => a < base && has(IP_ATOMS, a));
}
const IP_ATOMS = (['tcp', 'udp', 'icmp', 'icmpv6'] as const).map((p) => ({
  from: SPACES[p].base,
  to: SPACES[p].base + SPACES[p].size,
}));

test('on any policy every conversation is permitted, outside its time or refused as the semantics say, and hits are counted', async () => {
  const kinds = { permitted: 0, outside: 0, notPermitted: 0 };
  await fc.assert(
    fc.asyncProperty(policyText(), fc.infiniteStream(fc.nat()), async (text, random) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const pick = <T>(list: readonly T[]): T => list[random.next().value % list.length] as T;
      const [ends, atoms] = [endsOf(policy), atomsOfRules(policy)];
      if (ends.length < 2) return;
      const expected = { permitted: 0, outside: 0, notPermitted: 0 };
      const hits = new Map<number, number>();
      const conversations: Conversation[] = [];
      for (let i = 0; i < 150; i++) {
        const [from, to, atom, instant] = [pick(ends), pick(ends), pick(atoms), pick(INSTANTS)];
        const same = from === to || (from.asset !== undefined && from.asset === to.asset);
        if (same || (from.firewall !== undefined && from.firewall === to.firewall)) continue;
        const what = bearing(policy, from, to, atom);
        const at = (t: number) => permits(what, (rule) => counts(policy, rule, t));
        const kind = at(instant) ? 'permitted' : INSTANTS.some(at) ? 'outside' : 'notPermitted';
        expected[kind]++;
        kinds[kind]++;
        const rules: readonly Rule[] = kind === 'permitted' ? what.allows : kind === 'outside' ? [] : what.denies;
        for (const r of new Set(rules)) if (counts(policy, r, instant)) hits.set(r.index, (hits.get(r.index) ?? 0) + 1);
        const { proto, number } = atomOf(atom);
        conversations.push({
          ...{ source: from.outer as bigint, target: to.outer as bigint, protocol: proto as 'tcp', port: number },
          ...{
            first: instant,
            last: instant,
            packets: 1,
            bytes: 40,
            direction: 'syn',
            reply: 'answered',
            services: [],
          },
        });
      }
      const file = { path: 'f.csv', conversations, captures: [], problems: [], problemCount: 0 };
      const found = compareFlows(policy, { files: [file] }, { now: GENERATED_NOW });
      const context = `${text}\n${conversations.map((c) => `${formatAddress(c.source)} ${formatAddress(c.target)} ${c.protocol} ${c.port} ${new Date(c.first).toISOString()}`).join('\n')}`;
      const { permitted, outside, notPermitted } = found.rows;
      expect({ permitted, outside, notPermitted }, context).toEqual(expected);
      const counted = new Map([...found.hits].map(([rule, h]) => [rule, h.rows]));
      expect(counted, context).toEqual(new Map([...hits].sort(([a], [b]) => a - b)));
      expect(found.neverSeen.filter((r) => counted.has(r))).toEqual([]);
    }),
    { numRuns: 60 },
  );
  for (const [kind, count] of Object.entries(kinds)) expect(count, kind).toBeGreaterThan(0);
});

const PLANT = `policy "P" { timezone "UTC" }
zone Sup { level 2 network 10.30.0.0/24  asset HMI : hmi at 10.30.0.11  asset ENG : engineering-workstation at 10.30.0.40 }
zone Cell { level 1 network 10.41.0.0/24  asset PLC-1 : plc at 10.41.0.10  asset PLC-2 : plc at 10.41.0.11 }
zone Internet { kind external network rest }
conduit C {
  between Sup and Cell
  allow hmi -> plc : modbus because "control"
  allow ENG -> plc : s7comm during Work because "programs"
  deny HMI -> PLC-2 : modbus because "view"
}
conduit N { between Sup and Internet  allow ENG -> Internet : https because "updates" }
schedule Work { every tue 08:00-12:00 }
`;
const TUE = '2031-03-04T09:00:00Z';

describe('a conversation', () => {
  test('that a rule permits counts as a hit of it, one that a deny refuses as a hit of that', async () => {
    const { hits, rows, notPermitted, policy } = await compare(PLANT, [
      `10.30.0.11,10.41.0.10,tcp,502,${TUE},,5`,
      `10.30.0.11,10.41.0.11,tcp,502,${TUE},,3`,
    ]);
    expect(rows).toMatchObject({ all: 2, permitted: 1, notPermitted: 1 });
    expect([...hits].map(([r, h]) => [policy.rules[r]?.action, h.packets])).toEqual([
      ['allow', 5],
      ['deny', 3],
    ]);
    expect(notPermitted).toMatchObject([{ reason: 'denied', deniedBy: [2], target: { assets: [3] } }]);
  });

  test('is judged at the times at which it was seen: within its window, before, and across its end', async () => {
    const row = (first: string, last: string) => `10.30.0.40,10.41.0.10,tcp,102,${first},${last}`;
    const { rows, outside } = await compare(PLANT, [
      row('2031-03-04T08:00:00Z', '2031-03-04T11:59:59.999Z'),
      row('2031-03-04T11:00:00Z', '2031-03-04T12:00:00Z'),
      row('2031-03-05T09:00:00Z', '2031-03-05T09:01:00Z'),
    ]);
    expect(rows).toMatchObject({ permitted: 1, outside: 2, notPermitted: 0 });
    expect(outside).toMatchObject([
      { rule: 1, traffic: { rows: 2, first: Date.UTC(2031, 2, 4, 11), last: Date.UTC(2031, 2, 5, 9, 1) } },
    ]);
  });

  test('of which both ends use the port is taken the way that the policy permits', async () => {
    const row = (direction: string) => `10.41.0.10,10.30.0.11,tcp,502,${TUE},,1,40,${direction}`;
    expect((await compare(PLANT, [row('either')])).rows).toMatchObject({ permitted: 1, notPermitted: 0 });
    for (const direction of ['syn', 'port', 'unsure'])
      expect((await compare(PLANT, [row(direction)])).rows).toMatchObject({ permitted: 0, notPermitted: 1 });
  });

  test('with a group, a broadcast or an address that means something on its own link only is not judged, and counted', async () => {
    const targets = ['224.0.0.251', '255.255.255.255', '10.41.0.255', 'ff02::fb', '169.254.1.1', 'fe80::1', '0.0.0.0'];
    const { rows, notPermitted, unknown } = await compare(
      PLANT,
      targets.map((t) => `10.41.0.10,${t},udp,5353,${TUE}`),
    );
    expect(rows).toMatchObject({ all: 7, notPermitted: 0, unjudged: { multicast: 4, link: 3, ambiguous: 0 } });
    expect([notPermitted, unknown]).toEqual([[], []]);
  });

  test('between addresses that no zone has is nobody’s here; with one end in a zone it is not permitted', async () => {
    const text = PLANT.replace(/zone Internet.*\n/, '').replace(/conduit N.*\n/, '');
    const { rows, notPermitted } = await compare(text, [
      `8.8.8.8,9.9.9.9,tcp,443,${TUE}`,
      `10.30.0.40,8.8.8.8,tcp,443,${TUE}`,
    ]);
    expect(rows).toMatchObject({ foreign: 1, notPermitted: 1 });
    expect(notPermitted).toMatchObject([
      { reason: 'no zone', source: { assets: [1] }, target: { addresses: [0x08080808n] } },
    ]);
  });

  test('inside a translated network is known by its inner addresses where these are one zone’s', async () => {
    const zone = (name: string, outer: string) =>
      `zone ${name} { network 192.168.1.0/24 as ${outer}  asset ${name}-PLC : plc at 192.168.1.10 }\n`;
    const sup = 'zone Sup { network 10.30.0.0/24  asset HMI : hmi at 10.30.0.11 }\n';
    const conduit = 'conduit C { between Sup and Line1  allow hmi -> plc : modbus because "control" }\n';
    const row = `10.30.0.11,192.168.1.10,tcp,502,${TUE}`;
    const one = await compare(sup + zone('Line1', '10.43.1.0/24') + conduit, [row, row.replace('192.168', '10.43')]);
    expect(one.rows).toMatchObject({ permitted: 2 });
    const two = await compare(sup + zone('Line1', '10.43.1.0/24') + zone('Line2', '10.43.2.0/24') + conduit, [row]);
    expect(two.rows).toMatchObject({ permitted: 0, unjudged: { ambiguous: 1 } });
  });
});

describe('a host that is not declared', () => {
  const row = (source: string, target: string, reply = 'answered') =>
    `${source},${target},tcp,502,${TUE},,1,40,syn,${reply}`;
  const hosts = async (text: string, rows: readonly string[]) =>
    (await compare(text, rows)).unknown.map((u) => [u.zone, u.hosts.map((h) => formatAddress(h.address))]);

  test('is unknown in the zone whose network has its address, as source and as target', async () => {
    expect(
      await hosts(PLANT, [
        row('10.30.0.99', '10.41.0.10'),
        row('10.30.0.11', '10.41.0.77'),
        row('8.8.8.8', '10.41.0.10'),
      ]),
    ).toEqual([
      [0, ['10.30.0.99']],
      [1, ['10.41.0.77']],
    ]);
  });

  test('is not known to exist where it was only called', async () => {
    expect(await hosts(PLANT, [row('10.30.0.11', '10.41.0.77', 'none')])).toEqual([]);
    expect(await hosts(PLANT, [row('10.30.0.11', '10.41.0.77', 'refused')])).toEqual([[1, ['10.41.0.77']]]);
  });

  test('may be an asset at dhcp: so many are not told, and they may do what the asset may', async () => {
    const text = PLANT.replace('asset HMI : hmi at 10.30.0.11', 'asset HMI : hmi at dhcp');
    const first = row('10.30.0.11', '10.41.0.10');
    expect(await hosts(text, [first])).toEqual([]);
    expect((await compare(text, [first])).rows.permitted).toBe(1);
    expect(await hosts(text, [first, row('10.30.0.12', '10.41.0.10')])).toEqual([[0, ['10.30.0.11', '10.30.0.12']]]);
  });
});

describe('a scan', () => {
  const NAMES = Array.from({ length: 12 }, (_, i) => i);
  test('of one port over many targets, or many ports of one, is told as one; what was answered elsewhere stands alone', async () => {
    const sweep = NAMES.map((i) => `10.30.0.11,10.41.0.${100 + i},tcp,23,${TUE},,1,40,syn,none`);
    const ports = NAMES.map((i) => `10.30.0.11,10.41.0.10,tcp,${8000 + i},${TUE},,1,40,syn,refused`);
    const real = `10.30.0.11,10.41.0.11,tcp,22,${TUE},,90,4000,syn,answered`;
    const { scans, notPermitted } = await compare(PLANT, [...sweep, ...ports, real]);
    expect(scans).toMatchObject([
      { source: { assets: [0] }, targets: 13, atoms: 13, zones: [1], traffic: { rows: 24 } },
    ]);
    expect(notPermitted.map((n) => n.atoms)).toEqual([[22]]);
  });

  test('is nothing of which nobody can tell who opened: that is one entry for all its ports', async () => {
    const rows = NAMES.map((i) => `10.30.0.11,10.41.0.10,tcp,${40000 + i},${TUE},,1,40,unsure,answered`);
    const { scans, notPermitted } = await compare(PLANT, rows);
    expect(scans).toEqual([]);
    expect(notPermitted).toMatchObject([{ traffic: { rows: 12, direction: 'unsure' } }]);
    expect(notPermitted[0]?.atoms).toHaveLength(12);
  });

  test('is no scan below the number that makes one, nor where many targets answered', async () => {
    const few = NAMES.slice(0, 9).map((i) => `10.30.0.11,10.41.0.${100 + i},tcp,23,${TUE},,1,40,syn,none`);
    expect((await compare(PLANT, few)).scans).toEqual([]);
    const answered = NAMES.map((i) => `10.30.0.11,10.41.0.${100 + i},tcp,23,${TUE},,1,40,syn,answered`);
    const found = await compare(PLANT, answered);
    expect(found.scans).toEqual([]);
    expect(found.notPermitted).toHaveLength(1);
    expect(found.notPermitted[0]?.target.addresses).toHaveLength(12);
  });
});

describe('a rule that was never seen', () => {
  const never = async (rows: readonly string[], captures = '') => {
    const { policy, neverSeen, notLookedAt } = await compare(PLANT, rows, captures);
    const texts = (refs: readonly number[]) => refs.map((r) => policy.rules[r]?.text.split(' : ')[0]);
    return [texts(neverSeen), texts(notLookedAt)];
  };

  test('is told where the capture shows both its zones and it counted at the time', async () => {
    const hmi = `10.30.0.11,10.41.0.10,tcp,502,${TUE}`;
    expect(await never([hmi])).toEqual([['allow ENG -> plc'], ['allow ENG -> Internet']]);
    const wednesday = hmi.replace(TUE, '2031-03-05T09:00:00Z');
    expect(await never([wednesday])).toEqual([[], ['allow ENG -> Internet']]);
    expect(await never([wednesday], '# capture 2031-03-04T00:00Z 2031-03-06T00:00Z\n')).toEqual([
      ['allow ENG -> plc'],
      ['allow ENG -> Internet'],
    ]);
  });
});

test('a comparison is made once for a policy, an instant and the flows', async () => {
  const { policy } = await loadPolicy([{ path: 'plant.seg', text: PLANT }]);
  const seen = flows([`10.30.0.11,10.41.0.10,tcp,502,${TUE}`]);
  const first = comparisonOf(policy, seen, { now: NOW });
  expect(comparisonOf(policy, seen, { now: NOW })).toBe(first);
  expect(comparisonOf(policy, seen, { now: NOW + 1 })).not.toBe(first);
  expect(comparisonOf(policy, { files: seen.files }, { now: NOW })).not.toBe(first);
});
