import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'one-way-violated';
const plant = (
  conduit: string,
  more = '',
) => `zone S { level 1  kind safety  sl-t 1  network 10.1.0.0/24  asset SIS : safety-controller at 10.1.0.5 }
zone P { level 2  sl-t 1  network 10.2.0.0/24  asset HIST : historian at 10.2.0.5 }
conduit C { between S and P  one-way from S to P  sl-t 1  ${conduit} }
${more}`;
const fire = async (conduit: string, more = '') =>
  (await linesOf(NAME, plant(conduit, more))).map((l) => l.slice(l.indexOf('error') + 6));

test('a rule in the direction and without TCP is as it should be, and so is a deny against it', async () => {
  expect(await fire('allow SIS -> HIST : syslog, icmp 8 because "x"  deny HIST -> SIS : any because "guard"')).toEqual(
    [],
  );
});

test('a rule against the direction permits nothing, and the message says which way the conduit runs', async () => {
  expect(await fire('allow HIST -> SIS : syslog because "x"')).toEqual([
    'This rule runs from P to S, against conduit C, which is one-way from S to P: it permits nothing there. Remove it, or carry the data over another conduit.',
  ]);
});

test('TCP needs a proxy pair, also where it is only a part of a service or of `any`', async () => {
  for (const service of ['https', 'modbus', 'any', 'udp 514, tcp 6514'])
    expect(await fire(`allow SIS -> HIST : ${service} because "x"`), service).toHaveLength(1);
  expect(await fire('proxied  allow SIS -> HIST : https because "x"')).toEqual([]);
});

test('names the services that need TCP, and takes them out where others remain', async () => {
  const text = plant('allow SIS -> HIST : syslog, https because "x"');
  const [finding] = await findingsOf(NAME, text);
  expect(finding?.message).toContain('so answers to https of its services are dropped');
  expect(mend(text, finding?.fixes()[0] as never)).toContain('allow SIS -> HIST : syslog because "x"');
});

test('of a rule both ways it keeps the half that the conduit has', async () => {
  for (const [rule, kept] of [
    ['SIS <-> HIST', 'SIS -> HIST'],
    ['HIST <-> SIS', 'SIS -> HIST'],
  ]) {
    const text = plant(`allow ${rule} : syslog because "x"`);
    const [finding] = await findingsOf(NAME, text);
    const mended = mend(text, finding?.fixes()[0] as never);
    expect(mended).toContain(`allow ${kept} : syslog because "x"`);
    expect(await findingsOf(NAME, mended)).toEqual([]);
  }
});

test('puts `proxied` before the rules, so that it can be read as no clause of theirs', async () => {
  const text = plant('\n  allow SIS -> HIST : https because "x"\n').replace('sl-t 1  \n', '\n  sl-t 1\n');
  const [finding] = await findingsOf(NAME, text);
  const fix = finding?.fixes().find((f) => f.title === 'Mark conduit C as proxied');
  const mended = mend(text, fix as never);
  expect(mended).toContain('sl-t 1\n  proxied\n  allow SIS');
  expect(await findingsIn(mended)).toEqual([]);
});

const access = (rule: string) =>
  `access A { vendor "V"  from 2026-11-01 until 2026-12-01  approved by "J" ticket "T"  allow ${rule} }\n`;

test('an access against the only conduit is shown at both, and gone when another conduit joins the zones', async () => {
  const files = { 'a.seg': plant(''), 'b.seg': access('HIST -> SIS : syslog') };
  expect((await linesOf(NAME, files)).map((l) => l.split(' ')[0])).toEqual(['~a.seg:3', 'b.seg:1']);
  expect(await linesOf(NAME, { ...files, 'c.seg': 'conduit D { between P and S }' })).toEqual([]);
});

test('an access in the direction needs the proxy pair for TCP too', async () => {
  expect(await fire('', access('SIS -> HIST : https'))).toHaveLength(1);
  expect(await fire('proxied', access('SIS -> HIST : https'))).toEqual([]);
  expect(await fire('', access('SIS -> HIST : syslog'))).toEqual([]);
});

test('says nothing of a rule with a name that does not resolve', async () => {
  const found = await findingsIn(plant('allow Nobody -> SIS : https because "x"'));
  expect(found.map((f) => f.check)).toEqual(['reference']);
});
