/** What the language promises, read through the pipeline: LANGUAGE.md, line by line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPolicy } from './checks/index.ts';
import { formatAddresses } from './model/addresses.ts';
import { atomRanges } from './model/atoms.ts';
import type { Policy } from './model/policy.ts';
import { loadPolicy } from './pipeline.ts';
import { FREE_WORDS, isBareName, reservedWords, writeName } from './resolve/names.ts';

async function load(...texts: string[]) {
  return loadPolicy(texts.map((text, i) => ({ path: `f${i}.seg`, text })));
}

/** A policy without findings. */
async function clean(...texts: string[]): Promise<Policy> {
  const loaded = await load(...texts);
  expect(loaded.findings.map((f) => `${f.place.file}:${f.place.line + 1} ${f.message}`)).toEqual([]);
  return loaded.policy;
}

/** `check line: message` of every finding. */
async function found(...texts: string[]): Promise<string[]> {
  return (await load(...texts)).findings.map((f) => `${f.check} ${f.place.line + 1}: ${f.message}`);
}

const own = <T extends { place?: { file: string } }>(list: readonly T[]) =>
  list.filter((x) => !x.place?.file.startsWith('library:'));
const cascadia = ['policy', 'zones', 'conduits', 'access', 'firewalls', 'expectations'].map((name) =>
  readFileSync(new URL(`../examples/cascadia/${name}.seg`, import.meta.url), 'utf8'),
);

describe('a whole policy', () => {
  it('is read without findings, whatever the order of its files', async () => {
    const forward = await clean(...cascadia);
    const backward = await clean(...[...cascadia].reverse());
    expect(forward.zones.map((z) => z.id).sort()).toEqual(backward.zones.map((z) => z.id).sort());
    expect(forward.rules.map((r) => r.id).sort()).toEqual(backward.rules.map((r) => r.id).sort());
    expect(forward.header).toMatchObject({
      title: 'Cascadia Mill 3',
      owner: 'OT security',
      timezone: 'America/Los_Angeles',
    });
    expect(forward.expectations).toHaveLength(6);
  });

  it('passes level, kind, security level, owner and monitoring to nested zones that state none', async () => {
    const policy = await clean(
      'zone P { level 2 kind control sl-t 2 vlan 7 site "S" owner "O" monitored zone Q { } zone R { level 1 kind safety sl-t { iac 3 } vlan "x" } }',
    );
    const [, q, r] = policy.zones;
    expect(q).toMatchObject({
      level: 2,
      kind: 'control',
      slt: [2, 2, 2, 2, 2, 2, 2],
      vlans: ['7'],
      site: 'S',
      owner: 'O',
      monitored: true,
    });
    expect(r).toMatchObject({ level: 1, kind: 'safety', slt: [3, 0, 0, 0, 0, 0, 0], vlans: ['x'], monitored: true });
  });

  it('counts the innermost blast radius limit', async () => {
    const policy = await clean(
      'policy "p" { blast-radius at most 9 assets } zone A { zone B { blast-radius at most 2 assets zone C { } } }',
    );
    expect(policy.zones.map((z) => z.blastLimit?.value)).toEqual([9, 2, 2]);
  });

  it('has one header, with UTC, 30 days of access and no limit as defaults', async () => {
    expect((await clean('')).header).toEqual({ title: '', timezone: 'UTC', accessAtMostDays: 30, standards: [] });
    expect(await found('policy "a" {}\npolicy "b" {}')).toEqual([
      'duplicate-name 2: A policy is declared once; this is the second.',
    ]);
  });
});

