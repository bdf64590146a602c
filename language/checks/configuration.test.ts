/** `bulkhead.json`: what is said well counts, what is said badly is a finding at its place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configurationSchema } from './configuration-schema.ts';
import { SECTIONS } from './configuration-table.ts';
import { applyEdits } from './edits.ts';
import { CHECKS, DEFAULT_CHECKS, DEFAULT_CONFIGURATION, parseConfiguration } from './index.ts';

const FILE = 'bulkhead.json';
const read = (text: string) => parseConfiguration(FILE, text);
const told = (text: string) =>
  read(text).findings.map((f) => `${f.place.line + 1}:${f.place.column + 1} ${f.severity} ${f.message}`);

test('reads every part, with comments and trailing commas', () => {
  const { configuration, findings } = read(`{
  // the plant's own settings
  "include": ["plant/**/*.seg"], "exclude": ["old/**"],
  "checks": {
    "because-missing": "error",
    "unenforceable": { "severity": "warning", "error-at-sl": 3 },
    "levels": { "ot": 3.5 },
    "overrides": [{ "files": ["lab/**"], "checks": { "any-source": "off" } }],
  },
  "exports": [{ "target": "nftables", "path": "out", "options": { "horizon": 30 } }],
  "observed": ["flows/*.csv"], "inventory": { "types": [] }, "advisor": {},
}`);
  expect(findings).toEqual([]);
  expect(configuration).toEqual({
    include: ['plant/**/*.seg'],
    exclude: ['old/**'],
    checks: {
      severities: { 'because-missing': 'error', unenforceable: 'warning' },
      thresholds: { unenforceable: { 'error-at-sl': 3 } },
      levels: { ot: 3.5, control: 2, business: 4 },
      overrides: [{ files: ['lab/**'], severities: { 'any-source': 'off' } }],
    },
    exports: [{ target: 'nftables', path: 'out', options: { horizon: 30 } }],
    observed: ['flows/*.csv'],
    inventory: { types: [] },
    advisor: {},
  });
});

test('an empty object and an empty file mean the defaults; the empty file is no JSON', () => {
  expect(read('{}')).toEqual({ configuration: DEFAULT_CONFIGURATION, findings: [] });
  expect(read('').configuration).toEqual(DEFAULT_CONFIGURATION);
  expect(told('').length).toBeGreaterThan(0);
});

test('malformed JSON is a finding at its place, and what could be read still counts', () => {
  const text = '{ "checks": { "because-missing": "off", "any-source": } }';
  expect(told(text)).toEqual([
    '1:55 error This is no JSON: value expected. The defaults hold for what cannot be read.',
  ]);
  expect(read(text).configuration.checks.severities).toEqual({ 'because-missing': 'off' });
});

test('an unknown check, section, severity or threshold is a finding with a did-you-mean that mends it', () => {
  const text = `{ "check": {},
  "checks": { "becuase-missing": "off",
    "any-source": "warn",
    "unenforceable": { "error-at-slt": 1 } } }`;
  expect(told(text)).toEqual([
    '1:3 warning There is no section "check". Did you mean "checks"?',
    '2:15 warning There is no check "becuase-missing". Did you mean "because-missing"?',
    '3:19 warning There is no severity "warn". Did you mean "warning"?',
    '4:24 warning There is no threshold "error-at-slt". Did you mean "error-at-sl"?',
  ]);
  const edits = read(text)
    .findings.slice(1)
    .flatMap((f) => f.fixes().flatMap((x) => x.edits));
  expect(read(applyEdits(FILE, text, edits)).findings.map((f) => f.message)).toEqual([
    'There is no section "check". Did you mean "checks"?',
  ]);
});

test('says what there is where nothing is near', () => {
  expect(told('{ "checks": { "any-source": "fatal-and-loud" } }')).toEqual([
    '1:29 warning There is no severity "fatal-and-loud". There are "off", "info", "warning", "error".',
  ]);
  expect(told('{ "checks": { "zzzzzzzzzzzzzzzzzzzz": "off" } }')[0]).toContain('docs/checks/README.md lists them.');
});

test('values of the wrong kind are findings, and their defaults hold', () => {
  expect(told('[]')).toEqual(['1:1 error bulkhead.json is an object in braces; the defaults hold instead.']);
  expect(told('{ "include": "x" }')).toEqual(['1:14 error "include" is a list in brackets; it is left out.']);
  expect(told('{ "include": [1] }')).toEqual(['1:15 error "include" lists texts in quotes; this entry is left out.']);
  expect(told('{ "checks": { "levels": { "ot": -1 } } }')).toEqual([
    '1:33 warning "ot" is a number of 0 or more; the default holds instead.',
  ]);
  expect(told('{ "exports": [{ "path": "x" }] }')[0]).toContain('An export names its "target"');
  expect(read('{ "checks": 3 }').configuration.checks).toEqual(DEFAULT_CHECKS);
});

test('an export of an unknown target, with unknown parts or values of the wrong kind is a finding', () => {
  expect(told('{ "exports": [{ "target": "nftable", "pth": "x", "path": 3, "options": [] }] }')).toEqual([
    '1:38 warning There is no part of an export "pth". Did you mean "path"?',
    '1:27 warning There is no target "nftable". Did you mean "nftables"?',
    '1:58 warning "path" is a text in quotes; it is left out.',
    '1:72 warning "options" is an object in braces; it is left out.',
  ]);
  expect(told('{ "$schema": 3 }')).toEqual(['1:14 warning "$schema" is a text in quotes; it is left out.']);
});

