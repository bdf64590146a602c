/** Ignores that say too little or hide nothing. */
import { expect, test } from 'vitest';
import { findingsIn, findingsOf, mend } from '../fixture.ts';

const plant = (ignore: string, second = '10.1.0.5') => `zone A {
  network 10.1.0.0/24
  asset P : plc at 10.1.0.5
  // the spare
  ${ignore}
  asset Q : plc at ${second}
}
`;
const told = async (ignore: string, second?: string) => (await findingsIn(plant(ignore, second))).map((f) => f.check);

test('an ignore without reason still hides, and is asked for one', async () => {
  expect(await told('// bulkhead-ignore address-duplicate')).toEqual(['ignore-without-reason']);
  expect(await told('// bulkhead-ignore address-duplicate:  ')).toEqual(['ignore-without-reason']);
  const text = plant('// bulkhead-ignore address-duplicate:');
  const [finding] = await findingsOf('ignore-without-reason', text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('// bulkhead-ignore address-duplicate: state why this is right\n');
  expect(await findingsIn(mended)).toEqual([]);
});

test('an ignore that hides nothing goes, and the comments around it stay', async () => {
  expect(await told('// bulkhead-ignore address-duplicate: spare', '10.1.0.6')).toEqual(['ignore-useless']);
  const text = plant('// bulkhead-ignore address-duplicate: spare', '10.1.0.6');
  const [finding] = await findingsOf('ignore-useless', text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('  // the spare\n  asset Q');
  expect(await findingsIn(mended)).toEqual([]);
});

test('a misspelt name is corrected', async () => {
  const text = plant('// bulkhead-ignore adress-duplicate: spare');
  const found = await findingsIn(text);
  expect(found.map((f) => f.check).sort()).toEqual(['address-duplicate', 'ignore-useless']);
  const useless = found.find((f) => f.check === 'ignore-useless');
  expect(useless?.message).toContain('Did you mean address-duplicate?');
  expect(await findingsIn(mend(text, useless?.fixes()[0] as never))).toEqual([]);
});
