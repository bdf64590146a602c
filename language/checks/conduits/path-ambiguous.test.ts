import { expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const NAME = 'path-ambiguous';
const zones = `zone A { level 2  sl-t 1  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  sl-t 1  network 10.2.0.0/24  asset P : plc at 10.2.0.5 }
zone T { level 2  sl-t 1  network 10.3.0.0/24 }
zone U { level 2  sl-t 1  network 10.4.0.0/24 }
`;
const conduit = (more = '') => `conduit K { between A and B  sl-t 1  ${more}  allow H -> P : modbus because "x" }\n`;
const firewall = (name: string, ...to: readonly string[]) =>
  `firewall ${name} { ${to.map((z) => `interface ${z.toLowerCase()} to ${z}`).join('  ')}  fails closed }\n`;
const fixesOf = async (text: string) => (await findingsOf(NAME, text))[0]?.fixes() ?? [];

test('two firewalls side by side are two ways; one of them, or a chain, is one', async () => {
  const side = `${zones}${conduit()}${firewall('F', 'A', 'B')}${firewall('G', 'A', 'B')}`;
  expect(await linesOf(NAME, side)).toEqual([
    'plant.seg:5 warning From zone A to zone B the path over F or G is equally short, so what conduit K permits is opened on each of them. Say with via which one it takes, or declare one the twin of the other.',
  ]);
  expect(await linesOf(NAME, `${zones}${conduit()}${firewall('F', 'A', 'B')}`)).toEqual([]);
  const chain = `${firewall('F', 'A', 'T')}${firewall('G', 'T', 'B')}`;
  expect(await linesOf(NAME, zones + conduit() + chain)).toEqual([]);
  expect(await linesOf(NAME, `${zones}${conduit()}${chain}${firewall('D', 'A', 'B')}`)).toEqual([]);
});

test('twins, also over several steps, are one; so is what `via` names', async () => {
  const three = (g: string, e: string) =>
    `${zones}${firewall('F', 'A', 'B')}${firewall('G', 'A', 'B').replace('fails', `${g}  fails`)}${firewall('E', 'A', 'B').replace('fails', `${e}  fails`)}`;
  expect(await linesOf(NAME, three('twin of F', 'twin of G') + conduit())).toEqual([]);
  expect(await linesOf(NAME, three('twin of F', '') + conduit())).toHaveLength(1);
  expect(await linesOf(NAME, three('', '') + conduit('via G'))).toEqual([]);
});

test('paths that differ in the zones between, over the same firewalls, are one', async () => {
  const text = `${zones}${conduit()}${firewall('F', 'A', 'T', 'U')}${firewall('G', 'T', 'U', 'B')}`;
  expect(await linesOf(NAME, text)).toEqual([]);
});

test('is asked only where something is permitted: by a rule or by an access over the conduit', async () => {
  const two = firewall('F', 'A', 'B') + firewall('G', 'A', 'B');
  const empty = 'conduit K { between A and B  sl-t 1 }\n';
  expect(await linesOf(NAME, zones + two + empty)).toEqual([]);
  const access = 'access V { vendor "V"  from 2026-11-24 until 2026-11-25  allow H -> P : https }\n';
  expect(await linesOf(NAME, zones + two + empty + access)).toHaveLength(1);
});

test('every fix leaves one way, and no error', async () => {
  const chains = `${firewall('F', 'A', 'T')}${firewall('G', 'A', 'U')}${firewall('E', 'T', 'U', 'B')}`;
  for (const firewalls of [firewall('F', 'A', 'B') + firewall('G', 'A', 'B'), chains]) {
    const text = zones + conduit() + firewalls;
    const fixes = await fixesOf(text);
    for (const fix of fixes) expect(await leftBehind(NAME, mend(text, fix)), fix.title).toEqual([]);
    expect(fixes.map((f) => f.title)).toEqual(
      firewalls === chains ? ['Add via F, E', 'Add via G, E'] : ['Add via F', 'Add via G', 'Declare G the twin of F'],
    );
  }
});

test('offers no via that some of the permissions cannot take', async () => {
  const text = `${zones}conduit K { between A, B and T  sl-t 1  allow H -> P : modbus because "x"  allow 10.3.0.0/24 -> P : modbus because "x" }
${firewall('F', 'A', 'B')}${firewall('G', 'A', 'B')}${firewall('E', 'T', 'B')}`;
  expect((await fixesOf(text)).map((f) => f.title)).toEqual(['Declare G the twin of F']);
});