describe('the JSON Schema', () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(configurationSchema());

  /** Mostly what belongs at its place, sometimes what does not. */
  const value = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 12, arbitrary: right },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'warn', 3, -1, [1], [], {}, true) },
    );
  const members = (entries: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
    fc
      .tuple(
        fc.record(entries, { requiredKeys: [] }),
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.constantFrom('chekcs', 'because', 'x') },
        ),
      )
      .map(([object, strange]) => (strange === undefined ? object : { ...object, [strange]: 'off' }));
  const severity = value(fc.constantFrom('off', 'info', 'warning', 'error'));
  const texts = value(fc.array(value(fc.constantFrom('**/*.seg', 'a')), { maxLength: 2 }));
  const number = value(fc.constantFrom(0, 1, 2.5, 100));
  const someChecks = fc.shuffledSubarray([...CHECKS], { maxLength: 3 });
  const checks = someChecks.chain((some) =>
    members({
      ...Object.fromEntries(
        some.map((c) => [
          c.name,
          value(
            fc.oneof(
              severity,
              members({ severity, ...Object.fromEntries(Object.keys(c.thresholds ?? {}).map((t) => [t, number])) }),
            ),
          ),
        ]),
      ),
      levels: value(members({ ot: number, control: number, business: number })),
      overrides: value(
        fc.array(
          value(
            members({ files: texts, checks: value(members(Object.fromEntries(some.map((c) => [c.name, severity])))) }),
          ),
          { maxLength: 2 },
        ),
      ),
    }),
  );
  const entry = members({
    target: value(fc.constantFrom('nftables', 'json')),
    path: value(fc.constant('out')),
    options: value(fc.constant({ horizon: 30 })),
  });
  const configuration = members({
    $schema: value(fc.constant('bulkhead.schema.json')),
    include: texts,
    exclude: texts,
    checks: value(checks),
    exports: value(fc.array(value(entry), { maxLength: 2 })),
    observed: texts,
    inventory: fc.oneof(
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom({ file: '../x.seg' }, { columns: { nme: 'tag' } }, { types: [{ type: 'plc' }] }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          { zones: [{ match: { a: 1 }, zone: 'Z' }] },
          { zones: [{ match: { a: '*' }, zone: '' }] },
        ),
      },
      {
        weight: 9,
        arbitrary: fc.record(
          {
            file: fc.constantFrom('inventory.seg', 'a/b.seg'),
            columns: fc.constantFrom({ name: 'tag' }, {}),
            types: fc.constantFrom([], [{ match: { a: '*', b: '?' }, type: 'plc' }]),
            zones: fc.constantFrom([{ match: { a: '*' }, zone: 'Z' }]),
          },
          { requiredKeys: [] },
        ),
      },
    ),
    advisor: fc.jsonValue({ maxDepth: 2 }),
  });

  test('takes what the reader takes and refuses what the reader finds, whatever the settings', () => {
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(configuration, (settings) => {
        const found = told(JSON.stringify(settings));
        expect(validate(settings), `${JSON.stringify(settings)}\n${found.join('\n')}`).toBe(found.length === 0);
        counts[found.length === 0 ? 'taken' : 'refused']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(200);
  });

  test('names every check, with what it finds, and every threshold with its default', () => {
    const { properties } = configurationSchema() as {
      properties: {
        checks: {
          properties: Record<
            string,
            { markdownDescription: string; anyOf: { properties: Record<string, { default: number }> }[] }
          >;
        };
      };
    };
    for (const check of CHECKS) {
      const stated = properties.checks.properties[check.name];
      expect(stated?.markdownDescription).toContain(check.documentation.summary);
      for (const [name, { value: fallback }] of Object.entries(check.thresholds ?? {}))
        expect(stated?.anyOf[1]?.properties[name]?.default).toBe(fallback);
    }
  });
});

test('names from a prototype are no settings', () => {
  const { configuration, findings } = read(
    '{ "checks": { "constructor": "off", "__proto__": { "severity": "off" } } }',
  );
  expect(configuration.checks.severities).toEqual({});
  expect(findings).toHaveLength(2);
});

test('deep nesting is one finding, found before parsing', () => {
  expect(told(`{ "advisor": ${'['.repeat(50_000)}`)).toEqual([
    '1:1 error This file nests deeper than 100 brackets. The defaults hold instead of it.',
  ]);
});

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc
          .array(fc.constantFrom('{', '}', '[', ']', '"checks"', ':', ',', '"x"', '1', '//', '/*'))
          .map((p) => p.join(' ')),
      ),
      (text) => {
        const { findings } = read(text);
        for (const f of findings) expect(f.place.end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});

test('docs/configuration.md names every section, and its example is taken without a finding', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
  for (const section of Object.keys(SECTIONS)) expect(page).toContain(`\`${section}\``);
  const example = /```jsonc\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(told(example)).toEqual([]);
  expect(read(example).configuration.exports).toHaveLength(1);
});
