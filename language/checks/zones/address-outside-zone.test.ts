import { expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend, mendAll } from '../fixture.ts';

const NAME = 'address-outside-zone';
const fire = async (text: string) => (await linesOf(NAME, text)).length;

test('names the asset, its zone, the networks there and the zone that holds the address', async () => {
  const lines = await linesOf(
    NAME,
    `zone A { network 10.1.0.0/24, 10.1.1.0/24  asset P : plc at 10.2.0.5 }
zone B { network 10.2.0.0/24 }`,
  );
  expect(lines).toEqual([
    'plant.seg:1 error The address 10.2.0.5 of P lies in no network of zone A (10.1.0.0/24 and 10.1.1.0/24). Zone B holds it: move P there, or correct the address.',
  ]);
});

test('accepts addresses at both ends of a network, ranges, IPv6, and `at dhcp`', async () => {
  expect(
    await fire(`zone A { network 10.1.0.0/24, 10.9.0.4-10.9.0.6, 2001:db8::/64
  asset P1 : plc at 10.1.0.0, 10.1.0.255, 10.9.0.4-10.9.0.6, 2001:db8::1
  asset P2 : plc at dhcp
  asset P3 : plc }`),
  ).toBe(0);
});

test('sees a range that leaves its network at one end only', async () => {
  const [line] = await linesOf(NAME, 'zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.250-10.1.1.3 }');
  expect(line).toContain('The address 10.1.1.0/30 of P lies in no network of zone A');
});

test('uses the networks of the zone around where the own zone states none', async () => {
  expect(await fire('zone A { network 10.1.0.0/16  zone B { asset P : plc at 10.1.7.7 } }')).toBe(0);
  expect(await fire('zone A { network 10.1.0.0/16  zone B { asset P : plc at 10.2.7.7 } }')).toBe(1);
  expect(await fire('zone A { network 10.1.0.0/16  zone B { network 10.1.1.0/24  asset P : plc at 10.1.7.7 } }')).toBe(
    1,
  );
});

test('in a zone without any network an address is wrong only where another zone holds it', async () => {
  expect(await fire('zone A { asset P : plc at 10.1.7.7 }')).toBe(0);
  expect(await fire('zone A { asset P : plc at 10.1.7.7 }\nzone B { network 10.1.0.0/16 }')).toBe(1);
});

test('takes the inner addresses of a translated network as its own', async () => {
  const zone = (at: string) => `zone A { network 192.168.1.0/24 as 10.43.1.0/24  asset P : plc at ${at} }`;
  expect(await fire(zone('192.168.1.9'))).toBe(0);
  expect(await fire(zone('10.43.1.9'))).toBe(1);
});

test('a zone with `network rest` holds what no other zone does', async () => {
  const policy = (at: string) =>
    `zone Net { kind external  network rest  asset W : web-server at ${at} }\nzone A { network 10.1.0.0/16 }`;
  expect(await fire(policy('203.0.113.5'))).toBe(0);
  expect(await fire(policy('10.1.0.5'))).toBe(1);
});

test('judges the second leg by its own zone, shows it beside the networks too, and mends it by changing the zone', async () => {
  const files = {
    'a.seg': 'zone A { network 10.1.0.0/24  asset G : gateway at 10.1.0.1 also in B at 10.3.0.1 }',
    'b.seg': 'zone B { network 10.2.0.0/24 }\nzone C { network 10.3.0.0/24 }',
  };
  const lines = await linesOf(NAME, files);
  expect(lines.map((l) => l.slice(0, l.indexOf(' ')))).toEqual(['a.seg:1', '~b.seg:1']);
  const [finding] = await findingsOf(NAME, files);
  const mended = mendAll(files, finding?.fixes()[0] as never);
  expect(mended['a.seg']).toBe('zone A { network 10.1.0.0/24  asset G : gateway at 10.1.0.1 also in C at 10.3.0.1 }');
  expect(await leftBehind('address-outside-zone', mended)).toEqual([]);
});

test('does not offer a zone that already has an asset of that name, nor a network that another zone has', async () => {
  const [finding] = await findingsOf(
    NAME,
    'zone A { network 10.1.0.0/24  asset P : plc at 10.2.0.5 }\nzone B { network 10.2.0.0/24  asset P : plc at 10.2.0.6 }',
  );
  expect(finding?.fixes()).toEqual([]);
});

test('adds the usual subnet where it is free, else just the address', async () => {
  const titles = async (text: string) => (await findingsOf(NAME, text))[0]?.fixes().map((f) => f.title);
  expect(await titles('zone A { network 10.1.0.0/24  asset P : plc at 10.2.0.5 }')).toEqual([
    'Add network 10.2.0.0/24 to zone A',
  ]);
  expect(
    await titles('zone A { network 10.1.0.0/24  asset P : plc at 10.2.0.5 }\nzone B { network 10.2.0.0/30 }'),
  ).toEqual(['Add network 10.2.0.5/32 to zone A']);
  expect(await titles('zone A { network 10.1.0.0/24  asset P : plc at 2001:db8::5 }')).toEqual([
    'Add network 2001:db8::/64 to zone A',
  ]);
});

test('moves the asset with the comments that speak of it', async () => {
  const text = `zone A {
  network 10.1.0.0/24
  asset K : hmi at 10.1.0.2
  // the old press
  asset P : plc at 10.2.0.5 { criticality high } // in hall 2
  asset L : hmi at 10.1.0.3
}

zone B {
  network 10.2.0.0/24
}
`;
  const [finding] = await findingsOf(NAME, text);
  expect(mend(text, finding?.fixes()[0] as never)).toBe(`zone A {
  network 10.1.0.0/24
  asset K : hmi at 10.1.0.2
  asset L : hmi at 10.1.0.3
}

zone B {
  network 10.2.0.0/24
  // the old press
  asset P : plc at 10.2.0.5 { criticality high } // in hall 2
}
`);
});
