/** What counts as a use of a declaration, so that nothing in use is called unused. */
import { expect, test } from 'vitest';
import { findingsIn, linesOf } from '../fixture.ts';

const zones = 'zone A { level 2  asset H : hmi }\nzone B { level 1  asset P : plc }\n';
const rule = (text: string) => `${zones}conduit K { between A and B  ${text} because "x" }\n`;

test.each([
  ['unused-type', 'type t : plc { vendor "x" }', 'type u : t "x"\nzone Q { asset Q-1 : u }\n'],
  ['unused-type', 'type t : plc { vendor "x" }', 'expect H -> t : modbus is denied\n'],
  ['unused-service', 'service s { tcp 9 }', 'service r { s }\nexpect H -> P : r is denied\n'],
  ['unused-service', 'service s { tcp 9 }', 'type t : plc { serves s }\n'],
  ['unused-group', 'group g = plc', 'group h = g\nexpect H -> h : modbus is denied\n'],
  ['unused-group', 'group g = plc', 'conduit L { between A and B  allow H -> P except g : modbus because "x" }\n'],
  ['unused-schedule', 'schedule s { every mon 08:00-10:00 }', 'expect H -> P : modbus is denied during s\n'],
  ['zone-empty', 'zone Z { network 10.9.0.0/24 }', 'firewall F { interface "a" to Z  interface "b" to A }\n'],
  ['zone-empty', 'zone Z { network 10.9.0.0/24 }', 'conduit L { between Z and A }\n'],
])('%s: %s is used by what refers to it', async (check, declaration, use) => {
  expect(await linesOf(check, `${zones}${declaration}\n`)).toHaveLength(1);
  expect(await linesOf(check, `${zones}${declaration}\n${use}`)).toEqual([]);
});

test('counts a name in text that does not parse or resolve as a use', async () => {
  const half = `${rule('allow H -> P : modbus')}schedule s { every mon 08:00-10:00 }\nconduit L { between A and B  allow NOBODY -> P : modbus during s `;
  const found = await findingsIn(half);
  expect(found.filter((f) => f.check === 'unused-schedule')).toEqual([]);
  expect(found.some((f) => f.check !== 'unused-schedule')).toBe(true);
});

test('does not count a comment or a text as a use', async () => {
  expect(await linesOf('unused-group', `${zones}// g\n/* g */ group g = plc\n`)).toHaveLength(1);
});

test('grades foreign infrastructure by the SL-T of the control zone, and knows it by its ports', async () => {
  const text = (slt: string, service: string) =>
    `zone E { level 4  kind business  asset D : domain-controller }\nzone C { level 2  kind control  ${slt}  asset H : hmi }\nconduit K { between E and C  allow H -> D : ${service} because "x" }\n`;
  expect((await linesOf('foreign-infrastructure', text('', 'dns')))[0]).toContain('warning');
  expect((await linesOf('foreign-infrastructure', text('sl-t 3', 'udp 123')))[0]).toContain('error');
  expect(await linesOf('foreign-infrastructure', text('', 'https, any, udp 1-9000'))).toEqual([]);
});

test("finds another vendor's devices in an access, and no zone that is narrowed by tag", async () => {
  const text = (target: string) =>
    `zone A { level 3.5  kind dmz  asset J : jump-host }\nzone B { level 1  asset P : plc { vendor "abb"  tags "x" }  asset Q : plc { vendor "Siemens" } }\nconduit K { between A and B }\naccess V { vendor "ABB"  from 2026-12-01 until 2026-12-02  ticket "T"  allow J -> ${target} : https }\n`;
  expect(await linesOf('access-too-wide', text('P, Q'))).toEqual([
    expect.stringContaining('holds Q of vendor Siemens'),
  ]);
  expect(await linesOf('access-too-wide', text('B tagged "x"'))).toEqual([]);
  expect(await linesOf('access-too-wide', text('P'))).toEqual([]);
});
