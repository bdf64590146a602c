/** `bulkhead access` as a user runs it: from a request to its end, and what is compiled meanwhile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, PLANT } from './bulkhead.ts';

const FILE = 'plant.seg';
const TEXT = `${PLANT}
zone Remote {
  level 3.5
  kind dmz
  sl-t 2
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

conduit Edge {
  between Remote and Supervisory
  sl-t 2
  // Rules are those of accesses.
}
`;
const ASK = [
  '--vendor',
  'ABB',
  '--allow',
  'JUMP-1 -> HMI-1 : rdp',
  '--from',
  '2031-03-04T08:00',
  '--until',
  '2031-03-04T17:00',
];
const plant = (text = TEXT) => folderOf({ [FILE]: text });
const textIn = (folder: string) => readFileSync(join(folder, FILE), 'utf8');
const access = (folder: string, now: string, ...args: string[]) =>
  bulkhead(['access', ...args, '--now', now], { cwd: folder });

interface Changed {
  readonly written: boolean;
  readonly opens: readonly { readonly text: string }[];
  readonly findings: readonly { readonly check: string }[];
}
interface Listed {
  readonly accesses: readonly {
    readonly name: string;
    readonly state: string;
    readonly approved: boolean;
    readonly permitsNow: boolean;
  }[];
}

describe('bulkhead access', () => {
  it('leads an access from its request over its approval to its end, and every step is text of the policy', () => {
    const folder = plant();
    const states = (now: string) =>
      answerOf<Listed>('access-list', access(folder, now, 'list', '--format', 'json').out).accesses.map((a) => [
        a.state,
        a.approved,
        a.permitsNow,
      ]);
    const asked = access(folder, '2031-03-01', 'request', ...ASK, '--ticket', 'CHG-1');
    expect([asked.code, asked.err]).toEqual([0, 'requested: ABB-access in plant.seg\n']);
    expect(asked.out).toContain('JUMP-1 may now open rdp');
    expect(textIn(folder).startsWith(TEXT)).toBe(true);
    expect(bulkhead(['fmt', '--check'], { cwd: folder }).code).toBe(0);
    expect(states('2031-03-01')).toEqual([['pending', false, false]]);
    expect(bulkhead(['check', '--now', '2031-03-01'], { cwd: folder }).out).toContain('access-not-approved');
    const approved = access(folder, '2031-03-01', 'approve', 'ABB-access', '--by', 'J. Ortiz');
    expect([approved.code, approved.err]).toEqual([0, 'approved: ABB-access in plant.seg\n']);
    expect(bulkhead(['check', '--now', '2031-03-01'], { cwd: folder }).out).not.toContain('access-not-approved');
    expect(states('2031-03-04T09:00')).toEqual([['ending soon', true, true]]);
    expect(access(folder, '2031-03-04T10:30', 'revoke', 'ABB-access').code).toBe(0);
    expect(textIn(folder)).toContain('until 2031-03-04T10:30');
    expect(states('2031-03-04T10:30')).toEqual([['ended', true, false]]);
  });

  it('writes nothing in a dry run, and answers as its schema says', () => {
    const folder = plant();
    const { code, out } = access(folder, '2031-03-01', 'request', ...ASK, '--dry-run', '--format', 'json');
    const answer = answerOf<Changed>('access-change', out);
    expect([code, answer.written, textIn(folder)]).toEqual([0, false, TEXT]);
    expect(answer.findings.map((f) => f.check)).toContain('access-not-approved');
  });

  it('refuses with a sentence, exit code 1 and the file as it was', () => {
    const folder = plant();
    const late = access(folder, '2031-03-01', 'request', ...ASK.slice(0, -1), '2031-08-01');
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('the policy grants at most 30 days')]);
    expect(access(folder, '2031-03-01', 'approve', 'None', '--by', 'X')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no access None'),
    });
    expect(textIn(folder)).toBe(TEXT);
  });

  it('keeps byte-order mark and line ends of the file it edits', () => {
    const folder = plant(`\ufeff${TEXT.replaceAll('\n', '\r\n')}`);
    expect(access(folder, '2031-03-01', 'request', ...ASK).code).toBe(0);
    expect(textIn(folder)).toMatch(/^\ufeff/);
    expect(textIn(folder).replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('tells when to compile again, as a table for programs and for cron', () => {
    const folder = plant();
    access(folder, '2031-03-01', 'request', ...ASK);
    const { out } = access(folder, '2031-03-01', 'schedule', '--format', 'json');
    const { changes } = answerOf<{ changes: { at: string; change: string }[] }>('access-schedule', out);
    expect(changes.map((c) => [c.at, c.change])).toEqual([
      ['2031-03-04T08:00:00.000Z', 'opens'],
      ['2031-03-04T17:00:00.000Z', 'closes'],
    ]);
    const cron = access(folder, '2031-03-01', 'schedule', '--format', 'cron', '--time-zone', 'Europe/Vienna').out;
    expect(cron).toContain('CRON_TZ=Europe/Vienna');
    expect(cron).toContain('0 9 4 3 * [ "$(TZ=Europe/Vienna date +\\%Y)" = 2031 ] && bulkhead compile');
    expect(access(folder, '2031-03-01', 'schedule', '--format', 'cron', '--time-zone', 'a;b').code).toBe(2);
  });
});

describe('bulkhead compile', () => {
  it('says that it compiles an access that nobody approved, and leaves it out when asked to', () => {
    const folder = plant();
    access(folder, '2031-03-01', 'request', ...ASK);
    const compile = (...more: string[]) =>
      bulkhead(['compile', '--target', 'json', '--now', '2031-03-01', ...more], { cwd: folder });
    const plain = compile();
    expect(plain.err).toContain('nobody approved access ABB-access; its rules are compiled all the same');
    expect(plain.out).toContain('3389');
    const strict = compile('--approved-only');
    expect([strict.code, strict.err, strict.out.includes('3389')]).toEqual([0, '', false]);
    expect(existsSync(join(folder, FILE))).toBe(true);
  });
});
