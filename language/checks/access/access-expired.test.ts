import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'access-expired';
const plant = (access: string, zone = 'UTC') => `policy "P" { timezone "${zone}"  access at most 10 days }
zone D { level 3.5  kind dmz  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone B { level 3  sl-t 1  network 10.2.0.0/24  asset T : server at 10.2.0.5 }
conduit K { between D and B  sl-t 1 }
access V {
  vendor "ABB"
  ${access}
  approved by "J" ticket "T"
  requires mfa, session-recording
  allow J -> T : rdp
}
`;

test('ends exactly at `until`, on the wall clock of the policy', async () => {
  const text = plant('from 2026-11-20T08:00 until 2026-11-23T01:00', 'Europe/Berlin');
  const at = (time: string) => linesOf(NAME, text, { now: Date.parse(time) });
  expect(await at('2026-11-22T23:59:59Z')).toEqual([]);
  expect(await at('2026-11-23T00:00:00Z')).toEqual([
    'plant.seg:7 warning Access V of ABB ended 2026-11-23 01:00 and permits nothing any more. Remove it, or extend it if it is still needed.',
  ]);
});

test('a bare date counts to the end of its day', async () => {
  const text = plant('from 2026-11-20 until 2026-11-22');
  expect(await linesOf(NAME, text, { now: Date.parse('2026-11-22T23:59:00Z') })).toEqual([]);
  expect(await linesOf(NAME, text, { now: Date.parse('2026-11-23T00:00:00Z') })).toHaveLength(1);
});

test('an access without end never expires; one whose last day of the week is over has', async () => {
  expect(await linesOf(NAME, plant('from 2026-01-01'))).toEqual([]);
  // 2026-11-23 is a Monday; the window ends before the next Friday.
  expect(await linesOf(NAME, plant('from 2026-11-20 until 2026-11-25  every fri 08:00-12:00'))).toEqual([
    expect.stringContaining('has no day left before it ends 2026-11-26 00:00'),
  ]);
  expect(await linesOf(NAME, plant('from 2026-11-20 until 2026-11-25  every tue 08:00-12:00'))).toEqual([]);
});

test('removes the block with the comment above it, or extends it for as long as it was and no longer than the policy grants', async () => {
  const text = plant('from 2026-10-05T08:00 until 2026-10-07T17:00').replace(
    'access V',
    '// last of the old contract\naccess V',
  );
  const [finding] = await findingsOf(NAME, text);
  const [remove, extend] = finding?.fixes() ?? [];
  expect(mend(text, remove as never)).toBe(text.slice(0, text.indexOf('// last')));
  expect(mend(text, extend as never)).toContain('from 2026-11-23 until 2026-11-25\n');
  const long = plant('from 2025-01-01 until 2026-01-01');
  const [old] = await findingsOf(NAME, long);
  const extended = mend(long, old?.fixes()[1] as never);
  expect(extended).toContain('from 2026-11-23 until 2026-12-02\n');
  expect(await findingsIn(extended)).toEqual([]);
});
