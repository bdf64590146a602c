import { expect, test } from 'vitest';
import { findingsIn, findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const plant = (
  rule: string,
  levelOfB = 'level 3',
) => `zone A { level 3  network 10.1.0.0/24  asset S1 : server at 10.1.0.5 }
zone B { ${levelOfB}  network 10.2.0.0/24  asset P1 : plc at 10.2.0.5  asset P2 : plc at 10.2.0.6  asset T1 : rtu at 10.2.0.7  asset M : hmi at 10.2.0.8 }
conduit K { between A and B  ${rule} because "x" }
`;
const severities = async (check: string, text: string) => (await linesOf(check, text)).map((l) => l.split(' ')[1]);

test('`any` is a warning, and an error where the connections lead into a control or safety zone', async () => {
  for (const [check, rule] of [
    ['any-source', 'allow any -> P1 : modbus'],
    ['any-target', 'allow S1 -> any : modbus'],
    ['any-service', 'allow S1 -> P1 : any'],
  ] as const) {
    expect(await severities(check, plant(rule)), rule).toEqual(['warning']);
    for (const control of ['level 2', 'level 0', 'kind control', 'kind safety', 'level 3  kind safety'])
      expect(await severities(check, plant(rule, control)), control).toEqual(['error']);
    expect(await severities(check, plant(rule.replace('allow', 'deny'))), 'deny').toEqual([]);
  }
});

test('looks which way connections lead: `any` out of a control zone is no error, both ways is', async () => {
  expect(await severities('any-source', plant('allow any -> S1 : https', 'level 1'))).toEqual(['warning']);
  expect(await severities('any-source', plant('allow any <-> S1 : https', 'level 1'))).toEqual(['error']);
});

test('finds the `any` that a group holds, at any depth, and survives a group that holds itself', async () => {
  const text = `${plant('allow G -> P1 : modbus')}group G = H, S1\ngroup H = any except P2\n`;
  expect(await severities('any-source', text)).toEqual(['warning']);
  const [finding] = await findingsOf('any-source', text);
  expect(finding?.message).toContain('through group G');
  expect(finding?.related.map((r) => r.place.line)).toEqual([4]);
  const circle = await findingsIn(`${plant('allow G -> P1 : modbus')}group G = H\ngroup H = G, any\n`);
  expect(circle.some((f) => f.check === 'any-source')).toBe(true);
});

test('lets `any in ZONE` and an exception of `any` be', async () => {
  expect(await severities('any-source', plant('allow any in A -> P1 : modbus'))).toEqual([]);
  expect(await severities('any-source', plant('allow A except any tagged "x" -> P1 : modbus'))).toEqual([]);
});

test('expands to assets by name up to three, to their types above, and only from the other side', async () => {
  const fixed = async (text: string, check: string) => {
    const [finding] = await findingsOf(check, text);
    return mend(text, finding?.fixes()[0] as never).split('\n')[2];
  };
  expect(await fixed(plant('allow any -> P1 : modbus'), 'any-source')).toContain('allow S1 -> P1');
  expect(await fixed(plant('allow S1 -> any : modbus'), 'any-target')).toContain('allow S1 -> hmi, plc, rtu :');
});

test('in place of a group that holds `any` writes what is declared', async () => {
  const text = `${plant('allow G -> P1 : modbus')}group G = any except P2\n`;
  const [fix] = (await findingsOf('any-source', text))[0]?.fixes() ?? [];
  expect(fix?.title).toBe('Change G to what is declared: S1');
  expect(await leftBehind('any-source', mend(text, fix as never))).toEqual([]);
});

test('expands a service to what the targets serve, layer 2 left out between zones', async () => {
  const text = `type box { serves modbus, goose }
zone A { level 3  network 10.1.0.0/24  asset S1 : server at 10.1.0.5 }
zone B { level 3  network 10.2.0.0/24  asset X : box at 10.2.0.5 { serves ssh } }
conduit K { between A and B  allow S1 -> X : any because "x" }
`;
  const [finding] = await findingsOf('any-service', text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('allow S1 -> X : modbus, ssh because');
  expect(await leftBehind('any-service', mended)).toEqual([]);
});

test('leaves out what would be an error where the rule stands, and says so', async () => {
  const text = `zone Office { level 4  network 10.1.0.0/24  asset W : workstation at 10.1.0.5 }
zone Site { level 3  sl-t 1  network 10.2.0.0/24  asset H : server at 10.2.0.5 { serves https, modbus } }
conduit K { between Office and Site  sl-t 1  allow W -> H : any because "x" }
`;
  const [finding] = await findingsOf('any-service', text);
  const [fix] = finding?.fixes() ?? [];
  expect(fix?.title).toMatch(/; 1 service left out that would be an error here$/);
  const mended = mend(text, fix as never);
  expect(mended).toContain('https');
  expect(mended).not.toContain(', modbus because');
  expect((await leftBehind('any-service', mended)).filter((f) => !f.startsWith('dmz-bypassed'))).toEqual([]);
});

test('counts `any` inside a microsegmented zone and in an access', async () => {
  expect(
    await severities(
      'any-target',
      'zone Z { level 1  network 10.1.0.0/24  microsegmented  enforced by FW  asset P : plc at 10.1.0.1  asset Q : plc at 10.1.0.2  allow P -> any : modbus because "x" }\nzone O { network 10.2.0.0/24 }\nfirewall FW { interface a to Z  interface b to O }',
    ),
  ).toEqual(['error']);
  const access = `${plant('allow S1 -> P1 : modbus', 'level 2')}access X { vendor "V" from 2026-11-20 until 2026-12-01 approved by "J" ticket "T" allow any -> P1 : rdp }`;
  expect(await severities('any-source', access)).toEqual(['error']);
});
