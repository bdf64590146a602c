import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

interface CheckAnswer {
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endColumn: number;
    readonly fixes: readonly string[];
  }[];
  readonly expectations: readonly { readonly file: string; readonly line: number; readonly passed: boolean }[];
  readonly summary: Readonly<Record<string, number>>;
}

const checkJson = (folder: string, ...args: string[]): CheckAnswer =>
  answerOf('check', bulkhead(['check', folder, '--format', 'json', '--now', NOW, ...args]).out);

/** The plant with its PLC at an address outside the zone's network. */
const MISPLACED = PLANT.replace('10.41.0.10', '10.99.0.10');

describe('bulkhead check', () => {
  it('finds nothing to say about the example, and all six of its expectations hold', () => {
    const { findings, expectations, summary } = checkJson('examples/cascadia');
    expect(findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    expect(expectations.map(({ passed }) => passed)).toEqual([true, true, true, true, true, true]);
    expect(summary).toMatchObject({ assets: 10, zones: 6, conduits: 4, errors: 0, warnings: 0, passed: 6 });
  });

  it('gives the place of a finding from one on, and the titles of its fixes', () => {
    const { findings, summary } = checkJson(folderOf({ 'plant.seg': MISPLACED }));
    const finding = findings.find(({ check }) => check === 'address-outside-zone');
    expect(finding).toMatchObject({ severity: 'error', file: 'plant.seg', line: 16, column: 26, endColumn: 36 });
    expect(finding?.fixes.length).toBeGreaterThan(0);
    expect(summary.errors).toBe(findings.filter(({ severity }) => severity === 'error').length);
  });

  it('shows the source line with a caret under the place, and what to do', () => {
    const folder = folderOf({ 'plant.seg': MISPLACED });
    const { code, out } = bulkhead(['check', '--now', NOW], { cwd: folder });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^plant\.seg:16:26 error address-outside-zone$/);
    const source = lines.findIndex((line) => line.includes('asset PLC-301 : plc at 10.99.0.10'));
    expect((lines[source + 1] as string).indexOf('^^^^^^^^^^')).toBe((lines[source] as string).indexOf('10.99.0.10'));
    expect(out).toMatch(/^ {2}fix: /m);
    expect(code).toBe(1);
  });

  it('ends with code 1 from the severity on that --fail-on names', () => {
    const warned = folderOf({ 'plant.seg': PLANT.replace(' because "operator control"', '') });
    expect(checkJson(warned).findings.map(({ check, severity }) => [check, severity])).toContainEqual([
      'because-missing',
      'warning',
    ]);
    expect(bulkhead(['check', warned, '--now', NOW]).code).toBe(0);
    expect(bulkhead(['check', warned, '--now', NOW, '--fail-on', 'warning']).code).toBe(1);
    const wrong = folderOf({ 'plant.seg': MISPLACED });
    expect(bulkhead(['check', wrong, '--now', NOW, '--fail-on', 'never']).code).toBe(0);
  });

  it('follows the severities of bulkhead.json, and finds what is wrong in it', () => {
    const quiet = folderOf({
      'plant.seg': MISPLACED,
      'bulkhead.json': '{ "checks": { "address-outside-zone": "off" } }',
    });
    expect(checkJson(quiet).findings.map(({ check }) => check)).not.toContain('address-outside-zone');
    const mistyped = folderOf({
      'plant.seg': PLANT,
      'bulkhead.json': '{ "checks": { "adress-outside-zone": "off" } }',
    });
    expect(checkJson(mistyped).findings).toContainEqual(expect.objectContaining({ file: 'bulkhead.json', line: 1 }));
  });

  it('reads one file from standard input', () => {
    const { code, out } = bulkhead(['check', '--stdin', '--format', 'json', '--now', NOW], { input: MISPLACED });
    expect(answerOf<CheckAnswer>('check', out).findings[0]?.file).toBe('stdin.seg');
    expect(code).toBe(1);
  });

  it('answers as of --now, in the time zone of the policy', () => {
    const access = `
access Tuning {
  allow HMI-1 -> PLC-301 : ssh
  from 2031-03-04T08:00 until 2031-03-04T17:00
  because "tuning"
}
expect HMI-1 -> PLC-301 : ssh is allowed
`;
    const zoned = PLANT.replace('{ owner "OT security" }', '{ owner "OT security"  timezone "America/Los_Angeles" }');
    const folder = folderOf({ 'plant.seg': zoned.replace('"OT security"  ', '"OT security" ') + access });
    const passed = (time: string): boolean | undefined =>
      answerOf<CheckAnswer>(
        'check',
        bulkhead(['check', folder, '--format', 'json', '--now', time]).out,
      ).expectations.at(-1)?.passed;
    expect(passed('2031-03-04T16:59')).toBe(true);
    expect(passed('2031-03-04T17:00')).toBe(false);
    // 17:00 in Los Angeles is 01:00 of the next day in UTC.
    expect(passed('2031-03-05T00:59Z')).toBe(true);
    expect(passed('2031-03-05T01:00Z')).toBe(false);
  });

  it('writes the answer to the file of -o and nothing to the screen', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    const { out } = bulkhead(['check', '--format', 'json', '-o', 'deep/findings.json'], { cwd: folder });
    expect(out).toBe('');
    answerOf('check', readFileSync(join(folder, 'deep', 'findings.json'), 'utf8'));
  });

  it('says which tier is reached, and with --tier what keeps the policy from the next', () => {
    const folder = folderOf({ 'plant.seg': PLANT });
    const { summary } = checkJson(folder);
    expect(summary.tier).toBe(0);
    const { code, out } = bulkhead(['check', '--tier', '--now', NOW], { cwd: folder });
    expect(out).toMatch(/^Small plant: tier 0 of 4, flat$/m);
    expect(out).toMatch(/^plant\.seg:1:1 boundary-not-drawn$/m);
    expect(code).toBe(0);
    const told = bulkhead(['check', folder, '--tier', '--format', 'json', '--now', NOW]).out;
    const { ladder } = answerOf<{ ladder: { next: { blockers: { by: string }[] } } }>('check', told);
    expect(ladder.next.blockers.map(({ by }) => by)).toEqual(['boundary-not-drawn']);
    expect(bulkhead(['check', folder, '--tier', '--format', 'sarif']).code).toBe(2);
  });

  it('colours nothing where the output is no terminal', () => {
    const { out } = bulkhead(['check', folderOf({ 'plant.seg': MISPLACED })]);
    expect(out).not.toContain('\u001b');
  });

  it('never lets text of a policy steer the terminal', () => {
    const nasty = PLANT.replace('"Small plant"', '"Small \u001b[31mplant\u0007"').replace(
      '10.41.0.10',
      '10.99.0.10 "\u001b]0;x\u0007"',
    );
    const { out } = bulkhead(['check', folderOf({ 'plant.seg': nasty })]);
    expect(out).toContain('10.99.0.10');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('bulkhead check of bad input', () => {
  const random = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 2_654_435_761) >>> 13);

  it.each([
    ['random bytes', { 'noise.seg': random }],
    ['a file cut in the middle of a word', { 'cut.seg': PLANT.slice(0, 207) }],
    ['5,000 nested braces', { 'deep.seg': `zone A ${'{ zone B '.repeat(5000)}` }],
    ['10 MB on one line', { 'long.seg': `// ${'x'.repeat(10 * 1024 * 1024)}\nzone {` }],
    ['bulkhead.json that is no JSON', { 'bulkhead.json': '{ "checks": ', 'plant.seg': 'zone A { }' }],
  ])('finds %s, without a stack trace', (_, files) => {
    const { code, out } = bulkhead(['check', folderOf(files as Record<string, string>), '--format', 'json']);
    expect(answerOf<CheckAnswer>('check', out).summary.errors).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it('keeps what the rest of the policy says', () => {
    const { summary } = checkJson(folderOf({ 'plant.seg': PLANT, 'broken.seg': 'zone {{{ ~~~' }));
    expect(summary.assets).toBe(2);
  });

  it('says that nesting is too deep once', () => {
    const { findings } = checkJson(folderOf({ 'deep.seg': `zone A ${'{ zone B '.repeat(5000)}` }));
    expect(findings.map(({ check }) => check)).toEqual(['nesting']);
  });
});
