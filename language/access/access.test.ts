/** Vendor access from request to end: what is written, what is refused, and what it opens. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../analysis/index.ts';
import { DEFAULT_CHECKS } from '../checks/index.ts';
import { formatText } from '../format/format.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  type AccessChange,
  type AccessOutcome,
  type AccessRequest,
  approveAccess,
  cronText,
  type Ground,
  requestAccess,
  revokeAccess,
  standingOf,
  timetable,
} from './index.ts';

const NOW = Date.UTC(2031, 2, 1, 12);
const CASCADIA = ['access', 'conduits', 'expectations', 'firewalls', 'policy', 'zones'].map((name) => ({
  path: `${name}.seg`,
  text: readFileSync(`examples/cascadia/${name}.seg`, 'utf8'),
}));
const ground = (files = CASCADIA, now = NOW): Ground => ({ files, now, configuration: DEFAULT_CHECKS });
const ASKED: AccessRequest = {
  name: 'Siemens-s7',
  title: 'S7 firmware',
  vendor: 'Siemens',
  rules: ['JUMP-1 -> ENG-1 : ssh because "firmware"'],
  from: '2031-03-05T08:00',
  until: '2031-03-05T17:00',
  ticket: 'CHG-2000',
};

function made(outcome: AccessOutcome): AccessChange {
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome;
}
const problemOf = (outcome: AccessOutcome): string => ('problem' in outcome ? outcome.problem : 'done');
const filesAfter = (change: AccessChange, files = CASCADIA) =>
  files.map(({ path, text }) => ({ path, text: change.files.get(path) ?? text }));

describe('a request', () => {
  it('writes an access that nobody has approved, beside the others, laid out, and tells what it opens', async () => {
    const change = made(await requestAccess(ground(), ASKED));
    expect([...change.files.keys()]).toEqual(['access.seg']);
    const text = change.files.get('access.seg') ?? '';
    expect(text).toBe(formatText(text).newText);
    expect(text.slice(0, CASCADIA[0]?.text.length)).toBe(CASCADIA[0]?.text);
    expect(change.declaration).toMatchInlineSnapshot(`
      "access Siemens-s7 "S7 firmware" {
        vendor "Siemens"
        from 2031-03-05T08:00 until 2031-03-05T17:00
        requires mfa, session-recording
        ticket "CHG-2000"
        allow JUMP-1 -> ENG-1 : ssh because "firmware"
      }"
    `);
    expect(change.sentences.map((s) => s.text)).toContain(
      'JUMP-1 may now open ssh (from 2031-03-05 08:00 until 2031-03-05 17:00) to ENG-1',
    );
    expect(change.findings.map((f) => f.check)).toContain('access-not-approved');
  });

  it('may be for hours of the week, by several rules, in a file and under a name of its own', async () => {
    const asked = {
      ...ASKED,
      name: 'Siemens S7',
      every: ['tue, thu 08:00-12:00'],
      requires: ['mfa'],
      file: 'conduits.seg',
    };
    const rules = ['JUMP-1 -> ENG-1 : ssh because "firmware"', 'allow JUMP-1 -> HMI-1, HMI-2 : rdp because "screens"'];
    const change = made(await requestAccess(ground(), { ...asked, rules }));
    expect([...change.files.keys()]).toEqual(['conduits.seg']);
    expect(change.declaration).toMatchInlineSnapshot(`
      "access 'Siemens S7' "S7 firmware" {
        vendor "Siemens"
        from 2031-03-05T08:00 until 2031-03-05T17:00
        every tue, thu 08:00-12:00
        requires mfa
        ticket "CHG-2000"
        allow JUMP-1 -> ENG-1        : ssh because "firmware"
        allow JUMP-1 -> HMI-1, HMI-2 : rdp because "screens"
      }"
    `);
    // A Wednesday: the window holds no hour of it.
    expect(change.sentences.filter((x) => x.kind.startsWith('permission'))).toEqual([]);
  });

  it.each<[string, Partial<AccessRequest>, string]>([
    ['is longer than the policy grants', { until: '2031-06-05' }, 'access-unbounded'],
    ['is over', { from: '2031-02-01', until: '2031-02-02' }, 'The window is over'],
    ['ends before it begins', { until: '2031-03-05T07:00' }, 'before it begins'],
    ['names a day that does not exist', { from: '2031-02-30' }, '2031-02-30 is no time'],
    ['names what is not there', { rules: ['JUMP-9 -> ENG-1 : rdp'] }, 'JUMP-9'],
    ['opens from no jump host', { rules: ['MES-1 -> HMI-1 : rdp'] }, 'access-'],
    ['leads where no conduit does', { rules: ['JUMP-1 -> SIS-1 : ssh'] }, 'access-off-conduit'],
    ['has the name of another', { name: 'Abb-drives' }, 'There is an access Abb-drives already'],
    ['has no rule', { rules: [] }, 'at least one rule'],
    ['denies', { rules: ['deny JUMP-1 -> ENG-1 : rdp'] }, 'is no rule of an access'],
    ['goes into a file that is none of the policy', { file: '../x.seg' }, 'is no file of this policy'],
  ])('is refused in a sentence where it %s', async (_, more, problem) => {
    expect(problemOf(await requestAccess(ground(), { ...ASKED, ...more }))).toContain(problem);
  });

  it('never becomes anything but one access, whatever is typed into its fields', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '"',
        '\\',
        '}\nzone X {',
        '/*',
        '//',
        '" } access B { allow any -> any : any',
        "'",
        '\u2028',
        'a\r\nb',
      ),
    );
    const small = CASCADIA.filter((f) => f.path !== 'expectations.seg');
    const known = (await loadPolicy(small)).policy;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, async (title, vendor, ticket, odd) => {
        const asked = { ...ASKED, title, vendor, ticket, requires: [odd], every: odd.length % 3 === 0 ? [odd] : [] };
        const outcome = await requestAccess(ground(small), asked);
        if ('problem' in outcome) return;
        const { policy } = await loadPolicy(filesAfter(outcome, small));
        expect(policy.accesses).toHaveLength(known.accesses.length + 1);
        expect(policy.rules).toHaveLength(known.rules.length + 1);
        expect(policy.zones).toHaveLength(known.zones.length);
        const access = policy.accesses.find((a) => a.name === ASKED.name);
        expect(access?.vendor ?? '').toBe(vendor.trim());
        expect(access?.title ?? '').toBe(title.trim());
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

describe('an approval', () => {
  it('writes who approved and keeps every comment and the layout', async () => {
    const asked = filesAfter(made(await requestAccess(ground(), ASKED))).map((f) =>
      f.path === 'access.seg'
        ? { ...f, text: f.text.replace('  ticket "CHG-2000"', '  // asked by phone\n  ticket "CHG-2000"') }
        : f,
    );
    const change = made(await approveAccess(ground(asked), { name: 'Siemens-s7', by: 'J. "Jo" Ortiz' }));
    const text = change.files.get('access.seg') ?? '';
    expect(text).toContain('approved by "J. \\"Jo\\" Ortiz"');
    expect(text).toContain('// asked by phone');
    expect(formatText(text).newText).toBe(text);
    expect(change.findings.map((f) => f.check)).not.toContain('access-not-approved');
    expect(change.sentences.length).toBeGreaterThan(0);
    expect(
      problemOf(await approveAccess(ground(filesAfter(change, asked)), { name: 'Siemens-s7', by: 'X' })),
    ).toContain('already');
  });

  it('is refused where what it opens breaks an expectation', async () => {
    const asked = filesAfter(made(await requestAccess(ground(), ASKED)));
    const files = [...asked, { path: 'z.seg', text: 'expect JUMP-1 -> ENG-1 : ssh is denied\n' }];
    const problem = problemOf(await approveAccess(ground(files), { name: 'Siemens-s7', by: 'J. Ortiz' }));
    expect(problem).toContain('expectation-failed');
  });

  it('is refused without a name, for what is not there, and for what is over', async () => {
    expect(problemOf(await approveAccess(ground(), { name: 'Abb', by: 'X' }))).toContain('There are Abb-drives');
    const open = CASCADIA.map((f) => ({ ...f, text: f.text.replace(/ {2}approved by "J. Ortiz"/, ' ') }));
    expect(problemOf(await approveAccess(ground(open), { name: 'Abb-drives', by: ' ' }))).toContain(
      'name of who approves',
    );
    const late = Date.UTC(2032, 0, 1);
    expect(problemOf(await approveAccess(ground(open, late), { name: 'Abb-drives', by: 'X' }))).toContain('is over');
  });
});

describe('a revocation', () => {
  it('ends what is open now and keeps its block, and takes away what has not begun', async () => {
    const open = made(await revokeAccess(ground(CASCADIA, Date.UTC(2031, 2, 4, 18, 30, 20)), { name: 'Abb-drives' }));
    expect(open.declaration).toContain('from 2031-03-04T08:00 until 2031-03-04T10:30');
    expect(open.sentences.map((s) => s.text).join('\n')).toContain('JUMP-1 may no longer open rdp');
    const unbegun = made(await revokeAccess(ground(), { name: 'Abb-drives' }));
    expect(unbegun.declaration).toBe('');
    expect(unbegun.files.get('access.seg')).not.toContain('access Abb-drives');
    expect(unbegun.files.get('access.seg')).toContain('schedule Maintenance');
  });

  it('permits nothing from the moment on, at any instant, also where the clock shows an hour twice', async () => {
    const small =
      'zone A { network 10.0.0.0/24 asset a : hmi at 10.0.0.1 }\nzone B { network 10.1.0.0/24 asset b : plc at 10.1.0.1 }\nconduit C { between A and B }\n';
    const first = Date.UTC(2026, 10, 1, 6);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 6 * 3600_000 }), fc.boolean(), async (ms, ends) => {
        const now = first + ms;
        const text = `policy { timezone "America/Los_Angeles" }\n${small}access X { from 2026-10-30${ends ? ' until 2026-11-10' : ''} allow a -> b : ssh }\n`;
        const files = [{ path: 'p.seg', text }];
        const change = made(await revokeAccess(ground(files, now), { name: 'X' }));
        const { policy } = await loadPolicy(filesAfter(change, files));
        expect(policy.accesses).toHaveLength(1);
        expect(matrix(policy, { now })).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('how an access stands', () => {
  it('is pending until somebody approved it and it has begun, then active, ending soon, ended', async () => {
    const { policy } = await loadPolicy(CASCADIA);
    const [access] = policy.accesses;
    if (access === undefined) throw new Error('the example has an access');
    const at = (day: number, hour: number) => standingOf(policy, access, Date.UTC(2031, 2, day, hour), 6 * 3600_000);
    expect([at(1, 0), at(4, 17), at(4, 20), at(5, 2)].map((s) => [s.state, s.permitsNow])).toEqual([
      ['pending', false],
      ['active', true],
      ['ending soon', true],
      ['ended', false],
    ]);
    const unapproved = { ...access, approvedBy: ' ' };
    expect(standingOf(policy, unapproved, Date.UTC(2031, 2, 4, 17))).toMatchObject({
      state: 'pending',
      permitsNow: true,
    });
  });

  it('changes at the instants of the timetable, which cron reads in the time zone of the policy', async () => {
    const { policy } = await loadPolicy(CASCADIA);
    const events = timetable(policy, { now: NOW, until: NOW + 40 * 86_400_000, most: 10 });
    expect(events.map((e) => [new Date(e.at).toISOString(), e.opens])).toEqual([
      ['2031-03-04T16:00:00.000Z', true],
      ['2031-03-05T01:00:00.000Z', false],
    ]);
    expect(
      cronText(events, { timezone: policy.header.timezone, command: 'bulkhead compile -o /rules/%' }),
    ).toMatchInlineSnapshot(`
      "CRON_TZ=America/Los_Angeles
      # Abb-drives opens
      0 8 4 3 * [ "$(TZ=America/Los_Angeles date +\\%Y)" = 2031 ] && bulkhead compile -o /rules/\\%
      # Abb-drives closes
      0 17 4 3 * [ "$(TZ=America/Los_Angeles date +\\%Y)" = 2031 ] && bulkhead compile -o /rules/\\%
      "
    `);
  });
});
