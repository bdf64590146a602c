/** Completion knows the place, in half-written text too. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestClient } from '../../testing/client.ts';
import { CONDUITS, PLANT } from '../plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
});
afterEach(() => client.stop());

const labels = async (marked: string): Promise<string[]> =>
  (await client.complete('x.seg', marked)).map((i) => i.label);
/** A conduit between Supervisory and Kiln whose body is being written. */
const conduit = (body: string): string => `conduit New {\n  between Supervisory and Kiln\n  ${body}`;

describe('completion offers', () => {
  it('declarations in a file, and members in a body', async () => {
    expect(await labels('|^')).toEqual(expect.arrayContaining(['zone', 'conduit', 'firewall', 'expect']));
    expect(await labels('zone A {\n  |^\n}')).toEqual(
      expect.arrayContaining(['level', 'network', 'asset', 'sl-t', 'allow']),
    );
    expect(await labels('zone A {\n  |^\n}')).not.toContain('between');
    expect(await labels('firewall F { |^ }')).toEqual(expect.arrayContaining(['interface', 'fails', 'twin']));
    expect(await labels('zone A { asset X : plc at 10.0.0.1 { |^')).toEqual(
      expect.arrayContaining(['serves', 'criticality']),
    );
  });

  it.each([
    ['zone A { kind |^', ['control', 'dmz', 'safety'], ['network']],
    ['zone A { asset X : plc { criticality |^', ['high', 'safety'], ['serves']],
    ['zone A { level |^', ['3.5', '2'], []],
    ['zone A { sl-t { iac 2 |^', ['uc', 'ra'], ['iac']],
    ['zone A { sl-t { iac |^', ['0', '4'], ['uc']],
    ['service s { risks cleartext, |^', ['writes', 'none'], ['cleartext']],
    ['service s { category |^', ['engineering'], ['tcp']],
    ['service s { initiator |^', ['either'], []],
    ['schedule S { every |^', ['mon-fri', 'day', 'tue'], []],
    ['schedule S { every mon |^', ['08:00-16:00'], ['tue']],
    ['access A { requires mfa, |^', ['session-recording'], ['mfa']],
    ['firewall F { fails |^', ['open', 'closed'], []],
    ['firewall F { interface "p" to |^', ['Kiln', 'Office'], ['PLC-301']],
    ['firewall F { twin of |^', ['FW-3'], ['Kiln']],
    ['conduit C { between |^', ['Kiln', 'Supervisory'], ['HMI-1']],
    ['conduit C { between Kiln and |^', ['Supervisory'], ['Kiln']],
    ['conduit C { between A and B via |^', ['FW-3'], ['Kiln']],
    ['zone A { enforced by |^', ['FW-3'], ['PLC-301']],
    ['zone A { asset X : |^', ['plc', 'hmi', 'sensor'], ['Kiln']],
    ['type mine : |^', ['controller'], ['Kiln']],
    ['expect |^', ['PLC-301', 'Kiln', 'blast radius of'], []],
    ['expect HMI-1 -> PLC-301 : modbus is |^', ['allowed', 'denied'], []],
    ['expect Office cannot |^', ['reach'], []],
    ['expect rules on |^', ['FW-3'], ['Kiln']],
    ['policy "P" { standard "|^', ['62443'], []],
    ['policy "P" { timezone "Europe/|^', ['Europe/Berlin'], []],
  ])('what fits at %s', async (marked, some, none) => {
    const found = await labels(marked);
    expect(found).toEqual(expect.arrayContaining(some));
    for (const label of none) expect(found).not.toContain(label);
  });

  it('only what lies in the zones of this conduit', async () => {
    const found = await labels(conduit('allow |^'));
    expect(found).toEqual(expect.arrayContaining(['HMI-1', 'PLC-301', 'hmi', 'plc', 'Kiln', 'any', 'tagged']));
    for (const other of ['MES-1', 'Office', 'server', 'camera']) expect(found).not.toContain(other);
  });

  it('services that the target serves before others', async () => {
    const found = await labels(conduit('allow hmi -> plc : |^'));
    expect(found.indexOf('modbus')).toBeLessThan(found.indexOf('smtp'));
    expect(found.indexOf('modbus')).toBeGreaterThanOrEqual(0);
    expect(found).toContain('tcp');
  });

  it('the clauses that a rule does not have yet', async () => {
    const found = await labels(conduit('allow hmi -> plc : modbus because "x" |^'));
    expect(found).toEqual(expect.arrayContaining(['during', 'log', 'ticket']));
    expect(found).not.toContain('because');
    expect(await labels(conduit('allow hmi -> plc : modbus during |^'))).toEqual(['Maintenance']);
  });

  it('free addresses of the zone, those behind the last one first', async () => {
    const zones = PLANT['zones.seg'].replace(
      'asset 101-PT-22 : sensor at 10.41.0.11',
      'asset NEW : sensor at |^\n  asset 101-PT-22 : sensor at 10.41.0.11',
    );
    const found = (await client.complete('zones.seg', zones)).map((i) => i.label);
    expect(found.slice(0, 2)).toEqual(['10.41.0.12', '10.41.0.13']);
    expect(found).toContain('dhcp');
    expect(found).not.toContain('10.41.0.10');
  });

  it('what a half-typed address can become', async () => {
    const zones = PLANT['zones.seg'].replace('sensor at 10.41.0.11', 'sensor at 10.41.|^');
    const [first] = await client.complete('zones.seg', zones);
    expect(first).toMatchObject({ label: '10.41.0.11', textEdit: { newText: '10.41.0.11' } });
  });

  it('tags inside their quotes', async () => {
    expect(await labels('group G = tagged "|^')).toContain('spare');
  });

  it('names in quotes where they need them', async () => {
    await client.open('odd.seg', "zone 'Line 1' { network 10.70.0.0/24 }");
    await client.settled();
    expect(await labels('conduit C { between |^')).toContain("'Line 1'");
  });

  it('qualified names where a simple one could mean several', async () => {
    await client.open(
      'twins.seg',
      'zone North { network 10.60.0.0/24 asset P : plc at 10.60.0.1 }\nzone South { network 10.61.0.0/24 asset P : plc at 10.61.0.1 }',
    );
    await client.settled();
    expect(await labels('expect |^')).toEqual(expect.arrayContaining(['North.P', 'South.P']));
    expect(await labels('expect South.|^')).toEqual(['South.P']);
    expect(await labels('conduit C { between North and Kiln allow |^')).toContain('P');
  });

  it('free addresses of the zone that a second leg or an interface names', async () => {
    expect((await labels('zone A { asset X : gateway at 10.0.0.1 also in Kiln at |^')).slice(0, 2)).toEqual([
      ...['10.41.0.12', '10.41.0.13'],
    ]);
    expect(await labels('firewall F { interface "p" to Supervisory, Kiln at |^')).toEqual(
      expect.arrayContaining(['10.30.0.13', '10.41.0.12', 'dhcp']),
    );
  });

  it('free networks: of the size of the neighbours, inside the zone around', async () => {
    expect((await labels('zone New { network |^')).slice(0, 2)).toEqual(['10.50.1.0/24', '10.50.2.0/24']);
    await client.open('site.seg', 'zone Site { network 10.8.0.0/16\n zone A { network 10.8.0.0/24 }\n}');
    await client.settled();
    const text = 'zone Site { network 10.8.0.0/16\n zone A { network 10.8.0.0/24 }\n zone B { network |^';
    const found = (await client.complete('site.seg', text)).map((i) => i.label);
    expect(found).toEqual(['10.8.1.0/24', '10.8.2.0/24', '10.8.3.0/24', '10.8.4.0/24', 'rest']);
  });

  it('a member that may stand once only where it does not stand yet, before or behind', async () => {
    const found = await labels('zone A {\n  level 2\n  |^\n  kind control\n}\nzone B { sl-t 2 }');
    expect(found).toEqual(expect.arrayContaining(['sl-t', 'network', 'asset']));
    expect(found).not.toContain('level');
    expect(found).not.toContain('kind');
    expect(await labels('|^')).not.toContain('policy');
  });

  it('in one-way only the zones of its conduit, each once', async () => {
    expect(await labels(conduit('one-way from |^'))).toEqual(['Kiln', 'Supervisory']);
    expect(await labels(conduit('one-way from Kiln to |^'))).toEqual(['Supervisory']);
  });

  it('nothing that would hold or follow itself', async () => {
    await client.open(
      'y.seg',
      'type mine : plc\ntype sub : mine\ngroup G = hmi\nfirewall F2 { }\nservice own { tcp 5 }',
    );
    await client.settled();
    const found = await labels('type mine : |^');
    expect(found).toContain('plc');
    expect(found).not.toContain('mine');
    expect(found).not.toContain('sub');
    expect(await labels('group G = |^')).not.toContain('G');
    expect(await labels('firewall F2 { twin of |^')).toEqual(['FW-3']);
    expect(await labels('service own { tcp 5 secure |^')).not.toContain('own');
  });

  it('the names of checks in an ignore, with their pages beside them', async () => {
    expect(await labels('// bulk|^')).toEqual(['bulkhead-ignore']);
    const found = await client.complete('x.seg', '// bulkhead-ignore any-|^');
    const item = found.find((i) => i.label === 'any-source');
    expect(item).toMatchObject({ textEdit: { newText: `any-source: \${1:reason}` } });
    expect(JSON.stringify(item?.documentation)).toContain('any');
    expect(await labels('// bulkhead-ignore any-source: |^')).toEqual([]);
  });

  it('texts that the policy has already', async () => {
    await client.open('y.seg', 'zone N { owner "Maintenance crew" site "North" }');
    await client.settled();
    expect(await labels('zone A { owner "|^')).toEqual(['Maintenance crew']);
    expect(await labels('zone A { site "|^')).toEqual(['North']);
    expect(await labels('firewall F { platform |^')).toEqual(expect.arrayContaining(['fortios', 'nftables']));
  });

  it('what follows a name in quotes', async () => {
    expect(await labels("asset 'A 1' |^")).toEqual([]);
    expect(await labels("zone Z { asset 'A 1' |^")).toEqual([':']);
    expect(await labels("zone Z { asset 'A 1':|^")).toContain('plc');
    expect(await labels('zone Z { asset FACE:|^')).toContain('plc');
  });

  it('nothing in a comment or a text', async () => {
    expect(await labels('// zone |^')).toEqual([]);
    expect(await labels('/* zone |^')).toEqual([]);
    expect(await labels('zone A { owner "|^')).toEqual([]);
  });

  it('the same in a file whose other parts are broken', async () => {
    const found = await labels(
      `zone Broken { level\n}}\nconduit {{\nconduit New {\n  between Supervisory and Kiln\n  allow hmi -> |^\n}\nzone After {`,
    );
    expect(found).toContain('PLC-301');
    expect(found).not.toContain('MES-1');
  });
});

describe('for an editor without snippets', () => {
  it('items hold no places to fill in', async () => {
    await client.settled();
    await client.stop();
    client = await TestClient.start({ files: PLANT, textDocument: { completion: {} } });
    const found = await client.complete('x.seg', 'zone A {\n  |^');
    expect(found.map((i) => i.textEdit?.newText).filter((t) => t?.includes('$'))).toEqual([]);
    expect(found.find((i) => i.label === 'enforced')?.textEdit?.newText).toBe('enforced by');
    expect(new Set(found.map((i) => i.insertTextFormat))).toEqual(new Set([1]));
  });
});

describe('an item', () => {
  it('has documentation beside it', async () => {
    const found = await client.complete('conduits.seg', CONDUITS.replace('-> PLC-301', '-> PLC|^'));
    const item = found.find((i) => i.label === 'PLC-301');
    const resolved = await client.connection.sendRequest<{ documentation: { value: string } }>(
      'completionItem/resolve',
      item,
    );
    expect(resolved.documentation.value).toContain('10.41.0.10');
  });
});
