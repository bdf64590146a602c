/** Checks of safety zones, mail and wide rules, at their edges. */
import { expect, test } from 'vitest';
import { findingsOf, linesOf, mend } from '../fixture.ts';

test('a safety zone is compared with control zones beside it and with those that a conduit joins, in each requirement', async () => {
  const plant = (control: string, safety: string, more = '') => `zone P {
  zone C { level 1  ${control}  network 10.1.0.0/24 }
  zone S { level 1  kind safety  ${safety}  network 10.2.0.0/24 }
}
${more}`;
  const fire = async (...args: Parameters<typeof plant>) => (await linesOf('safety-sl-low', plant(...args))).length;
  expect(await fire('sl-t 2', 'sl-t 2')).toBe(0);
  expect(await fire('sl-t 3', 'sl-t 2')).toBe(1);
  expect(await fire('sl-t 3', '')).toBe(0);
  expect(await fire('sl-t 3  kind dmz', 'sl-t 2')).toBe(0);
  const other = 'zone X { level 2  sl-t 4  network 10.3.0.0/24 }\n';
  expect(await fire('sl-t 2', 'sl-t 2', other)).toBe(0);
  expect(
    await fire('sl-t 2', 'sl-t 2', `${other}conduit K { between X and S  deny any -> any : any because "x" }`),
  ).toBe(1);
  const text = plant('sl-t { iac 1 uc 1 si 3 dc 1 rdf 1 tre 1 ra 1 }', 'sl-t 2');
  const [finding] = await findingsOf('safety-sl-low', text);
  expect(mend(text, finding?.fixes()[0] as never)).toContain(
    'kind safety  sl-t { iac 2 uc 2 si 3 dc 2 rdf 2 tre 2 ra 2 }',
  );
});

test('safety controllers alone, or in a safety zone, are where they belong; a second leg counts', async () => {
  const fire = async (zone: string) => (await linesOf('zone-mixes-safety', zone)).length;
  const sis = 'asset SIS : safety-controller';
  expect(await fire(`zone A { level 1  ${sis}  asset SIS2 : safety-controller }`)).toBe(0);
  expect(await fire(`zone A { level 1  kind safety  ${sis}  asset P : plc }`)).toBe(0);
  expect(await fire(`zone A { level 1  ${sis}\n zone B { asset P : plc } }`)).toBe(0);
  expect(await fire(`zone A { level 1  ${sis}\n zone B { asset P : plc also in A } }`)).toBe(1);
  const text = `zone A { level 1  kind control  ${sis}  asset P : plc }`;
  const [finding] = await findingsOf('zone-mixes-safety', text);
  expect(mend(text, finding?.fixes().at(-1) as never)).toContain('level 1  kind safety  asset');
});

const plant = (rule: string, level = 1) => `zone A { level 3  network 10.1.0.0/24  asset M : server at 10.1.0.5 }
zone B { level ${level}  network 10.2.0.0/24  asset P : server at 10.2.0.5  asset Q : server at 10.2.0.6 }
conduit K { between A and B  ${rule} }
`;

test('mail counts in both directions, only at control zones, and never in a deny', async () => {
  const fire = async (rule: string, level = 1) => (await linesOf('mail-or-chat-to-control', plant(rule, level))).length;
  expect(await fire('allow M -> P : smtp because "x"')).toBe(1);
  expect(await fire('allow P -> M : smtp because "x"')).toBe(1);
  expect(await fire('allow P -> M : smtp because "x"', 3)).toBe(0);
  expect(await fire('allow P -> M : https because "x"  deny any -> any : smtp because "y"')).toBe(0);
});

test('a whole zone is too wide for remote access at either end, a narrowed one or an asset is not', async () => {
  const fire = async (rule: string) => (await linesOf('rule-too-wide', plant(rule))).length;
  expect(await fire('allow A -> P : ssh because "x"')).toBe(1);
  expect(await fire('allow M -> B : https, rdp because "x"')).toBe(1);
  expect(await fire('allow A -> B : vnc because "x"')).toBe(2);
  expect(await fire('allow A -> B : https because "x"')).toBe(0);
  expect(await fire('allow M -> server in B : rdp because "x"')).toBe(0);
  expect(await fire('deny A -> B : rdp because "x"')).toBe(0);
  const text = plant('allow M -> B : rdp because "x"');
  const [finding] = await findingsOf('rule-too-wide', text);
  expect(mend(text, finding?.fixes()[0] as never)).toContain('allow M -> P, Q : rdp');
});
