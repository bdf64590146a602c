import { describe, expect, test } from 'vitest';
import type { Finding } from '../../checks/finding.ts';
import { isDiagramGraph } from '../graph-shape.ts';
import { exampleGraph, graphOf, NOON, policyOf } from '../test-policy.ts';
import { buildGraph } from './build-graph.ts';

const PLANT = `
policy "Plant" { timezone "America/Los_Angeles" }
zone Office { level 4 kind business network 10.1.0.0/16  asset PC : workstation at 10.1.0.5 }
zone Cell { level 1 kind control network 10.2.0.0/24 asset PLC : plc at 10.2.0.5  asset HMI : hmi at 10.2.0.6 }
`;

function conduit(rules: string): string {
  return `${PLANT}conduit Link "Office to cell" { between Office and Cell ${rules} }`;
}

async function rows(rules: string, more = '', now = NOON): Promise<string[]> {
  const graph = await graphOf(conduit(rules) + more, now);
  return (graph.conduits[0]?.rows ?? []).map((r) =>
    [{ down: '↓', up: '↑', both: '↕' }[r.direction], r.text, r.schedule, r.vendor]
      .filter((p) => p !== undefined)
      .join(' | '),
  );
}

describe('the rows of a conduit', () => {
  test('say each direction and condition once, with services as written', async () => {
    expect(
      await rows(
        'allow PC -> PLC : modbus because "x"  allow PC -> HMI : https because "x"  allow HMI -> PC : syslog because "y"',
      ),
    ).toEqual(['↓ | modbus, https', '↑ | syslog']);
  });

  test('name the first two services and count the rest', async () => {
    expect(await rows('allow PC -> PLC : modbus, https, ssh, rdp')).toEqual(['↓ | modbus, https +2']);
  });

  test('show the same services both ways as one row', async () => {
    expect(await rows('allow PC <-> PLC : opc-ua')).toEqual(['↕ | opc-ua']);
  });

  test('give a schedule its own row, in short words', async () => {
    expect(
      await rows('allow PC -> PLC : s7comm during Shift', 'schedule Shift { every tue, thu 08:00-12:00 }'),
    ).toEqual(['↓ | s7comm | Tue, Thu 08–12']);
  });

  test('say in words what is denied', async () => {
    expect(await rows('allow Office -> PLC : modbus  deny PC -> PLC : any  deny PC -> HMI : http')).toEqual([
      '↓ | modbus',
      '↓ | 2 denied: PC → PLC +1',
    ]);
  });

  test('leave out a rule whose time is over', async () => {
    expect(await rows('allow PC -> PLC : modbus until 2026-01-01  allow PC -> PLC : https')).toEqual(['↓ | https']);
  });

  test('say that a conduit without rules permits nothing', async () => {
    expect(await rows('')).toEqual(['↕ | permits nothing']);
  });

  test('leave out what a one-way conduit does not carry', async () => {
    const graph = await graphOf(
      conduit('one-way from Cell to Office allow HMI -> PC : syslog allow PC -> HMI : https'),
    );
    expect(graph.conduits[0]).toMatchObject({
      oneWay: 'up',
      towardsUpper: 'always',
      rows: [{ text: 'syslog', oneWay: true }],
    });
    expect(graph.conduits[0]?.towardsLower).toBeUndefined();
  });
});

describe('vendor access', () => {
  const access = 'access Tune { vendor "ABB" allow PC -> PLC : rdp from 2026-11-24T08:00 until 2026-11-24T17:00 }';

  test('shows the day before it begins', async () => {
    expect(await rows('', access)).toEqual(['↓ | rdp | ABB, 24 Nov 2026']);
  });

  test('shows the time that is left while it is open', async () => {
    expect(await rows('', access, Date.parse('2026-11-24T11:48:00-08:00'))).toEqual(['↓ | rdp | ABB, 5 h 12 min left']);
  });

  test('vanishes when it has expired', async () => {
    expect(await rows('', access, Date.parse('2026-11-25T01:00:00Z'))).toEqual(['↕ | permits nothing']);
  });

  test('is drawn as a conduit that is only open at times, and says when its label next changes', async () => {
    const open = Date.parse('2026-11-24T11:48:30-08:00');
    const graph = await graphOf(conduit('') + access, open);
    expect(graph.conduits[0]?.towardsLower).toBe('timed');
    expect(graph.changesAt).toBe(open + 30_000);
  });
});

describe('gates', () => {
  const firewall = (body: string): string => `${conduit('allow PC -> PLC : modbus')} ${body}`;

  test('stand where the conduit enters the zone of the lower level', async () => {
    const graph = await graphOf(firewall('firewall FW { interface "a" to Office interface "b" to Cell }'));
    expect(graph.conduits[0]?.gates).toMatchObject([{ firewall: 'FW', end: 'lower', interface: 'b' }]);
  });

  test('stand at both ends where two firewalls part the zones', async () => {
    const graph = await graphOf(
      firewall(
        'zone Mid { level 2 } firewall A { interface "1" to Office interface "2" to Mid } firewall B { interface "1" to Mid interface "2" to Cell }',
      ),
    );
    expect(graph.conduits[0]?.gates).toMatchObject([
      { firewall: 'A', end: 'upper' },
      { firewall: 'B', end: 'lower' },
    ]);
  });

  test('are absent where no firewall parts the zones', async () => {
    expect((await graphOf(conduit('allow PC -> PLC : modbus'))).conduits[0]?.gates).toEqual([]);
  });
});

