/** Rules that change nothing, rules that cannot, and rules that write numbers for names. */
import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const plant = (
  rules: string,
  inside = '',
) => `zone A { level 2  network 10.1.0.0/24  asset H : hmi at 10.1.0.5  asset G : hmi at 10.1.0.6 }
zone B { level 1  network 10.2.0.0/24  asset P : plc at 10.2.0.5  asset S : sensor at 10.2.0.6  ${inside} }
schedule Day { every day 08:00-16:00 }
schedule Night { every day 16:00-24:00 }
conduit K { between A and B  allow hmi -> plc : modbus during Day because "x"  ${rules} }
`;
const denied = async (rule: string) => (await linesOf('no-effect', plant(rule))).length;

test('a deny is judged pair by pair, by service and by time', async () => {
  expect(await denied('deny G -> P : modbus')).toBe(0);
  expect(await denied('deny any -> any : any')).toBe(0);
  expect(await denied('deny G -> P : tcp 500-502')).toBe(0);
  expect(await denied('deny G -> P : tcp 503-600')).toBe(1);
  expect(await denied('deny G -> S : modbus')).toBe(1);
  expect(await denied('deny P -> G : modbus')).toBe(1);
  expect(await denied('deny P <-> G : modbus')).toBe(0);
  expect(await denied('deny G -> P : modbus during Night')).toBe(1);
  expect(await denied('deny G -> P : modbus until 2026-01-01')).toBe(1);
});

test('a deny that stands guard with a reason is let be, and so is one beside a rule that does not resolve', async () => {
  expect(await denied('deny P -> G : modbus because "whatever comes"')).toBe(0);
  const found = await findingsIn(plant('deny P -> G : modbus  allow Nobody -> G : ssh because "x"'));
  expect(found.map((f) => f.check)).not.toContain('no-effect');
  expect(found.map((f) => f.check)).toContain('reference');
});

test('counts an access among what a deny takes away', async () => {
  const access =
    'access V { vendor "V" from 2026-12-01 until 2026-12-02 requires mfa approved by "J" ticket "T" allow H -> S : ssh }\n';
  expect(await linesOf('no-effect', plant('deny H -> S : ssh') + access)).toEqual([]);
});

test('an allow counts inside a microsegmented or external zone only, a deny in any', async () => {
  const rule = 'allow P -> S : modbus because "x"';
  expect(await linesOf('no-effect', plant('', rule))).toHaveLength(1);
  expect(await linesOf('no-effect', plant('', `microsegmented  ${rule}`))).toEqual([]);
  expect(await linesOf('no-effect', plant('', `kind external  ${rule}`))).toEqual([]);
  expect(await linesOf('no-effect', plant('', 'deny P -> S : modbus'))).toEqual([]);
});

test('layer 2 is refused in conduits and accesses, not inside a zone, and not where a part is routed', async () => {
  const fire = async (text: string) => (await linesOf('layer2-crosses-zones', text)).length;
  expect(await fire(plant('allow H -> P : goose because "x"'))).toBe(1);
  expect(await fire(plant('allow H -> P : profinet because "x"'))).toBe(0);
  expect(await fire(plant('', 'microsegmented  allow P -> S : goose because "x"'))).toBe(0);
  const text = plant('allow H -> P : sv, https because "x"');
  const [finding] = await findingsOf('layer2-crosses-zones', text);
  expect(finding?.fixes().map((f) => f.title)).toEqual(['Take sv out of the rule']);
  expect(mend(text, finding?.fixes()[0] as never)).toContain('allow H -> P : https because');
});

test('names ports that are exactly a service, and leaves a list of ports whole', async () => {
  expect(await linesOf('raw-port', plant('allow H -> P : tcp 443 because "x"'))).toEqual([
    expect.stringMatching(/those of several services: https and /),
  ]);
  expect(await linesOf('raw-port', plant('allow H -> P : tcp 502 because "x"'))).toEqual([]);
  const [finding] = await findingsOf('raw-port', plant('allow H -> P : tcp 443, 8443 because "x"'));
  expect(finding?.fixes()).toEqual([]);
});