describe('names', () => {
  it('are letters, digits, _ and - with at least one letter; plant tags are names', () => {
    for (const name of ['101-PT-22', 'A', 'a_b', '3A', 'PLC-301', 'Förderband', '0x'])
      expect([name, isBareName(name)]).toEqual([name, true]);
    for (const name of ['101', '-a', 'a-', 'a--b', 'a b', 'KILN/PLC 1.0', '', 'zone', 'log'])
      expect([name, isBareName(name)]).toEqual([name, false]);
  });

  it('are written back in quotes where they must be', () => {
    expect([writeName('PLC'), writeName('KILN/PLC 1.0'), writeName('zone'), writeName("it's")]).toEqual([
      'PLC',
      "'KILN/PLC 1.0'",
      "'zone'",
      undefined,
    ]);
  });

  it('may be any word that begins no declaration, member or clause', async () => {
    const policy = await clean(
      ...FREE_WORDS.map(
        (word) => `zone Z-${word} { asset ${word} : plc }\nexpect Z-${word}.${word} -> plc : any is denied`,
      ),
    );
    expect(
      own(policy.assets)
        .map((a) => a.name)
        .sort(),
    ).toEqual([...FREE_WORDS].sort());
    await clean(
      'zone safety { kind safety asset high : plc { criticality high } asset mon : plc asset iac : plc asset assets : plc }',
    );
    for (const word of FREE_WORDS) expect(reservedWords().has(word)).toBe(false);
  });

  it('that are reserved words are offered quotes', async () => {
    const { findings } = await load('zone A { asset log : plc }');
    expect(findings[0]?.message).toBe("log is a word of the language. As a name it goes in single quotes: 'log'.");
    expect(findings[0]?.fixes().map((f) => f.edits[0]?.newText)).toEqual(["'log'"]);
  });

  it('in quotes hold anything on one line', async () => {
    const policy = await clean(
      "zone 'KILN/PLC 1.0' { asset 'a.b' : plc }\nexpect 'KILN/PLC 1.0'.'a.b' -> plc : any is denied",
    );
    expect(own(policy.assets)[0]?.id).toBe("'KILN/PLC 1.0'.'a.b'");
  });

  it('are unique, with a rename for the later one', async () => {
    const messages = await found(
      'zone A { asset X : plc asset X : plc } zone B { asset X : plc zone N { } } zone C { zone N { } }\ntype B2 : plc\ngroup B = X\nservice modbus { tcp 1 }\nfirewall X { }',
    );
    expect(messages.filter((m) => m.startsWith('duplicate-name'))).toEqual([
      'duplicate-name 1: X is already the name of an asset. Give this asset another name.',
      'duplicate-name 3: B is already the name of a zone. Give this group another name.',
      'duplicate-name 4: modbus is already the name of a service of the standard library. Give this service another name.',
      'duplicate-name 5: X is already the name of an asset. Give this firewall another name.',
    ]);
  });
});

describe('references', () => {
  const lines = 'zone Site { zone L1 { asset P : plc } zone L2 { asset P : plc } } zone S { asset H : hmi }\n';

  it('may be any suffix of the path, without gaps', async () => {
    const policy = await clean(`${lines}expect H -> L1.P, Site.L2.P : any is denied`);
    const [question] = policy.expectations.map((e) => e.question);
    expect(
      question?.kind === 'permission' && question.targets.items.map((s) => policy.assets[s.ref as number]?.id),
    ).toEqual(['Site.L1.P', 'Site.L2.P']);
    expect(await found(`${lines}expect H -> Site.P : any is denied`)).toEqual([
      'reference 2: No asset, zone, asset type, group or firewall is named Site.P. Did you mean Site.L1.P or Site.L2.P?',
    ]);
  });

  it('mean what lies inside the conduit first, and are an error that lists the rest', async () => {
    await clean(`${lines}conduit C { between S and L2 allow H -> P : modbus }`);
    const { findings } = await load(`${lines}conduit C { between S and Site allow H -> P : modbus }`);
    expect(findings.map((f) => f.message)).toEqual([
      'P could mean several: Site.L1.P, Site.L2.P. Write the qualified name.',
    ]);
    expect(findings[0]?.fixes().map((f) => f.edits[0]?.newText)).toEqual(['Site.L1.P', 'Site.L2.P']);
  });

  it('that mean nothing get a did-you-mean, and their rule matches nothing', async () => {
    const { findings, policy } = await load(
      'zone A { microsegmented asset PLC-1 : plc allow PLC-2 -> PLC-1 : modbsu }',
    );
    expect(findings.map((f) => f.message)).toEqual([
      'No asset, zone, asset type, group or firewall is named PLC-2. Did you mean PLC-1?',
      'No service is named modbsu. Did you mean modbus?',
    ]);
    expect(policy.rules.map((r) => r.broken)).toEqual([true]);
  });

  it('are recorded with the exact place of every part, for rename', async () => {
    const text = `${lines}expect H -> Site.L1.P : modbus is denied`;
    const { references, policy } = await load(text);
    const here = references.filter((r) => r.place.file === 'f0.seg' && r.place.line === 1);
    expect(here.map((r) => [text.slice(r.place.offset, r.place.end), r.kind]).sort()).toEqual(
      [
        ['H', 'asset'],
        ['L1', 'zone'],
        ['P', 'asset'],
        ['Site', 'zone'],
        ['modbus', 'service'],
      ].sort(),
    );
    expect(policy.zones[here.find((r) => text.slice(r.place.offset, r.place.end) === 'L1')?.index as number]?.id).toBe(
      'Site.L1',
    );
  });

  it('of a dual-homed asset are found in both its zones', async () => {
    await clean(
      'zone A { asset X : plc also in B } zone B { } zone C { asset X : plc } zone D { asset H : hmi }\nconduit K { between B and D allow H -> X : modbus }',
    );
  });

  it('in a cycle are an error, not a hang', async () => {
    expect(
      await found('type a : b\ntype b : a\nservice s { t }\nservice t { s }\ngroup g = h\ngroup h = g'),
    ).toHaveLength(4);
  });
});