describe('zones', () => {
  test('come parents first, safety zones last among their siblings', async () => {
    const graph = await graphOf('zone A { zone S { kind safety } zone B { kind control } }');
    expect(graph.zones.map((z) => z.title)).toEqual(['A', 'B', 'S']);
  });

  test('show a second leg as a ghost in the other zone and a mark on the asset', async () => {
    const graph = await graphOf(
      'zone A { network 10.0.0.0/24 asset R : router at 10.0.0.1 also in B at 10.0.1.1 } zone B { network 10.0.1.0/24 }',
    );
    expect(graph.zones[0]?.assets[0]?.alsoIn).toEqual(['B']);
    expect(graph.zones[1]?.ghosts).toMatchObject([{ name: 'R', home: 'A', asset: 'asset:A.R' }]);
  });

  test('draw few inner rules as edges and many as words', async () => {
    const assets = (n: number): string =>
      Array.from({ length: n }, (_, i) => `asset P${i} : plc asset S${i} : sensor`).join(' ');
    const few = await graphOf(`zone Z { microsegmented ${assets(2)} allow plc -> sensor : modbus }`);
    expect(few.zones[0]?.inner).toHaveLength(4);
    const many = await graphOf(`zone Z { microsegmented ${assets(5)} allow plc -> sensor : modbus }`);
    expect(many.zones[0]).toMatchObject({ inner: [], innerWords: ['plc → sensor : modbus'] });
  });

  test('say an unequal security level as a range with its seven values', async () => {
    const graph = await graphOf('zone Z { sl-t { iac 2 uc 2 si 2 dc 1 rdf 2 tre 2 ra 2 } }');
    expect(graph.zones[0]?.sl).toEqual({ text: 'SL 1–2', vector: [2, 2, 2, 1, 2, 2, 2] });
  });
});

describe('findings', () => {
  test('are counted on the innermost node whose source holds them', async () => {
    const policy = await policyOf(conduit('allow PC -> PLC : modbus'));
    const plc = policy.assets.find((a) => a.name === 'PLC')!;
    const rule = policy.rules[0]!;
    const finding = (place: Finding['place'], severity: Finding['severity']): Finding => ({
      check: 'x',
      severity,
      message: '',
      place,
      related: [],
      fixes: () => [],
    });
    const graph = buildGraph(policy, {
      now: NOON,
      findings: [finding(plc.namePlace, 'error'), finding(rule.place, 'warning'), finding(rule.place, 'hint')],
    });
    expect(graph.zones[1]?.assets[0]?.badges).toEqual({ errors: 1, warnings: 0, infos: 0, checks: ['x'] });
    expect(graph.zones[1]?.badges.errors).toBe(0);
    expect(graph.conduits[0]?.badges).toMatchObject({ errors: 0, warnings: 1, infos: 0 });
  });
});

test('a conduit of three zones is drawn for each pair that its rules join', async () => {
  const graph =
    await graphOf(`zone A { level 4 asset a : server } zone B { level 3 asset b : server } zone C { level 2 asset c : plc }
    conduit K { between A, B and C  allow a -> b : https  allow b -> c : modbus }`);
  expect(graph.conduits.map((c) => [c.id, c.upper, c.lower])).toEqual([
    ['conduit:K', 'zone:A', 'zone:B'],
    ['conduit:K~2', 'zone:B', 'zone:C'],
  ]);
});

test('half-written text still has a graph', async () => {
  const graph = await graphOf('zone A { asset X : nothing-known also in Nowhere } conduit C { between A and');
  expect(graph.zones.map((z) => z.title)).toContain('A');
});

test.each(['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'])(
  'the graph of example %s survives the way to the webview',
  async (name) => {
    expect(isDiagramGraph(JSON.parse(JSON.stringify(await exampleGraph(name))))).toBe(true);
  },
);

test('the graph knows what a filter and a search ask for: tags with those of the zones around, every service, the checks', async () => {
  const graph =
    await graphOf(`zone A { level 2 tags "wet end" asset P : hmi { tags "shift" } asset O : hmi allow P -> O : ssh }
    zone B { level 1 asset Q : plc }
    conduit C { between A and B allow P -> Q : modbus, s7comm, https, dns deny O -> Q : ftp because "no" }`);
  expect(graph.zones[0]?.tags).toEqual(['wet end']);
  expect(graph.zones[0]?.services).toEqual(['ssh']);
  expect(graph.zones[0]?.assets[0]?.tags).toEqual(expect.arrayContaining(['shift', 'wet end']));
  expect(graph.conduits[0]?.rows.map((r) => r.services)).toEqual([['modbus', 's7comm', 'https', 'dns'], []]);
});
