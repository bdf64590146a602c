import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../../test/generators/policy.ts';
import { type Principal, permissionBetween, whenOf } from '../../analysis/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { applyEdits } from '../edits.ts';
import { findingsOf, linesOf, mend } from '../fixture.ts';
import { checkPolicy } from '../index.ts';
import { ruleRedundant } from './rule-redundant.ts';

const NAME = 'rule-redundant';
const plant = (
  rules: string,
  more = '',
) => `zone A { level 3  network 10.1.0.0/24  asset S : server at 10.1.0.5  asset R : server at 10.1.0.6 }
zone B { level 3  network 10.2.0.0/24  asset T : server at 10.2.0.5 }
schedule Days { every day 06:00-18:00 }
schedule Nights { every day 18:00-06:00 }
conduit K { between A and B
${rules}
}
${more}`;
const lines = async (rules: string, more = '') => (await linesOf(NAME, plant(rules, more))).map((l) => l.slice(10));

test('names the rule that permits it all, and of several the fewest that do together', async () => {
  expect(await lines('  allow S -> T : https\n  allow server -> B : tcp 400-442')).toEqual([]);
  expect(await lines('  allow S -> T : tcp 443\n  allow server -> B : tcp 400-500')).toEqual([
    '6 hint "allow S -> T : tcp 443" adds nothing: "allow server -> B : tcp 400-500" permits all of it. Remove it.',
  ]);
  expect(
    await lines(
      '  allow S -> T : tcp 80-90\n  allow R -> T : tcp 80-90\n  allow S -> T : tcp 1-85\n  allow S -> T : tcp 86-99\n  allow server -> T : tcp 85-97',
    ),
  ).toEqual([
    '6 hint "allow S -> T : tcp 80-90" adds nothing: 2 other rules together permit all of it, "allow S -> T : tcp 1-85" and "allow S -> T : tcp 86-99". Remove it.',
  ]);
});

test('names rules as they read, whatever blanks align their columns', async () => {
  const [line] = await lines(
    '  allow S    -> T except R : https, tcp 80-90   because "x"\n  allow S  ->   T  :   https    because "y"',
  );
  expect(line).toContain(
    '"allow S -> T : https" adds nothing: "allow S -> T except R : https, tcp 80-90" permits all of it.',
  );
});

test('of rules that permit the same the later one goes, and never so many that something is lost', async () => {
  expect(await lines('  allow S -> T : https\n  allow S -> T : https')).toEqual([expect.stringMatching(/^7 hint /)]);
  // Each of the three is within the two others; only one can go.
  expect(
    await lines('  allow S -> T : tcp 1-20\n  allow S -> T : tcp 11-30\n  allow S -> T : tcp 1-10, 21-30'),
  ).toEqual([expect.stringMatching(/^8 hint .*2 other rules together/)]);
  // The second goes with the third, which is itself covered by the first: the finding names the one that stays.
  expect(await lines('  allow any -> B : tcp 1-99\n  allow S -> T : tcp 5\n  allow S -> T : tcp 5-6')).toEqual([
    '7 hint "allow S -> T : tcp 5" adds nothing: "allow any -> B : tcp 1-99" permits all of it. Remove it.',
    '8 hint "allow S -> T : tcp 5-6" adds nothing: "allow any -> B : tcp 1-99" permits all of it. Remove it.',
  ]);
});

test('is exact about schedules and windows, from now on', async () => {
  expect(await lines('  allow S -> T : https\n  allow S -> T : https during Days')).toHaveLength(1);
  expect(await lines('  allow S -> T : https during Days\n  allow S -> T : https during Nights')).toEqual([]);
  expect(
    await lines(
      '  allow S -> T : https during Days\n  allow S -> T : https during Nights\n  allow S -> T : https until 2026-12-01',
    ),
  ).toEqual([expect.stringMatching(/^8 hint .*2 other rules together/)]);
  expect(await lines('  allow S -> T : https from 2020-01-01\n  allow S -> T : https')).toEqual([
    expect.stringMatching(/^7 /),
  ]);
  expect(
    await lines(
      '  allow S -> T : https from 2026-12-01\n  allow S -> T : https until 2026-11-30\n  allow S -> T : https',
    ),
  ).toEqual([
    '8 hint "allow S -> T : https" adds nothing: 2 other rules together permit all of it, "allow S -> T : https from 2026-12-01 00:00" and "allow S -> T : https until 2026-12-01 00:00". Remove it.',
  ]);
  expect(await lines('  allow S -> T : https from 2026-12-02\n  allow S -> T : https until 2026-11-30')).toEqual([]);
});

