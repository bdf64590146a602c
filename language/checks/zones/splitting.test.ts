/** Zones split by `zone-mixes-safety`, `zone-mixes-business` and `zone-spans-levels`, where that is not plain. */
import { expect, test } from 'vitest';
import { findingsOf, leftBehind, mend } from '../fixture.ts';

const cell = (inside: string, more = '') => `zone Cell {
  level 1
  sl-t 2
  network 10.1.0.0/24
${inside}
}
${more}`;
const PAIR = '  asset PLC : plc at 10.1.0.5\n  asset SIS : safety-controller at 10.1.0.6';
const splitOf = async (check: string, text: string) =>
  (await findingsOf(check, text))[0]?.fixes().find((f) => f.title.startsWith('Move'));

test('the new zone gets an interface of its own on the firewall that leads to the old one', async () => {
  const text = cell(PAIR, 'firewall FW {\n  interface "port1" to Cell\n  fails closed\n}\n');
  const mended = mend(text, (await splitOf('zone-mixes-safety', text)) as never);
  expect(mended).toContain(
    '  zone Cell-safety {\n    kind safety\n    network 10.1.0.6/32\n    asset SIS : safety-controller at 10.1.0.6\n  }\n',
  );
  expect(mended).toContain('  interface "Cell-safety" to Cell-safety\n}');
  expect(await leftBehind('zone-mixes-safety', mended)).toEqual([]);
  const elsewhere = cell(PAIR, 'zone Other { network 10.2.0.0/24 }\nfirewall FW { interface "p" to Other }\n');
  expect(await splitOf('zone-mixes-safety', elsewhere)).toBeUndefined();
});

test('ranges become networks; rules of the body may not lose what they name', async () => {
  const ranged = cell(PAIR.replace('10.1.0.6', '10.1.0.6-10.1.0.8'));
  expect(mend(ranged, (await splitOf('zone-mixes-safety', ranged)) as never)).toContain('network 10.1.0.6-10.1.0.8');
  const rule = (ends: string) =>
    cell(`  microsegmented\n${PAIR}\n  asset PLC-2 : plc at 10.1.0.9\n  allow ${ends} : modbus because "x"`);
  expect(await splitOf('zone-mixes-safety', rule('PLC -> PLC-2'))).toBeDefined();
  expect(await splitOf('zone-mixes-safety', rule('PLC -> SIS'))).toBeUndefined();
  expect(await splitOf('zone-mixes-safety', rule('PLC -> controller'))).toBeDefined();
  expect(await splitOf('zone-mixes-safety', rule('PLC -> safety-controller'))).toBeUndefined();
});

test('an expectation that holds goes on holding, else nothing is offered', async () => {
  expect(await splitOf('zone-mixes-safety', cell(PAIR, 'expect PLC can reach SIS\n'))).toBeUndefined();
  const kept = cell(PAIR, 'expect exposure of SIS at most 1 assets\n');
  const mended = mend(kept, (await splitOf('zone-mixes-safety', kept)) as never);
  expect(await leftBehind('zone-mixes-safety', mended)).toEqual([]);
});

test('of an asset that has its second leg here, the leg goes to the new zone', async () => {
  const text = `zone Office { level 4  network 10.9.0.0/24  asset PC : workstation at 10.9.0.5 also in Cell at 10.1.0.7 }
${cell('  asset PLC : plc at 10.1.0.5')}`;
  const mended = mend(text, (await splitOf('zone-mixes-business', text)) as never);
  expect(mended).toContain('also in Cell-business at 10.1.0.7');
  expect(mended).toContain(
    '  asset PLC : plc at 10.1.0.5\n  zone Cell-business {\n    kind business\n    network 10.1.0.7/32\n  }\n}',
  );
  expect((await leftBehind('zone-mixes-business', mended)).filter((f) => !f.startsWith('dual-homed'))).toEqual([]);
});