describe('literals', () => {
  it('are addresses, networks and ranges of both families', async () => {
    const policy = await clean(
      'zone A { network 10.0.0.0/8, 2001:db8::/32, 192.0.2.10-192.0.2.20 asset X : plc at fe80::1, 10.0.0.1, ::ffff:1.2.3.4 asset Y : plc at ::1-::5 }',
    );
    expect(policy.zones[0]?.networks.map((n) => formatAddresses(n.addresses))).toEqual([
      ['10.0.0.0/8'],
      ['2001:db8::/32'],
      ['192.0.2.10-192.0.2.20'],
    ]);
    expect(policy.legs.map((l) => formatAddresses(l.addressSet))).toEqual([
      ['10.0.0.1', '::ffff:102:304', 'fe80::1'],
      ['::1-::5'],
    ]);
  });

  it.each([
    ['zone A { network 10.0.0.1/24 }', '10.0.0.1/24 names an address inside a network; the network is 10.0.0.0/24.'],
    [
      'zone A { network 300.1.1.1 }',
      '300.1.1.1 is no IP address or range of addresses. Each of its numbers is at most 255, and not 300.',
    ],
    ['zone A { network 10.0.0.9-10.0.0.2 }', 'The range 10.0.0.9-10.0.0.2 ends before it begins.'],
    [
      'zone A { network 10.0.0.0/24 as 10.1.0.0/25 }',
      '10.1.0.0/25 has not as many addresses as 10.0.0.0/24: one-to-one translation needs equal sizes.',
    ],
    ['zone A { level 7 }', '7 is no level: 0, 1, 2, 3, 3.5, 4, 5.'],
    ['zone A { sl-t 5 }', '5 is no security level: a whole number from 0 to 4.'],
    [
      'zone A { kind safty }',
      'safty is no zone kind: business, dmz, control, safety, wireless, external, temporary. Did you mean safety?',
    ],
    ['service s { tcp 70000 }', '70000 is no port or range of ports from 0 to 65535.'],
    ['service s { ip 6 }', 'IP protocol 6 is written by its ports or types: tcp 0-65535.'],
    ['schedule S { every mon 08:00-25:00 }', '08:00-25:00 is no stretch of a day: 08:00-16:30; 24:00 is an end.'],
    [
      'policy "p" { timezone "Mars/Olympus" }',
      'Mars/Olympus is no IANA time zone, such as America/Los_Angeles. Times are read as UTC.',
    ],
    ['access A { from 2031-02-30 }', '2031-02-30 is no date or date-time: 2026-12-01 or 2026-12-01T08:00.'],
    ['access A { from 2031-03-02 until 2031-03-01 }', 'This window ends before it begins.'],
    ['zone A { asset X : plc { mac 00:11:22 } }', undefined],
    ['zone A { level 1 level 2 }', 'level stands here twice; the first one counts.'],
  ])('%s is an error at its place', async (text, message) => {
    const { findings } = await load(text);
    expect(findings.length).toBeGreaterThan(0);
    if (message !== undefined) expect(findings.map((f) => f.message)).toEqual([message]);
    for (const f of findings) expect(f.place.file).toBe('f0.seg');
  });

  it('are MAC addresses in either form', async () => {
    const policy = await clean(
      'zone A { asset X : plc { mac 78:E7:d1:e0:02:5e, 00-11-22-33-44-55, 00-1b-1b-35-84-10 } }',
    );
    expect(own(policy.assets)[0]?.mac).toEqual(['78:e7:d1:e0:02:5e', '00:11:22:33:44:55', '00:1b:1b:35:84:10']);
  });

  it('are text on one line with escapes; one that is not closed costs only itself', async () => {
    const policy = await clean('policy "a \\"b\\" \\\\ \\n \\u00e9" { }');
    expect(policy.header.title).toBe('a "b" \\ \n é');
    const broken = await load('policy "Mill\nzone A { asset X : plc }');
    expect(broken.findings.map((f) => f.message)).toEqual(['This text has no closing quote.']);
    expect(broken.policy.assets).toHaveLength(1);
  });

  it("are dates in the policy's time zone: from is the start of a day, until its end", async () => {
    const policy = await clean(
      'policy "p" { timezone "America/Los_Angeles" } access A { from 2031-03-04 until 2031-03-04 }',
    );
    const [access] = policy.accesses;
    expect(new Date(access?.from?.value ?? 0).toISOString()).toBe('2031-03-04T08:00:00.000Z');
    expect(new Date(access?.until?.value ?? 0).toISOString()).toBe('2031-03-05T08:00:00.000Z');
  });

  it('are weekly windows; one past midnight belongs to the day it starts', async () => {
    const policy = await clean('schedule S { every sun, fri-sat 22:00-06:00 }');
    expect(policy.schedules[0]?.week).toEqual([
      { from: 0, to: 360 },
      { from: 4 * 1440 + 1320, to: 5 * 1440 + 360 },
      { from: 5 * 1440 + 1320, to: 6 * 1440 + 360 },
      { from: 6 * 1440 + 1320, to: 7 * 1440 },
    ]);
  });
});

