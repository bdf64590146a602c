import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'address-duplicate';
const fire = async (text: string) => (await linesOf(NAME, text)).length;

test('is shown at both assets where they stand in two files, and gone when either has another address', async () => {
  const files = {
    'a.seg': 'zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5 }',
    'b.seg': 'zone B { network 10.1.1.0/24  asset Q : plc at 10.1.1.4  asset R : plc also in A at 10.1.0.5 }',
  };
  expect(await linesOf(NAME, files)).toEqual([
    '~a.seg:1 error P has the address 10.1.0.5, which R has too. Correct one of the two, or mark an address that devices share with "shared".',
    'b.seg:1 error R has the address 10.1.0.5, which P has too. Correct one of the two, or mark an address that devices share with "shared".',
  ]);
  expect(await linesOf(NAME, { ...files, 'a.seg': files['a.seg'].replace('0.5 ', '0.6 ') })).toEqual([]);
  expect(await linesOf(NAME, { ...files, 'b.seg': files['b.seg'].replace('A at 10.1.0.5', 'A at 10.1.0.6') })).toEqual(
    [],
  );
});

test('is silent where one of the two is shared, by itself or by its type', async () => {
  expect(
    await fire('zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5  asset Q : plc at 10.1.0.5 { shared } }'),
  ).toBe(0);
  expect(
    await fire(
      'type vip { shared }\nzone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5  asset Q : vip at 10.1.0.5 }',
    ),
  ).toBe(0);
});

test('counts ranges with all their addresses, and each asset once', async () => {
  expect(
    await linesOf(
      NAME,
      'zone A { network 10.1.0.0/24\nasset Pool : plc at 10.1.0.10-10.1.0.20\nasset P : plc at 10.1.0.20\nasset Q : plc at 10.1.0.21\nasset R : plc at 10.1.0.20 }',
    ),
  ).toEqual([
    expect.stringMatching(/^plant.seg:3 error P has the address 10.1.0.20, which Pool has too/),
    expect.stringMatching(/^plant.seg:5 error R has the address 10.1.0.20, which Pool has too/),
  ]);
});

test('lets inner addresses repeat behind translations, but not the outer ones, nor in one zone', async () => {
  const line = (zone: string, asset: string, outer: string) =>
    `zone ${zone} { network 192.168.1.0/24 as ${outer}  asset ${asset} : plc at 192.168.1.5 }\n`;
  expect(await fire(line('A', 'P', '10.43.1.0/24') + line('B', 'Q', '10.43.2.0/24'))).toBe(0);
  expect(
    await fire(`${line('A', 'P', '10.43.1.0/24')}zone C { network 10.43.1.5/32  asset Q : plc at 10.43.1.5 }`),
  ).toBe(1);
  expect(
    await fire(
      'zone A { network 192.168.1.0/24 as 10.43.1.0/24  asset P : plc at 192.168.1.5  asset Q : plc at 192.168.1.5 }',
    ),
  ).toBe(1);
});

test('lets one asset have an address in two zones, and two assets `at dhcp` or without address', async () => {
  expect(
    await fire(`zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5 also in B at 10.1.0.5  asset D : plc at dhcp  asset E : plc at dhcp }
zone B { asset F : plc  asset G : plc }`),
  ).toBe(0);
});

test('sees the same IPv6 address in two spellings', async () => {
  expect(
    await fire('zone A { network 2001:db8::/64  asset P : plc at 2001:db8::1  asset Q : plc at 2001:db8:0:0:0:0:0:1 }'),
  ).toBe(1);
});

test('takes an address out of a list with its comma, and the last one with its `at`', async () => {
  const text = 'zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5  asset Q : plc at 10.1.0.4, 10.1.0.5 "two" }\n';
  const [finding] = await findingsOf(NAME, text);
  const mended = finding?.fixes().map((f) => [f.title, mend(text, f)]);
  expect(mended).toEqual([
    ['Remove the address 10.1.0.5 from Q', text.replace(', 10.1.0.5', '')],
    ['Mark Q as shared', text.replace('"two"', '"two" { shared }')],
    ['Remove the address 10.1.0.5 from P', text.replace('plc at 10.1.0.5', 'plc')],
    ['Mark P as shared', text.replace('plc at 10.1.0.5 ', 'plc at 10.1.0.5 { shared } ')],
  ]);
  for (const [, after] of mended ?? []) expect(await findingsIn(after as string)).toEqual([]);
});
