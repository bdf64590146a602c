import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'rule-shadowed';
const ZONES = `zone A { level 3  network 10.1.0.0/24, 2001:db8:1::/64  asset S : server at 10.1.0.5  asset S6 : server at 2001:db8:1::5 }
zone B { level 3  network 10.2.0.0/24, 2001:db8:2::/64  asset T : server at 10.2.0.5  asset U : server at 10.2.0.6 }
zone C { level 3  network 10.3.0.0/24  asset V : server at 10.3.0.5 }
schedule Days { every day 06:00-18:00 }
schedule Nights { every day 18:00-06:00 }
`;
const plant = (rules: string, more = '') => `${ZONES}conduit K { between A and B\n${rules}\n}\n${more}`;
const lines = async (rules: string, more = '') => (await linesOf(NAME, plant(rules, more))).map((l) => l.slice(10));

test('names the one deny that takes everything back, wherever it stands', async () => {
  const told =
    '"allow S -> T : https" permits nothing: "deny A -> B : any" takes all of it back. Remove it, or narrow the deny.';
  expect(await lines('  allow S -> T : https\n  deny A -> B : any')).toEqual([`7 error ${told}`]);
  expect(await lines('  deny A -> B : any\n  allow S -> T : https')).toEqual([`8 error ${told}`]);
  expect(await lines('  allow S -> T : https', 'conduit L { between A and B\n  deny A -> B : any\n}')).toEqual([
    `7 error ${told.replace(' : any" takes', ' : any" in conduit L takes')}`,
  ]);
});

test('names the fewest denies that do it together: by ports, by addresses, by hours', async () => {
  expect(
    await lines(
      '  allow S -> T : tcp 80-90\n  deny S -> any : tcp 70-84\n  deny any -> T : tcp 85-99\n  deny S -> T : tcp 83-86',
    ),
  ).toEqual([
    '7 error "allow S -> T : tcp 80-90" permits nothing: 2 denies together take all of it back, "deny S -> any : tcp 70-84" and "deny any -> T : tcp 85-99". Remove it, or narrow one of the denies.',
  ]);
  expect(
    await lines('  allow A -> T : https\n  deny S, S6 -> B : https\n  deny any except S, S6 -> B : https'),
  ).toHaveLength(1);
  expect(
    await lines('  allow S -> T : https\n  deny S -> T : https during Days\n  deny S -> T : https during Nights'),
  ).toEqual([
    '7 warning "allow S -> T : https" permits nothing: 2 denies together take all of it back, "deny S -> T : https during Days" and "deny S -> T : https during Nights", whenever it would count. Remove it, or narrow one of the denies.',
  ]);
});

test('is silent while anything is left: an address, a port, an hour, a type of ICMP, the other direction', async () => {
  for (const rules of [
    '  allow A -> T : https\n  deny S, S6 -> T : https',
    '  allow 10.1.0.0/28 -> T : https\n  deny 10.1.0.0-10.1.0.14 -> T : https',
    '  allow 2001:db8:1::/126 -> T : https\n  deny 2001:db8:1::-2001:db8:1::2 -> T : https',
    '  allow S -> T : tcp 80-90\n  deny S -> T : tcp 80-88, 90',
    '  allow S -> T : icmp\n  deny S -> T : icmp 8',
    '  allow S -> T : https\n  deny S -> T : https during Days',
    '  allow S -> T : https\n  deny S -> T : https from 2026-12-01',
    '  allow S <-> T : https\n  deny S -> T : https',
  ])
    expect(await lines(rules)).toEqual([]);
});

test('is exact about IPv6, ICMP types and undeclared addresses', async () => {
  expect(
    await lines('  allow 2001:db8:1::/126 -> T : https\n  deny 2001:db8:1::-2001:db8:1::3 -> T : https'),
  ).toHaveLength(1);
  expect(await lines('  allow S -> T : icmp 8\n  deny S -> T : icmp')).toHaveLength(1);
  expect(await lines('  allow 10.1.0.7 -> T : https\n  deny A -> T : https')).toHaveLength(1);
  expect(await lines('  allow S <-> T : https\n  deny S <-> B : any')).toHaveLength(1);
});

test('warns only where a window or a schedule is needed for it', async () => {
  const [line] = await lines('  allow S -> T : https during Days\n  deny S -> T : any during Days');
  expect(line).toMatch(/^7 warning /);
  const [steady] = await lines(
    '  allow S -> T : https\n  deny S -> T : any from 2020-01-01\n  deny S -> T : tcp 443\n  deny S -> T : udp 443',
  );
  expect(steady).toMatch(/^7 error .*2 denies|^7 error .*"deny S -> T : tcp 443"/);
});

test('says nothing of what is over or has a name that does not resolve, and such a deny takes nothing', async () => {
  expect(await lines('  allow S -> T : https until 2026-01-01\n  deny S -> T : any')).toEqual([]);
  expect(await lines('  allow S -> T : https\n  deny S -> T : any until 2026-01-01')).toEqual([]);
  const broken = await findingsIn(plant('  allow S -> T : https\n  deny S -> T, Nobody : any'));
  expect(broken.filter((f) => f.check === NAME)).toEqual([]);
});

test('judges accesses, bodies of zones, one-way conduits and conduits of three zones', async () => {
  const access =
    'access Vendor { vendor "V" from 2026-11-20 until 2026-12-01 approved by "J" ticket "C-1" allow S -> T : rdp }';
  expect(await lines('  deny S -> T : any', access)).toEqual([
    expect.stringContaining('"deny S -> T : any" in conduit K takes all of it back'),
  ]);
  const inside = (more: string) =>
    plant(
      '',
      `zone D { microsegmented network 10.4.0.0/24\n  asset X : plc at 10.4.0.1\n  asset Y : hmi at 10.4.0.2\n  allow X -> Y : https\n${more} }`,
    );
  expect(await linesOf(NAME, inside('  deny plc -> any : any'))).toHaveLength(1);
  expect(await linesOf(NAME, inside('  deny hmi -> any : any'))).toEqual([]);
  expect(await lines('  one-way from A to B\n  allow S -> T : syslog\n  deny T -> S : any')).toEqual([]);
  const three = 'conduit L { between A, B and C\n  allow any -> V : https\n  deny A -> C : any\n';
  expect(await lines('', `${three}}`)).toEqual([]);
  expect(await lines('', `${three}  deny B -> C : any\n}`)).toHaveLength(1);
});

test('shows both halves, fades the permission only, and the fix takes it away', async () => {
  const files = {
    'a.seg': `${ZONES}conduit K { between A and B\n  allow S -> T : https because "x"\n  allow S -> U : https because "y"\n}\n`,
    'b.seg': 'conduit L { between A and B\n  deny S -> T : any because "z"\n}\n',
  };
  const found = await findingsOf(NAME, files);
  expect(found.map((f) => [f.place.file, f.mirror === true, f.tags ?? [], f.message])).toEqual([
    ['a.seg', false, ['unnecessary'], expect.stringContaining('"allow S -> T : https" permits nothing')],
    [
      'b.seg',
      true,
      [],
      '"deny S -> T : any" takes back all that "allow S -> T : https" in conduit K permits. Narrow it, or remove that permission.',
    ],
  ]);
  const text = plant('  allow S -> T : https\n  // everything else\n  allow S -> U : https\n  deny S -> T : any');
  const [finding] = await findingsOf(NAME, text);
  const [fix] = finding?.fixes() ?? [];
  expect([fix?.title, fix?.safe]).toEqual(['Remove "allow S -> T : https"', true]);
  expect(mend(text, fix as never)).toBe(text.replace('  allow S -> T : https\n', ''));
});