describe('rules', () => {
  const zones = 'zone A { asset H : hmi } zone B { asset P : plc } schedule S { every mon 08:00-09:00 }\n';
  const rule = async (text: string) => (await clean(`${zones}conduit C { between A and B ${text} }`)).rules[0];

  it('take services by name, by port, by type; a bare port repeats the protocol', async () => {
    const r = await rule('allow H -> P : modbus-tcp, tcp 80, 443-445, udp 53, icmp 8, icmpv6, ip 50');
    expect(atomRanges(r?.atoms ?? [])).toEqual([
      { proto: 'tcp', from: 80, to: 80 },
      { proto: 'tcp', from: 443, to: 445 },
      { proto: 'tcp', from: 502, to: 502 },
      { proto: 'udp', from: 53, to: 53 },
      { proto: 'udp', from: 502, to: 502 },
      { proto: 'icmp', from: 8, to: 8 },
      { proto: 'icmpv6', from: 0, to: 255 },
      { proto: 'ip', from: 50, to: 50 },
    ]);
  });

  it('keep their clauses in any order, each once', async () => {
    const r = await rule(
      'allow H -> P : modbus because "x" log during S until 2031-01-01 owner "o" ticket "t" from 2030-01-01',
    );
    expect(r).toMatchObject({
      log: true,
      owner: 'o',
      ticket: 't',
      because: { value: 'x' },
      schedule: 0,
      broken: false,
    });
    expect(await found(`${zones}conduit C { between A and B allow H -> P : modbus log log }`)).toEqual([
      'repeated-member 2: log stands here twice; the first one counts.',
    ]);
  });

  it('have ids that depend on what they say, not on order, reason or place', async () => {
    const [a] = (await clean(`${zones}conduit C { between A and B allow H, hmi -> P : modbus, http because "x" }`))
      .rules;
    const [b] = (
      await clean(`\n\n${zones}conduit C { between A and B\n allow hmi, A.H -> B.P : http, modbus log ticket "t" }`)
    ).rules;
    const [c] = (await clean(`${zones}conduit C { between A and B allow H, hmi -> P : modbus }`)).rules;
    expect(a?.id).toMatch(/^[a-z2-7]{6}$/);
    expect(b?.id).toBe(a?.id);
    expect(c?.id).not.toBe(a?.id);
  });

  it('of an access take its window, ticket and owner, wherever those stand', async () => {
    const policy = await clean(
      `${zones}access V { allow H -> P : rdp log because "b" until 2031-01-02 owner "o" every tue 08:00-09:00 from 2031-01-01 ticket "t" vendor "v" requires mfa, session-recording approved by "a" }`,
    );
    expect(policy.rules[0]).toMatchObject({ log: true, owner: 'o', ticket: 't', week: [{ from: 1920, to: 1980 }] });
    expect(policy.accesses[0]).toMatchObject({ vendor: 'v', requires: ['mfa', 'session-recording'], approvedBy: 'a' });
    expect(policy.rules[0]?.until?.value).toBe(Date.UTC(2031, 0, 3));
  });
});

