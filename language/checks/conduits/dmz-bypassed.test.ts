import { expect, test } from 'vitest';
import { findingsIn, findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const NAME = 'dmz-bypassed';
const zones = (a: string, b: string) =>
  `zone A { ${a}  network 10.1.0.0/24 }\nzone B { ${b}  network 10.2.0.0/24 }\nconduit C { between A and B }\n`;
const fire = async (a: string, b: string) => (await linesOf(NAME, zones(a, b))).length;

test('compares levels: 4 and above against 3 and below, never 3.5', async () => {
  expect(await fire('level 4', 'level 3')).toBe(1);
  expect(await fire('level 0', 'level 5')).toBe(1);
  expect(await fire('level 4', 'level 3.5')).toBe(0);
  expect(await fire('level 3.5', 'level 3')).toBe(0);
  expect(await fire('level 4', 'level 5')).toBe(0);
  expect(await fire('level 2', 'level 3')).toBe(0);
});

test('goes by the kind of a zone that states no level, and lets a DMZ be one at any level', async () => {
  expect(await fire('kind external', 'kind control')).toBe(1);
  expect(await fire('kind business', 'kind safety')).toBe(1);
  expect(await fire('kind dmz  level 4', 'level 2')).toBe(0);
  expect(await fire('level 4', 'kind dmz  level 3')).toBe(0);
  expect(await fire('', '')).toBe(0);
});

test('looks into nested zones on both sides, but not at what another side of the conduit holds', async () => {
  expect(
    await linesOf(
      NAME,
      `zone Site { zone Office { level 4  network 10.1.0.0/24 } }
zone Plant { zone Cell { level 1  network 10.2.0.0/24 } }
conduit C { between Site and Plant }`,
    ),
  ).toEqual([
    'plant.seg:3 error Conduit C joins zone Office (level 4) with zone Cell (level 1) past the DMZ. End both sides on a broker in a zone of kind dmz, with a conduit to each.',
  ]);
  expect(
    await linesOf(
      NAME,
      `zone Plant { level 3.5  network 10.0.0.0/8  zone Cell { level 1  network 10.2.0.0/24 }  zone Dmz { level 3.5  network 10.3.0.0/24 } }
zone Office { level 4  network 192.168.0.0/24 }
conduit C { between Plant and Cell }`,
    ),
  ).toEqual([]);
});

test('finds the two that do not belong together in a conduit of three zones, once', async () => {
  const lines = await linesOf(
    NAME,
    `zone A { level 5 network 10.1.0.0/24 }
zone D { level 3.5 kind dmz network 10.2.0.0/24 }
zone B { level 2 network 10.3.0.0/24 }
conduit C { between A, D and B }`,
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('zone A (level 5) with zone B (level 2)');
});

test('counts a conduit without rules, and one whose rules are unresolved: it is the join that counts', async () => {
  const text = `${zones('level 4', 'level 2').replace(' }\n', ' }\n').trimEnd().slice(0, -1)} allow Nobody -> B : https because "x" }`;
  const found = await findingsIn(text);
  expect(found.filter((f) => f.check === NAME)).toHaveLength(1);
  expect(
    found
      .filter((f) => f.severity === 'error')
      .map((f) => f.check)
      .sort(),
  ).toEqual([NAME, 'reference']);
});

test('splits every rule at a broker with a free address, both ways, keeping services and clauses', async () => {
  const text = `zone Office { level 4  network 10.1.0.0/24
  asset MES : mes-server at 10.1.0.5 }
zone Edge { level 3.5  kind dmz  network 10.2.0.0/29
  asset X : server at 10.2.0.2 }
zone Cell { level 2  network 10.3.0.0/24
  asset H : historian at 10.3.0.5 }
conduit C { between Office and Cell
  sl-t 2
  allow MES -> H : https log because "reports"
  allow H -> MES : https because "orders" }
`;
  const [finding] = await findingsOf(NAME, text);
  const [fix] = finding?.fixes() ?? [];
  const mended = mend(text, fix as never);
  expect(mended).toContain('  asset BROKER-1 : gateway at 10.2.0.3 "Broker"');
  expect(mended).toContain(`conduit C {
  between Office and Edge
  sl-t 2
  allow MES -> BROKER-1 : https log because "reports"
  allow BROKER-1 -> MES : https because "orders"
}

conduit CLower {
  between Cell and Edge
  sl-t 2
  allow BROKER-1 -> H : https log because "reports"
  allow H -> BROKER-1 : https because "orders"
}
`);
  expect(await leftBehind('dmz-bypassed', mended)).toEqual([]);
});

test('declares a DMZ where there is none, with an interface where firewalls part the zones', async () => {
  const text = `zone Office { level 4  network 10.1.0.0/24  asset MES : mes-server at 10.1.0.5 }
zone Cell { level 2  network 10.3.0.0/24  asset H : historian at 10.3.0.5 }
conduit C { between Office and Cell  sl-t 3  allow MES -> H : https because "reports" }
firewall FW { interface a to Office  interface b to Cell  fails closed }
`;
  const [finding] = await findingsOf(NAME, text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('zone DMZ {\n  level 3.5\n  kind dmz\n  sl-t 3\n  asset BROKER-1 : gateway "Broker"\n}\n');
  expect(mended).toContain('interface "DMZ" to DMZ');
  expect(await leftBehind('dmz-bypassed', mended)).toEqual([]);
});

test('a one-way conduit keeps its direction, and its proxy pairs, on both sides of the broker', async () => {
  const text = `zone Office { level 4  network 10.1.0.0/24  asset MES : mes-server at 10.1.0.5 }
zone DMZ { level 3.5  kind dmz  network 10.2.0.0/24 }
zone Plant { level 2  sl-t 1  network 10.3.0.0/24  asset HIST : historian at 10.3.0.5 }
conduit Out {
  between Office and Plant
  one-way from Plant to Office
  proxied
  sl-t 1
  allow HIST -> MES : https because "x"
}
`;
  const [finding] = await findingsOf(NAME, text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain(
    '  between Office and DMZ\n  one-way from DMZ to Office\n  sl-t 1\n  proxied\n  allow BROKER-1 -> MES',
  );
  expect(mended).toContain(
    '  between Plant and DMZ\n  one-way from Plant to DMZ\n  sl-t 1\n  proxied\n  allow HIST -> BROKER-1',
  );
  expect(await leftBehind(NAME, mended)).toEqual([]);
});
