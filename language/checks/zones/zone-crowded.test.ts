import { expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';
import { DEFAULT_CHECKS } from '../index.ts';

const NAME = 'zone-crowded';
const sensors = (count: number) =>
  Array.from({ length: count }, (_, i) => `  asset PT-${i} : sensor at 10.41.0.${i + 1}`).join('\n');
const cell = (count: number, properties = '', more = '') =>
  `zone Cell {\n  level 1\n  sl-t 1\n  network 10.41.0.0/24\n${properties}${sensors(count)}\n${more}}\n`;

test('speaks from 101 assets of its own on; those of nested zones count there', async () => {
  expect(await linesOf(NAME, cell(100))).toEqual([]);
  expect(await linesOf(NAME, cell(101))).toEqual([
    'plant.seg:1 info Each of the 101 assets of zone Cell may reach all the others: the zone is not microsegmented. Split it by what works together, or microsegment it.',
  ]);
  expect(await linesOf(NAME, cell(100, '', '  zone Inner { network 10.41.0.128/25  asset P : plc }\n'))).toEqual([]);
  expect(await linesOf(NAME, cell(101, '  microsegmented\n'))).toEqual([]);
});

test('takes its bound from the settings', async () => {
  const asked = { configuration: { ...DEFAULT_CHECKS, thresholds: { [NAME]: { assets: 4 } } } };
  expect(await linesOf(NAME, cell(5), asked)).toHaveLength(1);
  expect(await linesOf(NAME, cell(4), asked)).toEqual([]);
});

test('microsegments by the firewall that leads there, unless an expectation relies on the open inside', async () => {
  const text = `${cell(101)}firewall FW { interface a to Cell  fails closed }\n`;
  const fixesOf = async (policy: string) => (await findingsOf(NAME, policy))[0]?.fixes() ?? [];
  const [fix] = await fixesOf(text);
  const mended = mend(text, fix as never);
  expect(mended).toContain('  network 10.41.0.0/24\n  microsegmented\n  enforced by FW\n  asset PT-0');
  expect(await leftBehind(NAME, mended)).toEqual([]);
  expect(await fixesOf(`${text}expect PT-1 can reach PT-2\n`)).toEqual([]);
});

test('without a firewall offers nothing at a level at which an unenforced inside is an error', async () => {
  expect((await findingsOf(NAME, cell(101)))[0]?.fixes()).toHaveLength(1);
  expect((await findingsOf(NAME, cell(101).replace('sl-t 1', 'sl-t 2')))[0]?.fixes()).toEqual([]);
});
