import { expect, test } from 'vitest';
import { linesOf } from '../fixture.ts';

const NAME = 'access-outside-maintenance';
const plant = (access: string, rule = 'during M', zone = 'UTC') => `policy "P" { timezone "${zone}" }
zone D { level 3.5  kind dmz  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone B { level 3  sl-t 1  network 10.2.0.0/24  asset T : server at 10.2.0.5  asset U : server at 10.2.0.6 }
conduit K { between D and B  sl-t 1  allow J -> T : ssh ${rule} because "x" }
schedule M { every tue 08:00-12:00 }
access V { vendor "ABB"  ${access}  allow J -> T, U : rdp }
`;

// 2026-11-23 is a Monday.
test('an access that shares no instant with the schedules of its target is shown with both times', async () => {
  expect(await linesOf(NAME, plant('from 2026-11-25T08:00 until 2026-11-25T17:00'))).toEqual([
    'plant.seg:6 info Access V (from 2026-11-25 08:00 until 2026-11-25 17:00) lies outside M (Tue 08:00-12:00), when rules to T hold. Move it there, or say in an ignore why it cannot wait.',
  ]);
  expect(await linesOf(NAME, plant('from 2026-11-24T11:59 until 2026-11-24T17:00'))).toEqual([]);
  expect(await linesOf(NAME, plant('from 2026-11-24T12:00 until 2026-11-24T17:00'))).toHaveLength(1);
  expect(await linesOf(NAME, plant('from 2026-11-24 until 2026-12-24  every wed 08:00-12:00'))).toHaveLength(1);
  expect(await linesOf(NAME, plant('from 2026-11-24 until 2026-12-24  every mon-fri 11:00-13:00'))).toEqual([]);
});

test('counts on the wall clock of the policy, and only what is still to come', async () => {
  const text = (zone: string) => plant('from 2026-11-24T08:00 until 2026-11-24T12:00', 'during M', zone);
  expect(await linesOf(NAME, text('America/Los_Angeles'))).toEqual([]);
  const week = plant('from 2026-11-24T11:00 until 2026-11-26T11:00');
  expect(await linesOf(NAME, week, { now: Date.parse('2026-11-24T11:30:00Z') })).toEqual([]);
  expect(await linesOf(NAME, week, { now: Date.parse('2026-11-24T12:00:00Z') })).toHaveLength(1);
  expect(await linesOf(NAME, week, { now: Date.parse('2026-11-27T00:00:00Z') })).toEqual([]);
});

test('is silent where no rule to a target has a schedule, a deny being none', async () => {
  const late = 'from 2026-11-25T08:00 until 2026-11-25T17:00';
  expect(await linesOf(NAME, plant(late, ''))).toEqual([]);
  const denied = plant(late, 'because "y"  deny J -> T : ssh during M');
  expect(await linesOf(NAME, denied)).toEqual([]);
});
