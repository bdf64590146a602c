/** The forms of `bulkhead check` for other programs: SARIF by its published schema, GitHub annotations, Markdown. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import type { Log, Result, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../language/checks/index.ts';
import { bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

/** A PLC outside of its zone's network, in a file of its own; a useless ignore; a rule without reason that is ignored with one. */
const FILES = {
  'plant.seg': PLANT.replace('10.41.0.10', '10.99.0.10').replace(
    'allow hmi -> plc : modbus because "operator control"',
    '// bulkhead-ignore because-missing: everybody knows\n  allow hmi -> plc : modbus',
  ),
  'more & odd/Prüfung.seg': 'schedule Never { every mon 08:00-12:00 }\nzone Spare { level 2  network 10.30.0.0/25 }\n',
};
const HOSTILE = `zone 'A%0A::error::x\u2028::warning::y' {
  network 10.1.0.0/24
  asset '@admin #1 <img src=x> | a' : plc at 10.9.0.5 "<script>"
  asset '::set-output name=a::b' : plc at 10.9.0.6
}
`;

function sarif(folder: string, ...args: string[]): Run {
  const { out } = bulkhead(['check', folder, '--format', 'sarif', '--now', NOW, ...args]);
  const log: Log = JSON.parse(out);
  // The schema is of an older draft, from which the newer ones differ for it only in what its own name is called.
  const { $schema: _, id: __, ...schema } = sarifSchema as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat('uri-reference', (text: string) => URL.canParse(text, 'file:///a/') && !/[\s\\<>"]/.test(text));
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
  ajv.validate(schema, log);
  expect(ajv.errorsText(ajv.errors?.slice(0, 5))).toBe('No errors');
  return log.runs[0] as Run;
}

const resultsOf = (run: Run, rule: string): Result[] => (run.results ?? []).filter((r) => r.ruleId === rule);

describe('bulkhead check --format sarif', () => {
  it('refuses what is no SARIF: the schema that the other tests rely on is in force', () => {
    const { $schema: _, id: __, ...schema } = sarifSchema as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
    expect(ajv.validate(schema, { version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
    expect(ajv.validate(schema, { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } } }] })).toBe(true);
  });

  it('keeps to the published schema on every example, and tells each check with its page', () => {
    for (const example of ['cascadia', 'grfics', 'wind-plant', 'wind-plant-hardened']) {
      const { tool, results = [] } = sarif(`examples/${example}`);
      const rules = tool.driver.rules ?? [];
      expect(rules.slice(0, CHECKS.length).map((r) => r.id)).toEqual(CHECKS.map((c) => c.name));
      for (const rule of rules.slice(0, CHECKS.length)) {
        expect(rule.help?.markdown).toContain(`# ${rule.id}`);
        expect(rule.help?.text).not.toMatch(/`|\*\*|^#/m);
        expect(rule.helpUri).toMatch(/^vscode:\/\/bulkhead\.bulkhead\/checks\/[a-z0-9-]+\.md$/);
      }
      for (const result of results) expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
    }
  });

  it('gives the place, those that belong to it, and the ignored ones as suppressed with their reason', () => {
    const folder = folderOf(FILES);
    const run = sarif(folder);
    expect(run.columnKind).toBe('utf16CodeUnits');
    const [outside] = resultsOf(run, 'address-outside-zone');
    expect(outside).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 16, startColumn: 26, endLine: 16, endColumn: 36 } } }],
    });
    const [overlap] = resultsOf(run, 'network-overlap');
    expect(overlap?.relatedLocations?.length).toBeGreaterThan(0);
    const [ignored] = resultsOf(run, 'because-missing');
    expect(ignored?.suppressions).toEqual([{ kind: 'inSource', justification: 'everybody knows' }]);
    expect((run.results ?? []).filter((r) => r.suppressions !== undefined)).toHaveLength(1);
  });

  it('names files relative to the folder it runs in, in the form of addresses', () => {
    const folder = folderOf(FILES);
    const { out } = bulkhead(['check', '--format', 'sarif', '--now', NOW], { cwd: folder });
    const [unused] = resultsOf((JSON.parse(out) as Log).runs[0] as Run, 'unused-schedule');
    expect(unused?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({
      uri: 'more%20%26%20odd/Pr%C3%BCfung.seg',
      uriBaseId: '%SRCROOT%',
    });
    expect(out).not.toContain(folder);
  });

  it('carries the edits of fixes that keep the meaning, by line and column', () => {
    const run = sarif(folderOf(FILES));
    const [unused] = resultsOf(run, 'unused-schedule');
    expect(unused?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([
      { deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 } },
    ]);
    expect(resultsOf(run, 'address-outside-zone')[0]?.fixes).toBeUndefined();
  });

  it('knows a finding again when lines above it come and go, and tells findings apart', () => {
    const marks = (files: Readonly<Record<string, string>>): string[] => {
      const folder = folderOf(files);
      mkdirSync(join(folder, 'x'), { recursive: true });
      const { out } = bulkhead(['check', '--format', 'sarif', '--now', NOW], { cwd: folder });
      const results = (JSON.parse(out) as Log).runs[0]?.results ?? [];
      return results.map((r) => r.partialFingerprints?.['bulkheadFinding/v1'] ?? '');
    };
    const before = marks(FILES);
    const moved = { ...FILES, 'plant.seg': `// a word at the top\n\n${FILES['plant.seg']}` };
    expect(before.length).toBeGreaterThan(3);
    expect(new Set(before).size).toBe(before.length);
    expect(marks(moved)).toEqual(before);
    expect(marks(FILES)).toEqual(before);
  });
});

describe('bulkhead check --format github', () => {
  it('writes one command a finding, the gravest first, at its line and column', () => {
    const { out, code } = bulkhead(['check', '--format', 'github', '--now', NOW], { cwd: folderOf(FILES) });
    const lines = out.trimEnd().split('\n');
    expect(lines[1]).toMatch(
      /^::error file=plant\.seg,line=16,endLine=16,col=26,endColumn=36,title=address-outside-zone::/,
    );
    const kinds = lines.slice(0, -1).map((l) => /^::(error|warning|notice) /.exec(l)?.[1] ?? '');
    expect(kinds).toEqual(kinds.toSorted((a, b) => 'ewn'.indexOf(a[0] ?? '') - 'ewn'.indexOf(b[0] ?? '')));
    expect(lines.at(-1)).toMatch(/^::notice title=Bulkhead::Small plant/);
    expect(code).toBe(1);
  });

  it('lets no text of a policy begin a command of its own, nor end one', () => {
    const folder = folderOf({ 'a,line=1::b%0A.seg': HOSTILE });
    const { out } = bulkhead(['check', '--format', 'github', '--now', NOW, '--quiet'], { cwd: folder });
    const lines = out.trimEnd().split(/[\r\n\u2028\u2029\u0085]/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning|notice) file=a%2Cline=1%3A%3Ab%250A\.seg,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[a-z0-9-]+::/,
      );
    expect(out).toContain('%250A');
  });
});

describe('bulkhead check --format markdown', () => {
  it('is a heading, the figures and a table, the gravest finding first', () => {
    const { out } = bulkhead(['check', '--format', 'markdown', '--now', NOW], { cwd: folderOf(FILES) });
    const lines = out.split('\n');
    expect(lines[0]).toBe('## Small plant');
    expect(out).toMatch(/^\d+ errors?, \d+ warnings?.*1 of 1 expectation passed\.$/m);
    expect(lines[4]).toMatch(/^\|\s*\| check \| place \| finding \|$/);
    expect(lines[7]).toMatch(/^\| error \| `address-outside-zone` \| `plant\.seg:16` \| /);
  });

  it('lets no text of a policy become markup, a mention or a cell of its own', () => {
    const { out } = bulkhead(['check', '--format', 'markdown', '--now', NOW], { cwd: folderOf({ 'p.seg': HOSTILE }) });
    expect(out).toContain('address-outside-zone');
    expect(out).not.toMatch(/(?<!\\)<(img|script)/);
    expect(out).not.toMatch(/@\w|(?<!\\)#\d/);
    const rows = out.split('\n').filter((l) => l.startsWith('| error'));
    expect(rows.length).toBeGreaterThan(0);
    for (const r of rows) expect(r.match(/(?<!\\)\|/g)).toHaveLength(5);
  });

  it('says that all is well where it is', () => {
    const { out, code } = bulkhead(['check', '--format', 'markdown', '--now', NOW], {
      cwd: folderOf({ 'p.seg': PLANT }),
    });
    expect(out).toMatch(/^## Small plant\n\n0 errors, 0 warnings.*\n$/);
    expect(code).toBe(0);
  });
});
