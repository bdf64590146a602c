import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'unenforceable';
const zone = (name: string, n: number, more = '') =>
  `zone ${name} { level 2  network 10.${n}.0.0/24  asset H-${n} : hmi at 10.${n}.0.5  ${more} }\n`;

test('is silent in a policy without firewalls and without microsegmentation', async () => {
  expect(await linesOf(NAME, zone('A', 1) + zone('B', 2))).toEqual([]);
});

test('names a zone without interface once, however many zones there are', async () => {
  const lines = await linesOf(
    NAME,
    `${zone('A', 1) + zone('B', 2) + zone('C', 3)}firewall FW { interface a to A  interface b to B }`,
  );
  expect(lines).toEqual([
    'plant.seg:3 warning No firewall has an interface to zone C or to a zone around it, so nothing parts it from any other zone. Give it an interface on FW.',
  ]);
});

test('names two zones behind one interface, at both where they stand in two files', async () => {
  const files = {
    'a.seg':
      'zone Plant { level 2\n zone K { network 10.1.0.0/24 } }\nfirewall FW { interface p to Plant  interface o to Office }\nzone Office { level 3  network 10.9.0.0/24 }',
    'b.seg': 'zone L { level 2  network 10.2.0.0/24 }\nfirewall F2 { interface x to L, Office }',
    'c.seg':
      'zone Annex { level 2\n  zone M { network 10.3.0.0/24 }\n zone N { network 10.4.0.0/24 } }\nfirewall F3 { interface y to Annex, Office }',
  };
  const lines = await linesOf(NAME, files);
  expect(lines).toEqual([
    'c.seg:3 warning Nothing parts zone N from zone M: both are reached through the same interface of zone Annex on F3, and the policy does not permit everything between them. Give one of them an interface of its own, or join them to one zone.',
  ]);
});

test('two zones between which everything is permitted, both ways and always, need no firewall', async () => {
  const plant = (rule: string) =>
    `zone P { level 3  network 10.0.0.0/8\n zone A { level 3  network 10.1.0.0/24  asset X : server at 10.1.0.5 } }
zone Q { level 3  network 172.16.0.0/24 }
conduit C { between P and A  ${rule} }
firewall FW { interface p to P  interface q to Q }`;
  expect(await linesOf(NAME, plant('allow any <-> any : any because "one cell"'))).toEqual([]);
  expect(await linesOf(NAME, plant('allow any -> any : any because "one cell"'))).toEqual([]);
  expect(await linesOf(NAME, plant('allow any <-> any : tcp 0-65535 because "one cell"'))).toHaveLength(1);
  expect(await linesOf(NAME, plant('allow any <-> any : any until 2030-01-01 because "one cell"'))).toHaveLength(1);
  expect(await linesOf(NAME, plant('allow X <-> any : any because "one cell"'))).toHaveLength(1);
});

test('asks `enforced by` of a microsegmented zone of two, not of one asset and not of an external zone', async () => {
  const cell = (assets: string, more = '') =>
    `zone A { level 1  network 10.1.0.0/24  microsegmented  ${more}  ${assets} }\n`;
  const two = 'asset P : plc at 10.1.0.5  asset Q : plc at 10.1.0.6';
  expect(await linesOf(NAME, cell(two))).toEqual([
    'plant.seg:1 warning Zone A is microsegmented, but nothing enforces it: its 2 assets reach each other on the wire. State "enforced by" the firewall, private VLAN or host agents that part them.',
  ]);
  expect(await linesOf(NAME, cell('asset P : plc at 10.1.0.5'))).toEqual([]);
  expect(await linesOf(NAME, cell(two, 'kind external'))).toEqual([]);
  expect(await linesOf(NAME, `${cell(two, 'enforced by FW')}firewall FW { interface a to A }`)).toEqual([]);
});

test('is an error from SL-T 2 in any requirement, or from where the settings say', async () => {
  const text = (slt: string) => `${zone('A', 1, slt)}${zone('B', 2)}firewall FW { interface b to B }`;
  const severity = async (slt: string) => (await findingsOf(NAME, text(slt)))[0]?.severity;
  expect(await severity('sl-t 1')).toBe('warning');
  expect(await severity('sl-t 2')).toBe('error');
  expect(await severity('sl-t { iac 1 uc 1 si 1 dc 0 rdf 2 tre 1 ra 1 }')).toBe('error');
});

test('gives the zone an interface on the firewall that leads to its conduits first', async () => {
  const text = `${zone('A', 1)}${zone('B', 2)}${zone('C', 3)}conduit K { between C and B  allow H-3 -> H-2 : https because "x" }
firewall F1 { interface a to A }
firewall F2 { interface b to B }
firewall F3 { interface b to B  interface a to A }
`;
  const [finding] = await findingsOf(NAME, text);
  const fixes = finding?.fixes() ?? [];
  expect(fixes.map((f) => f.title)).toEqual([
    'Give zone C an interface on F2',
    'Give zone C an interface on F3',
    'Give zone C an interface on F1',
  ]);
  expect(mend(text, fixes[0] as never)).toContain('firewall F2 { interface b to B  interface "C" to C }');
});

test('without any firewall, declares one between all zones and lets it enforce the inside', async () => {
  const text = `${zone('B', 2, 'sl-t 1')}zone A {
  level 1
  sl-t 1
  network 10.1.0.0/24
  microsegmented
  asset P : plc at 10.1.0.5
  asset Q : plc at 10.1.0.6
}
`;
  const [finding] = await findingsOf(NAME, text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('  microsegmented\n  enforced by FW-1\n  asset P');
  expect(mended.endsWith('firewall FW-1 {\n  interface "B" to B\n  interface "A" to A\n  fails closed\n}\n')).toBe(
    true,
  );
  expect(await findingsIn(mended)).toEqual([]);
});

test('a pool behind a VPN concentrator is parted from its zone only where that zone is enforced inside', async () => {
  const plant = (inside: string) => `zone Pool { level 5  kind external  network 10.9.0.0/24  reached through VPN }
zone D { level 3.5  kind dmz  network 10.2.0.0/24  ${inside}  asset VPN : vpn-gateway at 10.2.0.5  asset W : server at 10.2.0.6 }
zone O { level 3  network 10.3.0.0/24 }
firewall FW { interface d to D  interface o to O }`;
  expect(await linesOf(NAME, plant('microsegmented  enforced by FW'))).toEqual([]);
  expect(await linesOf(NAME, plant(''))).toEqual([expect.stringContaining('Nothing parts zone D from zone Pool')]);
});

test('of very many pairs behind one interface it tells a thousand and counts the rest', async () => {
  const nested = Array.from({ length: 50 }, (_, i) => ` zone N${i} { network 10.0.${i}.0/24 }`).join('\n');
  const lines = await linesOf(
    NAME,
    `zone P { level 2\n${nested}\n}\nzone O { network 10.9.0.0/24 }\nfirewall FW { interface p to P  interface o to O }`,
  );
  expect(lines).toHaveLength(1001);
  expect(lines.filter((l) => l.includes('lie 225 more pairs of zones that nothing parts'))).toHaveLength(1);
});