test('an access that only repeats a permanent rule is found, and removed as a block', async () => {
  const access = (rules: string) =>
    `access Vendor { vendor "V" from 2026-11-20 until 2026-12-01 requires mfa, session-recording approved by "J" ticket "C-1"\n  ${rules}\n}\n`;
  const text = plant('  allow S -> T : rdp because "x"', access('allow S -> T : rdp'));
  const [finding] = await findingsOf(NAME, text);
  expect(finding?.message).toContain('"allow S -> T : rdp" in conduit K permits all of it');
  expect(mend(text, finding?.fixes()[0] as never)).toBe(text.slice(0, text.indexOf('access')));
  const two = plant('  allow S -> T : rdp because "x"', access('allow S -> T : rdp\n  allow S -> T : ssh'));
  const [one] = await findingsOf(NAME, two);
  expect(mend(two, one?.fixes()[0] as never)).toBe(
    two.replace('  allow S -> T : rdp\n  allow S -> T : ssh', '  allow S -> T : ssh'),
  );
});

test('another conduit counts where it is compiled alike: the same via, and replies where there are some', async () => {
  const firewalls =
    'firewall F { interface a to A interface b to B }\nfirewall G { interface a to A interface b to B }\n';
  const other = (properties: string) =>
    `conduit L { between A and B  ${properties}\n  allow S -> T : https\n}\n${firewalls}`;
  expect(await lines('  allow S -> T : https', other(''))).toHaveLength(1);
  expect(await lines('  allow S -> T : https', other('via F'))).toEqual([]);
  expect(await lines('  via F\n  allow S -> T : https', other('via F'))).toHaveLength(1);
  expect(await lines('  allow S -> T : https', other('one-way from A to B'))).toEqual([
    expect.stringMatching(/^9 hint .*"allow S -> T : https" in conduit K/),
  ]);
  expect(await lines('  allow S -> T : https', other('one-way from B to A'))).toEqual([]);
});

test('leaves to others what denies take back, what is over and what an open zone permits anyway', async () => {
  expect(await lines('  allow S -> T : https\n  allow S -> T : https\n  deny A -> T : any')).toEqual([]);
  expect(await lines('  allow S -> T : https\n  allow S -> T : https until 2026-01-01')).toEqual([]);
  expect(
    await lines(
      '',
      'zone D { network 10.4.0.0/24 asset X : plc at 10.4.0.1 asset Y : hmi at 10.4.0.2\n  allow X -> Y : https\n  allow X -> Y : https\n}',
    ),
  ).toEqual([]);
});

test('an asset needs no permission to itself, nor from one of its legs to the other', async () => {
  const inside = (rules: string) =>
    plant('', `zone D { microsegmented asset X : plc asset Y : hmi also in B at 10.2.0.9\n${rules}\n}`);
  expect(await linesOf(NAME, inside('  allow X -> Y : https\n  allow Y -> X : https\n  allow D -> D : https'))).toEqual(
    [expect.stringContaining('"allow D -> D : https" adds nothing: 2 other rules together')],
  );
  const across = 'conduit L { between B and D\n  allow Y -> X : https\n  allow Y -> X, Y : https\n}';
  expect(await linesOf(NAME, inside('') + across)).toEqual([
    expect.stringContaining('"allow Y -> X, Y : https" adds nothing'),
  ]);
});

test('removing the only rule that logs is not safe', async () => {
  const safe = async (rules: string) => (await findingsOf(NAME, plant(rules)))[0]?.fixes()[0]?.safe;
  expect(await safe('  allow A -> T : https because "x"\n  allow S -> T : https log because "y"')).toBe(false);
  expect(await safe('  allow A -> T : https log because "x"\n  allow S -> T : https log because "y"')).toBe(true);
  expect(await safe('  allow A -> T : https because "x"\n  allow S -> T : https because "y"')).toBe(true);
});

/** Everything that anybody may open to anybody from now on. */
async function permissionsOf(source: string) {
  const { policy, text } = await loadPolicy([{ path: 'p.seg', text: source }]);
  const actors: Principal[] = [
    ...policy.legs.map((l) => ({ kind: 'leg', leg: l.index }) as const),
    ...policy.firewalls.map((f) => ({ kind: 'firewall', firewall: f.index }) as const),
    ...policy.zones.map((z) => ({ kind: 'strangers', zone: z.index }) as const),
  ];
  const when = whenOf({ now: GENERATED_NOW });
  return {
    found: checkPolicy(policy, { now: GENERATED_NOW, text, checks: [ruleRedundant] }),
    permitted: actors.map((a) => actors.map((b) => permissionBetween(policy, a, b, when))),
  };
}

test('all redundant rules of any policy can go at once: nobody loses a permission, and none is found afterwards', async () => {
  let removed = 0;
  await fc.assert(
    fc.asyncProperty(policyText({ zones: 3, assets: 4, conduits: 3, rulesEach: 8 }), async (source) => {
      const before = await permissionsOf(source);
      const edits = before.found.flatMap((f) => f.fixes()[0]?.edits ?? []);
      removed += edits.length;
      const after = await permissionsOf(applyEdits('p.seg', source, edits));
      expect(after.found.map((f) => f.message)).toEqual([]);
      expect(after.permitted).toEqual(before.permitted);
    }),
    { numRuns: 60 },
  );
  expect(removed).toBeGreaterThan(0);
}, 120_000);
