/** Checks of what an access asks for, at their edges. */
import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const plant = (access: string, header = '') => `policy "P" { ${header} }
zone R { level 5  kind external  network 10.9.0.0/24  asset LAP : vendor-laptop at 10.9.0.5 }
zone D { level 3.5  kind dmz  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone B { level 3  network 10.2.0.0/24  asset T : server at 10.2.0.5 }
conduit K { between D and B }
conduit L { between R and D }
access V {
  ${access}
  approved by "J" ticket "T"
}
`;
const WINDOW = 'from 2026-12-01 until 2026-12-05';
const full = (rules: string) => plant(`${WINDOW}\n  requires mfa, session-recording\n  ${rules}`);

test('an access may last as many days as the policy grants, to the minute, across a clock change', async () => {
  const fire = async (window: string, header: string) =>
    (await linesOf('access-unbounded', plant(`${window}  requires mfa  allow J -> T : rdp`, header))).length;
  expect(await fire('from 2026-12-01 until 2026-12-10', 'access at most 10 days')).toBe(0);
  expect(await fire('from 2026-12-01 until 2026-12-11T00:01', 'access at most 10 days')).toBe(1);
  expect(await fire('from 2026-12-01T08:00 until 2026-12-31T08:00', '')).toBe(0);
  expect(await fire('from 2026-12-01T08:00 until 2026-12-31T08:01', '')).toBe(1);
  expect(await fire('from 2027-03-28 until 2027-03-28', 'access at most 1 days  timezone "Europe/Berlin"')).toBe(0);
  expect(await fire('from 2027-10-31 until 2027-10-31', 'access at most 1 days  timezone "Europe/Berlin"')).toBe(0);
  expect(await fire('from 2026-12-01  every mon 08:00-09:00', '')).toBe(1);
  expect(await fire('until 2026-12-20', '')).toBe(0);
  expect(await fire('until 2027-06-01', '')).toBe(1);
});

test('the end that is inserted lies within what the policy grants', async () => {
  for (const window of ['from 2026-12-01T08:00', 'from 2026-12-01 until 2030-01-01', '']) {
    const text = plant(`${window}  requires mfa, session-recording  allow J -> T : rdp`, 'access at most 10 days');
    const [finding] = await findingsOf('access-unbounded', text);
    const mended = mend(text, finding?.fixes()[0] as never);
    expect(mended).toContain(window === '' ? 'until 2026-12-02' : 'until 2026-12-10');
    expect(await findingsOf('access-unbounded', mended)).toEqual([]);
  }
});

test('asks each access for a second factor and a recording, and adds the word to the list that is there', async () => {
  const text = plant(`${WINDOW}\n  // requires nothing "requires x"\n  requires escort\n  allow J -> T : rdp`);
  for (const [check, word] of [
    ['access-no-mfa', 'mfa'],
    ['access-not-recorded', 'session-recording'],
  ] as const) {
    const [finding, ...more] = await findingsOf(check, text);
    expect(more).toEqual([]);
    expect(mend(text, finding?.fixes()[0] as never)).toContain(`\n  requires escort, ${word}\n`);
  }
});

test('an empty name approves nothing, and the owner is offered first', async () => {
  const text = full('allow J -> T : rdp').replace('approved by "J"', 'owner "OT desk"  approved by " "');
  expect(await findingsOf('access-not-approved', text)).toHaveLength(1);
  const [finding] = await findingsOf('access-not-approved', text.replace('approved by " " ', ''));
  expect(finding?.fixes()[0]?.title).toBe('Insert approved by "OT desk"');
});

test('only what leads into OT needs a jump host, and a type derived from it is one', async () => {
  const fire = async (rule: string, more = '') => (await linesOf('access-no-jump-host', full(rule) + more)).length;
  expect(await fire('allow LAP -> J : rdp  allow J -> T : rdp')).toBe(0);
  expect(await fire('allow LAP -> T : rdp')).toBe(1);
  expect(await fire('allow R -> B : rdp')).toBe(1);
  expect(
    await fire('allow J -> T : rdp', '').then(async () =>
      fire(
        'allow G -> T : rdp',
        'type bastion : jump-host\nzone X { level 3.5  kind dmz  network 10.8.0.0/24  asset G : bastion at 10.8.0.5 }\n',
      ),
    ),
  ).toBe(0);
});

test('makes two hops on two lines, over a jump host that conduits join with both ends', async () => {
  const text = full('allow LAP -> T : ssh log');
  const [finding] = await findingsOf('access-no-jump-host', text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('  allow LAP -> J : rdp log\n  allow J -> T : ssh log\n');
  expect((await findingsIn(mended)).filter((f) => f.severity === 'error')).toEqual([]);
});

test('an access needs a conduit between some two of its zones, and one that may be created there', async () => {
  const zones = `zone X { level 3  network 10.7.0.0/24  asset A : server at 10.7.0.5 }\n`;
  const text = full('allow J -> A : rdp') + zones;
  const [finding] = await findingsOf('access-off-conduit', text);
  expect(finding?.message).toContain('leads from zone D to zone X, and no conduit joins the two');
  expect(mend(text, finding?.fixes()[0] as never)).toContain('conduit V-way {\n  between D and X\n}\n');
  expect(await linesOf('access-off-conduit', full('allow J -> A, T : rdp') + zones)).toEqual([]);
  const [past] = await findingsOf('access-off-conduit', full('allow LAP -> A : rdp') + zones);
  expect(past?.fixes()).toEqual([]);
});
