/** Rules turned round so that the stronger side sends: by `safety-inbound`, `safety-write` and `initiated-from-lower-trust`. */
import { expect, test } from 'vitest';
import { findingsOf, leftBehind, mend } from '../fixture.ts';

const plant = (
  rules: string,
  more = '',
) => `zone Control { level 2  sl-t 1  network 10.1.0.0/24  asset HMI : hmi at 10.1.0.5 }
zone Safety { level 1  kind safety  sl-t 2  network 10.2.0.0/24  asset SIS : safety-controller at 10.2.0.5 }
conduit Values {
  between Control and Safety
  sl-t 2
${rules}
}
expect exposure of SIS at most 5 assets
${more}`;
const fixOf = async (check: string, text: string, start: string) =>
  (await findingsOf(check, text))[0]?.fixes().find((f) => f.title.startsWith(start));

test('the safety system sends over a conduit that is one-way, with a proxy pair where a service needs TCP', async () => {
  const udp = plant('  allow HMI -> SIS : syslog because "x"');
  const sent = mend(udp, (await fixOf('safety-inbound', udp, 'Let Safety send')) as never);
  expect(sent).toContain('  sl-t 2\n  one-way from Safety to Control\n  allow SIS -> HMI : syslog because "x"');
  expect(await leftBehind('safety-inbound', sent)).toEqual([]);
  const tcp = plant('  allow HMI -> SIS : modbus because "x"');
  const proxied = mend(tcp, (await fixOf('safety-inbound', tcp, 'Let Safety send')) as never);
  expect(proxied).toContain('one-way from Safety to Control\n  proxied\n  allow SIS -> HMI : modbus');
  expect(await leftBehind('safety-inbound', proxied)).toEqual([]);
});

test('is not offered where something else needs the conduit the other way, or an expectation the rule', async () => {
  const rule = '  allow HMI -> SIS : syslog because "x"';
  const offered = async (text: string) => (await fixOf('safety-inbound', text, 'Let Safety send')) !== undefined;
  expect(await offered(plant(`${rule}\n  deny HMI -> SIS : ssh because "y"`))).toBe(true);
  expect(await offered(plant(`${rule}\n  allow HMI -> SIS : ping because "y"`))).toBe(false);
  expect(await offered(plant(rule, 'expect HMI -> SIS : syslog is allowed\n'))).toBe(false);
  expect(await offered(plant(rule.replace('->', '<->')))).toBe(false);
});

test('what control reads it asks a new gateway beside it, to which the safety system sends', async () => {
  const text = plant('  allow HMI -> SIS : modbus because "x"');
  const fix = await fixOf('safety-write', text, 'Let SIS send to a new gateway Control-gateway in Control');
  const mended = mend(text, fix as never);
  expect(mended).toContain('allow SIS -> Control-gateway : modbus because "x"');
  expect(mended).toContain('asset Control-gateway : gateway at 10.1.0.2 }');
  expect(await leftBehind('safety-write', mended)).toEqual([]);
  const unusual = plant('  allow HMI -> SIS : ethercat-udp because "x"');
  const serving = mend(unusual, (await fixOf('safety-write', unusual, 'Let SIS send to')) as never);
  expect(serving).toContain('asset Control-gateway : gateway at 10.1.0.2 { serves ethercat-udp }');
});

test('a service made of others can write where one of them can', async () => {
  const composite = plant('  allow HMI -> SIS : both because "x"', 'service both { modbus-tcp, syslog }\n');
  expect(await findingsOf('safety-write', composite)).toHaveLength(1);
});

test('a connection from lower trust is turned round, and its conduit made one-way', async () => {
  const text = `zone Site { level 3  sl-t 1  network 10.3.0.0/24  asset H1 : historian at 10.3.0.5 }
zone Cell { level 2  sl-t 3  network 10.2.0.0/24  asset H2 : historian at 10.2.0.5 }
conduit K { between Site and Cell  sl-t 3  allow H1 -> H2 : pi because "x" }
`;
  const mended = mend(text, (await fixOf('initiated-from-lower-trust', text, 'Let Cell send')) as never);
  expect(mended).toContain('sl-t 3  one-way from Cell to Site  proxied  allow H2 -> H1 : pi');
  expect(await leftBehind('initiated-from-lower-trust', mended)).toEqual([]);
});