describe('half-typed text', () => {
  it('keeps the model of the rest', async () => {
    const { policy, findings } = await load(
      'zone A { asset X : plc at 10.0.0.1\n asset Y : \n asset Z : plc at 10.0.0.3\n}\nzone B { level 2 }\nconduit C { between A and B\n allow X -> \n allow Z -> B : modbus\n}',
    );
    expect(policy.assets.map((a) => a.name)).toEqual(['X', 'Y', 'Z']);
    expect(policy.rules.map((r) => r.broken)).toContain(false);
    expect(findings.map((f) => f.check)).toEqual(['syntax', 'syntax']);
  });

  it('says nothing of the rules of a conduit whose zone is misspelt, but that the zone is', async () => {
    const { policy, findings } = await load(
      'zone A { asset H : hmi } zone B { asset P : plc }\nconduit C { between A and Bb allow H -> P : modbus because "x" }',
    );
    const all = [...findings, ...checkPolicy(policy, { now: 0 })].filter((f) => f.severity === 'error');
    expect(all.map((f) => f.message)).toEqual(['No zone is named Bb. Did you mean B?']);
    expect(policy.rules.map((r) => r.broken)).toEqual([true]);
  });

  it('says what is meant by a misspelt word and where a brace is missing', async () => {
    expect(await found('zone A { asset P : plc { critcality high } }')).toEqual([
      'syntax 1: critcality means nothing here. Did you mean criticality?',
    ]);
    expect((await found('zone A { asset X : plc\nconduit C { between A and A }'))[0]).toBe(
      'syntax 2: zone A in line 1 is not closed: a } is missing before line 2.',
    );
  });

  it('counts one asset as it counts many', async () => {
    const policy = await clean(
      'policy "P" { blast-radius at most 1 asset }\nzone Z { network 10.0.0.0/24 blast-radius at most 1 asset X : plc at 10.0.0.1 }',
      'expect blast radius of X at most 1 asset\nexpect exposure of X at most 1 asset\nexpect exposure of X at most 2 assets',
    );
    expect(own(policy.assets).map(({ name }) => name)).toEqual(['X']);
    expect(policy.expectations).toHaveLength(3);
  });

  it('attaches an ignore to the next line that says something', async () => {
    const { policy } = await load(
      '// bulkhead-ignore dual-homed: two networks by design\n\n// more\nzone A { }\n// bulkhead-ignore zone-empty\nzone B { }',
    );
    expect(policy.ignores.map((i) => [i.check, i.reason, i.line])).toEqual([
      ['dual-homed', 'two networks by design', 3],
      ['zone-empty', undefined, 5],
    ]);
  });
});
