import { expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const NAME = 'network-overlap';
const fire = async (text: string) => (await linesOf(NAME, text)).length;

test('is shown at both networks where they stand in two files', async () => {
  const lines = await linesOf(NAME, {
    'a.seg': 'zone A { network 10.1.0.0/24 }',
    'b.seg': 'zone B { network 10.0.0.0/8 }',
  });
  expect(lines).toEqual([
    '~a.seg:1 error Network 10.1.0.0/24 of zone A overlaps network 10.0.0.0/8 of zone B. Both would hold 10.1.0.0/24: part the ranges, or translate one with "as".',
    'b.seg:1 error Network 10.0.0.0/8 of zone B overlaps network 10.1.0.0/24 of zone A. Both would hold 10.1.0.0/24: part the ranges, or translate one with "as".',
  ]);
});

test('takes a nested zone inside the networks of the one around it as it should be, and one that reaches beyond as an overlap', async () => {
  expect(await fire('zone A { network 10.1.0.0/16  zone B { network 10.1.1.0/24 } }')).toBe(0);
  expect(await fire('zone A { network 10.1.0.0/24, 10.1.1.0/24  zone B { network 10.1.0.0/23 } }')).toBe(0);
  expect(await fire('zone A { network 10.1.0.0/24  zone B { network 192.168.0.0/24 } }')).toBe(0);
  expect(await fire('zone A { network 10.1.0.0/24  zone B { network 10.1.0.0/23 } }')).toBe(1);
  expect(
    await fire('zone A { network 10.1.0.0/16  zone B { network 10.1.1.0/24 } zone C { network 10.1.1.0/25 } }'),
  ).toBe(1);
});

test('compares what is seen from outside: the outer addresses of a translation', async () => {
  const a = 'zone A { network 192.168.1.0/24 as 10.43.1.0/24 }\n';
  expect(await fire(`${a}zone B { network 192.168.1.0/24 as 10.43.2.0/24 }`)).toBe(0);
  expect(await fire(`${a}zone B { network 192.168.1.0/24 }`)).toBe(0);
  expect(await fire(`${a}zone B { network 192.168.1.0/24 as 10.43.1.0/24 }`)).toBe(1);
  expect(await fire(`${a}zone B { network 10.43.0.0/16 }`)).toBe(1);
  expect(
    await fire(
      'zone A { network 192.168.0.0/16 as 172.16.0.0/16  zone N { network 192.168.5.0/24 } }\nzone B { network 192.168.5.0/24 }',
    ),
  ).toBe(0);
  expect(
    await fire(
      'zone A { network 192.168.0.0/16 as 172.16.0.0/16  zone N { network 192.168.5.0/24 } }\nzone B { network 172.16.5.0/24 }',
    ),
  ).toBe(2);
});

test('`rest` overlaps nothing, and the families never meet', async () => {
  expect(
    await fire('zone Net { network rest }\nzone A { network 10.1.0.0/24, ::/0 }\nzone B { network 10.2.0.0/24 }'),
  ).toBe(0);
});

test('sees ranges that share one address, and none where they only touch', async () => {
  expect(await fire('zone A { network 10.1.0.1-10.1.0.9 }\nzone B { network 10.1.0.9-10.1.0.12 }')).toBe(1);
  expect(await fire('zone A { network 10.1.0.1-10.1.0.9 }\nzone B { network 10.1.0.10-10.1.0.12 }')).toBe(0);
});

test('parts the larger network, but never cuts off an asset', async () => {
  const text = 'zone A { network 10.1.0.0/24 }\nzone B { network 10.1.0.64/26 }\n';
  const [finding] = await findingsOf(NAME, text);
  const [split] = finding?.fixes() ?? [];
  expect(split?.title).toBe('Take 10.1.0.64/26 out of the network of A');
  expect(mend(text, split as never)).toBe(
    'zone A { network 10.1.0.0/26, 10.1.0.128/25 }\nzone B { network 10.1.0.64/26 }\n',
  );
  const [held] = await findingsOf(NAME, text.replace('/24 }', '/24  asset P : plc at 10.1.0.70 }'));
  expect(held?.fixes().map((f) => f.title)).toEqual([
    'Translate 10.1.0.64/26 of B to 172.16.0.0/26 outside the zone',
    'Translate 10.1.0.0/24 of A to 172.16.0.0/24 outside the zone',
  ]);
});

test('every fix ends the overlap, whatever the shape of the networks', async () => {
  for (const [a, b] of [
    ['10.1.0.0/24', '10.1.0.0/24'],
    ['10.1.0.5-10.1.0.60', '10.1.0.32/27'],
    ['2001:db8::/48', '2001:db8:0:7::/64'],
    ['172.16.0.0/12', '172.20.0.0/16'],
  ]) {
    const text = `zone A { network ${a} }\nzone B { network ${b} }\n`;
    const [finding] = await findingsOf(NAME, text);
    const fixes = finding?.fixes() ?? [];
    expect(fixes.length, text).toBeGreaterThan(0);
    for (const fix of fixes) expect(await leftBehind('network-overlap', mend(text, fix)), fix.title).toEqual([]);
  }
});
