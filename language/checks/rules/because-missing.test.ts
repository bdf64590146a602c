import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'because-missing';
const plant = (
  rules: string,
  more = '',
) => `zone A { level 3  sl-t 1  network 10.1.0.0/24  asset S : server at 10.1.0.5 }
zone B { level 3  sl-t 1  network 10.2.0.0/24  asset T : server at 10.2.0.5 }
conduit K { between A and B  sl-t 1
${rules}
}
${more}`;
const mended = async (rule: string) => {
  const text = plant(rule);
  const [finding] = await findingsOf(NAME, text);
  const after = mend(text, finding?.fixes()[0] as never);
  expect(await findingsIn(after)).toEqual([]);
  return after.split('\n').slice(3, -2).join('\n');
};

test('asks of every allow, never of a deny; an empty reason is none', async () => {
  expect(await linesOf(NAME, plant('  allow S -> T : https because "x"\n  deny S -> T : ssh'))).toEqual([]);
  expect(await linesOf(NAME, plant('  allow S -> T : https'))).toEqual([
    'plant.seg:4 warning The permission "allow S -> T : https" gives no reason. Add because "..." with what needs this connection.',
  ]);
  expect(await linesOf(NAME, plant('  allow S -> T : https because " "'))).toHaveLength(1);
});

test('takes the comment behind the rule, or the one above it, as the reason', async () => {
  expect(await mended('  allow S -> T : https // nightly "export"')).toContain(
    '  allow S -> T : https because "nightly \\"export\\"" // nightly',
  );
  expect(await mended('  // nightly export\n  allow S -> T : https log')).toContain(
    '  allow S -> T : https log because "nightly export"',
  );
});

test('does not take an ignore or a line of dashes for a reason', async () => {
  const text = plant('  // ------\n  allow S -> T : https');
  const [finding] = await findingsOf(NAME, text);
  expect(finding?.fixes().map((f) => f.title)).toEqual(['Insert a reason to fill in']);
});

test('names the ticket, and fills an empty reason in place', async () => {
  expect(await mended('  allow S -> T : https ticket "CHG-7"')).toBe(
    '  allow S -> T : https ticket "CHG-7" because "see CHG-7"',
  );
  expect(await mended('  allow S -> T : https because "" log')).toBe(
    '  allow S -> T : https because "state what needs this" log',
  );
});

test('in an access the ticket of the block is reason enough', async () => {
  const access = (ticket: string) =>
    plant(
      '  allow S -> T : https because "x"',
      `access V { vendor "V" from 2026-11-20 until 2026-12-01 approved by "J" ${ticket} allow S -> T : rdp }`,
    );
  expect(await linesOf(NAME, access('ticket "CHG-7"'))).toEqual([]);
  expect(await linesOf(NAME, access(''))).toEqual([
    expect.stringContaining('Add because "...", or a ticket to the access.'),
  ]);
});
